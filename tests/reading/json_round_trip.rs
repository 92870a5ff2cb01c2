//! JSON round trips: items that were read are written as the same bytes.
//!
//! Also compares the fast path for JSON items (`read/json/canonical.rs`) with the general path.

use multistatus::{Item, Json, JsonLines, MultiStatus, Reader, format::Format};
use proptest::prelude::*;

#[path = "../support/hostile.rs"]
mod support;

fn encode(items: impl IntoIterator<Item = Item>, format: &impl Format<Item>) -> Vec<u8> {
    MultiStatus::from_outcomes(items).encode(format).expect("no duplicate keys")
}

/// Reads a complete body whose items have no defects.
fn read_items(body: &[u8]) -> Vec<Item> {
    let document = Reader::new().read(body);
    assert!(document.ending.verdict.is_complete(), "{}", document.ending.verdict);
    assert!(document.items.iter().all(|item| item.defects().is_empty()), "{:?}", document.items);
    document.items
}

proptest! {
    #[test]
    fn json_and_json_lines_survive_a_round_trip(outcomes in prop::collection::vec(support::hostile(), 1..5), key in support::key()) {
        let items: Vec<_> = outcomes.iter().enumerate().map(|(n, outcome)| match n {
            0 => Item::of(key.clone(), outcome),
            n => Item::of(format!("/n/{n}"), outcome),
        }).collect();
        let json = encode(items.clone(), &Json);
        let lines = encode(items, &JsonLines);
        prop_assert_eq!(&encode(read_items(&json), &Json), &json);
        // White space selects the general path, which must agree with the fast path.
        let spaced = String::from_utf8(json.clone()).unwrap().replace("{\"id\":", "{ \"id\":");
        prop_assert_eq!(read_items(spaced.as_bytes()), read_items(&json));
        prop_assert_eq!(encode(read_items(&lines), &Json), json);
    }
}

#[test]
fn bodies_headers_and_descriptions_survive_a_round_trip() {
    let item = |json: &str| serde_json::from_str::<Item>(json).expect("an item");
    let items = [
        item(
            r#"{"key":"a","status":201,"description":"made","headers":[["ETag","\"1\""]],"body":{"error":{"message":"x"},"n":1.0}}"#,
        ),
        item(r#"{"key":"b","status":200,"body":null}"#),
        item(
            r#"{"key":"c","status":409,"body":{"title":"of a book"},"headers":[["content-type","application/json"]]}"#,
        ),
        item(r#"{"key":"d","status":409,"body":["\ud83e\udd80"]}"#),
        item(r#"{"key":"e","status":404,"type":"about:blank"}"#),
        item(
            r#"{"key":"f","status":503,"title":"T","retry_after":{"secs":2,"nanos":0},"extensions":{"conditions":3}}"#,
        ),
        item(r#"{"status":304,"headers":[["Content-Type","application/json"]]}"#),
    ];
    let json = encode(items, &Json);
    let read = read_items(&json);
    let spaced = String::from_utf8(json.clone()).unwrap().replace("{\"id\":", "{ \"id\":");
    assert_eq!(read_items(spaced.as_bytes()), read);
    assert_eq!(String::from_utf8(encode(read, &Json)).unwrap(), String::from_utf8(json).unwrap());
}
