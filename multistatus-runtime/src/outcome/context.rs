//! What a dialect needs of an item beyond its outcome, such as the method of the request.

use std::{borrow::Cow, fmt, time::Duration};

use http::StatusCode;
use serde::{Serializer, ser::SerializeMap};

use super::{
    condition::ConditionVisitor,
    header::HeaderVisitor,
    info::OutcomeInfo,
    outcome::{Outcome, forward_most_parts},
    propstat::{Property, Propstat},
    retry::Retry,
};
use crate::key::KeyRef;

/// What a dialect needs of an item beyond its outcome: the method and the bulk id of SCIM, the action and the index of
/// Elasticsearch.
///
/// A dialect that needs a context is a format of [`InContext`] only, so a body without it does not compile.
pub trait ItemContext {
    /// Returns the value of the member with this name, for an item with this status; `None` leaves the member out.
    fn member(&self, name: &str, status: StatusCode) -> Option<ContextValue<'_>>;

    /// Returns the location of an item with this status, for an outcome without a field `Location`.
    fn location(&self, status: StatusCode) -> Option<&str> {
        let _ = status;
        None
    }

    /// Returns an error code that takes precedence over that of the outcome: see [`Outcome::error_code`].
    fn error_code(&self, dialect: &str) -> Option<&str> {
        let _ = dialect;
        None
    }
}

/// A context without members.
impl ItemContext for () {
    fn member(&self, _: &str, _: StatusCode) -> Option<ContextValue<'_>> {
        None
    }
}

/// The value of a member that a context supplies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContextValue<'a> {
    /// Text, which is written as a JSON string.
    Text(&'a str),
    /// JSON, which is written as it is.
    Json(&'a str),
}

/// An outcome with the context that its dialect needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InContext<C, O> {
    /// The context.
    pub context: C,
    /// The outcome.
    pub outcome: O,
}

impl<C: ItemContext, O: Outcome> Outcome for InContext<C, O> {
    const OUTCOMES: &'static [OutcomeInfo] = O::OUTCOMES;
    forward_most_parts!(inner: O in Self { outcome: inner, .. });

    fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
        let Some(location) = self.context.location(self.outcome.status()) else {
            return self.outcome.headers(visitor);
        };
        let mut search = LocationSearch { visitor, found: false };
        self.outcome.headers(&mut search);
        if !search.found {
            search.visitor.header("Location", &|out| out.write_str(location));
        }
    }

    fn error_code(&self, dialect: &str) -> Option<&str> {
        self.context.error_code(dialect).or_else(|| self.outcome.error_code(dialect))
    }

    fn instance(&self) -> Option<KeyRef<'_>> {
        self.outcome.instance()
    }

    fn is_logged(&self) -> bool {
        self.outcome.is_logged()
    }

    fn context(&self, name: &str) -> Option<ContextValue<'_>> {
        self.context.member(name, self.outcome.status())
    }
}

/// Passes header fields on, and notes if `Location` is one of them.
struct LocationSearch<'v, V: ?Sized> {
    visitor: &'v mut V,
    found: bool,
}

impl<V: HeaderVisitor + ?Sized> HeaderVisitor for LocationSearch<'_, V> {
    fn header(&mut self, name: &str, value: &dyn Fn(&mut dyn fmt::Write) -> fmt::Result) {
        self.found |= name.eq_ignore_ascii_case("location");
        self.visitor.header(name, value);
    }
}
