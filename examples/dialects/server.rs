//! The routes: for each convention, the format of its requests, the dialect of its responses, and what the handler must know.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    routing::{MethodRouter, get, post},
};
use http::HeaderMap;
use multistatus::{
    Negotiate, Response, Settled,
    batch::requests::{self, RequestFormat},
    dialect,
    format::Format,
    outcome::InContext,
};

use super::{
    convention::{self, Convention},
    outcome::Write,
    store::{Store, write},
};

/// Returns the routes of a service without records.
pub(crate) fn router() -> Router {
    Router::new()
        .route("/v1.0/$batch", bulk(requests::Graph, dialect::GRAPH, convention::NAME))
        .route("/attempts", get(async |State(store): State<Arc<Store>>| Json(store.attempts())))
        .with_state(Arc::default())
}

/// Returns the route of one convention.
fn bulk<R, F>(request: R, response: F, convention: Convention) -> MethodRouter<Arc<Store>>
where
    R: RequestFormat<Context: Send + Sync + 'static> + Clone + Send + Sync + 'static,
    F: Format<InContext<R::Context, Settled<Write>>> + Clone + Send + Sync + 'static,
{
    let handler = async move |State(store): State<Arc<Store>>, headers: HeaderMap, body: Bytes| {
        respond(&store, &convention, request, response, &headers, &body).await
    };
    post(handler)
}

/// Runs the operations of a request, and responds in the dialect of its convention.
async fn respond<R, F>(
    store: &Store,
    convention: &Convention,
    request: R,
    response: F,
    headers: &HeaderMap,
    body: &[u8],
) -> Response
where
    R: RequestFormat<Context: Send + 'static>,
    F: Format<InContext<R::Context, Settled<Write>>> + Send + Sync + 'static,
{
    let result = match request.decode(headers, body) {
        Ok(request) => request.run(|operations| write::batch(store, convention, operations)).await,
        Err(refused) => Err(refused),
    };
    Negotiate::from_headers(headers).respond_with(response, result)
}
