//! The refusal of a whole batch, before anything ran.

use std::{fmt, time::Duration};

use http::StatusCode;
use thiserror::Error;

use super::{InvalidIdempotencyKey, idempotency::RETRY_AFTER};
use crate::Outcome;

/// Why a whole batch was refused. Nothing ran.
///
/// It is an error, and an [`Outcome`]. The answer to it is one problem, never a multi-status.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Refused {
    /// There are more items than the batch takes: 413.
    #[error("a batch takes at most {max_items} items; send the rest in another one")]
    TooManyItems {
        /// How many it takes.
        max_items: usize,
    },
    /// There is no item, where the batch wants at least one: 400.
    #[error("the batch is empty; it takes at least one item")]
    Empty,
    /// There is no idempotency key, where the service wants one: 400.
    #[error("the field Idempotency-Key is missing; expected a key by which the batch may be sent again")]
    KeyMissing,
    /// The idempotency key is not readable: 400.
    #[error(transparent)]
    KeyInvalid(#[from] InvalidIdempotencyKey),
    /// The idempotency key was sent before, with other inputs: 422.
    #[error("the idempotency key was sent before with other inputs; send these under a new one")]
    KeyReused,
    /// The batch with this idempotency key still runs: 409, with the time after which to send it again.
    #[error("the batch with this idempotency key still runs; send it again later")]
    InFlight,
    /// The store of outcomes did not answer: 503, with the time after which to send the batch again.
    #[error("nobody can tell now whether this batch was sent before; send it again later")]
    StoreFailed,
    /// The batch is atomic, and its transaction could not begin: 503. Why is logged, and never sent.
    #[error("the batch could not begin; send it again later")]
    NotBegun,
}

impl Outcome for Refused {
    fn status(&self) -> StatusCode {
        match self {
            Self::TooManyItems { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Empty | Self::KeyMissing | Self::KeyInvalid(_) => StatusCode::BAD_REQUEST,
            Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::InFlight => StatusCode::CONFLICT,
            Self::StoreFailed | Self::NotBegun => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        write!(out, "{self}")
    }

    fn retry_after(&self) -> Option<Duration> {
        matches!(self, Self::InFlight | Self::StoreFailed).then_some(RETRY_AFTER)
    }
}
