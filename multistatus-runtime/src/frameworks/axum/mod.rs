//! axum 0.8: responses from handlers, and an extractor that negotiates.

#[cfg(all(feature = "batch", feature = "json"))]
mod inputs;
#[cfg(feature = "batch")]
mod outcomes;
#[cfg(feature = "batch")]
mod refused;

use std::convert::Infallible;

use axum_core::{
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use http::request::Parts;

use crate::{
    multistatus::MultiStatus,
    outcome::Outcome,
    response::{Negotiate, Streamed},
};

/// In the default format: a response cannot see what the request accepts. The extractor [`Negotiate`] can.
impl<O: Outcome + Send + 'static> IntoResponse for MultiStatus<O> {
    fn into_response(self) -> Response {
        Negotiate::default().respond(self).map(axum_core::body::Body::new)
    }
}

/// In the default format, as a [`MultiStatus`].
impl<O: Outcome + Send + 'static> IntoResponse for Streamed<O> {
    fn into_response(self) -> Response {
        Negotiate::default().respond(self).map(axum_core::body::Body::new)
    }
}

/// Reads the wishes of the request; it never rejects one.
impl<S: Send + Sync> FromRequestParts<S> for Negotiate {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::from_headers(&parts.headers))
    }
}
