//! What a dialect needs of an item beyond its outcome, such as the method of the request.

use std::{borrow::Cow, fmt, time::Duration};

use http::StatusCode;
use serde::{Serializer, ser::SerializeMap};

use super::{
    condition::ConditionVisitor,
    header::HeaderVisitor,
    info::OutcomeInfo,
    outcome::{Outcome, forward_parts},
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
    forward_parts!(inner: O in Self { outcome: inner, .. });

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
