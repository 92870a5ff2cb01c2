//! `FromPropertyValue`: reads the value of a property.

use http::StatusCode;
use thiserror::Error;

use super::{PropertyFailure, XmlElement};

/// A value that is read from a property's element.
///
/// Implemented for the same types as [`PropertyValue`](super::PropertyValue).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a property",
    label = "does not implement `FromPropertyValue`",
    note = "use text, a number, a `Key`, a typed value of `multistatus::webdav` such as `HttpDate`, or an `Option` of one"
)]
pub trait FromPropertyValue: Sized {
    /// Reads the value.
    ///
    /// # Errors
    ///
    /// Returns an error that says what was expected.
    fn from_element(element: &XmlElement) -> Result<Self, InvalidValue>;

    /// Reads the value from the text of an element that has no children, if its attributes do not matter. Returns the result
    /// of [`from_element`](Self::from_element), which is slower; `None`, the default, means to call that instead.
    fn from_text(text: &str) -> Option<Result<Self, InvalidValue>> {
        let _ = text;
        None
    }

    /// Returns the value of a property that a client has removed; `None`, the default, if a property of this type always has a
    /// value.
    fn absent() -> Option<Self> {
        None
    }
}

/// The error of an element that is not a value of a type.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("expected {expected}, found `{found}`")]
#[non_exhaustive]
pub struct InvalidValue {
    /// The value that was expected, such as `a whole number`.
    pub expected: &'static str,
    /// The text that was found, shortened.
    pub found: String,
}

/// The longest text that an error repeats, in characters.
const FOUND: usize = 60;

impl InvalidValue {
    /// Creates an error. `found` is shortened.
    pub fn new(expected: &'static str, found: &str) -> Self {
        let found = match found.char_indices().nth(FOUND) {
            Some((end, _)) => format!("{}…", &found[..end]),
            None => found.to_owned(),
        };
        Self { expected, found }
    }

    /// Creates the error of an element whose content is not of the expected kind.
    pub(super) fn of(expected: &'static str, element: &XmlElement) -> Self {
        Self::new(expected, &element.to_xml())
    }
}

/// The failure of PROPPATCH with such a value: 409, because "the client has provided a value whose semantics are not
/// appropriate for the property" (RFC 4918 section 9.2.1).
impl From<InvalidValue> for PropertyFailure {
    fn from(error: InvalidValue) -> Self {
        Self::new(StatusCode::CONFLICT).description(error.to_string())
    }
}

/// Returns the text of an element that may have no elements.
pub(super) fn plain_text<'e>(element: &'e XmlElement, expected: &'static str) -> Result<&'e str, InvalidValue> {
    match element.children() {
        [] => Ok(element.text()),
        _ => Err(InvalidValue::of(expected, element)),
    }
}

/// Implements [`FromPropertyValue`] for a type that a function reads from text.
macro_rules! from_text {
    ($type:ty, $expected:expr, $read:expr) => {
        impl $crate::property::FromPropertyValue for $type {
            fn from_element(element: &$crate::property::XmlElement) -> Result<Self, $crate::property::InvalidValue> {
                let text = $crate::property::from_value::plain_text(element, $expected)?;
                $read(text).ok_or_else(|| $crate::property::InvalidValue::new($expected, text))
            }

            fn from_text(text: &str) -> Option<Result<Self, $crate::property::InvalidValue>> {
                Some($read(text).ok_or_else(|| $crate::property::InvalidValue::new($expected, text)))
            }
        }
    };
}
pub(super) use from_text;
