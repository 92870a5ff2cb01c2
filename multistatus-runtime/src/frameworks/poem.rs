//! poem 3: responses from handlers, and extractors of what a request asks for and of the inputs of a batch.
//!
//! A handler returns a [`MultiStatus`], an outcome, or a `Result` of them. The response trait of poem does not see the request,
//! so these are in the default format; `Converted(accept.respond(result))`, with the extractor [`Negotiate`], is in the
//! format that the request accepts. `#[outcome(respond(poem))]` makes a type a response, and an error for `poem::Result`.
//!
//! ```
//! use multistatus::{Batch, Inputs, Negotiate, Outcome, poem::Converted};
//! use poem::{handler, web::{Json, Path}};
//!
//! #[derive(Outcome)]
//! #[outcome(respond(poem))]
//! enum Failure {
//!     #[outcome(404, "there is no order {number}")]
//!     Missing { number: u32 },
//! }
//!
//! #[handler]
//! async fn read(Path(number): Path<u32>) -> Result<Json<u32>, Failure> {
//!     if number == 7 { Ok(Json(7)) } else { Err(Failure::Missing { number }) }
//! }
//!
//! #[handler]
//! async fn delete(accept: Negotiate, numbers: Inputs<u32>) -> Converted {
//!     let batch = Batch::new(async |number: u32| Err::<(), _>(Failure::Missing { number })).inputs(numbers);
//!     Converted(accept.respond(batch.run().await))
//! }
//! # let _: poem::Route = poem::Route::new().at("/orders/:number", poem::get(read)).at("/orders", poem::delete(delete));
//! ```

use std::io;

use http_body_util::BodyExt;
use poem::{FromRequest, IntoResponse, Request, RequestBody, Response, Result};
use serde::Serialize;

pub use super::converted::Converted;
use crate::{
    multistatus::MultiStatus,
    outcome::{Accepted, Created, Outcome, Representation},
    response::{self, Negotiate, Streamed},
};

/// Converts a response. The conversion of poem requires another error type of the body.
pub(crate) fn convert(response: response::Response) -> Response {
    response.map(|body| body.map_err(|never| -> io::Error { match never {} })).into()
}

/// Implements `IntoResponse` for responses of this crate.
macro_rules! into_response {
    ($($respond:ident: [$($parameter:tt)*] $answer:ty),+ $(,)?) => {$(
        /// Responds in the default format, because a response cannot see what the request accepts. The extractor
        /// [`Negotiate`] can: see [`Converted`].
        impl<$($parameter)*> IntoResponse for $answer {
            fn into_response(self) -> Response {
                convert(Negotiate::default().$respond(self))
            }
        }
    )+};
}

into_response! {
    respond: [O: Outcome + Send + 'static] MultiStatus<O>,
    respond: [O: Outcome + Send + 'static] Streamed<O>,
    respond_one: [T: Serialize + Send] Representation<T>,
    respond_one: [T: Serialize + Send] Created<T>,
    respond_one: [T: Serialize + Send] Accepted<T>,
}

impl IntoResponse for Converted {
    fn into_response(self) -> Response {
        convert(self.0)
    }
}

/// Reads the fields `Accept` and `Prefer` of the request. It never rejects a request.
impl<'a> FromRequest<'a> for Negotiate {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        Ok(Self::from_headers(request.headers()))
    }
}

/// A spawned batch and its refusal as responses.
#[cfg(feature = "batch")]
mod batch {
    use http::StatusCode;
    use poem::error::ResponseError;

    use super::*;
    use crate::batch::{Outcomes, Refused, Rejection};

    into_response! {
        respond: [O: Outcome + Send + 'static] Outcomes<O>,
        respond_one: [] Refused,
    }

    /// Responds with a problem, as [`Refused::into_response`] does. With this, `?` works in a handler that returns
    /// `poem::Result`.
    impl ResponseError for Refused {
        fn status(&self) -> StatusCode {
            Outcome::status(self)
        }

        fn as_response(&self) -> Response {
            convert(self.clone().into_response())
        }
    }

    /// Responds with a problem in the format that the request accepts.
    impl ResponseError for Rejection {
        fn status(&self) -> StatusCode {
            Outcome::status(self.refused())
        }

        fn as_response(&self) -> Response {
            convert(self.response())
        }
    }
}

/// Extractors of the inputs of a batch.
#[cfg(all(feature = "batch", feature = "json"))]
mod inputs {
    use bytes::Bytes;
    use http_body_util::combinators::BoxBody;
    use serde::de::DeserializeOwned;

    use super::*;
    use crate::batch::{InputStream, Inputs, JsonInputs, Refused, Rejection};

    /// Reads the inputs of a JSON array or of JSON Lines, as the content type of the request says: see
    /// [`JsonInputs::for_request`]. A body is limited to 2 MiB, as by [`JsonInputs::read`]; poem has no limit of its own.
    impl<'a, T: DeserializeOwned> FromRequest<'a> for Inputs<T> {
        async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
            let inputs = for_request(request)?;
            let body: BoxBody<Bytes, io::Error> = body.take()?.into();
            Ok(inputs.read(body).await.map_err(|refused| rejection(refused, request))?)
        }
    }

    /// Reads inputs while the body arrives. The body has no limit unless a middleware sets one: only one item is kept at a
    /// time.
    impl<'a, T: DeserializeOwned + 'static> FromRequest<'a> for InputStream<T> {
        async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
            let inputs = for_request(request)?;
            let body: BoxBody<Bytes, io::Error> = body.take()?.into();
            Ok(inputs.stream(body))
        }
    }

    fn for_request(request: &Request) -> Result<JsonInputs, Rejection> {
        JsonInputs::new().for_request(request.headers()).map_err(|refused| rejection(refused, request))
    }

    fn rejection(refused: Refused, request: &Request) -> Rejection {
        Rejection::new(refused, Negotiate::from_headers(request.headers()))
    }
}
