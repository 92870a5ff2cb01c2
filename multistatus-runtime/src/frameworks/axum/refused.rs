//! The refusal of a batch as a response.

use axum_core::{
    body::Body,
    response::{IntoResponse, Response},
};

use crate::batch::Refused;

/// A problem, as [`Refused::into_response`].
impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        self.into_response().map(Body::new)
    }
}
