//! Rocket 0.5: responses from handlers, and guards of what a request asks for and of the inputs of a batch.
//!
//! A [`MultiStatus`], a [`Streamed`], a spawned batch, an outcome of this crate, a type with `#[outcome(respond(rocket))]`,
//! and a `Result` of two of these are `Responder`s, which respond in the format that the request accepts.
//!
//! [`Negotiate`] is a request guard; `Inputs` and [`DataInputs`] are data guards.

use std::{
    convert::Infallible,
    io::Cursor,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, header::CONTENT_LENGTH};
use rocket::{
    Request,
    http::Status,
    request::{self, FromRequest},
    response::{self, Responder, stream::ReaderStream},
};
use serde::Serialize;

pub use super::converted::Converted;
use super::headers::request_fields;
use crate::{
    format::encoder::CHUNK,
    multistatus::MultiStatus,
    outcome::{Accepted, Created, Outcome, Representation},
    response::{Body, Negotiate, Response, Streamed},
};

/// A future that reads the body of a request.
type Forwarding<'r> = Pin<Box<dyn Future<Output = ()> + Send + 'r>>;

/// The chunks of the body of a response. They are written while `forwarding` runs, if there is such a future.
struct Chunks<'r> {
    body: Body,
    forwarding: Option<Forwarding<'r>>,
}

impl Stream for Chunks<'_> {
    type Item = Cursor<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Cursor<Bytes>>> {
        if let Some(forwarding) = &mut self.forwarding
            && forwarding.as_mut().poll(context).is_ready()
        {
            self.forwarding = None;
        }
        // A body of this crate never fails, and has no trailers.
        let frame = http_body::Body::poll_frame(Pin::new(&mut self.body), context);
        frame.map(|frame| frame?.ok()?.into_data().ok().map(Cursor::new))
    }
}

/// Converts a response. Rocket writes the length itself.
fn convert<'r>(response: Response, forwarding: Option<Forwarding<'r>>) -> rocket::Response<'r> {
    let (head, body) = response.into_parts();
    let mut converted = rocket::Response::new();
    converted.set_status(Status::new(head.status.as_u16()));
    for (name, value) in head.headers.iter().filter(|(name, _)| **name != CONTENT_LENGTH) {
        // A value of Rocket is text.
        converted.adjoin_raw_header(name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned());
    }
    match body.into_bytes() {
        Ok(bytes) if bytes.is_empty() => {}
        Ok(bytes) => converted.set_sized_body(bytes.len(), Cursor::new(bytes)),
        Err(body) => converted.set_streamed_body(ReaderStream::from(Chunks { body, forwarding })),
    }
    converted.set_max_chunk_size(CHUNK);
    converted
}

/// Returns the header fields of a request that this crate reads.
fn fields(request: &Request<'_>) -> HeaderMap {
    request_fields(|name| request.headers().get(name).map(str::as_bytes).collect::<Vec<_>>())
}

/// Returns what a request asks for.
pub(crate) fn negotiate(request: &Request<'_>) -> Negotiate {
    Negotiate::from_headers(&fields(request))
}

/// Returns a whole response, as a `Responder` does.
pub(crate) fn respond(response: Response) -> response::Result<'static> {
    Ok(convert(response, None))
}

/// Implements `Responder` for responses of this crate.
macro_rules! responder {
    ($($respond:ident: [$($parameter:tt)*] $answer:ty),+ $(,)?) => {$(
        /// Responds in the format that the request accepts.
        impl<'r, $($parameter)*> Responder<'r, 'static> for $answer {
            fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
                respond(negotiate(request).$respond(self))
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

impl<'r> Responder<'r, 'static> for Converted {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        respond(self.0)
    }
}

/// Reads the fields `Accept` and `Prefer` of the request. It never rejects a request.
///
/// A handler that returns a [`MultiStatus`] does not need it, because its response sees the request. It is for responses in
/// formats of the service: see [`Converted`].
#[rocket::async_trait]
impl<'r> FromRequest<'r> for Negotiate {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> request::Outcome<Self, Infallible> {
        request::Outcome::Success(negotiate(request))
    }
}

/// A spawned batch and its refusal as responses.
#[cfg(feature = "batch")]
mod batch {
    use super::*;
    use crate::batch::{Outcomes, Refused, Rejection};

    responder! {
        respond: [O: Outcome + Send + 'static] Outcomes<O>,
        respond_one: [] Refused,
    }

    /// Responds with a problem in the format that the request accepts.
    impl<'r> Responder<'r, 'static> for Rejection {
        fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
            respond(self.into_response())
        }
    }
}

