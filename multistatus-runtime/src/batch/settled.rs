//! How an input ended: what its handler returned, or why it has nothing to return.

use std::{borrow::Cow, fmt, time::Duration};

use http::StatusCode;
use serde::{Serializer, ser::SerializeMap};

use super::idempotency::RETRY_AFTER;
use crate::{
    ConditionVisitor, HeaderVisitor, Item, Key, KeyRef, Outcome, OutcomeInfo, Property, Propstat, Retry,
    outcome::forward,
};

/// The one outcome of one input.
///
/// It is an [`Outcome`] itself: what did not run is reported beside what did.
///
/// ```
/// use multistatus::{NotRun, Outcome, Settled, StatusCode};
///
/// let late: Settled<StatusCode> = Settled::NotRun(NotRun::Panicked);
/// assert_eq!(late.status(), StatusCode::INTERNAL_SERVER_ERROR);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Settled<O> {
    /// The handler returned this.
    Returned(O),
    /// The item ended so when it was sent before, under the same idempotency key. The handler was not asked.
    Replayed(Box<Item>),
    /// The handler was not asked, or did not answer.
    NotRun(NotRun),
}

impl<O> Settled<O> {
    /// What the handler returned; `None` where it returned nothing.
    pub fn returned(self) -> Option<O> {
        match self {
            Self::Returned(outcome) => Some(outcome),
            Self::Replayed(_) | Self::NotRun(_) => None,
        }
    }
}

impl<O: Outcome> Outcome for Settled<O> {
    const OUTCOMES: &'static [OutcomeInfo] = O::OUTCOMES;
    forward!(inner: O in Self::Returned(inner), Box in Self::Replayed(inner), NotRun in Self::NotRun(inner));
}

/// Why an input has no outcome of its own.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum NotRun {
    /// The input is not valid: 422. The handler never saw it.
    Invalid {
        /// What is wrong with it, and what was expected.
        detail: String,
    },
    /// The handler took longer than an item may: 504. Whether it was applied is not known.
    TimedOut {
        /// How long it had.
        limit: Duration,
    },
    /// The batch reached its deadline before this item ended: 503, with the time after which to send it again.
    PastDeadline {
        /// How long the client should wait.
        retry_after: Duration,
        /// Whether the handler was asked. Where it was, nobody knows whether the item was applied.
        started: bool,
    },
    /// The handler panicked: 500. The panic's message is logged, and never sent.
    Panicked,
    /// The batch stopped before this item, because of another one: 424.
    NotAttempted {
        /// The item because of which the batch stopped.
        cause: Key,
    },
    /// The item's own idempotency key was sent before, with another item: 422.
    KeyReused,
    /// The item with this idempotency key runs in another batch: 409, with the time after which to send it again.
    InFlight,
    /// The store of outcomes did not answer: 503, with the time after which to send the item again.
    StoreFailed,
}

impl Outcome for NotRun {
    fn status(&self) -> StatusCode {
        match self {
            Self::Invalid { .. } | Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TimedOut { .. } => StatusCode::GATEWAY_TIMEOUT,
            Self::PastDeadline { .. } | Self::StoreFailed => StatusCode::SERVICE_UNAVAILABLE,
            Self::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotAttempted { .. } => StatusCode::FAILED_DEPENDENCY,
            Self::InFlight => StatusCode::CONFLICT,
        }
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        match self {
            Self::Invalid { detail } => out.write_str(detail),
            Self::TimedOut { limit } => write!(out, "not done within {limit:?}; it may have been applied"),
            Self::PastDeadline { started: true, .. } => {
                out.write_str("not done when the time of the batch was over; it may have been applied")
            }
            Self::PastDeadline { started: false, .. } => out.write_str("not attempted: the time of the batch was over"),
            Self::Panicked => out.write_str("the handler of this item failed"),
            Self::NotAttempted { cause } => write!(out, "not attempted, because of item {cause}"),
            Self::KeyReused => {
                out.write_str("the idempotency key was sent before with another item; send this one under a new key")
            }
            Self::InFlight => out.write_str("not attempted: the item with this idempotency key runs in another batch"),
            Self::StoreFailed => out.write_str("not attempted: nobody can tell now whether this item was sent before"),
        }
    }

    /// The member `cause` names the item because of which this one was not attempted.
    fn extensions<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
        match self {
            Self::NotAttempted { cause } => members.serialize_entry("cause", cause.as_str()),
            _ => Ok(()),
        }
    }

    /// What may have been applied is sent again only where twice is harmless.
    fn retry(&self) -> Option<Retry> {
        matches!(self, Self::PastDeadline { started: true, .. }).then_some(Retry::IfIdempotent)
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::PastDeadline { retry_after, .. } => Some(*retry_after),
            // Nothing was applied, and the wait makes the 409 one that may be sent again.
            Self::InFlight | Self::StoreFailed => Some(RETRY_AFTER),
            _ => None,
        }
    }
}
