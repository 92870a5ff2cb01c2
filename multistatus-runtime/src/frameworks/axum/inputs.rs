//! Extractors of the inputs of a batch.

use axum_core::{
    RequestExt,
    extract::{FromRequest, Request},
};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;

use crate::batch::{InputStream, Inputs, JsonInputs, Refused, unreadable};

/// The inputs of a JSON array or of JSON Lines, by the content type of the request: see [`JsonInputs::for_request`], which
/// also serves bodies that hold them differently. The limit of the body is axum's `DefaultBodyLimit`, 2 MiB unless set.
///
/// ```
/// use axum::{Router, routing::post};
/// use multistatus::{Batch, Inputs, Negotiate, Refused, Response, StatusCode};
///
/// async fn delete(accept: Negotiate, paths: Inputs<String>) -> Result<Response, Refused> {
///     Ok(accept.respond(Batch::new(async |path: String| StatusCode::NO_CONTENT).inputs(paths).run().await?))
/// }
/// let router: Router = Router::new().route("/files:delete", post(delete));
/// ```
impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Inputs<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refused> {
        let inputs = JsonInputs::new().for_request(request.headers())?;
        let body = request.into_limited_body().collect().await.map_err(|error| unreadable(error, None))?;
        inputs.decode(&body.to_bytes())
    }
}

/// The same of a body that still arrives. As a body itself, it has no limit unless a layer sets one: only one item of it
/// is kept at a time.
impl<T: DeserializeOwned + 'static, S: Send + Sync> FromRequest<S> for InputStream<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refused> {
        let inputs = JsonInputs::new().for_request(request.headers())?;
        Ok(inputs.stream(request.into_body()))
    }
}
