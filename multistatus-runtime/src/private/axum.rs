//! The impl of `#[outcome(respond(axum))]`.

pub use axum_core::response::{IntoResponse, Response};

use axum_core::body::Body;

use crate::{outcome::Outcome, response::Negotiate};

/// Implements `IntoResponse` for an outcome.
#[doc(hidden)]
#[macro_export]
macro_rules! __respond_axum {
    ($key:ident($word:ident) $private:ident { $($parameters:tt)* } { $outcome:ty } { $($clause:tt)* }) => {
        #[automatically_derived]
        impl<$($parameters)*> $private::axum::IntoResponse for $outcome $($clause)* {
            fn into_response(self) -> $private::axum::Response {
                $private::axum::respond(&self)
            }
        }
    };
}

/// Responds in the default format, because `IntoResponse` cannot see what the request accepts.
pub fn respond<O: Outcome>(outcome: &O) -> Response {
    Negotiate::default().respond_one(outcome).map(Body::new)
}
