//! Why a request was refused as a whole, before anything was deleted: one problem (RFC 9457), never a 207.

use axum::{
    extract::rejection::BytesRejection,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use multistatus::{Outcome, StatusCode};
use tokio::task::JoinError;

use super::server::{LARGEST_BODY, MOST_FILES};

/// The refusal of a whole request. It is an outcome too, so that its status and text are declared the same way.
#[derive(Debug, Outcome)]
pub(crate) enum Refused {
    #[outcome(400, "the body is empty; send a JSON array of file names")]
    Empty,

    #[outcome(400, "the body is not JSON: {0}")]
    NotJson(serde_json::Error),

    #[outcome(400, "expected a JSON array of file names, got {got}")]
    NotAnArray { got: &'static str },

    #[outcome(413, "{count} files in one request; at most {most} are accepted")]
    TooManyFiles { count: usize, most: usize },

    #[outcome(413, "the body is larger than {most} bytes")]
    TooLarge { most: usize },

    #[outcome(400, "the body could not be read: {0}")]
    Unreadable(BytesRejection),

    /// A panic, which the server has printed already.
    #[outcome(500, "stopped half-way; some of the files may be gone")]
    Stopped,
}

impl Refused {
    pub(crate) fn too_many(count: usize) -> Self {
        Self::TooManyFiles { count, most: MOST_FILES }
    }
}

impl From<BytesRejection> for Refused {
    fn from(rejection: BytesRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge { most: LARGEST_BODY },
            _ => Self::Unreadable(rejection),
        }
    }
}

impl From<JoinError> for Refused {
    fn from(_: JoinError) -> Self {
        Self::Stopped
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        // The view of a failed outcome holds its problem as the body.
        let problem = serde_json::to_value(self.json()).map(|mut view| view["body"].take()).unwrap_or_default();
        (self.status(), [(CONTENT_TYPE, "application/problem+json")], problem.to_string()).into_response()
    }
}
