//! A spawned batch as a response.

use axum_core::{
    body::Body,
    response::{IntoResponse, Response},
};

use crate::{batch::Outcomes, outcome::Outcome, response::Negotiate};

/// In the default format, while items still run; a refusal as its problem.
impl<O: Outcome + Send + 'static> IntoResponse for Outcomes<O> {
    fn into_response(self) -> Response {
        Negotiate::default().respond(self).map(Body::new)
    }
}
