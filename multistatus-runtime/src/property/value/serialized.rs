//! `Serialized`: any value that serde can serialize.

use http::StatusCode;
use serde::{Serialize, de::DeserializeOwned};

use crate::property::{
    ContentWriter, FromPropertyValue, InvalidValue, PropertyFailure, PropertyValue, XmlElement, tag,
};

/// A value that serde serializes, with the mapping of quick-xml: a field is an element, a field that is renamed to `@name` an
/// attribute, and one that is renamed to `$text` the text.
///
/// The names of elements have no namespace, unless [`in_namespace`](Self::in_namespace) sets one. What does not become
/// well-formed XML makes the property a 500.
///
/// ```
/// use multistatus::webdav::Serialized;
/// use serde::Serialize;
///
/// /// `<X:size xmlns:X="urn:example" unit="px"><width>640</width><height>480</height></X:size>`
/// #[derive(Serialize)]
/// struct Size {
///     #[serde(rename = "@unit")]
///     unit: &'static str,
///     width: u32,
///     height: u32,
/// }
///
/// let size = Serialized::new(Size { unit: "px", width: 640, height: 480 });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Serialized<T> {
    /// The value.
    pub value: T,
    namespace: Option<&'static str>,
}

impl<T> Serialized<T> {
    /// Creates a value whose elements have no namespace.
    pub const fn new(value: T) -> Self {
        Self { value, namespace: None }
    }

    /// Sets the namespace of the elements.
    pub const fn in_namespace(mut self, namespace: &'static str) -> Self {
        self.namespace = Some(namespace);
        self
    }
}

impl<T: Serialize> PropertyValue for Serialized<T> {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        let xml = quick_xml::se::to_string_with_root("value", &self.value).map_err(|error| invalid(&error))?;
        let rest = xml.strip_prefix("<value").ok_or_else(|| invalid(&"it is not one element"))?;
        let start = tag::standalone(content.name());
        let mut element = start.trim_end_matches('>').to_owned();
        if let Some(namespace) = self.namespace {
            element.push_str(&format!(" xmlns=\"{}\"", quick_xml::escape::escape(namespace)));
        }
        match rest.strip_suffix("</value>") {
            Some(rest) => {
                let prefix = tag::prefix(content.name().namespace());
                element.push_str(&format!("{rest}</{prefix}{}>", content.name().local()));
            }
            None => element.push_str(rest),
        }
        // The names of fields and the keys of maps may be anything.
        let element = XmlElement::parse(&element).map_err(|error| invalid(&error))?;
        element.write(content)
    }
}

#[cold]
fn invalid(error: &dyn std::fmt::Display) -> PropertyFailure {
    tracing::error!(%error, "the value of a property cannot be serialized as XML");
    PropertyFailure::new(StatusCode::INTERNAL_SERVER_ERROR)
}

impl<T: DeserializeOwned> FromPropertyValue for Serialized<T> {
    fn from_element(element: &XmlElement) -> Result<Self, InvalidValue> {
        let value = quick_xml::de::from_str(&element.to_xml());
        value.map(Self::new).map_err(|_| InvalidValue::of("an element of the type of the property", element))
    }
}
