//! Which characters a format must escape, and how.

pub(crate) mod escape;
#[cfg(feature = "json")]
pub(crate) mod json;
#[cfg(feature = "xml")]
pub(crate) mod xml;
