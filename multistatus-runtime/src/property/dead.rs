//! `DeadProperties`: the properties of a resource that clients define.

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::{PropertyName, XmlElement};
use crate::{format::dav::raw_xml, outcome::Property};

/// The properties of a resource that clients define, in the order in which they were set. Each is kept as the XML that the
/// client sent, with the declarations and the language that it needs.
///
/// A store keeps them with serde. What it reads back is checked again, so that a damaged file cannot damage a response.
///
/// ```
/// use multistatus::webdav::{DeadProperties, XmlElement};
///
/// let mut dead = DeadProperties::new();
/// dead.set(&XmlElement::parse("<x:color xmlns:x='urn:x' xml:lang='en'>red</x:color>")?);
/// let stored = serde_json::to_string(&dead).unwrap();
/// assert_eq!(serde_json::from_str::<DeadProperties>(&stored).unwrap(), dead);
/// # Ok::<(), multistatus::webdav::InvalidXml>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct DeadProperties {
    properties: Vec<Property>,
}

impl DeadProperties {
    /// Creates an empty list.
    pub const fn new() -> Self {
        Self { properties: Vec::new() }
    }

    /// Sets a property: replaces the one of this name, or adds it.
    pub fn set(&mut self, value: &XmlElement) {
        let property = value.to_property();
        match self.position(&property.namespace, &property.name) {
            Some(position) => self.properties[position] = property,
            None => self.properties.push(property),
        }
    }

    /// Removes a property. Returns true if there was one.
    pub fn remove(&mut self, name: &PropertyName) -> bool {
        let position = self.position(name.namespace(), name.local());
        position.map(|position| self.properties.remove(position)).is_some()
    }

    /// Returns a property.
    pub fn get(&self, name: &PropertyName) -> Option<&Property> {
        self.position(name.namespace(), name.local()).map(|position| &self.properties[position])
    }

    /// Returns the properties.
    pub fn iter(&self) -> std::slice::Iter<'_, Property> {
        self.properties.iter()
    }

    /// Returns the number of properties.
    pub fn len(&self) -> usize {
        self.properties.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.properties.is_empty()
    }

    fn position(&self, namespace: &str, local: &str) -> Option<usize> {
        let named = |property: &Property| *property.name == *local && *property.namespace == *namespace;
        self.properties.iter().position(named)
    }
}

impl<'p> IntoIterator for &'p DeadProperties {
    type Item = &'p Property;
    type IntoIter = std::slice::Iter<'p, Property>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Refuses a property whose XML is not one well-formed element of its name, and a second one of the same name.
impl<'de> Deserialize<'de> for DeadProperties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut dead = Self::new();
        for property in Vec::<Property>::deserialize(deserializer)? {
            if !raw_xml::is_element(&property) {
                return Err(D::Error::custom(format!(
                    "the XML of the property {property} is not one element of its name"
                )));
            }
            if dead.position(&property.namespace, &property.name).is_some() {
                return Err(D::Error::custom(format!("the property {property} is there twice")));
            }
            dead.properties.push(property);
        }
        Ok(dead)
    }
}
