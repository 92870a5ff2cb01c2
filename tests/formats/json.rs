//! The default JSON body, JSON Lines, and the serializable view of one outcome.

use std::time::Duration;

use multistatus::{Json, JsonLines, Key, MultiStatus, Outcome, StatusCode};
use serde_json::json;

use crate::{body, json_item};

#[derive(serde::Serialize)]
struct Row {
    id: u32,
}

#[derive(Outcome)]
enum Order {
    #[outcome(201, header("Location", "/orders/{id}"))]
    Created {
        id: u32,
        #[outcome(body)]
        row: Row,
    },
    #[outcome(429, "slow down")]
    Throttled(#[outcome(retry_after)] Duration),
    #[outcome(204)]
    Deleted,
}

fn orders() -> MultiStatus<Order> {
    let mut result = MultiStatus::new();
    result.push("order-17", Order::Created { id: 17, row: Row { id: 17 } });
    result.push("order-19", Order::Throttled(Duration::from_millis(6_001)));
    result.push("order-20", Order::Deleted);
    result
}

const ITEMS: [&str; 3] = [
    concat!(
        r#"{"id":"order-17","index":0,"status":201,"#,
        r#""headers":{"Location":"/orders/17","Content-Type":"application/json"},"body":{"id":17}}"#,
    ),
    concat!(
        r#"{"id":"order-19","index":1,"status":429,"#,
        r#""headers":{"Retry-After":"7","Content-Type":"application/problem+json"},"#,
        r#""body":{"type":"about:blank","title":"Too Many Requests","status":429,"detail":"slow down"}}"#,
    ),
    r#"{"id":"order-20","index":2,"status":204}"#,
];

const SUMMARY: &str = r#""summary":{"total":3,"succeeded":2,"failed":1,"retryable":1,"complete":true}"#;

#[test]
fn a_body_has_its_items_and_then_a_summary() {
    assert_eq!(body(&orders(), &Json), format!(r#"{{"responses":[{}],{SUMMARY}}}"#, ITEMS.join(",")));
}

#[test]
fn json_lines_has_one_line_for_each_item_and_one_for_the_summary() {
    assert_eq!(body(&orders(), &JsonLines), format!("{}\n{{{SUMMARY}}}\n", ITEMS.join("\n")));
}

#[test]
fn the_description_of_the_whole_comes_before_the_summary() {
    let result = MultiStatus::<StatusCode>::new().description("a \"b\"");
    assert!(body(&result, &Json).starts_with(r#"{"responses":[],"description":"a \"b\"","summary":{"#));
}

#[test]
fn the_id_is_the_key_as_given_or_else_the_index() {
    let mut result = MultiStatus::new();
    result.push("a b\r\n\u{0}ü\"", StatusCode::OK);
    result.push(Key::path("100%"), StatusCode::OK);
    result.push_outcome(StatusCode::OK);
    let body: serde_json::Value = serde_json::from_str(&body(&result, &Json)).unwrap();
    let ids: Vec<_> = (0..3).map(|index| body["responses"][index]["id"].clone()).collect();
    assert_eq!(ids, ["a b\r\n\u{0}ü\"", "100%", "2"]);
}

#[derive(Outcome)]
enum Rich {
    #[outcome(
        409,
        "exists",
        title = "Duplicate order",
        type = "https://example.com/duplicate",
        condition = "no-uid-conflict"
    )]
    Duplicate {
        #[outcome(condition_href)]
        other: &'static str,
        #[outcome(extension)]
        since: Option<u32>,
        #[outcome(extension = "seen-at")]
        seen: [u8; 2],
    },
    #[outcome(423, condition = "lock-token-submitted")]
    Locked,
    #[outcome(422, "not sent: the body replaces the problem")]
    Invalid(#[outcome(body)] Row),
    #[outcome(200, "moved away")]
    Moved,
    #[outcome(200, header("Content-Type", "text/csv"))]
    Export(#[outcome(body)] &'static str),
    // The macro refuses the body of a status whose number it knows.
    #[outcome(StatusCode::NO_CONTENT)]
    Gone(#[outcome(body)] Row),
    #[outcome(599)]
    Unknown,
    #[outcome(302, header("Location", "/there"))]
    Elsewhere,
}

#[test]
fn a_problem_has_a_type_a_title_extension_members_and_conditions() {
    let item = json_item(Rich::Duplicate { other: "/a b", since: Some(3), seen: [1, 2] });
    assert_eq!(
        item,
        concat!(
            r#"{"id":"/k","index":0,"status":409,"headers":{"Content-Type":"application/problem+json"},"body":{"#,
            r#""type":"https://example.com/duplicate","title":"Duplicate order","status":409,"detail":"exists","#,
            r#""since":3,"seen-at":[1,2],"conditions":[{"name":"{DAV:}no-uid-conflict","hrefs":["/a%20b"]}]}}"#,
        )
    );
    let without = json_item(Rich::Duplicate { other: "/a", since: None, seen: [1, 2] });
    assert!(!without.contains("since"), "a member that is `None` is left out: {without}");
}

#[test]
fn a_condition_that_needs_an_href_gets_the_key_of_its_item() {
    assert!(json_item(Rich::Locked).contains(r#""conditions":[{"name":"{DAV:}lock-token-submitted","hrefs":["/k"]}]"#));
}

#[test]
fn a_body_replaces_the_problem_of_a_failure() {
    assert_eq!(
        json_item(Rich::Invalid(Row { id: 1 })),
        r#"{"id":"/k","index":0,"status":422,"headers":{"Content-Type":"application/json"},"body":{"id":1}}"#
    );
}

#[test]
fn a_success_keeps_its_description() {
    assert_eq!(json_item(Rich::Moved), r#"{"id":"/k","index":0,"status":200,"description":"moved away"}"#);
}

#[test]
fn a_content_type_of_the_outcome_replaces_the_default() {
    assert_eq!(
        json_item(Rich::Export("a,b")),
        r#"{"id":"/k","index":0,"status":200,"headers":{"Content-Type":"text/csv"},"body":"a,b"}"#
    );
}

#[test]
fn a_204_has_neither_body_nor_content_type() {
    assert_eq!(json_item(Rich::Gone(Row { id: 1 })), r#"{"id":"/k","index":0,"status":204}"#);
}

#[test]
fn a_code_without_a_reason_phrase_has_no_title() {
    assert!(json_item(Rich::Unknown).ends_with(r#""body":{"type":"about:blank","status":599}}"#));
}

#[test]
fn a_redirection_has_no_problem() {
    assert_eq!(json_item(Rich::Elsewhere), r#"{"id":"/k","index":0,"status":302,"headers":{"Location":"/there"}}"#);
}

#[test]
fn one_outcome_serializes_to_the_same_shape() {
    for (outcome, written) in orders().iter().map(|entry| (entry.outcome().unwrap(), ITEMS[entry.index()])) {
        let mut expected: serde_json::Value = serde_json::from_str(written).unwrap();
        expected.as_object_mut().unwrap().retain(|member, _| member != "id" && member != "index");
        assert_eq!(serde_json::to_value(outcome.json()).unwrap(), expected);
    }
    assert_eq!(serde_json::to_value(Rich::Moved.json()).unwrap(), json!({"status": 200, "description": "moved away"}));
}
