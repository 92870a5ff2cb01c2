//! What was read is written again: the same bytes.

use multistatus::{Item, Json, JsonLines, MultiStatus, Reader, format::Format};
use proptest::prelude::*;

#[path = "../support/hostile.rs"]
mod support;

fn written(items: impl IntoIterator<Item = Item>, format: &impl Format<Item>) -> Vec<u8> {
    MultiStatus::from_outcomes(items).encode(format).expect("no duplicate keys")
}

fn again(body: &[u8]) -> Vec<Item> {
    let document = Reader::new().read(body);
    assert!(document.ending.verdict.is_complete(), "{}", document.ending.verdict);
    assert!(document.items.iter().all(|item| item.defects().is_empty()), "{:?}", document.items);
    document.items
}

proptest! {
    #[test]
    fn json_and_lines_give_the_same_bytes_again(outcomes in prop::collection::vec(support::hostile(), 1..5), key in support::key()) {
        let items: Vec<_> = outcomes.iter().enumerate().map(|(n, outcome)| match n {
            0 => Item::of(key.clone(), outcome),
            n => Item::of(format!("/n/{n}"), outcome),
        }).collect();
        let json = written(items.clone(), &Json);
        let lines = written(items, &JsonLines);
        prop_assert_eq!(&written(again(&json), &Json), &json);
        // White space takes it off the template: both ways must agree.
        let spaced = String::from_utf8(json.clone()).unwrap().replace("{\"id\":", "{ \"id\":");
        prop_assert_eq!(again(spaced.as_bytes()), again(&json));
        prop_assert_eq!(written(again(&lines), &Json), json);
    }
}

#[test]
fn bodies_headers_and_descriptions_survive() {
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
    let json = written(items, &Json);
    let read = again(&json);
    let spaced = String::from_utf8(json.clone()).unwrap().replace("{\"id\":", "{ \"id\":");
    assert_eq!(again(spaced.as_bytes()), read);
    assert_eq!(String::from_utf8(written(read, &Json)).unwrap(), String::from_utf8(json).unwrap());
}
