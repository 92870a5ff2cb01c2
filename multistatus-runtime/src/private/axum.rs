//! `#[outcome(respond(axum))]`.

pub use axum_core::response::{IntoResponse, Response};

use axum_core::body::Body;

use crate::{outcome::Outcome, response::Negotiate};

/// Responds in the default format, because `IntoResponse` cannot see what the request accepts.
pub fn respond<O: Outcome>(outcome: &O) -> Response {
    Negotiate::default().respond_one(outcome).map(Body::new)
}
