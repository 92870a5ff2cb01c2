//! Bulk requests that run: their modes, their dependencies, and the contexts beside the outcomes.

use std::sync::Mutex;

use multistatus::{
    Batch, MultiStatus, Outcome, Refused, StatusCode,
    batch::{
        Input, Mode, NotRun,
        requests::{BulkOutcome, BulkRequest, Fhir, Graph, JsonRpc, OData, Operation, RequestFormat, Scim},
    },
    http::{HeaderMap, Method},
};
use serde_json::Value;

use super::{decode, text};
use crate::transaction::Counted;

/// What happened to one operation.
#[derive(Debug, Outcome)]
enum Change {
    #[outcome(200)]
    Done,
    #[outcome(409, "{target} already exists")]
    Conflict { target: String },
}

/// Fails for each target that contains `taken`.
async fn change(operation: Operation<Value>) -> Change {
    match operation.target.contains("taken") {
        true => Change::Conflict { target: operation.target.into() },
        false => Change::Done,
    }
}

/// Runs a request in order.
async fn run<C>(request: BulkRequest<Value, C>) -> Result<MultiStatus<BulkOutcome<C, Change>>, Refused> {
    request.run(|operations| Batch::new(change).concurrency(1).inputs(operations)).await
}

fn codes<C: multistatus::outcome::ItemContext>(result: &MultiStatus<BulkOutcome<C, Change>>) -> Vec<u16> {
    result.iter().map(|entry| entry.status().as_u16()).collect()
}

#[tokio::test]
async fn each_outcome_has_the_key_and_the_context_of_its_operation() {
    let body = r#"{"Operations": [
        {"method": "POST", "path": "/Users", "bulkId": "a", "data": {}},
        {"method": "BREW", "path": "/Users/1"},
        {"method": "PUT", "path": "/Users/taken", "data": {}}
    ]}"#;
    let result = run(decode(&Scim::at("https://example.com"), body).unwrap()).await.unwrap();
    assert_eq!(codes(&result), [200, 422, 409]);
    let contexts: Vec<_> = result.iter().map(|entry| entry.outcome().unwrap().context.clone()).collect();
    assert_eq!(contexts[0].method, Method::POST);
    assert_eq!(contexts[2].location.as_deref(), Some("https://example.com/Users/taken"));
    assert_eq!(result.get(0).unwrap().key().unwrap().text(), "a");
    assert!(result.get(1).unwrap().key().is_none());
}

#[tokio::test]
async fn what_depends_on_a_failed_operation_is_a_424() {
    let body = r#"{"requests": [
        {"id": "1", "method": "GET", "url": "/b", "dependsOn": ["2"]},
        {"id": "2", "method": "GET", "url": "/taken"},
        {"id": "3", "method": "GET", "url": "/c", "dependsOn": ["9"]},
        {"id": "4", "method": "GET", "url": "/d"}
    ]}"#;
    let result = run(decode(&Graph, body).unwrap()).await.unwrap();
    assert_eq!(codes(&result), [424, 409, 400, 200]);
    assert_eq!(text(result.get(0).unwrap().outcome().unwrap()), "not attempted because item 2 failed");
}

#[tokio::test]
async fn references_of_scim_order_the_operations() {
    let body = r#"{"Operations": [
        {"method": "POST", "path": "/Groups", "bulkId": "g", "data": {"members": [{"value": "bulkId:u"}]}},
        {"method": "POST", "path": "/Users", "bulkId": "u", "data": {}},
        {"method": "PATCH", "path": "/Users/bulkId:u", "data": {}},
        {"method": "POST", "path": "/Groups", "bulkId": "h", "data": {"members": [{"value": "bulkId:lost"}]}},
        {"method": "POST", "path": "/Groups", "bulkId": "i", "data": {"members": [{"value": "bulkId:i"}]}}
    ]}"#;
    let order = Mutex::new(Vec::new());
    let request = decode(&Scim::at(""), body).unwrap();
    let result = request
        .run(|operations| {
            let handler = async |operation: Operation<Value>| {
                order.lock().unwrap().push(operation.target.clone());
                StatusCode::OK
            };
            Batch::new(handler).concurrency(1).inputs(operations)
        })
        .await
        .unwrap();
    assert_eq!(order.into_inner().unwrap().iter().map(|target| &**target).collect::<Vec<_>>()[..1], ["/Users"]);
    let codes: Vec<u16> = result.iter().map(|entry| entry.status().as_u16()).collect();
    assert_eq!(codes, [200, 200, 200, 400, 400]);
}

#[tokio::test]
async fn scim_leaves_out_what_was_not_attempted() {
    let body = r#"{"failOnErrors": 1, "Operations": [
        {"method": "DELETE", "path": "/Users/1"},
        {"method": "DELETE", "path": "/Users/taken"},
        {"method": "DELETE", "path": "/Users/3"}
    ]}"#;
    let result = run(decode(&Scim::at(""), body).unwrap()).await.unwrap();
    assert_eq!(codes(&result), [200, 409]);
}

