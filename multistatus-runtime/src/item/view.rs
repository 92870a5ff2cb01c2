//! What an item shows to those who ask: accessors alone, each of what somebody said.

use http::StatusCode;
use serde_json::{Map, Value};

use super::Item;
use super::defect::Defect;
use crate::key::Key;
use crate::outcome::{FailedCondition, Property, Propstat};

impl Item {
    /// The key, where the item has one.
    pub fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// Every key that this is said of; DAV XML may report several hrefs at once.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.key.iter().chain(&self.other_keys)
    }

    /// The index in the request, where the sender said it.
    pub fn index(&self) -> Option<usize> {
        self.index
    }

    /// The status exactly as the sender said it: `None` where it said none that can be read, or spoke of properties
    /// only. [`Outcome::status`](crate::Outcome::status) always has an answer.
    pub fn code(&self) -> Option<StatusCode> {
        self.status
    }

    /// The text for a person; empty where there is none.
    pub fn text(&self) -> &str {
        &self.description
    }

    /// The language of the text (`xml:lang`), where it is known.
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// The header fields, in order.
    pub fn header_fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The value of a header field, its name compared without regard to case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.header_fields().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Where the item is now (the `Location` field, or `location` of RFC 4918 section 14.9).
    pub fn location(&self) -> Option<&str> {
        self.header("Location")
    }

    /// The conditions that failed.
    pub fn failed_conditions(&self) -> &[FailedCondition] {
        &self.conditions
    }

    /// The extension members of the problem.
    pub fn members(&self) -> &Map<String, Value> {
        &self.extensions
    }

    /// Whether the members come from XML, so that each is text.
    pub(crate) fn is_untyped(&self) -> bool {
        self.untyped
    }

    /// The body, where the item has one that is no problem.
    pub fn value(&self) -> Option<&Value> {
        self.body.as_ref()
    }

    /// The properties by their status, where the item speaks of properties (RFC 4918 section 14.22).
    pub fn propstats(&self) -> &[Propstat] {
        &self.propstats
    }

    /// Elements of the response that this crate does not know.
    pub fn elements(&self) -> &[Property] {
        &self.elements
    }

    /// What is odd about the item.
    pub fn defects(&self) -> &[Defect] {
        &self.defects
    }
}
