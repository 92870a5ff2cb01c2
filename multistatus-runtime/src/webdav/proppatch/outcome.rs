//! `ProppatchOutcome`: what happened to each property that a request changes.

use std::collections::HashMap;

use crate::property::{PropertyFailure, PropertyName};

/// What happened to each property that a request changes: all changes are made, or none is.
///
/// If a change failed, its property has its failure, and every other property is a 424 (RFC 4918 section 9.2.1). A property
/// that the request names twice is reported once.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "the client waits for the answer: respond with the outcome"]
pub struct ProppatchOutcome {
    pub(super) properties: Vec<(PropertyName, Result<(), PropertyFailure>)>,
}

impl ProppatchOutcome {
    /// Collects the results of instructions, in their order. The first failure of a property counts.
    pub(super) fn collect<'i>(results: impl Iterator<Item = (&'i PropertyName, Result<(), PropertyFailure>)>) -> Self {
        let mut positions: HashMap<&PropertyName, usize> = HashMap::new();
        let mut properties: Vec<(PropertyName, Result<(), PropertyFailure>)> = Vec::new();
        for (name, result) in results {
            let position = *positions.entry(name).or_insert(properties.len());
            match properties.get_mut(position) {
                Some((_, known)) => *known = std::mem::replace(known, Ok(())).and(result),
                None => properties.push((name.clone(), result)),
            }
        }
        Self { properties }.all_or_nothing()
    }

    /// If a change failed, the others depend on it.
    fn all_or_nothing(mut self) -> Self {
        if !self.is_success() {
            let others = self.properties.iter_mut().filter(|(_, result)| result.is_ok());
            others.for_each(|(_, result)| *result = Err(PropertyFailure::DEPENDENCY));
        }
        self
    }

    /// Makes this the failure of one property. One that the request does not name is added.
    pub(super) fn failed_at(mut self, name: &PropertyName, failure: PropertyFailure) -> Self {
        match self.properties.iter_mut().find(|(known, _)| known == name) {
            Some((_, result)) => *result = Err(failure),
            None => self.properties.push((name.clone(), Err(failure))),
        }
        self.all_or_nothing()
    }

    /// Makes this the failure of every property.
    pub(super) fn failed(mut self, failure: &PropertyFailure) -> Self {
        self.properties.iter_mut().for_each(|(_, result)| *result = Err(failure.clone()));
        self
    }

    /// True if all changes are made.
    pub fn is_success(&self) -> bool {
        self.properties.iter().all(|(_, result)| result.is_ok())
    }

    /// Returns the result of each property, in the order of the request.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&PropertyName, Result<(), &PropertyFailure>)> {
        self.properties.iter().map(|(name, result)| (name, result.as_ref().copied()))
    }
}
