//! The JSON Schemas of `docs/schemas` describe every body that is written, and no altered one.

use std::{io, time::Duration};

use http_body_util::BodyExt;
use jsonschema::{Registry, Validator};
use multistatus::{
    Body, Item, Json, JsonLines, MultiStatus, Negotiate, Outcome, OutcomeExt, Reader, Settled, Streamed,
    batch::{FieldError, NotRun},
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::{Value, json};

use crate::support;

const PROBLEM: &str = include_str!("../../docs/schemas/problem.json");
const ITEM: &str = include_str!("../../docs/schemas/item.json");
const MULTI_STATUS: &str = include_str!("../../docs/schemas/multi-status.json");
const LINE: &str = include_str!("../../docs/schemas/line.json");

/// Compiles a schema. The others are known under the `$id` that they have.
fn validator(schema: &str) -> Validator {
    let documents = [PROBLEM, ITEM, MULTI_STATUS, LINE].map(|text| serde_json::from_str::<Value>(text).expect("JSON"));
    let named = documents.iter().map(|schema| (schema["$id"].as_str().expect("an $id").to_owned(), schema));
    let registry = Registry::new().extend(named).and_then(|registry| registry.prepare()).expect("no $ref is dangling");
    let schema = serde_json::from_str(schema).expect("JSON");
    assert!(jsonschema::meta::is_valid(&schema), "a schema of draft 2020-12");
    jsonschema::options().with_registry(&registry).build(&schema).expect("a schema")
}

#[track_caller]
fn assert_valid(validator: &Validator, value: &Value) {
    let errors: Vec<_> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{value:#}");
}

/// Checks a body against the schema of the body, and the same items as lines against the schema of a line.
#[track_caller]
fn assert_both_valid<O: Outcome>(result: &MultiStatus<O>) {
    assert_valid(&validator(MULTI_STATUS), &serde_json::from_slice(&result.encode(&Json).unwrap()).unwrap());
    assert_lines_valid(&result.encode(&JsonLines).unwrap());
}

#[track_caller]
fn assert_lines_valid(lines: &[u8]) {
    let validator = validator(LINE);
    for line in serde_json::Deserializer::from_slice(lines).into_iter() {
        assert_valid(&validator, &line.unwrap());
    }
}

/// One variant for each kind of item.
#[derive(Debug, Outcome)]
#[outcome(type_base = "https://example.com/problems/")]
enum Order {
    #[outcome(204)]
    Deleted,
    #[outcome(200, "it was there already")]
    Unchanged,
    #[outcome(201, header("Location", "/orders/{id}"))]
    Created {
        id: u32,
        #[outcome(body)]
        order: Value,
    },
    #[outcome(308, header("Location", "/archive/{id}"))]
    Moved { id: u32 },
    #[outcome(304)]
    NotModified,
    #[outcome(404)]
    Missing,
    #[outcome(599, "a status without a reason phrase")]
    Unregistered,
    #[outcome(409, "order {id} is open", type = "conflict", title = "Conflict with an open order")]
    Conflict {
        #[outcome(extension, instance)]
        id: u32,
    },
    #[outcome(423, "locked", condition = "lock-token-submitted", condition("urn:example:x", "not-today"))]
    Locked,
    #[outcome(429, "slow down")]
    Throttled(#[outcome(retry_after)] Duration),
    #[outcome(422)]
    Invalid(#[outcome(body)] Value),
}

fn orders() -> MultiStatus<Order> {
    let orders = [
        Order::Deleted,
        Order::Unchanged,
        Order::Created { id: 7, order: json!({"id": 7}) },
        Order::Moved { id: 7 },
        Order::NotModified,
        Order::Missing,
        Order::Unregistered,
        Order::Conflict { id: 8 },
        Order::Locked,
        Order::Throttled(Duration::from_millis(1_500)),
        Order::Invalid(json!(null)),
    ];
    orders.into_iter().enumerate().map(|(position, order)| (format!("order {position}"), order)).collect()
}

/// The orders as a body.
fn body() -> Value {
    serde_json::from_slice(&orders().encode(&Json).unwrap()).unwrap()
}

async fn bytes(response: http::Response<Body>) -> Vec<u8> {
    response.into_body().collect().await.unwrap().to_bytes().to_vec()
}

fn minimal(accept: &str) -> Negotiate {
    let mut headers = http::HeaderMap::new();
    headers.insert("accept", accept.parse().unwrap());
    headers.insert("prefer", "return=minimal".parse().unwrap());
    Negotiate::from_headers(&headers)
}

#[test]
fn every_kind_of_item_is_valid() {
    assert_both_valid(&orders());
    assert_both_valid(&orders().description("on \"Monday\""));
    assert_both_valid(&MultiStatus::<Order>::new());
}

#[test]
fn the_example_of_the_page_for_clients_is_valid() {
    let page = include_str!("../../docs/clients.md");
    let (_, example) = page.split_once("```json\n").unwrap();
    let example = serde_json::from_str(example.split_once("```").unwrap().0).unwrap();
    assert_valid(&validator(MULTI_STATUS), &example);
}

#[test]
fn every_reason_why_an_input_did_not_run_is_valid() {
    let wait = Duration::from_secs(5);
    let reasons = [
        NotRun::invalid([FieldError::new("/quantity", "at least 1")]),
        NotRun::Undecodable { detail: "expected a number".into() },
        NotRun::TimedOut { limit: wait },
        NotRun::PastDeadline { retry_after: wait, started: true },
        NotRun::Panicked,
        NotRun::SourceFailed,
        NotRun::NotAttempted { cause: "order 1".into() },
        NotRun::Duplicate { first: 0 },
        NotRun::NotRead { retry_after: wait },
        NotRun::InFlight,
    ];
    assert_both_valid(&MultiStatus::from_outcomes(reasons.map(Settled::<Order>::NotRun)));
}

#[test]
fn an_item_that_was_never_reported_is_valid() {
    assert_both_valid(&MultiStatus::<Order>::for_keys(["a", "b"]));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_valid() {
    let items = || [Ok(("a", Order::Deleted)), Err(io::Error::other("the disk is gone"))];
    let json: Value =
        serde_json::from_slice(&bytes(Negotiate::default().respond(Streamed::try_iter(items()))).await).unwrap();
    assert_eq!(json["summary"]["complete"], false);
    assert_valid(&validator(MULTI_STATUS), &json);
}

#[tokio::test]
async fn a_minimal_body_is_valid() {
    let json: Value = serde_json::from_slice(&bytes(minimal("application/json").respond(orders())).await).unwrap();
    assert!(json["responses"].as_array().unwrap().len() < 11, "it omits the successes");
    assert_valid(&validator(MULTI_STATUS), &json);
    assert_lines_valid(&bytes(minimal("application/jsonl").respond(orders())).await);
}

#[tokio::test]
async fn a_problem_alone_is_valid() {
    let headers = http::HeaderMap::new();
    for order in [Order::Missing, Order::Unregistered, Order::Conflict { id: 8 }, Order::Locked] {
        let problem = serde_json::from_slice(&bytes(order.respond_to(&headers)).await).unwrap();
        assert_valid(&validator(PROBLEM), &problem);
    }
}

#[test]
fn items_that_were_read_from_webdav_are_valid() {
    let dav = concat!(
        "<D:multistatus xmlns:D=\"DAV:\"><D:response><D:href>/a</D:href>",
        "<D:propstat><D:prop><D:getetag>\"1\"</D:getetag></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>",
        "<D:propstat><D:prop><D:owner/></D:prop><D:status>HTTP/1.1 403 Forbidden</D:status>",
        "<D:error><D:cannot-modify-protected-property/></D:error>",
        "<D:responsedescription>fixed</D:responsedescription></D:propstat></D:response>",
        "<D:response><D:href>/b</D:href><D:status>HTTP/1.1 507 Insufficient Storage</D:status>",
        "<D:error><D:quota-not-exceeded><limit xmlns=\"urn:x\">5</limit></D:quota-not-exceeded></D:error>",
        "</D:response></D:multistatus>",
    );
    let items: Vec<Item> = Reader::new().read(dav.as_bytes()).items;
    assert_eq!(items.len(), 2);
    assert_both_valid(&MultiStatus::from_outcomes(items));
}

#[test]
fn bodies_with_hostile_strings_are_valid() {
    let (multi_status, mut runner) = (validator(MULTI_STATUS), TestRunner::deterministic());
    let items = prop::collection::vec((support::key(), support::hostile()), 0..6);
    for _ in 0..200 {
        let result = MultiStatus::from_iter(items.new_tree(&mut runner).unwrap().current());
        assert_valid(&multi_status, &serde_json::from_slice(&result.encode(&Json).unwrap()).unwrap());
    }
}

/// Sets the value at a pointer; `None` removes the member.
fn altered(mut body: Value, pointer: &str, value: Option<Value>) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let members = body.pointer_mut(parent).and_then(Value::as_object_mut).unwrap_or_else(|| panic!("{pointer}"));
    match value {
        Some(value) => members.insert(name.into(), value),
        None => members.remove(name),
    };
    body
}

#[test]
fn an_altered_body_is_not_valid() {
    let validator = validator(MULTI_STATUS);
    assert!(validator.is_valid(&body()));
    for (pointer, value) in [
        ("/responses", None),
        ("/responses", Some(json!({}))),
        ("/summary", None),
        ("/summary/complete", None),
        ("/summary/complete", Some(json!("yes"))),
        ("/summary/failed", Some(json!(-1))),
        ("/summary/total", Some(json!(1.5))),
        ("/description", Some(json!(7))),
        ("/responses/0/id", None),
        ("/responses/0/id", Some(json!(0))),
        ("/responses/0/index", None),
        ("/responses/0/index", Some(json!(-1))),
        ("/responses/0/status", None),
        ("/responses/0/status", Some(json!("204"))),
        ("/responses/0/status", Some(json!(103))),
        ("/responses/0/status", Some(json!(207))),
        ("/responses/0/status", Some(json!(404))),
        ("/responses/0/body", Some(json!({}))),
        ("/responses/0/headers", Some(json!({}))),
        ("/responses/0/propstats", Some(json!([]))),
        ("/responses/1/description", Some(json!(""))),
        ("/responses/2/headers", None),
        ("/responses/2/headers/Location", Some(json!(7))),
        ("/responses/2/headers/a b", Some(json!("7"))),
        ("/responses/5/body", None),
        ("/responses/5/description", Some(json!("missing"))),
        ("/responses/5/status", Some(json!(200))),
        ("/responses/5/body/type", None),
        ("/responses/5/body/status", None),
        ("/responses/5/body/status", Some(json!(204))),
        ("/responses/5/body/title", Some(json!(""))),
        ("/responses/7/body/detail", Some(json!(["open"]))),
        ("/responses/8/body/conditions", Some(json!([]))),
        ("/responses/8/body/conditions/0/name", Some(json!("lock-token-submitted"))),
        ("/responses/8/body/conditions/0/hrefs", Some(json!([]))),
    ] {
        let altered = altered(body(), pointer, value.clone());
        assert!(!validator.is_valid(&altered), "{pointer} = {value:?}");
    }
}
