//! The attribute parser of all macros. A macro brings a table of its keys, and says what an element without a key means.

mod duration;
pub(crate) mod number;
pub(crate) mod parser;
pub(crate) mod table;
pub(crate) mod tokens;
pub(crate) mod value;
pub(crate) mod word;
