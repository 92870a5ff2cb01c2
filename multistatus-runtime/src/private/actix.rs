//! The impls of `#[outcome(respond(actix))]`.

use std::fmt::{self, Write};

pub use actix_web::{Error, HttpRequest, HttpResponse, Responder};
use actix_web::{ResponseError, http::StatusCode};
use bytes::Bytes;

pub use crate::response::Body;
use crate::{
    frameworks::actix::{convert, negotiate, status},
    outcome::Outcome,
    response::Negotiate,
};

/// Implements `Responder` for an outcome, and its conversion to the error of actix-web, so that it is also the error of a
/// handler.
#[doc(hidden)]
#[macro_export]
macro_rules! __respond_actix {
    ($key:ident($word:ident) $private:ident { $($parameters:tt)* } { $outcome:ty } { $($clause:tt)* }) => {
        #[automatically_derived]
        impl<$($parameters)*> $private::actix::Responder for $outcome $($clause)* {
            type Body = $private::actix::Body;

            fn respond_to(self, request: &$private::actix::HttpRequest) -> $private::actix::HttpResponse<Self::Body> {
                $private::actix::respond(&self, request)
            }
        }

        #[automatically_derived]
        impl<$($parameters)*> $private::From<$outcome> for $private::actix::Error $($clause)* {
            fn from(outcome: $outcome) -> Self {
                $private::actix::error(&outcome)
            }
        }
    };
}

/// Responds in the format that the request accepts.
pub fn respond<O: Outcome>(outcome: &O, request: &HttpRequest) -> HttpResponse<Body> {
    convert(negotiate(request).respond_one(outcome))
}

/// Returns an error whose response is in the default format, because an error of actix-web cannot see what the request
/// accepts.
pub fn error<O: Outcome>(outcome: &O) -> Error {
    let response = Negotiate::default().respond_one(outcome);
    // A body of one outcome is one buffer.
    let response = response.map(|body| body.into_bytes().unwrap_or_default());
    let mut text = response.status().as_str().to_owned();
    let mark = text.len();
    if text.write_str(": ").and_then(|()| outcome.description(&mut text)).is_err() || text.len() == mark + 2 {
        text.truncate(mark);
    }
    FailedOutcome { response, text }.into()
}

/// An outcome as the error of a handler.
struct FailedOutcome {
    response: http::Response<Bytes>,
    /// The status and the description.
    text: String,
}

impl ResponseError for FailedOutcome {
    fn status_code(&self) -> StatusCode {
        status(self.response.status())
    }

    fn error_response(&self) -> HttpResponse {
        convert(self.response.clone().map(Body::whole)).map_into_boxed_body()
    }
}

impl fmt::Display for FailedOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for FailedOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FailedOutcome({})", self.text)
    }
}
