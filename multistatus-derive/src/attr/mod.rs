//! The attribute parser of all macros. A macro adds a table of its keys, and the meaning of an element without a key.

pub(crate) mod assignment;
mod duration;
pub(crate) mod number;
pub(crate) mod parser;
pub(crate) mod table;
pub(crate) mod tokens;
pub(crate) mod value;
pub(crate) mod word;
