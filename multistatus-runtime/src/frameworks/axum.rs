//! axum 0.8: responses from handlers, and extractors of what a request asks for and of the inputs of a batch.

use std::convert::Infallible;

use axum_core::{
    body::Body,
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use http::request::Parts;
use serde::Serialize;

use crate::{
    multistatus::MultiStatus,
    outcome::{Accepted, Created, Outcome, Representation},
    response::{Negotiate, Streamed},
};

/// Implements `IntoResponse` for responses of this crate.
macro_rules! into_response {
    ($($respond:ident: [$($parameter:tt)*] $answer:ty),+ $(,)?) => {$(
        /// Responds in the default format, because a response cannot see what the request accepts. The extractor
        /// [`Negotiate`] can.
        impl<$($parameter)*> IntoResponse for $answer {
            fn into_response(self) -> Response {
                Negotiate::default().$respond(self).map(Body::new)
            }
        }
    )+};
}

into_response! {
    respond: [O: Outcome + Send + 'static] MultiStatus<O>,
    respond: [O: Outcome + Send + 'static] Streamed<O>,
    respond_one: [T: Serialize] Representation<T>,
    respond_one: [T: Serialize] Created<T>,
    respond_one: [T: Serialize] Accepted<T>,
}

/// Reads the fields `Accept` and `Prefer` of the request. It never rejects a request.
impl<S: Send + Sync> FromRequestParts<S> for Negotiate {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::from_headers(&parts.headers))
    }
}

/// A spawned batch and its refusal as responses.
#[cfg(feature = "batch")]
mod batch {
    use super::*;
    use crate::batch::{Outcomes, Refused, Rejection};

    into_response! {
        respond: [O: Outcome + Send + 'static] Outcomes<O>,
        respond_one: [] Refused,
    }

    /// Responds with a problem in the format that the request accepts.
    impl IntoResponse for Rejection {
        fn into_response(self) -> Response {
            self.into_response().map(Body::new)
        }
    }
}

/// Extractors of the inputs of a batch.
#[cfg(all(feature = "batch", feature = "json"))]
mod inputs {
    use axum_core::{
        RequestExt,
        extract::{FromRequest, Request},
    };
    use http_body_util::BodyExt;
    use serde::de::DeserializeOwned;

    use crate::{
        batch::{InputStream, Inputs, JsonInputs, Rejection, unreadable},
        response::Negotiate,
    };

    /// Reads the inputs of a JSON array or of JSON Lines, as the content type of the request says: see
    /// [`JsonInputs::for_request`], which also reads other bodies. axum's `DefaultBodyLimit` limits the body: 2 MiB unless
    /// set.
    ///
    /// ```
    /// use axum::{Router, routing::post};
    /// use multistatus::{Batch, Inputs, Negotiate, Response, StatusCode};
    ///
    /// async fn delete(accept: Negotiate, paths: Inputs<String>) -> Response {
    ///     accept.respond(Batch::new(async |path: String| StatusCode::NO_CONTENT).inputs(paths).run().await)
    /// }
    /// let router: Router = Router::new().route("/files:delete", post(delete));
    /// ```
    impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Inputs<T> {
        type Rejection = Rejection;

        async fn from_request(request: Request, _: &S) -> Result<Self, Rejection> {
            let (parts, body) = request.with_limited_body().into_parts();
            let read = async {
                let inputs = JsonInputs::new().for_request(&parts.headers)?;
                let body = body.collect().await.map_err(|error| unreadable(error, None))?;
                inputs.decode(&body.to_bytes())
            };
            read.await.map_err(|refused| Rejection::new(refused, Negotiate::from_headers(&parts.headers)))
        }
    }

    /// Reads inputs while the body arrives. The body has no limit unless a layer sets one: only one item is kept at a time.
    impl<T: DeserializeOwned + 'static, S: Send + Sync> FromRequest<S> for InputStream<T> {
        type Rejection = Rejection;

        async fn from_request(request: Request, _: &S) -> Result<Self, Rejection> {
            let inputs = JsonInputs::new().for_request(request.headers());
            match inputs {
                Ok(inputs) => Ok(inputs.stream(request.into_body())),
                Err(refused) => Err(Rejection::new(refused, Negotiate::from_headers(request.headers()))),
            }
        }
    }
}