#[cfg(all(feature = "batch", feature = "json"))]
pub use self::inputs::{ArrivingResponse, DataInputs};

/// Data guards of the inputs of a batch.
#[cfg(all(feature = "batch", feature = "json"))]
mod inputs {
    use std::{fmt, future::poll_fn, marker::PhantomData, pin::pin};

    use rocket::data::{self, ByteUnit, Data, FromData, Limits};
    use serde::de::DeserializeOwned;
    use tokio_util::io::ReaderStream as ChunksOf;

    use super::*;
    use crate::{
        batch::{InputStream, Inputs, JsonInputs, Refused},
        frameworks::forwarded_body::forwarded,
        response::Respond,
    };

    /// Reads the inputs of a JSON array or of JSON Lines, as the content type of the request says: see
    /// [`JsonInputs::for_request`], which also reads other bodies. Rocket's limit `json` limits the body: 1 MiB unless set.
    ///
    /// A handler takes `Result<Inputs<T>, Refused>`, so that a refusal is the response. With `Inputs<T>` alone, Rocket drops
    /// the problem, and the catcher of its status responds.
    ///
    /// ```
    /// use multistatus::{Batch, Inputs, MultiStatus, Refused, Settled, StatusCode};
    /// use rocket::{post, routes};
    ///
    /// #[post("/files:delete", data = "<paths>")]
    /// async fn delete(
    ///     paths: Result<Inputs<String>, Refused>,
    /// ) -> Result<MultiStatus<Settled<StatusCode>>, Refused> {
    ///     Batch::new(async |path: String| StatusCode::NO_CONTENT).inputs(paths?).run().await
    /// }
    /// let rocket = rocket::build().mount("/", routes![delete]);
    /// ```
    #[rocket::async_trait]
    impl<'r, T: DeserializeOwned> FromData<'r> for Inputs<T> {
        type Error = Refused;

