//! actix-web 4: responses from handlers, and extractors of what a request asks for and of the inputs of a batch.
//!
//! A [`MultiStatus`], a [`Streamed`], a spawned batch and an outcome of this crate are `Responder`s, which respond in the
//! format that the request accepts. So is a type with `#[outcome(respond(actix))]`, which is also the error of a handler:
//! `Result<Json<T>, MyError>`. An error does not see the request, so it responds in the default format; [`Converted`]
//! responds to a `Result` in the format that the request accepts.
//!
//! [`Negotiate`], `Inputs` and `batch::InputStream` are extractors.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse, Responder,
    body::{BodySize, MessageBody},
    dev::Payload,
    http::{
        StatusCode,
        header::{CONTENT_LENGTH, HeaderName, HeaderValue},
    },
};
use bytes::Bytes;
use http::HeaderMap;
use serde::Serialize;

pub use super::converted::Converted;
use super::headers::request_fields;
use crate::{
    multistatus::MultiStatus,
    outcome::{Accepted, Created, Outcome, Representation},
    response::{Body, Negotiate, Response, Streamed},
};

impl MessageBody for Body {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        http_body::Body::size_hint(self).exact().map_or(BodySize::Stream, BodySize::Sized)
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        // A body of this crate has no trailers.
        http_body::Body::poll_frame(self, context)
            .map(|frame| frame.and_then(|frame| frame.map(|frame| frame.into_data().ok()).transpose()))
    }

    fn try_into_bytes(self) -> Result<Bytes, Self> {
        self.into_bytes()
    }
}

/// Converts a status. actix-web has the status type of another version of the crate `http`.
pub(crate) fn status(status: http::StatusCode) -> StatusCode {
    StatusCode::from_u16(status.as_u16()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Converts a response. actix-web writes the length itself.
pub(crate) fn convert(response: Response) -> HttpResponse<Body> {
    let (head, body) = response.into_parts();
    let mut converted = HttpResponse::with_body(status(head.status), body);
    for (name, value) in &head.headers {
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name.as_ref()), HeaderValue::from_bytes(value.as_bytes()))
            && name != CONTENT_LENGTH
        {
            converted.headers_mut().append(name, value);
        }
    }
    converted
}

/// Returns the header fields of a request that this crate reads.
fn fields(request: &HttpRequest) -> HeaderMap {
    request_fields(|name| request.headers().get_all(name).map(HeaderValue::as_bytes))
}

/// Returns what a request asks for.
pub(crate) fn negotiate(request: &HttpRequest) -> Negotiate {
    Negotiate::from_headers(&fields(request))
}

/// Implements `Responder` for responses of this crate.
macro_rules! responder {
    ($($respond:ident: [$($parameter:tt)*] $answer:ty),+ $(,)?) => {$(
        /// Responds in the format that the request accepts.
        impl<$($parameter)*> Responder for $answer {
            type Body = Body;

            fn respond_to(self, request: &HttpRequest) -> HttpResponse<Body> {
                convert(negotiate(request).$respond(self))
            }
        }
    )+};
}

responder! {
    respond: [O: Outcome + Send + 'static] MultiStatus<O>,
    respond: [O: Outcome + Send + 'static] Streamed<O>,
    respond_one: [T: Serialize] Representation<T>,
    respond_one: [T: Serialize] Created<T>,
    respond_one: [T: Serialize] Accepted<T>,
}

impl Responder for Converted {
    type Body = Body;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse<Body> {
        convert(self.0)
    }
}

/// Reads the fields `Accept` and `Prefer` of the request. It never rejects a request.
///
/// A handler that returns a [`MultiStatus`] does not need it, because its response sees the request. It is for responses in
/// formats of the service: see [`Converted`].
impl FromRequest for Negotiate {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(negotiate(request)))
    }
}

/// A spawned batch and its refusal as responses.
#[cfg(feature = "batch")]
mod batch {
    use actix_web::ResponseError;

    use super::*;
    use crate::batch::{Outcomes, Refused, Rejection};

