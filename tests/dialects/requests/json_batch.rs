//! Microsoft Graph, OData 4.01 and Kinto.

use multistatus::{
    Refused,
    batch::{
        Mode,
        requests::{Graph, Kinto, OData, RequestFormat},
    },
    http::HeaderMap,
};
use serde_json::Value;

use super::{decode, fields, operations, refusal};

#[test]
fn a_request_of_graph_is_one_operation_for_each_part() {
    let body = r#"{"requests": [
        {"id": "1", "method": "POST", "url": "/users", "headers": {"Content-Type": "application/json"}, "body": {"name": "Ada"}},
        {"id": "2", "method": "delete", "url": "/users/7", "dependsOn": ["1"]},
        {"id": "3", "method": "GET", "url": "/me", "depends_on": ["1", "2"], "body": null}
    ]}"#;
    let request = decode(&Graph, body).unwrap();
    assert_eq!(
        operations(&request),
        [r#"1: POST /users content-type=application/json {"name":"Ada"}"#, "2: DELETE /users/7", "3: GET /me",]
    );
    assert_eq!(request.mode(), Mode::BestEffort);
    assert!(!request.is_atomic() && !request.is_single());
}

#[test]
fn a_part_that_is_not_valid_fails_alone_with_all_of_its_errors() {
    let body = r#"{"requests": [
        {"id": "1", "url": "/a", "method": "G T"},
        {"id": "2", "method": 7},
        {"id": "4", "method": "GET", "url": "/a", "headers": {"x y": "1", "x-y": "\n", "n": 5, "o": {}}},
        {"id": "5", "method": "GET", "url": "/a", "url": "/b"},
        {"id": "6", "method": "GET", "url": "/a"}
    ]}"#;
    assert_eq!(
        operations(&decode(&Graph, body).unwrap()),
        [
            "1: 422 /requests/0/method: expected a method, found `G T`",
            "2: 422 /requests/1/method: expected a string, found a number; /requests/1/url: expected a string; the member \
             is missing",
            "4: 422 /requests/2/headers/x y: expected the name of a header field; /requests/2/headers/x-y: expected the \
             value of a header field; /requests/2/headers/o: expected a string or a number, found an object",
            "5: 422 /requests/3/url: the member `url` occurs again; expected it once",
            "6: GET /a",
        ]
    );
}

#[test]
fn a_part_without_an_id_refuses_the_request() {
    let body = r#"{"requests": [{"id": 2, "method": "GET", "url": "/"}, "three", {"id": ""}, {"id": "4"}]}"#;
    let refused = "400 /requests/0/id: expected a string, found a number; /requests/1: expected an object, found a string; \
                   /requests/1/id: expected a string; the member is missing; /requests/2/id: expected an id that is not \
                   empty";
    assert_eq!(refusal(&Graph, body), refused);
    assert_eq!(refusal(&OData, body), refused);
}

#[test]
fn a_body_that_does_not_decode_fails_alone_with_its_pointer() {
    #[derive(Debug, serde::Deserialize)]
    struct User {
        #[allow(dead_code)]
        age: u8,
    }
    let body = br#"{"requests": [
        {"id": "1", "method": "POST", "url": "/users", "body": {"age": "old"}},
        {"id": "2", "method": "POST", "url": "/users", "body": {"age": 7}}
    ]}"#;
    let request = Graph.decode::<User>(&HeaderMap::new(), body).unwrap();
    let mut items = request.operations().map(|input| input.item().map(|operation| operation.body.is_some()));
    let reason = items.next().unwrap().unwrap_err();
    assert_eq!(super::text(reason), r#"/requests/0/body/age: invalid type: string "old", expected u8"#);
    assert_eq!(items.next(), Some(Ok(true)));
}

#[test]
fn ids_of_graph_differ_in_more_than_case() {
    let body = r#"{"requests": [
        {"id": "a", "method": "GET", "url": "/a"}, {"id": "A", "method": "GET", "url": "/b"}
    ]}"#;
    assert_eq!(refusal(&Graph, body), "400 the operations 0 and 1 have the same id `a`; each needs an id of its own");
    assert_eq!(refusal(&OData, body), "accepted");
}

#[test]
fn a_request_of_graph_has_at_most_20_parts() {
    let part = |id: usize| format!(r#"{{"id":"{id}","method":"GET","url":"/a"}}"#);
    let body = |parts: usize| format!(r#"{{"requests":[{}]}}"#, (0..parts).map(part).collect::<Vec<_>>().join(","));
    assert_eq!(refusal(&Graph, &body(20)), "accepted");
    assert_eq!(refusal(&Graph, &body(21)), "413 a batch takes at most 20 items; send the rest in another batch");
    assert_eq!(refusal(&OData, &body(21)), "accepted");
}

#[test]
fn odata_stops_at_the_first_failure_unless_the_client_prefers_to_continue() {
    let body = br#"{"requests": [{"id": "1", "method": "get", "url": "Orders"}]}"#;
    let mode = |prefer| OData.decode::<Value>(&fields([("prefer", prefer)]), body).unwrap().mode();
    assert_eq!(mode("return=minimal"), Mode::StopAfter(1));
    assert_eq!(mode("continue-on-error=false"), Mode::StopAfter(1));
    assert_eq!(mode("return=minimal, Continue-On-Error"), Mode::BestEffort);
    assert_eq!(mode("odata.continue-on-error=true"), Mode::BestEffort);
}

#[test]
fn one_atomicity_group_is_an_atomic_request_and_several_are_refused() {
    let body = |groups: [&str; 2]| {
        let part = |(id, group): (usize, &str)| {
            format!(r#"{{"id":"{id}","method":"post","url":"Orders","atomicityGroup":{group}}}"#)
        };
        format!(r#"{{"requests":[{}]}}"#, groups.into_iter().enumerate().map(part).collect::<Vec<_>>().join(","))
    };
    let request = decode(&OData, &body([r#""g""#, r#""g""#])).unwrap();
    assert!(request.is_atomic());
    assert_eq!(request.contexts().next().unwrap().0.as_deref(), Some("g"));
    assert!(!decode(&OData, &body(["null", "null"])).unwrap().is_atomic());
    assert_eq!(decode(&OData, &body([r#""g""#, r#""h""#])).unwrap_err(), Refused::NoTransaction);
    assert_eq!(
        refusal(&OData, &body([r#""g""#, "null"])),
        "501 the request is atomic, which this service does not support; send it without a transaction"
    );
}

#[test]
fn defaults_of_kinto_apply_to_each_request() {
    let body = r#"{
        "defaults": {"method": "PUT", "headers": {"X-A": "1"}, "body": {"n": 1}},
        "requests": [{"path": "/a"}, {"path": "/b", "method": "DELETE", "headers": {"X-A": "2"}, "body": {"n": 2}}]
    }"#;
    let request = decode(&Kinto, body).unwrap();
    assert_eq!(operations(&request), [r#"PUT /a x-a=1 {"n":1}"#, r#"DELETE /b x-a=2 {"n":2}"#]);
    assert_eq!(&*request.contexts().nth(1).unwrap().path, "/b");
    assert_eq!(operations(&decode(&Kinto, r#"{"requests": [{"path": "/a"}]}"#).unwrap()), ["GET /a"]);
    assert_eq!(
        refusal(&Kinto, r#"{"defaults": {"method": 7}, "requests": []}"#),
        "400 /defaults/method: expected a string, found a number"
    );
}
