//! The outcome of one input: what its handler returned, or the reason why it did not run.

use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

use http::StatusCode;
use serde::{Serializer, ser::SerializeMap};

use super::{idempotency::RETRY_AFTER, inputs::FieldError, refused::Refused};
use crate::{
    entry::{NoOutcome, StoredItem},
    item::Item,
    key::{Key, KeyRef},
    multistatus::MultiStatus,
    outcome::{ConditionVisitor, HeaderVisitor, Outcome, OutcomeInfo, Property, Propstat, Retry, forward_parts},
    panic_guard::guard,
};

/// The one outcome of one input.
///
/// It is an [`Outcome`] itself, so items that did not run are reported beside those that did.
///
/// ```
/// use multistatus::{Outcome, Settled, StatusCode, batch::NotRun};
///
/// let late: Settled<StatusCode> = Settled::NotRun(NotRun::Panicked);
/// assert_eq!(late.status(), StatusCode::INTERNAL_SERVER_ERROR);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled<O> {
    /// The outcome that the handler returned.
    Returned(O),
    /// The handler did not run, or did not complete.
    NotRun(NotRun),
    /// The handler did not run: this is the outcome of an earlier run, or of an earlier item with the same key.
    Replayed(Arc<Item>),
}

impl<O> Settled<O> {
    /// Returns what the handler returned; `None` if it did not run or did not complete.
    pub fn returned(self) -> Option<O> {
        match self {
            Self::Returned(outcome) => Some(outcome),
            Self::NotRun(_) | Self::Replayed(_) => None,
        }
    }
}

impl<O: Outcome> Settled<O> {
    /// Returns the outcome as an item; one that panics is reported as such.
    pub(crate) fn to_item(&self) -> Item {
        let item = guard("the outcome of an item", || Item::from_outcome(self));
        item.unwrap_or_else(|_| Item::from_outcome(&NotRun::Panicked))
    }
}

impl<O> MultiStatus<Settled<O>> {
    /// Returns an error if the only item is a refusal: then the whole batch was refused.
    pub(crate) fn accepted(mut self) -> Result<Self, Refused> {
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
    forward_parts!(inner: O in Self::Returned(inner), NotRun in Self::NotRun(inner), Outcome in Self::Replayed(inner));

    fn instance(&self) -> Option<KeyRef<'_>> {
        match self {
            Self::Returned(outcome) => outcome.instance(),
            Self::Replayed(item) => Outcome::instance(item),
            Self::NotRun(_) => None,
        }
    }

    /// The batch logged it when it settled. What is replayed was logged by an earlier run.
    fn is_logged(&self) -> bool {
        true
    }
}

/// The reason why an input has no outcome of its handler.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotRun {
    /// The input is not valid: 422. The handler did not run.
    Invalid {
        /// The errors of its fields.
        errors: Box<[FieldError]>,
    },
    /// The input cannot be decoded, for example a line that is not valid JSON: 400. The handler did not run.
    Undecodable {
        /// The position of the error, and what was expected.
        detail: Box<str>,
    },
    /// The request is refused from this input on, for example because its body was cut off. Earlier inputs may have
    /// run.
    Refused(Box<Refused>),
    /// The handler took longer than the item timeout: 504. The item may have been applied.
    TimedOut {
        /// The item timeout.
        limit: Duration,
    },
    /// The batch reached its deadline before this item ended: 503, with Retry-After.
    PastDeadline {
        /// The time that the client should wait.
        retry_after: Duration,
        /// True if the handler had started. Then the item may have been applied.
        started: bool,
    },
    /// The handler panicked, or other code of the service for this item did, such as its check or its outcome: 500. The
    /// message of the panic is logged, and never sent.
    Panicked,
    /// The source of the inputs panicked: 500. It is the last item; the inputs after it are unknown.
    SourceFailed,
    /// The item was not attempted because another one failed: 424.
    NotAttempted {
        /// The item that failed.
        cause: Key,
    },
    /// The batch was atomic, and was rolled back because another item failed: 424.
    RolledBack {
        /// The item that failed.
        cause: Key,
    },
    /// The batch was atomic, and may or may not have taken effect: 500. The error is logged, and never sent.
    Undecided,
    /// An earlier item has the same key, and the batch allows each key once: 409.
    Duplicate {
        /// The index of the earlier item.
        first: usize,
    },
    /// The item depends on one that is not in the batch: 400.
    UnknownDependency {
        /// The key that it names.
        key: Key,
    },
    /// The item depends on itself, directly or through others: 400.
    CircularDependency,
    /// The item depends on another one, but the inputs of the batch still arrive: 400.
    DependencyInStream,
    /// The batch was cancelled before this item ended: 503, with Retry-After.
    Cancelled {
        /// The time that the client should wait.
        retry_after: Duration,
        /// True if the handler had started. Then the item may have been applied.
        started: bool,
    },
    /// The batch ended while the request still arrived, and the rest of the request was not read: 503, with
    /// Retry-After.
    NotRead {
        /// The time that the client should wait.
        retry_after: Duration,
    },
    /// The idempotency key of the item was sent before with another item: 422.
    KeyReused,
    /// An item with the same idempotency key still runs, usually in another batch: 409, with Retry-After.
    InFlight,
    /// The idempotency store is unavailable: 503, with Retry-After.
    StoreFailed,
}

