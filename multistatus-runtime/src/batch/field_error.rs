//! What is wrong with a part of an input, and where that part stands.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::pointer::Pointer;

/// What is wrong with one field of an input.
///
/// Several of them make the extension member `errors` of a problem, as in the example of RFC 9457 section 3.
///
/// ```
/// use multistatus::batch::FieldError;
///
/// let error = FieldError::new("/quantity", "at least 1");
/// assert_eq!(error.to_string(), "/quantity: at least 1");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The place of the field (RFC 6901): in the body of the request, where that is one JSON document, else in the
    /// input. Empty where it is the input itself.
    pub pointer: String,
    /// What is wrong, and what was expected.
    pub detail: String,
}

impl FieldError {
    /// What is wrong at `pointer`, which counts from the input: `/quantity`.
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), detail: detail.into() }
    }

    /// The same, with a pointer that counts from where that of the input does.
    pub(super) fn within(mut self, input: &Pointer) -> Self {
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
