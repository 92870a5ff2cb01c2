//! The routes: for each convention, the format of its requests, the dialect of its responses, and what the handler must know.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    routing::{MethodRouter, get, post},
};
use http::{HeaderMap, Method, StatusCode};
use multistatus::{
    MultiStatus, Negotiate, Overall, Response, Settled,
    batch::requests::{self, BulkRequest, Operation, RequestFormat},
    dialect,
    format::Format,
    outcome::InContext,
};
use serde_json::{Value, json};

use super::{
    convention::{self, Convention},
    outcome::Write,
    store::{Session, Store, write},
};

/// Returns the routes of a service without records.
pub(crate) fn router() -> Router {
    Router::new()
        .route("/v1.0/$batch", bulk(requests::Graph, dialect::GRAPH, convention::GRAPH))
        .route("/overall/{policy}", post(overall))
        .route("/attempts", get(async |State(store): State<Arc<Store>>| Json(store.attempts())))
        .with_state(Arc::default())
}

/// Returns the route of one convention.
fn bulk<R, F>(request: R, response: F, convention: Convention) -> MethodRouter<Arc<Store>>
where
    R: RequestFormat<Context: Send + Sync + 'static> + Clone + Send + Sync + 'static,
    F: Format<InContext<R::Context, Settled<Write>>> + Clone + Send + Sync + 'static,
{
    post(async move |State(store): State<Arc<Store>>, headers: HeaderMap, body: Bytes| {
        respond(store, convention, request, |_| response, &headers, &body).await
    })
}

/// Runs the operations of a request, and responds in the dialect that `response` chooses for it.
async fn respond<R, F>(
    store: Arc<Store>,
    convention: Convention,
    request: R,
    response: impl FnOnce(&BulkRequest<Value, R::Context>) -> F,
    headers: &HeaderMap,
    body: &[u8],
) -> Response
where
    R: RequestFormat<Context: Send + 'static>,
    F: Format<InContext<R::Context, Settled<Write>>> + Send + Sync + 'static,
{
    let request = match request.decode(headers, body) {
        Ok(request) => request,
        Err(refused) => return refused.into_response(),
    };
    let response = response(&request);
    let session = Session::new(store);
    let result = request.run_in(&session, |operations| write::batch(&session, &convention, operations)).await;
    match result {
        Ok(result) => result.respond_with(response),
        Err(refused) => refused.into_response(),
    }
}

/// Creates records from a plain array. The status of the whole follows a policy.
async fn overall(
    State(store): State<Arc<Store>>,
    Path(policy): Path<String>,
    accept: Negotiate,
    Json(records): Json<Vec<Value>>,
) -> Response {
    let policy = match &*policy {
        "success-is-200" => Overall::SuccessIs(StatusCode::OK),
        "all-failed-is-422" => Overall::AllFailedIs(StatusCode::UNPROCESSABLE_ENTITY),
        _ => Overall::Always207,
    };
    let operations = records.into_iter().map(|record| {
        let mut operation = Operation::new(Method::POST, "/records");
        operation.body = Some(record);
        operation
    });
    let session = Session::new(store);
    let result = write::batch(&session, &convention::GRAPH, operations).run().await;
    accept.respond(result.map(|result| result.overall(policy).summary_header()))
}
