//! Bulk operations of SCIM 2.0 (RFC 7644 section 3.7).

use multistatus::batch::{Mode, requests::Scim};

use super::{decode, operations, refusal};

#[test]
fn each_operation_has_its_method_path_and_data() {
    let body = r#"{
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "failOnErrors": 2,
        "Operations": [
            {"method": "POST", "path": "/Users", "bulkId": "qwerty", "data": {"userName": "Alice"}},
            {"method": "PUT", "path": "/Users/1", "version": "W/\"4\"", "data": {"userName": "Bob"}},
            {"method": "DELETE", "path": "/Users/2", "bulkId": "d"}
        ]
    }"#;
    let request = decode(&Scim::at("https://example.com/v2"), body).unwrap();
    assert_eq!(
        operations(&request),
        [
            r#"qwerty: POST /Users {"userName":"Alice"}"#,
            r#"PUT /Users/1 if-match=W/"4" {"userName":"Bob"}"#,
            "d: DELETE /Users/2",
        ]
    );
    assert_eq!(request.mode(), Mode::StopAfter(2));
    let contexts: Vec<_> = request.contexts().collect();
    assert_eq!(contexts[0].bulk_id.as_deref(), Some("qwerty"));
    assert_eq!(contexts[0].location, None);
    assert_eq!(contexts[1].location.as_deref(), Some("https://example.com/v2/Users/1"));
}

#[test]
fn fail_on_errors_is_optional_and_zero_means_none() {
    let mode = |member: &str| {
        let body = format!(r#"{{{member}"Operations": []}}"#);
        decode(&Scim::at(""), &body).unwrap().mode()
    };
    assert_eq!(mode(""), Mode::BestEffort);
    assert_eq!(mode(r#""failOnErrors": null, "#), Mode::BestEffort);
    assert_eq!(mode(r#""failOnErrors": 0, "#), Mode::BestEffort);
    assert_eq!(
        refusal(&Scim::at(""), r#"{"failOnErrors": "two", "Operations": []}"#),
        "400 /failOnErrors: expected an integer that is not negative, found a string"
    );
}

#[test]
fn operations_that_are_not_valid_fail_alone() {
    let body = r#"{"Operations": [
        {"method": "POST", "path": "/Users"},
        {"method": "GET", "path": "/Users/1"},
        {"method": "PATCH", "data": {}},
        {"method": "DELETE", "path": "/Users/1", "version": "\n"}
    ]}"#;
    assert_eq!(
        operations(&decode(&Scim::at(""), body).unwrap()),
        [
            "422 /Operations/0/bulkId: expected a string; the member is missing",
            "422 /Operations/1/method: expected POST, PUT, PATCH or DELETE",
            "422 /Operations/2/path: expected a string; the member is missing",
            "422 /Operations/3/version: expected an entity tag",
        ]
    );
}

#[test]
fn limits_and_repeated_ids_refuse_the_request() {
    let scim = Scim::at("").max_operations(1);
    let two = |id: &str| {
        format!(
            r#"{{"Operations": [{{"method": "POST", "path": "/Users", "bulkId": "a", "data": {{}}}},
                {{"method": "POST", "path": "/Users", "bulkId": "{id}", "data": {{}}}}]}}"#
        )
    };
    assert_eq!(refusal(&scim, &two("b")), "413 a batch takes at most 1 items; send the rest in another batch");
    assert_eq!(
        refusal(&Scim::at(""), &two("a")),
        "400 the operations 0 and 1 have the same id `a`; each needs an id of its own"
    );
    assert_eq!(
        refusal(&scim, r#"{"operations": []}"#),
        "400 the member `Operations`, which holds the items, is missing"
    );
}
