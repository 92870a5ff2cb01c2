//! salvo 1: responses from handlers, and extractors of what a request asks for and of the inputs of a batch.
//!
//! A handler returns a [`MultiStatus`], an outcome, or a `Result` of them, and responds in the format that the request
//! accepts. `#[outcome(respond(salvo))]` makes a type a response, also as the error of a `Result`.
//!
//! ```
//! use multistatus::{Batch, Inputs, MultiStatus, Outcome, Refused, Settled};
//! use salvo_core::prelude::*; // or `salvo::prelude`
//!
//! #[derive(Outcome)]
//! #[outcome(respond(salvo))]
//! enum Failure {
//!     #[outcome(404, "there is no order {number}")]
//!     Missing { number: u32 },
//! }
//!
//! #[handler]
//! async fn read(request: &mut Request) -> Result<Json<u32>, Failure> {
//!     let number = request.param("number").unwrap_or_default();
//!     if number == 7 { Ok(Json(7)) } else { Err(Failure::Missing { number }) }
//! }
//!
//! #[handler]
//! async fn delete(numbers: Inputs<u32>) -> Result<MultiStatus<Settled<Result<(), Failure>>>, Refused> {
//!     Batch::new(async |number: u32| Err(Failure::Missing { number })).inputs(numbers).run().await
//! }
//! # let _: Router = Router::with_path("orders").delete(delete).push(Router::with_path("{number}").get(read));
//! ```

use std::{
    convert::Infallible,
    error::Error,
    future::{Ready, ready},
};

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, VARY};
use http_body_util::BodyExt;
use salvo_core::{
    Depot, Extractible, Request, Response, Scribe, Writer, async_trait, extract::Metadata, http::ResBody,
};
use serde::Serialize;

pub use super::converted::Converted;
use crate::{
    multistatus::MultiStatus,
    outcome::{Accepted, Created, Outcome, Representation},
    response::{self, Negotiate, Streamed},
};

/// Returns what a request asks for.
pub(crate) fn negotiate(request: &Request) -> Negotiate {
    Negotiate::from_headers(request.headers())
}

/// Writes a response into the one of salvo, which may already have header fields. Those that describe its body are removed
/// with it.
pub(crate) fn merge(from: response::Response, into: &mut Response) {
    let (head, body) = from.into_parts();
    into.status_code(head.status);
    let fields = into.headers_mut();
    for name in head.headers.keys().filter(|name| **name != VARY).chain([&CONTENT_TYPE, &CONTENT_LENGTH]) {
        fields.remove(name);
    }
    for (name, value) in &head.headers {
        fields.append(name, value.clone());
    }
    let body = body.map_err(|never| -> Box<dyn Error + Send + Sync> { match never {} });
    into.body(ResBody::Boxed(Box::pin(body)));
}

/// Implements `Writer` for responses of this crate.
macro_rules! writer {
    ($($respond:ident: [$($parameter:tt)*] $answer:ty),+ $(,)?) => {$(
        /// Responds in the format that the request accepts.
        #[async_trait]
        impl<$($parameter)*> Writer for $answer {
            async fn write(self, request: &mut Request, _: &mut Depot, response: &mut Response) {
                merge(negotiate(request).$respond(self), response);
            }
        }
    )+};
}

writer! {
    respond: [O: Outcome + Send + 'static] MultiStatus<O>,
    respond: [O: Outcome + Send + 'static] Streamed<O>,
    respond_one: [T: Serialize + Send] Representation<T>,
    respond_one: [T: Serialize + Send] Created<T>,
    respond_one: [T: Serialize + Send] Accepted<T>,
}

impl Scribe for Converted {
    fn render(self, response: &mut Response) {
        merge(self.0, response);
    }
}

/// Reads the fields `Accept` and `Prefer` of the request. It never rejects a request.
///
/// A handler that returns a [`MultiStatus`] does not need it, because its response sees the request. It is for responses in
/// formats of the service: see [`Converted`].
impl<'ex> Extractible<'ex> for Negotiate {
    fn metadata() -> &'static Metadata {
        static METADATA: Metadata = Metadata::new("Negotiate");
        &METADATA
    }

    #[allow(refining_impl_trait)]
    fn extract(request: &'ex mut Request, _: &'ex mut Depot) -> Ready<Result<Self, Infallible>> {
        ready(Ok(negotiate(request)))
    }
}

/// A spawned batch and its refusal as responses.
#[cfg(feature = "batch")]
mod batch {
    use super::*;
    use crate::batch::{Outcomes, Refused, Rejection};

    writer! {
        respond: [O: Outcome + Send + 'static] Outcomes<O>,
        respond_one: [] Refused,
    }

    /// Responds with a problem in the format that the request accepts.
    impl Scribe for Rejection {
        fn render(self, response: &mut Response) {
            merge(self.into_response(), response);
        }
    }
}

/// Extractors of the inputs of a batch.
#[cfg(all(feature = "batch", feature = "json"))]
mod inputs {
    use salvo_core::http::{ParseError, ReqBody};
    use serde::de::DeserializeOwned;

    use super::*;
    use crate::batch::{InputStream, Inputs, JsonInputs, Refused, Rejection, unreadable};

    /// Reads the inputs of a JSON array or of JSON Lines, as the content type of the request says: see
    /// [`JsonInputs::for_request`]. salvo's `SecureMaxSize` limits the body: 64 KiB unless set.
    impl<'ex, T: DeserializeOwned> Extractible<'ex> for Inputs<T> {
        fn metadata() -> &'static Metadata {
            static METADATA: Metadata = Metadata::new("Inputs");
            &METADATA
        }

        #[allow(refining_impl_trait)]
        async fn extract(request: &'ex mut Request, _: &'ex mut Depot) -> Result<Self, Rejection> {
            let negotiate = negotiate(request);
            read(request).await.map_err(|refused| Rejection::new(refused, negotiate))
        }
    }

    async fn read<T: DeserializeOwned>(request: &mut Request) -> Result<Inputs<T>, Refused> {
        let inputs = JsonInputs::new().for_request(request.headers())?;
        let max_bytes = request.secure_max_size();
        match request.payload().await {
            Ok(body) => inputs.decode(body),
            Err(ParseError::PayloadTooLarge) => Err(Refused::TooLarge { max_bytes: Some(max_bytes as u64) }),
            Err(ParseError::Other(error)) => Err(unreadable(error, None)),
            Err(error) => Err(unreadable(error, None)),
        }
    }

    /// Reads inputs while the body arrives. The body has no limit unless a middleware sets one: only one item is kept at a
    /// time.
    impl<'ex, T: DeserializeOwned + 'static> Extractible<'ex> for InputStream<T> {
        fn metadata() -> &'static Metadata {
            static METADATA: Metadata = Metadata::new("InputStream");
            &METADATA
        }

        #[allow(refining_impl_trait)]
        async fn extract(request: &'ex mut Request, _: &'ex mut Depot) -> Result<Self, Rejection> {
            let inputs = JsonInputs::new().for_request(request.headers());
            let inputs = inputs.map_err(|refused| Rejection::new(refused, negotiate(request)))?;
            let body = match request.take_body() {
                // A middleware may have read the body. Then salvo keeps it.
                ReqBody::None => request.payload().await.cloned().map(ReqBody::Once).unwrap_or_default(),
                body => body,
            };
            Ok(inputs.stream(body))
        }
    }
}
