//! The parts of writing text that the formats share: the output, blocks of items, escaping, and optional parts.

#[cfg(any(feature = "json", feature = "xml"))]
pub(crate) mod block;
pub(crate) mod escape;
pub(crate) mod optional;
pub(crate) mod output;