        async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> data::Outcome<'r, Self> {
            let limit = request.limits().get("json").unwrap_or(Limits::JSON);
            let inputs = match JsonInputs::new().for_request(&fields(request)) {
                Ok(inputs) => inputs,
                Err(refused) => return error(refused),
            };
            let decoded = match data.open(limit).into_bytes().await {
                Ok(body) if body.is_complete() => inputs.decode(&body),
                Ok(_) => Err(Refused::TooLarge { max_bytes: Some(limit.as_u64()) }),
                Err(error) => Err(Refused::Unreadable { cause: error.to_string() }),
            };
            decoded.map_or_else(error, data::Outcome::Success)
        }
    }

    /// Returns the outcome of a data guard that refuses the request.
    fn error<'r, T>(refused: Refused) -> data::Outcome<'r, T, Refused> {
        let status = Status::new(Outcome::status(&refused).as_u16());
        data::Outcome::Error((status, refused))
    }

    /// A data guard: inputs of a batch that are read while the body arrives. It stands for an
    /// [`InputStream`](crate::batch::InputStream), because the body of a request of Rocket cannot outlive the request.
    ///
    /// The content type of the request chooses between a JSON array and JSON Lines: see [`JsonInputs::for_request`]. Rocket's
    /// limit `stream` limits the body. It has no limit unless that is set, because only one item is kept at a time. A
    /// handler takes `Result<DataInputs<T>, Refused>`, so that a refusal is the response.
    ///
    /// ```
    /// use multistatus::{Batch, Refused, StatusCode, rocket::DataInputs};
    /// use rocket::{post, response::Responder, routes};
    ///
    /// #[post("/files:delete", data = "<paths>")]
    /// async fn delete<'r>(
    ///     paths: Result<DataInputs<'r, String>, Refused>,
    /// ) -> Result<impl Responder<'r, 'r>, Refused> {
    ///     let batch = Batch::new(async |path: String| StatusCode::NO_CONTENT);
    ///     Ok(paths?.respond(|paths| batch.inputs(paths).spawn()))
    /// }
    /// let rocket = rocket::build().mount("/", routes![delete]);
    /// ```
    #[must_use = "inputs do nothing until a batch runs them"]
    pub struct DataInputs<'r, T> {
        data: Data<'r>,
        settings: JsonInputs,
        limit: Option<u64>,
        item: PhantomData<fn() -> T>,
    }

    #[rocket::async_trait]
    impl<'r, T: DeserializeOwned> FromData<'r> for DataInputs<'r, T> {
        type Error = Refused;

        async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> data::Outcome<'r, Self> {
            let limit = request.limits().get("stream").map(|limit| limit.as_u64());
            match JsonInputs::new().for_request(&fields(request)) {
                Ok(settings) => data::Outcome::Success(Self { data, settings, limit, item: PhantomData }),
                Err(refused) => error(refused),
            }
        }
    }

    impl<'r, T: DeserializeOwned + 'static> DataInputs<'r, T> {
        /// Returns a response whose source takes the inputs: the outcomes of a batch that is spawned with them. The body of
        /// the request is read while the response is sent.
        pub fn respond<R: Respond>(self, source: impl FnOnce(InputStream<T>) -> R) -> ArrivingResponse<'r, R> {
            let (inputs, forwarding) = self.forwarded();
            ArrivingResponse { source: source(inputs), forwarding }
        }

        /// Returns the result of a future that takes the inputs, such as a batch that runs in the handler.
        pub async fn run<F: Future>(self, future: impl FnOnce(InputStream<T>) -> F) -> F::Output {
            let (inputs, forwarding) = self.forwarded();
            let (mut forwarding, mut future) = (Some(forwarding), pin!(future(inputs)));
            poll_fn(move |context| {
                if forwarding.as_mut().is_some_and(|forwarding| forwarding.as_mut().poll(context).is_ready()) {
                    forwarding = None;
                }
                future.as_mut().poll(context)
            })
            .await
        }

        /// Returns the inputs, and the future that reads them from the body.
        fn forwarded(self) -> (InputStream<T>, Forwarding<'r>) {
            let Self { data, mut settings, limit, .. } = self;
            // Data that is cut off at its limit looks complete, so this crate counts the bytes, and Rocket allows one more.
            let opened =
                data.open(limit.map_or(ByteUnit::max_value(), |limit| ByteUnit::from(limit.saturating_add(1))));
            if let Some(limit) = limit {
                settings = settings.max_bytes(limit);
            }
            let mut chunks = ChunksOf::new(opened);
            let (body, forwarding) = forwarded(move |context| Pin::new(&mut chunks).poll_next(context));
            (settings.stream(body), Box::pin(forwarding))
        }
    }

    impl<T> fmt::Debug for DataInputs<'_, T> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.debug_struct("DataInputs").field("limit", &self.limit).finish_non_exhaustive()
        }
    }

    /// A response that reads the body of the request while it is sent: see [`DataInputs::respond`].
    #[must_use = "nothing is sent until it becomes a response"]
    pub struct ArrivingResponse<'r, R> {
        source: R,
        forwarding: Forwarding<'r>,
    }

    /// Responds in the format that the request accepts.
    impl<'r, R: Respond<Outcome: 'static>> Responder<'r, 'r> for ArrivingResponse<'r, R> {
        fn respond_to(self, request: &'r Request<'_>) -> response::Result<'r> {
            Ok(convert(negotiate(request).respond(self.source), Some(self.forwarding)))
        }
    }

    impl<R: fmt::Debug> fmt::Debug for ArrivingResponse<'_, R> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.debug_struct("ArrivingResponse").field("source", &self.source).finish_non_exhaustive()
        }
    }
}
