//! `DeadProperties`: the properties of a resource that clients define.

use serde::{Deserialize, Serialize};

use super::{PropertyName, XmlElement};
use crate::outcome::Property;

/// The properties of a resource that clients define, in the order in which they were set. Each is kept as the XML that the
/// client sent, with the declarations and the language that it needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
        match self.position(value.name()) {
            Some(position) => self.properties[position] = property,
            None => self.properties.push(property),
        }
    }

    /// Removes a property. Returns true if there was one.
    pub fn remove(&mut self, name: &PropertyName) -> bool {
        let position = self.position(name);
        position.map(|position| self.properties.remove(position)).is_some()
    }

    /// Returns a property.
    pub fn get(&self, name: &PropertyName) -> Option<&Property> {
        self.position(name).map(|position| &self.properties[position])
    }

    /// Returns the properties.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Property> {
        self.properties.iter()
    }

    fn position(&self, name: &PropertyName) -> Option<usize> {
        self.properties
            .iter()
            .position(|property| *property.namespace == *name.namespace() && *property.name == *name.local())
    }
}
