//! The tokens of JSON and of XML, with their positions, for reading and for checking what is written.

#[cfg(feature = "json")]
pub(crate) mod json;
pub(crate) mod limits;
pub(crate) mod syntax_error;
#[cfg(feature = "xml")]
pub(crate) mod xml;
