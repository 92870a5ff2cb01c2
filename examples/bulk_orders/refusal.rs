//! Why a request was refused as a whole, before anything ran: one problem (RFC 9457), never a 207.

use axum::{
    extract::rejection::QueryRejection,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use multistatus::{Outcome, Refused};

/// The refusal of a whole request. It is an outcome too, so that its status and text are declared the same way.
#[derive(Debug, Outcome)]
pub(crate) enum Refusal {
    /// The batch itself cannot run.
    #[outcome(transparent)]
    Batch(Refused),

    /// There is no such mode.
    #[outcome(400, "{0}")]
    Query(QueryRejection),

    /// The store could not be read.
    #[outcome(503, "the store cannot be read; ask again later")]
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
        // The view of a failed outcome holds its problem as the body.
        let problem = serde_json::to_value(self.json()).map(|mut view| view["body"].take()).unwrap_or_default();
        (self.status(), [(CONTENT_TYPE, "application/problem+json")], problem.to_string()).into_response()
    }
}
