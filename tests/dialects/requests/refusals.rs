//! Requests that are refused as a whole: the error of their convention, with its content type.

use http_body_util::BodyExt;
use multistatus::{
    Batch, MultiStatus, Negotiate, Outcome, Refused, Response,
    batch::requests::{BulkOutcome, Elastic, Fhir, Graph, JsonApi, JsonRpc, Operation, RequestFormat, Scim, Sqs},
    dialect,
    format::Format,
    http::header::CONTENT_TYPE,
    outcome::ItemContext,
};
use serde_json::Value;

use super::decode;
use crate::transaction::Counted;

#[derive(Debug, Outcome)]
enum Save {
    #[outcome(201)]
    Saved,
    #[outcome(409, "the patient exists", code(fhir = "duplicate"))]
    Exists,
}

/// Returns the status, the content type and the body of a response.
async fn parts(response: Response) -> (u16, String, String) {
    let status = response.status().as_u16();
    let content_type = response.headers()[CONTENT_TYPE].to_str().unwrap().to_owned();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, content_type, String::from_utf8(body.to_vec()).unwrap())
}

/// Returns the response to a request that is refused.
async fn refused<R, F>(request: &R, format: F, body: &str) -> (u16, String, String)
where
    R: RequestFormat<Context: ItemContext + Send + 'static>,
    F: Format<BulkOutcome<R::Context, Save>> + Send + Sync + 'static,
{
    let result: Result<MultiStatus<BulkOutcome<R::Context, Save>>, Refused> = match decode(request, body) {
        Ok(_) => panic!("the request is accepted"),
        Err(refused) => Err(refused),
    };
    parts(Negotiate::default().respond_with(format, result)).await
}

#[tokio::test]
async fn scim_has_its_error() {
    let body = r#"{"Operations": [{"method": "DELETE", "path": "/a"}, {"method": "DELETE", "path": "/b"}]}"#;
    assert_eq!(
        refused(&Scim::at("").max_operations(1), dialect::SCIM, body).await,
        (
            413,
            "application/scim+json".to_owned(),
            concat!(
                r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"413","#,
                r#""detail":"a batch takes at most 1 items; send the rest in another batch"}"#,
            )
            .to_owned()
        )
    );
}

#[tokio::test]
async fn elasticsearch_has_its_error_and_its_header_field() {
    let (status, content_type, body) = refused(&Elastic::new(), dialect::ELASTIC, "{}\n").await;
    assert_eq!((status, &*content_type), (400, "application/json"));
    assert_eq!(
        body,
        concat!(
            r#"{"error":{"type":"illegal_argument_exception","#,
            r#""reason":"Malformed action/metadata line [1], expected an object with one action"},"status":400}"#,
        )
    );
    let result: Result<MultiStatus<BulkOutcome<dialect::ElasticAction, Save>>, Refused> = Err(Refused::Empty);
    let response = Negotiate::default().respond_with(dialect::ELASTIC, result);
    assert_eq!(response.headers()["x-elastic-product"], "Elasticsearch");
}

#[tokio::test]
async fn json_rpc_tells_what_is_not_json_from_what_is_not_a_request() {
    let (status, content_type, body) = refused(&JsonRpc, dialect::JSON_RPC, "[").await;
    assert_eq!((status, &*content_type), (400, "application/json"));
    assert!(
        body.starts_with(r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"the body is not valid"#),
        "{body}"
    );
    let (_, _, body) = refused(&JsonRpc, dialect::JSON_RPC, "[]").await;
    assert!(body.contains(r#""code":-32600,"message":"the batch is empty"#), "{body}");
}

#[tokio::test]
async fn other_conventions_have_their_errors() {
    let (status, content_type, body) = refused(&JsonApi, dialect::JSON_API, "{}").await;
    assert_eq!((status, &*content_type), (400, r#"application/vnd.api+json;ext="https://jsonapi.org/ext/atomic""#));
    assert_eq!(
        body,
        concat!(
            r#"{"errors":[{"status":"400","title":"Bad Request","code":"BadRequest","#,
            r#""detail":"the member `atomic:operations`, which holds the items, is missing"}]}"#,
        )
    );
    let (_, _, body) = refused(&Sqs, dialect::SQS, r#"{"QueueUrl":"q","Entries":[{"Id":"a"},{"Id":"a"}]}"#).await;
    assert!(body.starts_with(r#"{"__type":"BatchEntryIdsNotDistinct","message":"#), "{body}");
    let (_, _, body) = refused(&Graph, dialect::GRAPH, "7").await;
    assert!(body.starts_with(r#"{"error":{"code":"BadRequest","message":"#), "{body}");
}

#[tokio::test]
async fn a_transaction_of_fhir_that_fails_is_one_operation_outcome() {
    let body = r#"{"resourceType": "Bundle", "type": "transaction", "entry": [
        {"request": {"method": "POST", "url": "Patient"}}, {"request": {"method": "PUT", "url": "Patient/1"}}
    ]}"#;
    let request = decode(&Fhir, body).unwrap();
    let handler = async |operation: Operation<Value>| match &*operation.target {
        "Patient" => Save::Saved,
        _ => Save::Exists,
    };
    let result =
        request.run_in(Counted::default(), |operations| Batch::new(handler).concurrency(1).inputs(operations)).await;
    let response = Negotiate::default().respond_with(dialect::FHIR_TRANSACTION, result);
    assert_eq!(
        parts(response).await,
        (
            409,
            "application/fhir+json".to_owned(),
            concat!(
                r#"{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"duplicate","#,
                r#""diagnostics":"rolled back because item 1 failed: the patient exists"}]}"#,
            )
            .to_owned()
        )
    );
}
