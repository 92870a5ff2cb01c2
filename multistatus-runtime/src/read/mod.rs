//! Reads a multi-status in any format, item by item.
//!
//! A [`Reader`] holds what is known of a body beforehand. A [`Reading`] takes the bytes, whole or in chunks, and gives the
//! items. At the end stands a [`Verdict`]: what the reader can vouch for.

#[cfg(all(feature = "batch", feature = "json"))]
pub(crate) mod buffer;
#[cfg(not(all(feature = "batch", feature = "json")))]
mod buffer;
#[cfg(feature = "xml")]
mod dav;
mod document;
mod encoding;
#[cfg(feature = "json")]
mod json;
pub(crate) mod reader;
mod reading;
pub(crate) mod verdict;
mod window;

pub use self::{
    document::{Document, Ending},
    reading::Reading,
    verdict::{Truncation, Verdict},
};
pub use crate::item::{
    DefectKind, ItemRef,
    defect::Defect,
    from_item::{Unrecognized, UnrecognizedReason},
};
#[cfg(feature = "json")]
pub use crate::json_shape::JsonShape;
pub use crate::tokens::{
    limits::{Limits, Refusal},
    syntax_error::SyntaxError,
};
