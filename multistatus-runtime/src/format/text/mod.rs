//! What the formats share when they write text: an output, a block in front of it, and optional parts.

pub(crate) mod block;
pub(crate) mod optional;
pub(crate) mod output;
