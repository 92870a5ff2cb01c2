//! The inputs of a batch: where they come from, their keys, and their checks.

#[cfg(feature = "json")]
pub(crate) mod content_encoding;
mod field_error;
#[cfg(feature = "garde")]
mod garde;
mod input;
#[cfg(feature = "json")]
mod json;
mod list;
mod stream;

#[cfg(feature = "json")]
pub use self::json::JsonInputs;
#[cfg(all(feature = "lambda", feature = "json"))]
pub(crate) use self::json::decode_alone;
#[cfg(all(any(feature = "axum", feature = "salvo"), feature = "json"))]
pub(crate) use self::json::unreadable;
#[cfg(feature = "dialects")]
pub(crate) use self::json::{decode_element, split_elements, split_lines, whole_document};
pub(crate) use self::list::Gathered;
pub use self::{
    field_error::FieldError,
    input::{Input, InputSource, IntoInputs},
    list::Inputs,
    stream::InputStream,
};
