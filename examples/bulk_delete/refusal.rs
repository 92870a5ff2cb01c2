//! Refusals of a whole request, before any file is deleted: one problem (RFC 9457), never a 207.

use axum::extract::rejection::BytesRejection;
use multistatus::{Outcome, StatusCode};
use tokio::task::JoinError;

use super::server::{MAX_BODY_BYTES, MAX_FILES};

/// The refusal of a whole request. It derives `Outcome` too, so its status and text are declared in the same way.
#[derive(Debug, Outcome)]
#[outcome(respond(axum))]
pub(crate) enum Refusal {
    #[outcome(400, "the body is empty; send a JSON array of file names")]
    Empty,

    #[outcome(400, "the body is not valid JSON: {0}")]
    NotJson(serde_json::Error),

    #[outcome(400, "expected a JSON array of file names, got {got}")]
    NotAnArray { got: &'static str },

    #[outcome(413, "{count} files in one request; the limit is {max}")]
    TooManyFiles { count: usize, max: usize },

    #[outcome(413, "the body is larger than {max} bytes")]
    TooLarge { max: usize },

    #[outcome(400, "the body could not be read: {0}")]
    Unreadable(BytesRejection),

    /// A panic. Its message goes to standard error.
    #[outcome(500, "the request was interrupted; some files may have been deleted")]
    Interrupted,
}

impl Refusal {
    pub(crate) fn too_many(count: usize) -> Self {
        Self::TooManyFiles { count, max: MAX_FILES }
    }
}

impl From<BytesRejection> for Refusal {
    fn from(rejection: BytesRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge { max: MAX_BODY_BYTES },
            _ => Self::Unreadable(rejection),
        }
    }
}

impl From<JoinError> for Refusal {
    fn from(_: JoinError) -> Self {
        Self::Interrupted
    }
}
