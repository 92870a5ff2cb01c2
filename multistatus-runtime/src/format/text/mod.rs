//! What the formats share to write text: the output, blocks of items, escaping, and optional parts.

#[cfg(any(feature = "json", feature = "xml"))]
pub(crate) mod block;
pub(crate) mod escape;
pub(crate) mod optional;
pub(crate) mod output;
