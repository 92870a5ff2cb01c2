//! An error in a field of an input, and the pointer of that field.

use std::fmt;

use jsonptr::Pointer;
use serde::{Deserialize, Serialize};

/// An error in one field of an input.
///
/// A problem lists them in its extension member `errors`, as in the example of RFC 9457 section 3.
///
/// ```
/// use multistatus::batch::FieldError;
///
/// let error = FieldError::new("/quantity", "at least 1");
/// assert_eq!(error.to_string(), "/quantity: at least 1");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// The JSON pointer (RFC 6901) of the field: from the root of the request body if that is one JSON document, else from
    /// the input. Empty for the input itself.
    pub pointer: String,
    /// A message that says what was expected.
    pub detail: String,
}

impl FieldError {
    /// Returns an error at `pointer`, which starts at the input: `/quantity`.
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), detail: detail.into() }
    }

    /// Puts the pointer of the input before that of the field.
    pub(crate) fn within(mut self, input: &Pointer) -> Self {
        self.pointer.insert_str(0, input.as_str());
        self
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => f.write_str(&self.detail),
            pointer => write!(f, "{pointer}: {}", self.detail),
        }
    }
}
