//! The tokens of JSON and of XML, with their positions, for reading and for checking what is written.

#[cfg(feature = "json")]
pub(crate) mod json;
mod limits;
mod syntax_error;
#[cfg(feature = "xml")]
pub(crate) mod xml;

pub use self::limits::{Limits, Refusal};
pub use self::syntax_error::SyntaxError;
