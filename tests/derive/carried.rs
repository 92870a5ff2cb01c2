//! What of an item each format carries: found out part by part, and held against the table of the documentation.

use std::fmt::Write;

use multistatus::{DavXml, Format, FromItem, Item, Json, JsonLines, Key, MultiStatus, Reader};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

const DOCUMENTATION: &str = include_str!("../../multistatus-derive/src/from_item.md");

/// A part of an item, and an item that has it.
struct Part {
    name: &'static str,
    item: Value,
    /// Where the part stands in it.
    at: &'static str,
    /// What a field makes of what was read, where its type knows more than the text.
    typed: fn(Item) -> Option<Value>,
}

fn part(name: &'static str, at: &'static str, item: Value) -> Part {
    Part { name, item, at, typed: |_| None }
}

/// An extension member, as a field of this type has it.
fn member<T: Serialize + DeserializeOwned>(name: &'static str, value: Value) -> Part {
    #[derive(FromItem)]
    #[outcome(403)]
    struct Refused<T> {
        #[outcome(extension)]
        member: T,
    }
    let typed = |item| serde_json::to_value(Refused::<T>::from_item(item).ok()?.member).ok();
    Part { typed, ..part(name, "/extensions/member", json!({"status": 403, "extensions": {"member": value}})) }
}

#[derive(Serialize, Deserialize)]
struct Object {
    name: String,
    since: u32,
}

fn parts() -> Vec<Part> {
    let condition =
        |hrefs: Value| json!({"status": 403, "conditions": [{"namespace": "urn:x", "name": "full", "hrefs": hrefs}]});
    let on_success = |name: &str, value: Value| json!({"status": 200, name: value});
    vec![
        part("key, as given", "/key", json!({"key": "/a b", "status": 200})),
        part("index", "/index", json!({"key": "/a", "index": 0, "status": 200})),
        part("status", "/status", json!({"status": 299})),
        part("description of a success", "/description", on_success("description", json!("in\n two lines "))),
        part("description of a failure", "/description", json!({"status": 403, "description": " "})),
        part("description with control characters", "/description", json!({"status": 403, "description": "\u{1b}[0m"})),
        part(
            "language of the description",
            "/language",
            json!({"status": 403, "description": "nein", "language": "de"}),
        ),
        part("`Location`", "/headers", json!({"status": 201, "headers": [["Location", "/a%20b"]]})),
        part("`Retry-After`", "/retry_after", json!({"status": 503, "retry_after": {"secs": 7, "nanos": 0}})),
        part(
            "`Retry-After`, a part of a second",
            "/retry_after",
            json!({"status": 503, "retry_after": {"secs": 7, "nanos": 1}}),
        ),
        part("any other header field", "/headers", json!({"status": 200, "headers": [["ETag", "\"a\""]]})),
        part("conditions of a failure", "/conditions", json!({"status": 403, "conditions": condition.clone()})),
        part("hrefs of a condition", "/conditions", json!({"status": 403, "conditions": about})),
        part("conditions of a success", "/conditions", on_success("conditions", condition.clone())),
        part("problem type of a failure", "/type", json!({"status": 403, "type": "urn:full"})),
        part("problem type of a success", "/type", on_success("type", json!("urn:full"))),
        part("title of a failure", "/title", json!({"status": 403, "type": "urn:full", "title": "Full"})),
        part("title that is the reason phrase", "/title", json!({"status": 403, "title": "Forbidden"})),
        part("title of a success", "/title", on_success("title", json!("Full"))),
        member::<String>("extension member of a failure: text", json!("a <b>\r\n ")),
        member::<i64>("number", json!(-7)),
        member::<bool>("boolean", json!(true)),
        member::<Vec<u8>>("array", json!([1, 2])),
        member::<Vec<u8>>("empty array", json!([])),
        member::<Vec<Vec<u8>>>("array of arrays", json!([[1], [], [2, 3]])),
        member::<Object>("object", json!({"name": "n", "since": 3})),
        member::<Object>("name of a member that is no XML name", json!({"name": "n", "since": 3, "a b": 4})),
        member::<Option<u8>>("null", json!(null)),
        part("extension member of a success", "/extensions", on_success("extensions", json!({"member": "m"}))),
        part("body of a success", "/body", on_success("body", json!({"id": 7}))),
        part("body of a failure", "/body", json!({"status": 403, "body": {"id": 7}})),
        part("problem beside a body", "/type", json!({"status": 403, "type": "urn:full", "body": {"id": 7}})),
        part("retry class", "/retry", json!({"status": 503, "retry": "never"})),
    ]
}

/// Written by a format, and read by the reader that finds out which one it was.
fn sent(item: &Item, format: &dyn for<'o> Format<&'o Item>) -> Item {
    let body = MultiStatus::from_outcomes([item]).encode(format).expect("one key");
    Reader::new().read(&body).items.remove(0)
}

fn comes_back(part: &Part, format: &dyn for<'o> Format<&'o Item>) -> &'static str {
    let item: Item = serde_json::from_value(part.item.clone()).expect("an item");
    let wanted = part.item.pointer(part.at).expect("the part");
    let read = sent(&item, format);
    match serde_json::to_value(&read).expect("an item is JSON").pointer(part.at) {
        Some(found) if found == wanted => "yes",
        Some(_) if (part.typed)(read).as_ref() == Some(wanted) => "by type",
        _ => "no",
    }
}

#[test]
fn the_documentation_says_what_each_format_carries() {
    let mut table = String::from("| part | JSON | JSON Lines | DAV XML |\n| --- | --- | --- | --- |\n");
    for part in parts() {
        let [json, lines, dav] = [&Json as &dyn for<'o> Format<&'o Item>, &JsonLines, &DavXml::default()]
            .map(|format| comes_back(&part, format));
        let row = format!("| {} | {json} | {lines} | {dav} |", part.name);
        writeln!(table, "{row}").expect("text");
    }
    assert!(DOCUMENTATION.contains(&table), "this is what comes back:\n{table}");
}

#[test]
fn a_key_that_comes_back_encoded_is_the_same_key() {
    let item = Item::of("/a b?ü%2f&", &multistatus::StatusCode::OK);
    let read = sent(&item, &DavXml::default());
    assert_eq!(read.key().expect("a key").as_str(), "/a%20b?%C3%BC%2f&");
    assert_eq!(read.key(), Some(&Key::from("/a b?ü%2f&")));
}
