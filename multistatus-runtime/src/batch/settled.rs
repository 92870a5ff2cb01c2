//! How an input ended: what its handler returned, or why it has nothing to return.

use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

use http::StatusCode;
use serde::{Serializer, ser::SerializeMap};

use super::{FieldError, Refused, idempotency::RETRY_AFTER};
use crate::{
    entry::StoredItem,
    item::Item,
    key::{Key, KeyRef},
    multistatus::MultiStatus,
    outcome::{ConditionVisitor, HeaderVisitor, Outcome, OutcomeInfo, Property, Propstat, Retry, forward},
};

/// The one outcome of one input.
///
/// It is an [`Outcome`] itself: what did not run is reported beside what did.
///
/// ```
/// use multistatus::{Outcome, Settled, StatusCode, batch::NotRun};
///
/// let late: Settled<StatusCode> = Settled::NotRun(NotRun::Panicked);
/// assert_eq!(late.status(), StatusCode::INTERNAL_SERVER_ERROR);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Settled<O> {
    /// The handler returned this.
    Returned(O),
    /// The handler was not asked, or did not answer.
    NotRun(NotRun),
    /// The handler was not asked: this is what an earlier run said, or an earlier item of the same key.
    Replayed(Arc<Item>),
}

impl<O> Settled<O> {
    /// What the handler returned; `None` where it was not asked, or did not answer.
    pub fn returned(self) -> Option<O> {
        match self {
            Self::Returned(outcome) => Some(outcome),
            Self::NotRun(_) | Self::Replayed(_) => None,
        }
    }
}

impl<O> MultiStatus<Settled<O>> {
    /// The result, unless its only item is a refusal: then the whole was refused.
    pub(super) fn accepted(mut self) -> Result<Self, Refused> {
        match self.items.as_mut_slice() {
            [StoredItem { outcome: Some(Settled::NotRun(NotRun::Refused(refused))), .. }] => {
                Err(Refused::clone(refused))
            }
            _ => Ok(self),
        }
    }
}

impl<O: Outcome> Outcome for Settled<O> {
    const OUTCOMES: &'static [OutcomeInfo] = O::OUTCOMES;
    forward!(inner: O in Self::Returned(inner), NotRun in Self::NotRun(inner), Outcome in Self::Replayed(inner));
}

/// Why an input has no outcome of its own.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum NotRun {
    /// The input is not valid: 422. The handler never saw it.
    Invalid {
        /// What is wrong with which of its fields, and what was expected.
        errors: Box<[FieldError]>,
    },
    /// The input cannot be read at all, a line that is no JSON for example: 400. The handler never saw it.
    Undecodable {
        /// Where the fault is, and what was expected.
        detail: Box<str>,
    },
    /// The request is refused from this input on, as far as it was not carried out before: its body broke off, say.
    Refused(Box<Refused>),
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
    /// This item was not attempted because of another one, which failed: 424.
    NotAttempted {
        /// The item that failed.
        cause: Key,
    },
    /// The batch was atomic, and what this item did was undone because another one failed: 424.
    RolledBack {
        /// The item that failed.
        cause: Key,
    },
    /// The batch was atomic, and whether it was applied is not known: 500. What went wrong is logged, and never sent.
    Undecided,
    /// An earlier item has the same key, and the batch takes each key once: 409.
    Duplicate {
        /// The index of the earlier item.
        first: usize,
    },
    /// The item depends on one that is not in the batch: 400.
    UnknownDependency {
        /// What it names.
        key: Key,
    },
    /// The item depends on itself, directly or through others: 400.
    CircularDependency,
    /// The item depends on another one, in a batch whose inputs still arrive: 400.
    DependencyInStream,
    /// The batch was cancelled before this item ended: 503, with the time after which to send it again.
    Cancelled {
        /// How long the client should wait.
        retry_after: Duration,
        /// Whether the handler was asked. Where it was, nobody knows whether the item was applied.
        started: bool,
    },
    /// The request still arrived when the batch was over, and what was left of it was not read: 503, with the time after
    /// which to send it again.
    NotRead {
        /// How long the client should wait.
        retry_after: Duration,
    },
    /// The item's own idempotency key was sent before, with another item: 422.
    KeyReused,
    /// An item with the same idempotency key still runs, mostly in another batch: 409, with the time after which to
    /// send it again.
    InFlight,
    /// The store of outcomes did not answer: 503, with the time after which to send the item again.
    StoreFailed,
}