#[tokio::test]
async fn other_conventions_list_what_was_not_attempted() {
    let mut request = decode(&Graph, r#"{"requests": []}"#).unwrap().with_mode(Mode::StopAfter(1));
    for target in ["/taken", "/a"] {
        request.push(Input::new(Operation::new(Method::PUT, target)), ());
    }
    assert_eq!(codes(&run(request).await.unwrap()), [409, 424]);
}

#[tokio::test]
async fn notifications_run_and_have_no_response() {
    let body = r#"[
        {"jsonrpc": "2.0", "method": "a", "id": 1}, {"jsonrpc": "2.0", "method": "b"},
        {"jsonrpc": "2.0", "method": "taken"}, {"jsonrpc": "2.0", "method": "taken", "id": 2}, {}
    ]"#;
    let runs = Mutex::new(0);
    let request = decode(&JsonRpc, body).unwrap();
    let result = request
        .run(|operations| {
            let handler = async |operation: Operation<Value>| {
                *runs.lock().unwrap() += 1;
                change(operation).await
            };
            Batch::new(handler).inputs(operations)
        })
        .await
        .unwrap();
    assert_eq!(codes(&result), [200, 409, 422]);
    assert_eq!(*runs.lock().unwrap(), 4);
    let last = result.get(2).unwrap();
    assert_eq!(last.error_code("json_rpc"), Some("-32600"));
    assert_eq!(last.error_code("scim"), None);

    let only_notifications = r#"{"jsonrpc": "2.0", "method": "a"}"#;
    assert!(run(decode(&JsonRpc, only_notifications).unwrap()).await.unwrap().is_empty());
}

fn transaction(urls: [&str; 2]) -> BulkRequest<Value, multistatus::dialect::FhirEntry> {
    let entries: Vec<_> =
        urls.iter().map(|url| format!(r#"{{"request":{{"method":"DELETE","url":"{url}"}}}}"#)).collect();
    let body = format!(r#"{{"resourceType":"Bundle","type":"transaction","entry":[{}]}}"#, entries.join(","));
    Fhir.decode(&HeaderMap::new(), body.as_bytes()).unwrap()
}

#[tokio::test]
async fn an_atomic_request_needs_a_transaction() {
    assert_eq!(run(transaction(["a", "b"])).await.unwrap_err(), Refused::NoTransaction);
    // A service may say that it runs the operations one by one.
    assert_eq!(codes(&run(transaction(["a", "taken"]).with_atomicity(false)).await.unwrap()), [200, 409]);

    let counted = Counted::default();
    let batch = |operations| Batch::new(change).inputs(operations);
    assert_eq!(codes(&transaction(["a", "b"]).run_in(&counted, batch).await.unwrap()), [200, 200]);
    assert_eq!(*counted.commits.lock().unwrap(), 1);
}

#[tokio::test]
async fn a_transaction_of_fhir_that_fails_is_the_outcome_of_the_entry_that_failed() {
    let counted = Counted::default();
    let batch = |operations| Batch::new(change).concurrency(1).inputs(operations);
    let refused = transaction(["a", "taken"]).run_in(&counted, batch).await.unwrap_err();
    assert_eq!(*counted.rollbacks.lock().unwrap(), 1);
    assert_eq!(refused.status(), 409);
    assert_eq!(refused.to_string(), "rolled back because item 1 failed: taken already exists");
    assert!(matches!(refused, Refused::RolledBack { index: 1, .. }));
}

#[tokio::test]
async fn an_atomicity_group_of_odata_fails_together() {
    let part = |id: u32, url: &str| format!(r#"{{"id":"{id}","method":"put","url":"{url}","atomicityGroup":"g"}}"#);
    let body = format!(r#"{{"requests":[{},{},{}]}}"#, part(1, "a"), part(2, "taken"), part(3, "c"));
    let counted = Counted::default();
    let batch = |operations| Batch::new(change).concurrency(1).inputs(operations);
    let result = decode(&OData, &body).unwrap().run_in(&counted, batch).await.unwrap();
    assert_eq!(codes(&result), [424, 409, 424]);
    assert_eq!(*counted.rollbacks.lock().unwrap(), 1);
}

#[tokio::test]
async fn a_transaction_is_for_atomic_requests_only() {
    let counted = Counted::default();
    let request = decode(&Graph, r#"{"requests": [{"id": "1", "method": "GET", "url": "/taken"}]}"#).unwrap();
    let batch = |operations| Batch::new(change).inputs(operations);
    assert_eq!(codes(&request.run_in(&counted, batch).await.unwrap()), [409]);
    assert_eq!(*counted.rollbacks.lock().unwrap(), 0);
}

#[tokio::test]
async fn a_batch_that_drops_operations_reports_them() {
    let request = decode(&Graph, r#"{"requests": [{"id": "1", "method": "GET", "url": "/a"}]}"#).unwrap();
    let result = request.run(|_| Batch::new(change).inputs(Vec::new())).await.unwrap();
    assert_eq!(codes(&result), [500]);
    assert!(result.get(0).unwrap().outcome().is_none());
}

#[test]
fn an_operation_that_cannot_run_is_pushed_with_its_reason() {
    let mut request: BulkRequest<Value, ()> = BulkRequest::new();
    assert!(request.is_empty());
    request.push(Input::refused(NotRun::Panicked), ());
    assert_eq!(request.len(), 1);
}