    responder! {
        respond: [O: Outcome + Send + 'static] Outcomes<O>,
        respond_one: [] Refused,
    }

    /// Responds with a problem, as [`Refused::into_response`] does, because an error cannot see what the request accepts. So
    /// `?` works in a handler.
    impl ResponseError for Refused {
        fn status_code(&self) -> StatusCode {
            status(Outcome::status(self))
        }

        fn error_response(&self) -> HttpResponse {
            convert(self.clone().into_response()).map_into_boxed_body()
        }
    }

    /// Responds with a problem in the format that the request accepts.
    impl ResponseError for Rejection {
        fn status_code(&self) -> StatusCode {
            status(Outcome::status(self.refused()))
        }

        fn error_response(&self) -> HttpResponse {
            convert(self.response()).map_into_boxed_body()
        }
    }
}

/// Extractors of the inputs of a batch.
#[cfg(all(feature = "batch", feature = "json"))]
mod inputs {
    use std::io;

    use actix_web::{error::PayloadError, rt, web};
    use futures_core::Stream;
    use serde::de::DeserializeOwned;

    use super::*;
    use crate::{
        batch::{InputStream, Inputs, JsonInputs, Refused, Rejection},
        frameworks::forwarded_body::forwarded,
    };

    /// Reads the inputs of a JSON array or of JSON Lines, as the content type of the request says: see
    /// [`JsonInputs::for_request`], which also reads other bodies. actix-web's `PayloadConfig` limits the body: 256 KiB unless
    /// set. `JsonConfig` has no effect.
    ///
    /// ```
    /// use actix_web::{App, web};
    /// use multistatus::{Batch, Inputs, MultiStatus, Refused, Settled, StatusCode};
    ///
    /// async fn delete(paths: Inputs<String>) -> Result<MultiStatus<Settled<StatusCode>>, Refused> {
    ///     Batch::new(async |path: String| StatusCode::NO_CONTENT).inputs(paths).run().await
    /// }
    /// let app = App::new()
    ///     .app_data(web::PayloadConfig::new(2 << 20))
    ///     .route("/files:delete", web::post().to(delete));
    /// ```
    impl<T: DeserializeOwned + 'static> FromRequest for Inputs<T> {
        type Error = Rejection;
        type Future = Pin<Box<dyn Future<Output = Result<Self, Rejection>>>>;

        fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
            let fields = fields(request);
            let body = web::Bytes::from_request(request, payload);
            Box::pin(async move {
                let read = async { JsonInputs::new().for_request(&fields)?.decode(&body.await.map_err(unreadable)?) };
                read.await.map_err(|refused| Rejection::new(refused, Negotiate::from_headers(&fields)))
            })
        }
    }

    fn unreadable(error: actix_web::Error) -> Refused {
        match error.as_error() {
            Some(PayloadError::Overflow) => Refused::TooLarge { max_bytes: None },
            _ => Refused::Unreadable { cause: error.to_string() },
        }
    }

    /// Reads inputs while the body arrives. The body has no limit: only one item is kept at a time.
    ///
    /// A payload of actix-web is bound to its thread, so a task on this thread forwards it, chunk by chunk, to the task of the
    /// batch. A batch that waits makes the client wait. The extractor needs the runtime of actix-web, which a test has with
    /// `#[actix_web::test]`.
    impl<T: DeserializeOwned + 'static> FromRequest for InputStream<T> {
        type Error = Rejection;
        type Future = Ready<Result<Self, Rejection>>;

        fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
            let fields = fields(request);
            let inputs = match JsonInputs::new().for_request(&fields) {
                Ok(inputs) => inputs,
                Err(refused) => return ready(Err(Rejection::new(refused, Negotiate::from_headers(&fields)))),
            };
            let mut payload = payload.take();
            let (body, forwarding) = forwarded(move |context| {
                let chunk = Pin::new(&mut payload).poll_next(context);
                chunk.map(|chunk| chunk.map(|chunk| chunk.map_err(io::Error::other)))
            });
            rt::spawn(forwarding);
            ready(Ok(inputs.stream(body)))
        }
    }
}
