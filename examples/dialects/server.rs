//! The routes: for each convention, the format of its requests, the dialect of its responses, and where its records are.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    routing::{MethodFilter, MethodRouter, get, on, post},
};
use http::Method;
use multistatus::{
    batch::requests::{self, BulkOutcome, RequestFormat},
    dialect,
    format::Format,
};
use serde_json::{Value, json};

use super::{
    call::Call,
    choice::{aws, fhir, files, json_rpc, odata, overall, typesense},
    convention::{self, Convention},
    outcome::Write,
    records::Records,
    store::Store,
};

/// Returns the routes of a service without records.
pub(crate) fn router() -> Router {
    Router::new().merge(batches()).merge(services()).merge(descriptions()).with_state(Arc::default())
}

/// Returns the routes whose operations are requests of any kind.
fn batches() -> Router<Arc<Store>> {
    Router::new()
        .route("/v1.0/$batch", bulk(requests::Graph, dialect::GRAPH, convention::GRAPH))
        .route("/odata/$batch", post(odata))
        .route("/batch", bulk(dialect::GOOGLE, dialect::GOOGLE, convention::GRAPH))
        .route("/v1/batch", bulk(requests::Kinto, dialect::KINTO, convention::KINTO))
        .route("/rpc", post(json_rpc))
        .route("/operations", bulk(requests::JsonApi, dialect::JSON_API, convention::JSON_API))
        .route("/openai/v1/batches", bulk(requests::OpenAi, dialect::OPENAI_BATCH, convention::OPENAI))
        .route(
            "/anthropic/v1/messages/batches",
            bulk(requests::Anthropic, dialect::ANTHROPIC_BATCH, convention::ANTHROPIC),
        )
        .route("/zalando/records", bulk(Records, dialect::ZALANDO, convention::GRAPH))
        .route("/overall/{policy}", post(overall))
}

/// Returns the routes of services with records of their own kind.
fn services() -> Router<Arc<Store>> {
    const SALESFORCE: &str = "/services/data/v60.0/composite";
    let collections = requests::SalesforceCollections::new(Method::POST);
    let search = requests::AzureSearch::keyed_by("id");
    Router::new()
        .route("/scim/v2/Bulk", bulk(requests::Scim::at(""), dialect::SCIM, convention::SCIM))
        .route("/fhir", post(fhir))
        .route("/fhir/", post(fhir))
        .route(SALESFORCE, bulk(requests::SalesforceComposite, dialect::SALESFORCE, convention::SALESFORCE))
        .route(
            &format!("{SALESFORCE}/sobjects"),
            bulk(collections, dialect::SALESFORCE_COLLECTIONS, convention::SALESFORCE),
        )
        .route(
            "/crm/v3/objects/contacts/batch/create",
            bulk(requests::HubSpot::create(), dialect::HUBSPOT, convention::HUBSPOT),
        )
        .route("/_bulk", bulk(requests::Elastic::new(), dialect::ELASTIC, convention::ELASTIC))
        .route("/records/_bulk", bulk(requests::Elastic::index("records"), dialect::ELASTIC, convention::ELASTIC))
        .route("/opensearch/_bulk", bulk(requests::Elastic::new(), dialect::OPENSEARCH, convention::ELASTIC))
        .route("/indexes('records')/docs/search.index", bulk(search, dialect::AZURE_SEARCH, convention::SEARCH))
        .route("/dbs/records/colls/records/docs/", bulk(requests::Cosmos, dialect::COSMOS, convention::COSMOS))
        .route("/collections/records/documents/import", post(typesense))
        .route(
            "/bigquery/v2/tables/records/insertAll",
            bulk(requests::BigQuery, dialect::BIGQUERY, convention::BIGQUERY),
        )
        .route("/event-types/records/events", bulk(requests::Nakadi, dialect::NAKADI, convention::NAKADI))
        .route("/records", post(files))
        .route("/", post(aws))
}

/// Returns the routes with what clients read before their first request, and with the number of operations for each key.
fn descriptions() -> Router<Arc<Store>> {
    let fixed = |value: Value| get(async || Json(value));
    let key_field = json!({"name": "id", "type": "Edm.String", "key": true});
    let partition_key = json!({"paths": ["/kind"], "kind": "Hash", "version": 2});
    Router::new()
        .route("/attempts", get(async |State(store): State<Arc<Store>>| Json(store.attempts())))
        .route("/v1/", fixed(json!({"settings": {"batch_max_requests": 25}})))
        .route("/indexes('records')", fixed(json!({"fields": [key_field]})))
        .route("/dbs/records/colls/records/", fixed(json!({"id": "records", "partitionKey": partition_key})))
        .route("/", fixed(json!({"writableLocations": [], "readableLocations": []})))
}

/// Returns the route of one convention.
fn bulk<R, F>(request: R, response: F, convention: Convention) -> MethodRouter<Arc<Store>>
where
    R: RequestFormat<Context: Send + Sync + 'static> + Clone + Send + Sync + 'static,
    F: Format<BulkOutcome<R::Context, Write>> + Clone + Send + Sync + 'static,
{
    // Clients of Elasticsearch send a PUT.
    let methods = MethodFilter::POST.or(MethodFilter::PUT);
    on(methods, async move |call: Call| call.run(request, response, convention).await)
}
