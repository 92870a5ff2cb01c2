//! The traits of property values: writing one, and reading one.

use thiserror::Error;

use super::{ContentWriter, PropertyFailure, XmlElement};
use crate::outcome::Outcome;

/// A value that becomes the content of a property's element.
pub trait PropertyValue {
    /// Writes the content.
    ///
    /// # Errors
    ///
    /// Returns the failure of the property: [`PropertyFailure::ABSENT`] if there is no value.
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure>;
}

/// A value that is read from a property's element.
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

impl PropertyValue for str {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        content.text(self);
        Ok(())
    }
}

impl PropertyValue for String {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        content.text(self);
        Ok(())
    }
}

impl PropertyValue for u64 {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        content.text(itoa::Buffer::new().format(*self));
        Ok(())
    }
}

impl<V: PropertyValue + ?Sized> PropertyValue for &V {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        (**self).write(content)
    }
}

/// `None` is a property that the resource does not have.
impl<V: PropertyValue> PropertyValue for Option<V> {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        self.as_ref().ok_or(PropertyFailure::ABSENT)?.write(content)
    }
}

/// An outcome of one property.
impl<V: PropertyValue, O: Outcome> PropertyValue for Result<V, O> {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        self.as_ref().map_err(PropertyFailure::of)?.write(content)
    }
}

impl FromPropertyValue for String {
    fn from_element(element: &XmlElement) -> Result<Self, InvalidValue> {
        Ok(element.text().to_owned())
    }

    fn from_text(text: &str) -> Option<Result<Self, InvalidValue>> {
        Some(Ok(text.to_owned()))
    }
}