impl NotRun {
    /// Returns the reason for an input with these errors.
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
            Self::Refused(refused) => refused.status(),
            Self::Invalid { .. } | Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TimedOut { .. } => StatusCode::GATEWAY_TIMEOUT,
            Self::Panicked | Self::SourceFailed | Self::Undecided => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotAttempted { .. } | Self::RolledBack { .. } => StatusCode::FAILED_DEPENDENCY,
            Self::Duplicate { .. } | Self::InFlight => StatusCode::CONFLICT,
            Self::Undecodable { .. }
            | Self::UnknownDependency { .. }
            | Self::CircularDependency
            | Self::DependencyInStream => StatusCode::BAD_REQUEST,
            Self::PastDeadline { .. } | Self::Cancelled { .. } | Self::NotRead { .. } | Self::StoreFailed => {
                StatusCode::SERVICE_UNAVAILABLE
            }
        }
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        match self {
            Self::Invalid { errors } => write_list(errors, out),
            Self::Undecodable { detail } => out.write_str(detail),
            Self::Refused(refused) => refused.description(out),
            Self::TimedOut { limit } => write!(out, "did not complete within {limit:?}; it may have been applied"),
            Self::PastDeadline { started: true, .. } => {
                out.write_str("did not complete before the deadline of the batch; it may have been applied")
            }
            Self::PastDeadline { started: false, .. } => out.write_str("not attempted: the batch reached its deadline"),
            Self::Panicked => out.write_str("the handler of this item failed"),
            Self::SourceFailed => out.write_str(NoOutcome::SourceFailed.text()),
            Self::NotAttempted { cause } => write!(out, "not attempted because item {cause} failed"),
            Self::RolledBack { cause } => write!(out, "rolled back because item {cause} failed"),
            Self::Undecided => out.write_str("the batch could not be completed; it may have been applied"),
            Self::Duplicate { first } => write!(out, "item {first} has the same key; each key is allowed once"),
            Self::UnknownDependency { key } => write!(out, "the item depends on {key}, which is not in the batch"),
            Self::CircularDependency => out.write_str("the item depends on itself, directly or through others"),
            Self::DependencyInStream => out.write_str(
                "the item depends on another one, which a streamed batch does not support; send the batch as a whole",
            ),
            Self::Cancelled { started: true, .. } => {
                out.write_str("did not complete before the batch was cancelled; it may have been applied")
            }
            Self::Cancelled { started: false, .. } => out.write_str("not attempted: the batch was cancelled"),
            Self::NotRead { .. } => out.write_str("the rest of the request was not read because the batch had ended"),
            Self::KeyReused => {
                out.write_str("the idempotency key was sent before with another item; send this one under a new key")
            }
            Self::InFlight => out.write_str("not attempted: an item with the same idempotency key still runs"),
            Self::StoreFailed => out.write_str("not attempted: the idempotency store is unavailable; retry later"),
        }
    }

    /// The member `errors` lists the errors of an invalid input, and `cause` names the item that failed.
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

    fn ends_incomplete(&self) -> bool {
        matches!(self, Self::SourceFailed | Self::Refused(_) | Self::NotRead { .. })
    }

    /// An item that may have been applied is safe to retry only if it is idempotent.
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
            // The item was not applied, and Retry-After marks the 409 as retryable.
            Self::InFlight | Self::StoreFailed => Some(RETRY_AFTER),
            Self::Refused(refused) => refused.retry_after(),
            _ => None,
        }
    }
}

fn write_list<W: fmt::Write + ?Sized>(errors: &[FieldError], out: &mut W) -> fmt::Result {
    for (index, error) in errors.iter().enumerate() {
        out.write_str(if index == 0 { "" } else { "; " })?;
        write!(out, "{error}")?;
    }
    Ok(())
}
