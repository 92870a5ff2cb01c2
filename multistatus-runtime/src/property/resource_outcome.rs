//! `ResourceOutcome`: what a request for properties finds at one resource.

use std::convert::Infallible;
use std::fmt;

use http::StatusCode;

use super::Properties;
use crate::outcome::{ConditionVisitor, Outcome};

/// What a request for properties finds at one resource: its properties, or the outcome of a resource that failed as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceOutcome<P, O = Infallible> {
    /// The properties: a response with `propstat` elements.
    Properties(P),
    /// The outcome of the resource: a response with `status`.
    Failed(O),
}

impl<P: Properties, O: Outcome> Outcome for ResourceOutcome<P, O> {
    fn status(&self) -> StatusCode {
        match self {
            Self::Properties(_) => StatusCode::OK,
            Self::Failed(outcome) => outcome.status(),
        }
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        match self {
            Self::Properties(_) => Ok(()),
            Self::Failed(outcome) => outcome.description(out),
        }
    }

    fn conditions<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
        if let Self::Failed(outcome) = self {
            outcome.conditions(visitor);
        }
    }
}