impl NotRun {
    /// An input whose fields are wrong.
    pub fn invalid(errors: impl IntoIterator<Item = FieldError>) -> Self {
        Self::Invalid { errors: errors.into_iter().collect() }
    }
}

impl From<Refused> for NotRun {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused.into())
    }
}

impl Outcome for NotRun {
    fn status(&self) -> StatusCode {
        match self {
            Self::Undecodable { .. } => StatusCode::BAD_REQUEST,
            Self::Refused(refused) => refused.status(),
            Self::Invalid { .. } | Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TimedOut { .. } => StatusCode::GATEWAY_TIMEOUT,
            Self::PastDeadline { .. } | Self::StoreFailed => StatusCode::SERVICE_UNAVAILABLE,
            Self::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotAttempted { .. } | Self::RolledBack { .. } => StatusCode::FAILED_DEPENDENCY,
            Self::Undecided => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Duplicate { .. } | Self::InFlight => StatusCode::CONFLICT,
            Self::UnknownDependency { .. } | Self::CircularDependency | Self::DependencyInStream => {
                StatusCode::BAD_REQUEST
            }
            Self::Cancelled { .. } | Self::NotRead { .. } => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        match self {
            Self::Invalid { errors } => list(errors, out),
            Self::Undecodable { detail } => out.write_str(detail),
            Self::Refused(refused) => refused.description(out),
            Self::TimedOut { limit } => write!(out, "not done within {limit:?}; it may have been applied"),
            Self::PastDeadline { started: true, .. } => {
                out.write_str("not done when the time of the batch was over; it may have been applied")
            }
            Self::PastDeadline { started: false, .. } => out.write_str("not attempted: the time of the batch was over"),
            Self::Panicked => out.write_str("the handler of this item failed"),
            Self::NotAttempted { cause } => write!(out, "not attempted, because of item {cause}"),
            Self::RolledBack { cause } => write!(out, "rolled back, because of item {cause}"),
            Self::Undecided => out.write_str("the batch could not be completed; it may have been applied"),
            Self::Duplicate { first } => write!(out, "item {first} has the same key; each may occur once"),
            Self::UnknownDependency { key } => write!(out, "it depends on {key}, which is not in the batch"),
            Self::CircularDependency => out.write_str("it depends on itself, directly or through others"),
            Self::DependencyInStream => {
                out.write_str("it depends on another item, which a batch that is streamed cannot know; send it whole")
            }
            Self::Cancelled { started: true, .. } => {
                out.write_str("not done when the batch was cancelled; it may have been applied")
            }
            Self::Cancelled { started: false, .. } => out.write_str("not attempted: the batch was cancelled"),
            Self::NotRead { .. } => out.write_str("the rest of the request was not read: the batch was over"),
            Self::KeyReused => {
                out.write_str("the idempotency key was sent before with another item; send this one under a new key")
            }
            Self::InFlight => out.write_str("not attempted: an item with the same idempotency key still runs"),
            Self::StoreFailed => out.write_str("not attempted: nobody can tell now whether this item was sent before"),
        }
    }

    /// The member `errors` says of an invalid input what is wrong where, and `cause` names the item because of which this
    /// one was not attempted.
    fn extensions<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
        match self {
            Self::NotAttempted { cause } | Self::RolledBack { cause } => {
                members.serialize_entry("cause", cause.as_str())
            }
            Self::Refused(refused) => refused.extensions(members),
            Self::Invalid { errors } => members.serialize_entry("errors", errors),
            _ => Ok(()),
        }
    }

    /// What may have been applied is sent again only where twice is harmless.
    fn retry(&self) -> Option<Retry> {
        match self {
            Self::PastDeadline { started: true, .. } | Self::Cancelled { started: true, .. } => {
                Some(Retry::IfIdempotent)
            }
            _ => None,
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::PastDeadline { retry_after, .. }
            | Self::Cancelled { retry_after, .. }
            | Self::NotRead { retry_after } => Some(*retry_after),
            // Nothing was applied, and the wait makes the 409 one that may be sent again.
            Self::InFlight | Self::StoreFailed => Some(RETRY_AFTER),
            Self::Refused(refused) => refused.retry_after(),
            _ => None,
        }
    }
}

fn list<W: fmt::Write + ?Sized>(errors: &[FieldError], out: &mut W) -> fmt::Result {
    for (index, error) in errors.iter().enumerate() {
        out.write_str(if index == 0 { "" } else { "; " })?;
        write!(out, "{error}")?;
    }
    Ok(())
}
