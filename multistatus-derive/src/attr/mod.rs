//! The parser of the attributes of all macros.

pub(crate) mod list;
pub(crate) mod parser;
pub(crate) mod value;
