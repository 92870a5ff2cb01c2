//! A shape writes what it reads: each convention from one constant.

use std::time::Duration;

use multistatus::{Item, Json, JsonLines, MultiStatus, Outcome, Reader, StatusCode, dialect, read::JsonShape};
use proptest::prelude::*;

use crate::{
    agreement::{AllParts, all_parts},
    body,
};

#[derive(serde::Serialize)]
struct Row {
    id: u32,
}

/// What happened to one order.
#[derive(Outcome)]
enum Order {
    #[outcome(201, header("Location", "/orders/{id}"))]
    Created {
        id: u32,
        #[outcome(body)]
        row: Row,
    },
    #[outcome(409, "order b already exists")]
    Exists,
    #[outcome(429, "slow down")]
    Throttled(#[outcome(retry_after)] Duration),
    #[outcome(424)]
    NotTried,
    #[outcome(204)]
    Deleted,
}

fn orders() -> MultiStatus<Order> {
    [
        ("a", Order::Created { id: 17, row: Row { id: 17 } }),
        ("b", Order::Exists),
        ("c", Order::Throttled(Duration::from_secs(7))),
        ("d", Order::NotTried),
        ("e", Order::Deleted),
    ]
    .into_iter()
    .collect()
}

const STATUSES: [(&str, u16); 5] = [("a", 201), ("b", 409), ("c", 429), ("d", 424), ("e", 204)];

/// Checks what the shape writes of the orders, and that it reads the same items back. Returns them.
fn written_and_read(shape: JsonShape, expected: &str) -> Vec<Item> {
    let written = body(&orders(), &shape);
    assert_eq!(written, expected);
    let document = Reader::new().shape(shape).read(written.as_bytes());
    assert!(document.ending.verdict.is_complete(), "{}", document.ending.verdict);
    let read: Vec<_> =
        document.items.iter().map(|item| (item.key().unwrap().as_str(), item.status().as_u16())).collect();
    assert_eq!(read, STATUSES);
    document.items
}

fn texts(items: &[Item]) -> Vec<&str> {
    items.iter().map(Item::description).collect()
}

#[test]
fn graph_and_odata() {
    let items = written_and_read(
        dialect::GRAPH,
        concat!(
            r#"{"responses":["#,
            r#"{"id":"a","status":201,"headers":{"Location":"/orders/17","Content-Type":"application/json"},"body":{"id":17}},"#,
            r#"{"id":"b","status":409,"headers":{"Content-Type":"application/json"},"#,
            r#""body":{"error":{"code":"Conflict","message":"order b already exists"}}},"#,
            r#"{"id":"c","status":429,"headers":{"Retry-After":"7","Content-Type":"application/json"},"#,
            r#""body":{"error":{"code":"TooManyRequests","message":"slow down"}}},"#,
            r#"{"id":"d","status":424,"headers":{"Content-Type":"application/json"},"#,
            r#""body":{"error":{"code":"FailedDependency","message":"Failed Dependency"}}},"#,
            r#"{"id":"e","status":204}]}"#,
        ),
    );
    assert_eq!(texts(&items), ["", "order b already exists", "slow down", "Failed Dependency", ""]);
    assert_eq!(items[2].retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(items[0].body(), Some(&serde_json::json!({"id": 17})));
}

#[test]
fn zalando() {
    let items = written_and_read(
        dialect::ZALANDO,
        concat!(
            r#"{"items":[{"id":"a","status":"201"},"#,
            r#"{"id":"b","status":"409","description":"order b already exists"},"#,
            r#"{"id":"c","status":"429","description":"slow down"},"#,
            r#"{"id":"d","status":"424"},{"id":"e","status":"204"}]}"#,
        ),
    );
    assert_eq!(texts(&items), ["", "order b already exists", "slow down", "", ""]);
}

#[test]
fn azure_ai_search() {
    let items = written_and_read(
        dialect::AZURE_SEARCH,
        concat!(
            r#"{"value":[{"key":"a","status":true,"errorMessage":null,"statusCode":201},"#,
            r#"{"key":"b","status":false,"errorMessage":"order b already exists","statusCode":409},"#,
            r#"{"key":"c","status":false,"errorMessage":"slow down","statusCode":429},"#,
            r#"{"key":"d","status":false,"errorMessage":"Failed Dependency","statusCode":424},"#,
            r#"{"key":"e","status":true,"errorMessage":null,"statusCode":204}]}"#,
        ),
    );
    assert_eq!(texts(&items), ["", "order b already exists", "slow down", "Failed Dependency", ""]);
}

#[test]
fn salesforce_composite() {
    let items = written_and_read(
        dialect::SALESFORCE,
        concat!(
            r#"{"compositeResponse":["#,
            r#"{"body":{"id":17},"httpHeaders":{"Location":"/orders/17","Content-Type":"application/json"},"#,
            r#""httpStatusCode":201,"referenceId":"a"},"#,
            r#"{"body":[{"message":"order b already exists","errorCode":"DUPLICATE_VALUE"}],"#,
            r#""httpHeaders":{"Content-Type":"application/json"},"httpStatusCode":409,"referenceId":"b"},"#,
            r#"{"body":[{"message":"slow down","errorCode":"REQUEST_LIMIT_EXCEEDED"}],"#,
            r#""httpHeaders":{"Retry-After":"7","Content-Type":"application/json"},"httpStatusCode":429,"referenceId":"c"},"#,
            r#"{"body":[{"message":"Failed Dependency","errorCode":"PROCESSING_HALTED"}],"#,
            r#""httpHeaders":{"Content-Type":"application/json"},"httpStatusCode":424,"referenceId":"d"},"#,
            r#"{"body":null,"httpStatusCode":204,"referenceId":"e"}]}"#,
        ),
    );
    assert_eq!(texts(&items), ["", "order b already exists", "slow down", "Failed Dependency", ""]);
    assert_eq!(items[2].retry_after(), Some(Duration::from_secs(7)));
}

#[test]
fn openai_batch_lines() {
    let items = written_and_read(
        dialect::OPENAI_BATCH,
        concat!(
            r#"{"custom_id":"a","response":{"status_code":201,"body":{"id":17}},"error":null}"#,
            "\n",
            r#"{"custom_id":"b","response":{"status_code":409,"#,
            r#""body":{"error":{"message":"order b already exists","code":"invalid_request_error"}}},"error":null}"#,
            "\n",
            r#"{"custom_id":"c","response":{"status_code":429,"#,
            r#""body":{"error":{"message":"slow down","code":"rate_limit_exceeded"}}},"error":null}"#,
            "\n",
            r#"{"custom_id":"d","response":{"status_code":424,"#,
            r#""body":{"error":{"message":"Failed Dependency","code":"invalid_request_error"}}},"error":null}"#,
            "\n",
            r#"{"custom_id":"e","response":{"status_code":204},"error":null}"#,
            "\n",
        ),
    );
    assert_eq!(texts(&items), ["", "order b already exists", "slow down", "Failed Dependency", ""]);
}

#[test]
fn a_shape_offers_its_content_types() {
    let response = orders().respond_with(dialect::OPENAI_BATCH);
    assert_eq!(response.headers()["content-type"], "application/jsonl");
    let response = orders().respond_with(dialect::GRAPH.media_types(&["application/json;odata.metadata=minimal"]));
    assert_eq!(response.headers()["content-type"], "application/json;odata.metadata=minimal");
}

#[test]
fn header_fields_and_the_members_of_the_root_have_the_names_of_the_shape() {
    const SHAPE: JsonShape = JsonShape::list("entry")
        .id("name")
        .status("response/status")
        .fields(&[("Location", "response/location"), ("Retry-After", "wait")])
        .index("response/position")
        .whole("note")
        .summary("counts");
    let written = body(&orders().description("five orders"), &SHAPE);
    assert!(
        written.starts_with(concat!(
            r#"{"entry":[{"name":"a","response":{"status":201,"location":"/orders/17","position":0}},"#,
            r#"{"name":"b","response":{"status":409,"position":1}},"#,
            r#"{"name":"c","response":{"status":429,"position":2},"wait":"7"},"#,
        )),
        "{written}"
    );
    assert!(written.contains(r#"],"note":"five orders","counts":{"total":5,"succeeded":2,"#), "{written}");
    let document = Reader::new().shape(SHAPE).read(written.as_bytes());
    assert_eq!(document.items[0].header("Location"), Some("/orders/17"));
    assert_eq!(document.ending.description.as_deref(), Some("five orders"));
    assert_eq!(document.ending.summary.map(|summary| summary.total), Some(5));
}

#[test]
fn a_shape_without_a_list_writes_an_array() {
    const ROOT: JsonShape = JsonShape::root().status("statusCode");
    let result = MultiStatus::from_outcomes([StatusCode::OK, StatusCode::NOT_FOUND]);
    assert_eq!(body(&result, &ROOT), r#"[{"statusCode":200},{"statusCode":404}]"#);
    assert_eq!(body(&MultiStatus::<StatusCode>::new(), &ROOT), "[]");
    assert_eq!(body(&result, &JsonShape::root()), "[{},{}]");
}

const SHAPES: [JsonShape; 7] = [
    JsonShape::MULTISTATUS,
    JsonShape::JSON_LINES,
    dialect::GRAPH,
    dialect::ZALANDO,
    dialect::AZURE_SEARCH,
    dialect::SALESFORCE,
    dialect::OPENAI_BATCH,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_default_formats_write_what_their_shapes_write(outcomes in prop::collection::vec(all_parts(), 0..4)) {
        let result = MultiStatus::from_outcomes(outcomes).description("all of them");
        prop_assert_eq!(body(&result, &Json), body(&result, &JsonShape::MULTISTATUS));
        prop_assert_eq!(body(&result, &JsonLines), body(&result, &JsonShape::JSON_LINES));
    }

    #[test]
    fn every_shape_reads_the_items_that_it_wrote(
        // Lines without an item and without a summary are an empty body, which is not a multi-status.
        outcomes in prop::collection::vec((any::<String>(), all_parts()), 1..4)
    ) {
        let result: MultiStatus<AllParts> = outcomes.into_iter().collect();
        let expected: Vec<_> =
            result.iter().map(|entry| (entry.key().unwrap().text().into_owned(), entry.status())).collect();
        for shape in SHAPES {
            let document = Reader::new().shape(shape).read(body(&result, &shape).as_bytes());
            prop_assert!(document.ending.verdict.is_complete(), "{:?}: {}", shape, document.ending.verdict);
            let read: Vec<_> =
                document.items.iter().map(|item| (item.key().unwrap().as_str().to_owned(), item.status())).collect();
            prop_assert_eq!(&read, &expected, "{:?}", shape);
            // The items that were read are written as the same bytes again.
            let again = MultiStatus::from_outcomes(document.items);
            let second = body(&again, &shape);
            let document = Reader::new().shape(shape).read(second.as_bytes());
            prop_assert_eq!(body(&MultiStatus::from_outcomes(document.items), &shape), second, "{:?}", shape);
        }
    }
}
