//! The refusal of a whole batch, before anything ran.

use std::fmt;

use http::StatusCode;
use thiserror::Error;

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
    /// The batch is atomic, and its transaction could not begin: 503. Why is logged, and never sent.
    #[error("the batch could not begin; send it again later")]
    NotBegun,
}

impl Outcome for Refused {
    fn status(&self) -> StatusCode {
        match self {
            Self::TooManyItems { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Empty => StatusCode::BAD_REQUEST,
            Self::NotBegun => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        write!(out, "{self}")
    }
}
