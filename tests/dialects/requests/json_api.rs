//! Atomic operations of JSON:API.

use multistatus::batch::requests::JsonApi;

use super::{decode, operations, refusal};

#[test]
fn each_operation_has_its_method_and_target() {
    let body = r#"{"atomic:operations": [
        {"op": "add", "data": {"type": "orders", "lid": "a", "attributes": {}}},
        {"op": "update", "data": {"type": "orders", "id": "7"}},
        {"op": "update", "ref": {"type": "orders", "id": "7", "relationship": "customer"}, "data": null},
        {"op": "add", "href": "/blog", "data": [{"type": "tags", "id": "1"}]},
        {"op": "remove", "ref": {"type": "orders", "lid": "a"}}
    ]}"#;
    let request = decode(&JsonApi, body).unwrap();
    assert_eq!(
        operations(&request),
        [
            r#"POST /orders/a {"attributes":{},"lid":"a","type":"orders"}"#,
            r#"PATCH /orders/7 {"id":"7","type":"orders"}"#,
            "PATCH /orders/7/relationships/customer",
            r#"POST /blog [{"id":"1","type":"tags"}]"#,
            "DELETE /orders/a",
        ]
    );
    assert!(request.is_atomic());
    assert_eq!(&*request.contexts().nth(1).unwrap().pointer, "/atomic:operations/1");
}

#[test]
fn operations_that_are_not_valid_have_all_of_their_errors() {
    let body = r#"{"atomic:operations": [
        {"op": "replace", "data": {"type": "orders"}},
        {"op": "remove"},
        {"op": "remove", "href": "/a", "ref": {"type": "a", "id": "1"}},
        {"op": "remove", "ref": {"id": "1"}}
    ]}"#;
    assert_eq!(
        operations(&decode(&JsonApi, body).unwrap()),
        [
            "422 /atomic:operations/0/op: expected `add`, `update` or `remove`, found `replace`",
            "422 /atomic:operations/1/ref: expected a target: one of `ref`, `href` and `data`",
            "422 /atomic:operations/2/href: expected either `ref` or `href`, found both",
            "422 /atomic:operations/3/ref/type: expected a string; the member is missing",
        ]
    );
    assert_eq!(
        refusal(&JsonApi, r#"{"data": {}}"#),
        "400 the member `atomic:operations`, which holds the items, is missing"
    );
}
