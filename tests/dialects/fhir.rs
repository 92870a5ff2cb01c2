//! FHIR: the responses to batches and transactions.

use multistatus::{
    Batch, MultiStatus, Reader,
    batch::requests::{Fhir, Operation, RequestFormat},
    dialect::{self, FhirEntry},
    http::{HeaderMap, Method},
    outcome::InContext,
};
use serde_json::Value;

use crate::{Change, Order, body, changes};

fn entry(key: &str) -> FhirEntry {
    FhirEntry { method: Method::PUT, url: format!("Order/{key}").into() }
}

#[test]
fn each_kind_of_outcome() {
    let outcomes = changes().map(|(key, outcome)| (key, InContext { context: entry(key), outcome }));
    let result: MultiStatus<_> = outcomes.into_iter().collect();
    let written = body(&result, &dialect::FHIR);
    assert_eq!(
        written,
        concat!(
            r#"{"resourceType":"Bundle","type":"batch-response","entry":["#,
            r#"{"resource":{"id":17},"response":{"status":"201 Created","location":"/orders/17"}},"#,
            r#"{"response":{"status":"204 No Content","location":"Order/b"}},"#,
            r#"{"response":{"status":"404 Not Found","outcome":{"resourceType":"OperationOutcome","#,
            r#""issue":[{"severity":"error","code":"not-found","diagnostics":"there is no order c"}]}}},"#,
            r#"{"response":{"status":"409 Conflict","outcome":{"resourceType":"OperationOutcome","#,
            r#""issue":[{"severity":"error","code":"conflict","diagnostics":"order d already exists"}]}}},"#,
            r#"{"response":{"status":"422 Unprocessable Content","outcome":{"resourceType":"OperationOutcome","#,
            r#""issue":[{"severity":"error","code":"processing","diagnostics":"the amount must be positive"}]}}},"#,
            r#"{"response":{"status":"429 Too Many Requests","#,
            r#""extension":[{"url":"https://www.rfc-editor.org/rfc/rfc9110#field.retry-after","valueInteger":7}],"#,
            r#""outcome":{"resourceType":"OperationOutcome","#,
            r#""issue":[{"severity":"error","code":"throttled","diagnostics":"slow down"}]}}},"#,
            r#"{"response":{"status":"424 Failed Dependency","outcome":{"resourceType":"OperationOutcome","#,
            r#""issue":[{"severity":"error","code":"processing","diagnostics":"Failed Dependency"}]}}}]}"#,
        )
    );
    let document = Reader::new().shape(dialect::FHIR).read(written.as_bytes());
    assert!(document.ending.verdict.is_complete());
    let statuses: Vec<u16> = document.items.iter().map(|item| item.status().as_u16()).collect();
    assert_eq!(statuses, [201, 204, 404, 409, 422, 429, 424]);
    assert_eq!(document.items[5].retry_after(), Some(std::time::Duration::from_secs(7)));
    assert_eq!(document.items[0].location(), Some("/orders/17"));
    assert_eq!(document.items[3].error_code(), Some("conflict"));
}

#[tokio::test]
async fn from_the_request_to_the_response() {
    let request = br#"{"resourceType": "Bundle", "type": "batch", "entry": [
        {"resource": {"resourceType": "Order"}, "request": {"method": "POST", "url": "Order"}},
        {"request": {"method": "DELETE", "url": "Order/2"}},
        {"request": {"method": "PUT"}}
    ]}"#;
    let request = Fhir.decode::<Value>(&HeaderMap::new(), request).unwrap();
    let handler = async |operation: Operation<Value>| match operation.method {
        Method::POST => Change::Created { id: 17, order: Order { id: 17 } },
        _ => Change::Updated,
    };
    let result = request.run(|operations| Batch::new(handler).inputs(operations)).await.unwrap();
    assert_eq!(
        body(&result, &dialect::FHIR),
        concat!(
            r#"{"resourceType":"Bundle","type":"batch-response","entry":["#,
            r#"{"resource":{"id":17},"response":{"status":"201 Created","location":"/orders/17"}},"#,
            r#"{"response":{"status":"204 No Content"}},"#,
            r#"{"response":{"status":"422 Unprocessable Content","outcome":{"resourceType":"OperationOutcome","#,
            r#""issue":[{"severity":"error","code":"processing","#,
            r#""diagnostics":"/entry/2/request/url: expected a string; the member is missing"}]}}}]}"#,
        )
    );
    assert!(
        body(&result, &dialect::FHIR_TRANSACTION)
            .starts_with(r#"{"resourceType":"Bundle","type":"transaction-response","entry":["#)
    );
}
