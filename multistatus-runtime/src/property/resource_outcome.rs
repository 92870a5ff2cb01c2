//! `ResourceOutcome`: what a request for properties finds at one resource.

use std::{borrow::Cow, convert::Infallible, fmt, time::Duration};

use http::StatusCode;
use serde::{Serializer, ser::SerializeMap};

use super::{Properties, xml::resource::propstats};
use crate::{
    key::KeyRef,
    outcome::{
        ConditionVisitor, HeaderVisitor, Outcome, OutcomeInfo, Property, Propstat, Retry, context::ContextValue,
    },
};

/// What a request for properties finds at one resource: its properties, or the outcome of a resource that failed as a whole.
///
/// As an [`Outcome`] it is the failed one, or a 200 with the properties that `allprop` lists. Write it with
/// [`PropertyXml`](super::PropertyXml), which knows what the request asks for and has an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceOutcome<P, O = Infallible> {
    /// The properties: a response with `propstat` elements.
    Properties(P),
    /// The outcome of the resource: a response with `status`.
    Failed(O),
}

/// Implements methods of `Outcome`: those of the failed outcome, or a constant.
macro_rules! of_failed {
    ($($method:ident($($argument:ident: $type:ty),*) -> $result:ty, $otherwise:expr;)+) => {$(
        #[inline]
        fn $method(&self, $($argument: $type),*) -> $result {
            match self {
                Self::Failed(outcome) => outcome.$method($($argument),*),
                Self::Properties(_) => $otherwise,
            }
        }
    )+};
}

impl<P: Properties, O: Outcome> Outcome for ResourceOutcome<P, O> {
    const OUTCOMES: &'static [OutcomeInfo] = O::OUTCOMES;

    of_failed! {
        status() -> StatusCode, StatusCode::OK;
        href() -> Option<KeyRef<'_>>, None;
        problem_type() -> Option<&str>, None;
        title() -> Option<&str>, None;
        instance() -> Option<KeyRef<'_>>, None;
        error_code(dialect: &str) -> Option<&str>, None;
        retry() -> Option<Retry>, None;
        retry_after() -> Option<Duration>, None;
        elements() -> Cow<'_, [Property]>, Cow::Borrowed(&[]);
        language() -> Option<&str>, None;
        context(name: &str) -> Option<ContextValue<'_>>, None;
        ends_incomplete() -> bool, false;
        causes(log: &mut dyn FnMut(&dyn fmt::Display)) -> (), ();
        is_logged() -> bool, false;
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        match self {
            Self::Failed(outcome) => outcome.description(out),
            Self::Properties(_) => Ok(()),
        }
    }

    fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
        if let Self::Failed(outcome) = self {
            outcome.headers(visitor);
        }
    }

    fn conditions<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
        if let Self::Failed(outcome) = self {
            outcome.conditions(visitor);
        }
    }

    fn extensions<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
        match self {
            Self::Failed(outcome) => outcome.extensions(members),
            Self::Properties(_) => Ok(()),
        }
    }

    fn body<S: Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error> {
        match self {
            Self::Failed(outcome) => outcome.body(serializer),
            Self::Properties(_) => Ok(None),
        }
    }

    fn propstats(&self) -> Cow<'_, [Propstat]> {
        match self {
            Self::Failed(outcome) => outcome.propstats(),
            Self::Properties(resource) => Cow::Owned(propstats(resource)),
        }
    }
}
