//! Refusals of a whole request, before any order is handled: one problem (RFC 9457), never a 207.

use axum::extract::rejection::QueryRejection;
use multistatus::{Outcome, Refused};

/// The refusal of a whole request. It derives `Outcome` too, so its status and text are declared in the same way.
#[derive(Debug, Outcome)]
#[outcome(respond(axum))]
pub(crate) enum Refusal {
    /// The library refuses the batch.
    #[outcome(transparent)]
    Batch(Refused),

    /// The query is invalid, for example because of an unknown mode.
    #[outcome(400, "{0}")]
    Query(QueryRejection),

    /// The store failed to read.
    #[outcome(503, "the store cannot be read; retry later")]
    Unreadable,
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        Self::Batch(refused)
    }
}

impl From<QueryRejection> for Refusal {
    fn from(rejection: QueryRejection) -> Self {
        Self::Query(rejection)
    }
}
