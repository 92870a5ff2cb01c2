//! The tokens of JSON and of XML, with their positions.

#[cfg(feature = "json")]
pub(crate) mod json;
#[cfg(feature = "xml")]
pub(crate) mod xml;
