//! Refusals of a whole request, before any order is handled: one problem (RFC 9457), never a 207.

use axum::{
    extract::rejection::QueryRejection,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use multistatus::{Outcome, Refused};

/// The refusal of a whole request. It derives `Outcome` too, so its status and text are declared in the same way.
#[derive(Debug, Outcome)]
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

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if let Self::Batch(refused) = self {
            return IntoResponse::into_response(refused);
        }
        // The JSON of a failed outcome has its problem as `body`.
        let problem = serde_json::to_value(self.json()).map(|mut json| json["body"].take()).unwrap_or_default();
        (self.status(), [(CONTENT_TYPE, "application/problem+json")], problem.to_string()).into_response()
    }
}
