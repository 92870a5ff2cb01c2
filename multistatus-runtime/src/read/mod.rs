//! Reads a multi-status in any format, item by item.
//!
//! A [`Reader`](crate::Reader) holds the settings. A [`Reading`](crate::read::Reading) takes the bytes, whole or in chunks,
//! and gives the items. A [`Verdict`](crate::read::Verdict) says at the end which of them are certain.

pub(crate) mod buffer;
#[cfg(feature = "xml")]
pub(crate) mod dav;
mod document;
pub(crate) mod encoding;
#[cfg(feature = "json")]
mod json;
#[cfg(feature = "dialects")]
pub(crate) mod multipart;
#[cfg(feature = "dialects")]
mod partial;
pub(crate) mod reader;
mod reading;
mod replacements;
mod signature;
#[cfg(feature = "xml")]
mod status_line;
pub(crate) mod verdict;
mod window;
#[cfg(feature = "dialects")]
mod xml_shape;

pub use self::document::{Document, Ending};
pub use self::reading::Reading;
pub use self::verdict::{Truncation, Verdict};
pub use crate::item::from_item::{Unrecognized, UnrecognizedReason};
pub use crate::item::{DefectKind, ItemRef, defect::Defect};
#[cfg(feature = "json")]
pub use crate::json_shape::{ContextShape, JsonShape, RootMember, ShapeValue, When};
pub use crate::tokens::{Limits, Refusal, SyntaxError};
