//! `ResourceProperty`: a property of a resource, as a response lists it.

use http::StatusCode;

use super::simple_value::simple_text;
use crate::{
    outcome::Propstat,
    property::{FromPropertyValue, InvalidValue, InvalidXml, PropertyFailure, PropertyName, XmlElement},
};

/// A property of a [`Resource`](super::Resource): its name, its status, and its element.
#[derive(Clone, Copy, Debug)]
pub struct ResourceProperty<'r> {
    pub(super) namespace: &'r str,
    pub(super) local: &'r str,
    pub(super) xml: &'r str,
    /// The end of the name in the start tag.
    pub(super) name_end: usize,
    pub(super) status: Option<StatusCode>,
    /// The propstat, if it may have conditions or a description.
    pub(super) propstat: Option<&'r Propstat>,
}

impl<'r> ResourceProperty<'r> {
    /// Returns the name.
    pub fn name(&self) -> PropertyName {
        PropertyName::checked(self.namespace.to_owned(), self.local.to_owned())
    }

    /// True if this is the name.
    pub fn is(&self, name: &PropertyName) -> bool {
        self.local == name.local() && self.namespace == name.namespace()
    }

    /// Returns the status; `None` if the server wrote no readable one.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// True if the property has a value.
    pub fn is_success(&self) -> bool {
        self.status.is_some_and(|status| status.is_success())
    }

    /// True if the resource does not have the property.
    pub fn is_absent(&self) -> bool {
        self.status == Some(StatusCode::NOT_FOUND)
    }

    /// Returns the failure of the property, with its conditions and its description; `None` if it has a value. The status is
    /// 500 if it cannot be read.
    pub fn failure(&self) -> Option<PropertyFailure> {
        if self.is_success() {
            return None;
        }
        let failure = PropertyFailure::new(self.status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
        let Some(propstat) = self.propstat else { return Some(failure) };
        let failure = propstat.conditions.iter().cloned().fold(failure, PropertyFailure::condition);
        Some(if propstat.description.is_empty() { failure } else { failure.description(&*propstat.description) })
    }

    /// Returns the element as XML that declares each prefix it uses.
    pub fn xml(&self) -> &'r str {
        self.xml
    }

    /// Returns the element.
    ///
    /// # Errors
    ///
    /// Returns an error if the element exceeds the default limits.
    pub fn element(&self) -> Result<XmlElement, InvalidXml> {
        XmlElement::parse(self.xml)
    }

    /// Returns the text of the element, if it has nothing else.
    pub(super) fn simple_text(&self) -> Option<&'r str> {
        simple_text(self.xml, self.name_end)
    }

    /// Returns the value, whatever the status is.
    ///
    /// # Errors
    ///
    /// Returns an error if the element is not a value of the type.
    pub fn value<T: FromPropertyValue>(&self) -> Result<T, InvalidValue> {
        if let Some(value) = self.simple_text().and_then(T::from_text) {
            return value;
        }
        let unreadable =
            |error: InvalidXml| InvalidValue { expected: "an element within the limits", found: error.to_string() };
        T::from_element(&self.element().map_err(unreadable)?)
    }
}
