//! Accessors of an owned item. [`ItemRef`](super::ItemRef) has the same ones, with the same names and in the same order.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Map, Value};

use super::{Item, defect::Defect};
use crate::{
    key::Key,
    outcome::{FailedCondition, Property, Propstat, Retry, propstat::status_of_item},
};

impl Item {
    /// Returns the key, if the item has one.
    pub fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// Returns every key of the item. DAV XML may report several hrefs in one response.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.key.iter().chain(&self.other_keys)
    }

    /// Returns the index in the request, if the sender wrote it.
    pub fn index(&self) -> Option<usize> {
        self.index
    }

    /// Returns the status: as sent, or else the one that the statuses of the properties amount to. 500 if there is none, or
    /// if it cannot be read. Beside a status that is a success, the properties may still report a failure, which counts.
    pub fn status(&self) -> StatusCode {
        let of_properties = self.propstats.iter().map(|propstat| propstat.status);
        status_of_item(self.status, self.unreadable_status, of_properties)
    }

    /// Returns the status exactly as sent, or the one that a word, an error code or the list of the item stands for. `None` if
    /// the sender wrote no readable status, or only those of properties.
    pub fn sent_status(&self) -> Option<StatusCode> {
        self.status
    }

    /// True if the resource does not exist (any more): the status as sent is 404 or 410. A property with status 404 is one that
    /// the resource does not have, and says nothing about the resource (RFC 4918 section 9.1).
    pub fn is_gone(&self) -> bool {
        matches!(self.sent_status(), Some(StatusCode::NOT_FOUND | StatusCode::GONE))
    }

    /// Returns the text for a person; empty if there is none.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Returns the language of the description (`xml:lang`), if it is known.
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// Returns the names and values of the header fields, in order and without `Retry-After`: see
    /// [`retry_after`](Self::retry_after).
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Returns the value of a header field. The case of the name does not matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Returns the new URI of the item: the field `Location`, or `location` of RFC 4918 section 14.9.
    pub fn location(&self) -> Option<&str> {
        self.header("Location")
    }

    /// Returns the preconditions and postconditions that failed.
    pub fn conditions(&self) -> &[FailedCondition] {
        &self.conditions
    }

    /// Returns the problem type, a URI reference; `None` is `about:blank`.
    pub fn problem_type(&self) -> Option<&str> {
        self.problem_type.as_deref()
    }

    /// Returns the title of the problem type, if the sender wrote one.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Returns the URI reference that names this occurrence of the problem (RFC 9457 section 3.1.5), if the sender wrote one.
    pub fn instance(&self) -> Option<&str> {
        self.instance.as_deref()
    }

    /// Returns the extension members of the problem.
    pub fn extensions(&self) -> &Map<String, Value> {
        &self.extensions
    }

    /// True if the extension members come from XML or gRPC, so that a number is text.
    pub(crate) fn is_untyped(&self) -> bool {
        self.untyped
    }

    /// Returns the body, if the item has one that is not a problem.
    pub fn body(&self) -> Option<&Value> {
        self.body.as_ref()
    }

    /// Returns the error code that the sender wrote.
    ///
    /// An item that was made from an outcome may have a code for each dialect. If it has several, this is `None`: see
    /// [`Outcome::error_code`](crate::Outcome::error_code).
    pub fn error_code(&self) -> Option<&str> {
        let mut codes = self.error_codes.values();
        codes.next().filter(|_| codes.len() == 0).map(String::as_str)
    }

    /// Returns the retry class, if the item names one. [`Retry::Never`] if its status is unknown.
    pub fn retry(&self) -> Option<Retry> {
        let unknown = self.status.is_none()
            && (self.unreadable_status
                || self.propstats.is_empty()
                || self.propstats.iter().any(|propstat| propstat.status.is_none()));
        self.retry.or_else(|| unknown.then_some(Retry::Never))
    }

    /// Returns the time to wait before the item is sent again (the field `Retry-After`), if the sender wrote it.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Returns the properties by their status, if the item reports properties (RFC 4918 section 14.22).
    pub fn propstats(&self) -> &[Propstat] {
        &self.propstats
    }

    /// Returns the elements of the response that this crate does not know.
    pub fn elements(&self) -> &[Property] {
        &self.elements
    }

    /// Returns what the sender should have written differently, with positions.
    pub fn defects(&self) -> &[Defect] {
        &self.defects
    }

    /// Returns the number of defects that were not kept: see [`Limits::defects`](crate::read::Limits::defects).
    pub fn omitted_defects(&self) -> usize {
        self.omitted_defects
    }
}
