//! The routes: for each convention, the format of its requests, the dialect of its responses, and what the handler must know.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    routing::{MethodFilter, MethodRouter, get, on, post},
};
use http::{HeaderMap, Method, StatusCode};
use multistatus::{
    Negotiate, OutcomeExt, Overall, Refused, Response, Settled,
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
        // Batches of requests in JSON.
        .route("/v1.0/$batch", bulk(requests::Graph, dialect::GRAPH, convention::GRAPH))
        .route("/v1/", get(async || Json(json!({"settings": {"batch_max_requests": 25}}))))
        .route("/rpc", post(json_rpc))
        .route("/operations", bulk(requests::JsonApi, dialect::JSON_API, convention::JSON_API))
        // Records of a certain kind.
        .route("/scim/v2/Bulk", bulk(requests::Scim::at(""), dialect::SCIM, convention::SCIM))
        .route("/fhir", post(fhir))
        .route("/fhir/", post(fhir))
        // Customers.
        .route(
            "/services/data/v60.0/composite",
            bulk(requests::SalesforceComposite, dialect::SALESFORCE, convention::SALESFORCE),
        )
        .route(
            "/services/data/v60.0/composite/sobjects",
            bulk(
                requests::SalesforceCollections::new(Method::POST),
                dialect::SALESFORCE_COLLECTIONS,
                convention::SALESFORCE,
            ),
        )
        .route(
            "/crm/v3/objects/contacts/batch/create",
            bulk(requests::HubSpot::create(), dialect::HUBSPOT, convention::HUBSPOT),
        )
        // Search, and data.
        .route("/_bulk", bulk(requests::Elastic::new(), dialect::ELASTIC, convention::ELASTIC))
        .route("/{index}/_bulk", bulk(requests::Elastic::index("records"), dialect::ELASTIC, convention::ELASTIC))
        .route("/opensearch/_bulk", bulk(requests::Elastic::new(), dialect::OPENSEARCH, convention::ELASTIC))
        .route(
            "/indexes('records')",
            get(async || Json(json!({"fields": [{"name": "id", "type": "Edm.String", "key": true}]}))),
        )
        .route(
            "/indexes('records')/docs/search.index",
            bulk(requests::AzureSearch::keyed_by("id"), dialect::AZURE_SEARCH, convention::SEARCH),
        )
        // Language models.
        .route("/openai/v1/batches", bulk(requests::OpenAi, dialect::OPENAI_BATCH, convention::OPENAI))
        // AWS, whose services have one path.
        .route("/", post(aws))
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
    // Clients of Elasticsearch send a PUT.
    on(
        MethodFilter::POST.or(MethodFilter::PUT),
        async move |State(store): State<Arc<Store>>, headers: HeaderMap, body: Bytes| {
            respond(store, convention, request, |_| response, &headers, &body).await
        },
    )
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
        // JSON-RPC has no response to notifications.
        Ok(result) if result.is_empty() => StatusCode::NO_CONTENT.respond_to(headers),
        Ok(result) => result.respond_with(response),
        Err(refused) => refused.into_response(),
    }
}

/// Runs a bundle of FHIR: a batch, or a transaction.
async fn fhir(State(store): State<Arc<Store>>, headers: HeaderMap, body: Bytes) -> Response {
    let response = |request: &BulkRequest<_, _>| match request.is_atomic() {
        true => dialect::FHIR_TRANSACTION,
        false => dialect::FHIR,
    };
    respond(store, convention::FHIR, requests::Fhir, response, &headers, &body).await
}

/// Runs one call of JSON-RPC or an array of calls. Notifications alone have no response.
async fn json_rpc(State(store): State<Arc<Store>>, headers: HeaderMap, body: Bytes) -> Response {
    let response = |request: &BulkRequest<_, _>| match request.is_single() {
        true => dialect::JSON_RPC_SINGLE,
        false => dialect::JSON_RPC,
    };
    respond(store, convention::GRAPH, requests::JsonRpc, response, &headers, &body).await
}

/// Runs the action of AWS that the header field `X-Amz-Target` names.
async fn aws(State(store): State<Arc<Store>>, headers: HeaderMap, body: Bytes) -> Response {
    let action = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let (_, action) = action.rsplit_once('.').unwrap_or(("", action));
    match action {
        "SendMessageBatch" => respond(store, convention::SQS, requests::Sqs, |_| dialect::SQS, &headers, &body).await,
        "PutRecords" => {
            respond(store, convention::KINESIS, requests::Kinesis, |_| dialect::KINESIS, &headers, &body).await
        }
        "PutRecordBatch" => {
            respond(store, convention::FIREHOSE, requests::Firehose, |_| dialect::FIREHOSE, &headers, &body).await
        }
        "PutEvents" => {
            respond(store, convention::EVENTBRIDGE, requests::EventBridge, |_| dialect::EVENTBRIDGE, &headers, &body)
                .await
        }
        _ => Refused::Unreadable { cause: format!("there is no action `{action}`") }.into_response(),
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
