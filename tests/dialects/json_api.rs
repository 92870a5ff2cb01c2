//! JSON:API: atomic operations.

use multistatus::{
    Batch, Reader,
    batch::requests::{JsonApi, Operation, RequestFormat},
    dialect::{self, JsonApiOperation},
    format::Format,
    http::{HeaderMap, Method},
    outcome::InContext,
};
use serde_json::Value;

use crate::{Change, Order, body, changes, transaction::Counted};

/// Answers a request: a POST creates an order, a PATCH updates one, and a DELETE finds none.
async fn response(request: &str) -> (u16, String) {
    let request = JsonApi.decode::<Value>(&HeaderMap::new(), request.as_bytes()).unwrap();
    let handler = async |operation: Operation<Value>| match operation.method {
        Method::POST => Change::Created { id: 17, order: Order { id: 17 } },
        Method::PATCH => Change::Updated,
        _ => Change::NotFound,
    };
    let batch = |operations| Batch::new(handler).concurrency(1).inputs(operations);
    let result = request.run_in(Counted::default(), batch).await.unwrap();
    let overall = Format::<InContext<JsonApiOperation, Change>>::overall(&dialect::JSON_API).unwrap();
    (overall.status(&result.summary()).as_u16(), body(&result, &dialect::JSON_API))
}

#[tokio::test]
async fn operations_that_succeed_have_results_alone() {
    let request = r#"{"atomic:operations": [
        {"op": "add", "data": {"type": "orders"}}, {"op": "update", "data": {"type": "orders", "id": "7"}}
    ]}"#;
    let (status, written) = response(request).await;
    assert_eq!((status, &*written), (200, r#"{"atomic:results":[{"data":{"id":17}},{}]}"#));
    let document = Reader::new().shape(dialect::JSON_API).read(written.as_bytes());
    assert!(document.ending.verdict.is_complete());
    assert_eq!(document.items.iter().map(|item| item.status().as_u16()).collect::<Vec<_>>(), [200, 200]);
}

#[tokio::test]
async fn operations_that_fail_have_errors_alone() {
    let request = r#"{"atomic:operations": [
        {"op": "add", "data": {"type": "orders"}},
        {"op": "remove", "ref": {"type": "orders", "id": "7"}},
        {"op": "explode", "href": "/orders"}
    ]}"#;
    let (status, written) = response(request).await;
    assert_eq!(status, 400);
    assert_eq!(
        written,
        concat!(
            r#"{"errors":[{"status":"424","title":"Failed Dependency","code":"FailedDependency","#,
            r#""detail":"rolled back because item 1 failed","source":{"pointer":"/atomic:operations/0"}},"#,
            r#"{"status":"404","title":"Not Found","code":"NotFound","detail":"there is no order c","#,
            r#""source":{"pointer":"/atomic:operations/1"}},"#,
            r#"{"status":"422","title":"Unprocessable Content","code":"UnprocessableContent","#,
            r#""detail":"/atomic:operations/2/op: expected `add`, `update` or `remove`, found `explode`","#,
            r#""source":{"pointer":"/atomic:operations/2"}}]}"#,
        )
    );
    let document = Reader::new().shape(dialect::JSON_API).read(written.as_bytes());
    assert_eq!(document.items.iter().map(|item| item.status().as_u16()).collect::<Vec<_>>(), [424, 404, 422]);
}

#[tokio::test]
async fn no_operations_have_no_results() {
    assert_eq!(response(r#"{"atomic:operations": []}"#).await, (200, r#"{"atomic:results":[]}"#.to_owned()));
}

#[test]
fn each_kind_of_outcome_keeps_its_list() {
    let context = |key: &str| JsonApiOperation { pointer: format!("/atomic:operations/{key}").into() };
    let outcomes = changes().map(|(key, outcome)| (key, InContext { context: context(key), outcome }));
    let written = body(&outcomes.into_iter().collect(), &dialect::JSON_API);
    assert!(
        written.starts_with(r#"{"atomic:results":[{"data":{"id":17}},{}],"errors":[{"status":"404","#),
        "{written}"
    );
    assert!(
        written
            .contains(r#"{"status":"429","title":"Too Many Requests","code":"TooManyRequests","detail":"slow down","#),
        "{written}"
    );
}
