//! JSON-RPC 2.0: batches of calls.

use multistatus::{
    Batch, MultiStatus, Negotiate, Reader,
    batch::requests::{JsonRpc, Operation, RequestFormat},
    dialect::{self, JsonRpcCall},
    http::HeaderMap,
    outcome::InContext,
};
use serde_json::{Value, value::RawValue};

use crate::{Change, Order, body, changes};

#[test]
fn each_kind_of_outcome() {
    let call = |key: &str| JsonRpcCall { id: RawValue::from_string(format!(r#""{key}""#)).ok(), is_valid: true };
    let outcomes = changes().map(|(key, outcome)| (key, InContext { context: call(key), outcome }));
    let result: MultiStatus<_> = outcomes.into_iter().collect();
    let written = body(&result, &dialect::JSON_RPC);
    assert_eq!(
        written,
        concat!(
            r#"[{"jsonrpc":"2.0","result":{"id":17},"id":"a"},"#,
            r#"{"jsonrpc":"2.0","result":null,"id":"b"},"#,
            r#"{"jsonrpc":"2.0","error":{"code":-32004,"message":"there is no order c","#,
            r#""data":{"type":"about:blank","title":"Not Found","status":404,"detail":"there is no order c"}},"id":"c"},"#,
            r#"{"jsonrpc":"2.0","error":{"code":-32009,"message":"order d already exists","#,
            r#""data":{"type":"about:blank","title":"Conflict","status":409,"detail":"order d already exists"}},"id":"d"},"#,
            r#"{"jsonrpc":"2.0","error":{"code":-32602,"message":"the amount must be positive","#,
            r#""data":{"type":"about:blank","title":"Unprocessable Content","status":422,"#,
            r#""detail":"the amount must be positive"}},"id":"e"},"#,
            r#"{"jsonrpc":"2.0","error":{"code":-32029,"message":"slow down","#,
            r#""data":{"type":"about:blank","title":"Too Many Requests","status":429,"detail":"slow down"}},"id":"f"},"#,
            r#"{"jsonrpc":"2.0","error":{"code":-32024,"message":"Failed Dependency","#,
            r#""data":{"type":"about:blank","title":"Failed Dependency","status":424}},"id":"g"}]"#,
        )
    );
    let document = Reader::new().shape(dialect::JSON_RPC).read(written.as_bytes());
    assert!(document.ending.verdict.is_complete());
    let statuses: Vec<u16> = document.items.iter().map(|item| item.status().as_u16()).collect();
    assert_eq!(statuses, [200, 200, 404, 409, 422, 429, 424]);
    assert_eq!(document.items[5].key().unwrap().as_str(), "f");
}

/// Answers a request with the outcome that its method names.
async fn response(request: &str) -> String {
    let request = JsonRpc.decode::<Value>(&HeaderMap::new(), request.as_bytes()).unwrap();
    let is_single = request.is_single();
    let handler = async |operation: Operation<Value>| match &*operation.target {
        "create" => Change::Created { id: 17, order: Order { id: 17 } },
        "update" => Change::Updated,
        _ => Change::NotFound,
    };
    let result = request.run(|operations| Batch::new(handler).inputs(operations)).await.unwrap();
    if is_single { body(&result, &dialect::JSON_RPC_SINGLE) } else { body(&result, &dialect::JSON_RPC) }
}

#[tokio::test]
async fn from_the_request_to_the_response() {
    let request = r#"[
        {"jsonrpc": "2.0", "method": "create", "params": [], "id": 1},
        {"jsonrpc": "2.0", "method": "create", "params": []},
        {"jsonrpc": "2.0", "method": "update", "id": 1.50},
        7
    ]"#;
    assert_eq!(
        response(request).await,
        concat!(
            r#"[{"jsonrpc":"2.0","result":{"id":17},"id":1},{"jsonrpc":"2.0","result":null,"id":1.50},"#,
            r#"{"jsonrpc":"2.0","error":{"code":-32600,"message":"/3: expected an object, found a number","#,
            r#""data":{"type":"about:blank","title":"Unprocessable Content","status":422,"#,
            r#""detail":"/3: expected an object, found a number","#,
            r#""errors":[{"pointer":"/3","detail":"expected an object, found a number"}]}},"id":null}]"#,
        )
    );
}

#[tokio::test]
async fn one_call_has_one_object() {
    assert_eq!(
        response(r#"{"jsonrpc": "2.0", "method": "create", "id": "x"}"#).await,
        r#"{"jsonrpc":"2.0","result":{"id":17},"id":"x"}"#
    );
}

#[tokio::test]
async fn notifications_alone_have_no_body() {
    let request = r#"[{"jsonrpc": "2.0", "method": "create"}, {"jsonrpc": "2.0", "method": "update"}]"#;
    let request = JsonRpc.decode::<Value>(&HeaderMap::new(), request.as_bytes()).unwrap();
    let handler = async |_: Operation<Value>| Change::Updated;
    let result = request.run(|operations| Batch::new(handler).inputs(operations)).await;
    let response = Negotiate::default().respond_with(dialect::JSON_RPC, result);
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-length"], "0");
}

#[test]
fn the_codes_of_other_services_are_failures() {
    let body = br#"[
        {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null},
        {"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": 5},
        {"jsonrpc": "2.0", "error": {"code": -32603, "message": "Internal error"}, "id": 6},
        {"jsonrpc": "2.0", "error": {"code": 17, "message": "anything"}, "id": 7},
        {"jsonrpc": "2.0", "result": 19, "id": 8}
    ]"#;
    let document = Reader::new().shape(dialect::JSON_RPC).read(body);
    let statuses: Vec<u16> = document.items.iter().map(|item| item.status().as_u16()).collect();
    assert_eq!(statuses, [400, 501, 500, 500, 200]);
}
