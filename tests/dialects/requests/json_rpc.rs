//! Calls of JSON-RPC 2.0.

use multistatus::batch::requests::JsonRpc;

use super::{decode, operations, refusal};

#[test]
fn each_call_has_its_method_and_params() {
    let body = r#"[
        {"jsonrpc": "2.0", "method": "sum", "params": [1, 2], "id": 1},
        {"jsonrpc": "2.0", "method": "notify", "params": {"n": 7}},
        {"jsonrpc": "2.0", "method": "get", "id": "9"},
        {"jsonrpc": "2.0", "method": "get", "id": null}
    ]"#;
    let request = decode(&JsonRpc, body).unwrap();
    assert_eq!(operations(&request), ["1: POST sum [1,2]", r#"POST notify {"n":7}"#, "9: POST get", "POST get"]);
    let ids: Vec<_> = request.contexts().map(|call| call.id.as_ref().map(|id| id.get().to_owned())).collect();
    assert_eq!(ids, [Some("1".to_owned()), None, Some(r#""9""#.to_owned()), None]);
    assert!(!request.is_single());
}

#[test]
fn an_object_is_one_call() {
    let request = decode(&JsonRpc, " {\"jsonrpc\": \"2.0\", \"method\": \"get\", \"id\": 1}").unwrap();
    assert!(request.is_single());
    assert_eq!(operations(&request), ["1: POST get"]);
}

#[test]
fn elements_that_are_not_calls_are_items() {
    let body = r#"[1, {"foo": "boo"}, {"jsonrpc": "1.0", "method": "a", "id": 1}, {"jsonrpc": "2.0", "method": 7, "id": 2},
        {"jsonrpc": "2.0", "method": "a", "params": 5, "id": 3}, {"jsonrpc": "2.0", "method": "a", "id": {}}]"#;
    let request = decode(&JsonRpc, body).unwrap();
    assert_eq!(
        operations(&request),
        [
            "422 /0: expected an object, found a number",
            "422 /1/jsonrpc: expected a string; the member is missing; /1/method: expected a \
             string; the member is missing",
            "1: 422 /2/jsonrpc: expected `2.0`",
            "2: 422 /3/method: expected a string, found a number",
            "3: 422 /4/params: expected an array or an object",
            "422 /5/id: expected a string or an integer, found an object",
        ]
    );
    assert!(request.contexts().all(|call| !call.is_valid));
}

#[test]
fn what_is_not_json_or_empty_is_refused() {
    assert_eq!(refusal(&JsonRpc, "[]"), "400 the batch is empty; it takes at least one item");
    assert_eq!(
        refusal(&JsonRpc, r#"{"jsonrpc": "2.0", "method": "foobar, "params": "bar"#),
        "400 the body is not valid JSON: line 1, column 40: expected `,` or `}` after a member, found 'p'"
    );
    assert_eq!(
        refusal(&JsonRpc, r#"{"jsonrpc": "2.0""#),
        "400 the body is not valid JSON: line 1, column 18: the body ends before its value does"
    );
    assert_eq!(refusal(&JsonRpc, "7"), "400 expected an array of items, found a number");
}
