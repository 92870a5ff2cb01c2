//! The routes on which the request chooses the convention, or the format of its response.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, Query, State},
};
use http::{Method, StatusCode};
use multistatus::{
    Negotiate, Overall, Refused, Response,
    batch::requests::{self, BulkRequest, Operation},
    dialect,
};
use serde_json::Value;

use super::{
    call::Call,
    convention,
    store::{Session, Store, write},
};

/// Runs a bundle of FHIR: a batch, or a transaction.
pub(crate) async fn fhir(call: Call) -> Response {
    let dialect = |request: Option<&BulkRequest<_, _>>| match request.is_some_and(BulkRequest::is_atomic) {
        true => dialect::FHIR_TRANSACTION,
        false => dialect::FHIR,
    };
    call.run_in(requests::Fhir, dialect, convention::FHIR).await
}

/// Runs one call of JSON-RPC, or an array of calls.
pub(crate) async fn json_rpc(call: Call) -> Response {
    let dialect = |request: Option<&BulkRequest<_, _>>| match request.is_some_and(BulkRequest::is_single) {
        true => dialect::JSON_RPC_SINGLE,
        false => dialect::JSON_RPC,
    };
    call.run_in(requests::JsonRpc, dialect, convention::GRAPH).await
}

/// Runs the action of AWS that the header field `X-Amz-Target` names.
pub(crate) async fn aws(call: Call) -> Response {
    let target = call.header("x-amz-target").to_owned();
    match target.rsplit('.').next() {
        Some("SendMessageBatch") => call.run(requests::Sqs, dialect::SQS, convention::SQS).await,
        Some("PutRecords") => call.run(requests::Kinesis, dialect::KINESIS, convention::KINESIS).await,
        Some("PutRecordBatch") => call.run(requests::Firehose, dialect::FIREHOSE, convention::FIREHOSE).await,
        Some("PutEvents") => call.run(requests::EventBridge, dialect::EVENTBRIDGE, convention::EVENTBRIDGE).await,
        Some("BatchWriteItem") => call.run(requests::DynamoDbBatch, dialect::DynamoDb, convention::DYNAMODB).await,
        // The protocol of SNS has no such field: its action is in a form.
        None | Some("") => call.run(requests::SnsPublish, dialect::SNS, convention::SNS).await,
        _ => Refused::Unreadable { cause: format!("there is no action `{target}`") }.into_response(),
    }
}

/// Runs a batch of OData: JSON, or `multipart/mixed` as in OData 4.0.
pub(crate) async fn odata(call: Call) -> Response {
    if call.header("content-type").starts_with("multipart/mixed") {
        return call.run(dialect::ODATA_4_0, dialect::ODATA_4_0, convention::GRAPH).await;
    }
    call.run(requests::OData, dialect::ODATA, convention::GRAPH).await
}

/// Deletes files of a bucket of Amazon S3, or of a container of Azure Blob Storage.
pub(crate) async fn files(Query(query): Query<HashMap<String, String>>, call: Call) -> Response {
    match query.contains_key("delete") {
        true => call.run(requests::S3Delete, dialect::S3, convention::FILES).await,
        false => call.run(dialect::AZURE_BLOB, dialect::AZURE_BLOB, convention::FILES).await,
    }
}

/// Imports documents into Typesense, with the action that the query names.
pub(crate) async fn typesense(Query(query): Query<HashMap<String, String>>, call: Call) -> Response {
    let action = query.get("action").map(String::as_str).unwrap_or_default();
    let Some(request) = requests::Typesense::action(action) else {
        let refused = Refused::Unreadable { cause: format!("there is no action `{action}`") };
        return refused.into_response();
    };
    call.run(request, dialect::TYPESENSE, convention::SEARCH).await
}

/// Creates records from a plain array, in the format of this library. The status of the whole follows a policy.
pub(crate) async fn overall(
    Path(policy): Path<String>,
    State(store): State<Arc<Store>>,
    accept: Negotiate,
    Json(records): Json<Vec<Value>>,
) -> Response {
    let overall = match &*policy {
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
    accept.respond(result.map(|result| result.overall(overall).summary_header()))
}
