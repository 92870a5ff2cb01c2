//! Which characters a format must escape, and how. Writers and readers share it.

pub(crate) mod escape;
pub(crate) mod json;
#[cfg(feature = "xml")]
pub(crate) mod xml;
