//! Support for `#[derive(Properties)]`: changes of a field, and the field with the properties that have none.

use http::StatusCode;

use crate::property::{DeadProperties, FromPropertyValue, PropertyFailure, XmlElement};

/// Sets a field to a value that a client sends, or removes its value. It is one function, so that a type without
/// `FromPropertyValue` is one error.
pub fn change<V: FromPropertyValue>(field: &mut V, value: Option<&XmlElement>) -> Result<(), PropertyFailure> {
    *field = match value {
        Some(value) => V::from_element(value)?,
        None => V::absent().ok_or_else(required)?,
    };
    Ok(())
}

/// The property always has a value: 403, because the request fails each time (RFC 4918 section 16).
#[cold]
fn required() -> PropertyFailure {
    PropertyFailure::new(StatusCode::FORBIDDEN).description("the property always has a value; set another one")
}

/// The type of the field with the role `rest`.
#[diagnostic::on_unimplemented(
    message = "a `rest` field is of the type `DeadProperties`, and not `{Self}`",
    label = "not `DeadProperties`"
)]
pub trait KeepsProperties {
    /// Returns the properties.
    fn kept(&self) -> &DeadProperties;

    /// Returns the properties, to change them.
    fn kept_mut(&mut self) -> &mut DeadProperties;
}

#[diagnostic::do_not_recommend]
impl KeepsProperties for DeadProperties {
    fn kept(&self) -> &DeadProperties {
        self
    }

    fn kept_mut(&mut self) -> &mut DeadProperties {
        self
    }
}
