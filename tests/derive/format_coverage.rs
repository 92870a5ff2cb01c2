//! Which parts of an item each format carries: measured part by part, and compared with the table in the documentation.

use std::{collections::BTreeMap, fmt::Write};

use multistatus::{
    DavXml, FromItem, Item, Json, JsonLines, Key, MultiStatus, Reader, format::Format, read::DefectKind,
};
use proptest::{prelude::*, strategy::BoxedStrategy};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use super::round_trip::xml_text;

const DOCUMENTATION: &str = include_str!("../../multistatus-derive/docs/from_item.md");

/// A part of an item, and an example item that has it.
struct Part {
    name: &'static str,
    item: Value,
    /// JSON pointer to the part in `item`.
    pointer: &'static str,
    /// Reads the part through a typed field of a derived type. `None` if only the untyped value is compared.
    read_typed: Option<fn(Item) -> Option<Value>>,
}

fn part(name: &'static str, pointer: &'static str, item: Value) -> Part {
    Part { name, item, pointer, read_typed: None }
}

/// An extension member that a derived type reads into a field of type `T`.
fn member<T: Serialize + DeserializeOwned>(name: &'static str, value: Value) -> Part {
    #[derive(FromItem)]
    #[outcome(403)]
    struct Refused<T> {
        #[outcome(extension)]
        member: T,
    }
    let read_typed: fn(Item) -> _ = |item| serde_json::to_value(Refused::<T>::from_item(item).ok()?.member).ok();
    Part {
        read_typed: Some(read_typed),
        ..part(name, "/extensions/member", json!({"status": 403, "extensions": {"member": value}}))
    }
}

#[derive(Serialize, Deserialize)]
struct Object {
    name: String,
    since: u32,
}

fn parts() -> Vec<Part> {
    let condition = json!([{"namespace": "urn:x", "name": "full"}]);
    let about = json!([{"namespace": "urn:x", "name": "full", "hrefs": ["/a", "/b"]}]);
    let inside = json!([{"namespace": "urn:x", "name": "full", "content": "<by xmlns=\"urn:y\">9</by>"}]);
    let property = json!({"namespace": "DAV:", "name": "getetag", "xml": "<D:getetag xmlns:D=\"DAV:\">a</D:getetag>"});
    let propstats = json!([{"status": 200, "properties": [property]}]);
    let on_success = |name: &str, value: Value| json!({"status": 200, name: value});
    vec![
        part("key, as given", "/key", json!({"key": "/a b", "status": 200})),
        part("key that is a URI reference", "/key", json!({"key": "/a%20b?c=d&e", "status": 200})),
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
            "fraction of a second of `Retry-After`",
            "/retry_after",
            json!({"status": 503, "retry_after": {"secs": 7, "nanos": 1}}),
        ),
        part("any other header field", "/headers", json!({"status": 200, "headers": [["ETag", "\"a\""]]})),
        part("conditions of a failure", "/conditions", json!({"status": 403, "conditions": &condition})),
        part("hrefs of a condition", "/conditions", json!({"status": 403, "conditions": about})),
        part("content of a condition besides hrefs", "/conditions", json!({"status": 403, "conditions": inside})),
        part("conditions of a success", "/conditions", on_success("conditions", condition)),
        part("problem type of a failure", "/type", json!({"status": 403, "type": "urn:full"})),
        part("problem type of a success", "/type", on_success("type", json!("urn:full"))),
        part("title of a failure", "/title", json!({"status": 403, "type": "urn:full", "title": "Full"})),
        part("title that is the reason phrase", "/title", json!({"status": 403, "title": "Forbidden"})),
        part("title of a success", "/title", on_success("title", json!("Full"))),
        part("instance of a failure", "/instance", json!({"status": 403, "instance": "urn:uuid:7"})),
        part("instance of a success", "/instance", on_success("instance", json!("urn:uuid:7"))),
        member::<String>("extension member of a failure, text", json!("a <b>\r\n ")),
        member::<i64>("extension member of a failure, number", json!(-7)),
        member::<bool>("extension member of a failure, boolean", json!(true)),
        member::<Vec<u8>>("extension member of a failure, array", json!([1, 2])),
        member::<Vec<u8>>("extension member of a failure, empty array", json!([])),
        member::<Vec<Vec<u8>>>("extension member of a failure, array of arrays", json!([[1], [], [2, 3]])),
        member::<Object>("extension member of a failure, object", json!({"name": "n", "since": 3})),
        member::<BTreeMap<String, u8>>("a member whose name is not an XML name", json!({"a b": 4})),
        member::<Vec<Option<String>>>("empty text inside a member, in an `Option`", json!([""])),
        member::<Option<u8>>("extension member of a failure, null", json!(null)),
        part("extension member of a success", "/extensions", on_success("extensions", json!({"member": "m"}))),
        part("body of a success", "/body", on_success("body", json!({"id": 7}))),
        part("body of a failure", "/body", json!({"status": 403, "body": {"id": 7}})),
        part(
            "description beside the body of a failure",
            "/description",
            json!({"status": 403, "description": "no", "body": 7}),
        ),
        part(
            "problem type, title, members or conditions beside it",
            "/type",
            json!({"status": 403, "type": "urn:full", "body": {"id": 7}}),
        ),
        part("properties by their status", "/propstats", json!({"key": "/a", "propstats": propstats})),
        part("retry class", "/retry", json!({"status": 503, "retry": "never"})),
    ]
}

/// Items with every part that a format may carry. `text` generates their texts, `members` their extension members.
fn items(text: BoxedStrategy<String>, members: BoxedStrategy<Map<String, Value>>) -> impl Strategy<Value = Item> {
    let key = any::<String>().prop_map(Key::from);
    let hrefs = proptest::collection::vec(any::<String>(), 0..3);
    let condition = ("[a-z_][a-z0-9._-]{0,5}", prop_oneof![Just("DAV:"), Just("urn:x")], hrefs);
    let conditions = proptest::collection::vec(condition, 0..3);
    let location = proptest::option::of(any::<String>().prop_map(|location| Key::from(location).encoded().to_owned()));
    let title = proptest::option::of(text.clone());
    let kind = proptest::option::of("urn:[a-z]{0,5}");
    let instance = proptest::option::of("[^ ]+".prop_map(|instance| Key::from(instance).encoded().to_owned()));
    let failure = (400..1000_u16, text.clone(), conditions, kind, title, instance, members);
    let status = (200..400_u16).prop_filter("not the status of one item", |status| *status != 207);
    let success = (status, text).prop_map(|(status, text)| json!({"status": status, "description": text}));
    let failure = failure.prop_map(|(status, text, conditions, kind, title, instance, members)| {
        let conditions = conditions.into_iter().map(|(name, namespace, hrefs)| {
            let name = if namespace == "DAV:" { format!("{name}-x") } else { name };
            json!({"namespace": namespace, "name": name, "hrefs": hrefs})
        });
        let conditions: Vec<_> = conditions.collect();
        json!({"status": status, "description": text, "conditions": conditions, "type": kind, "title": title,
               "instance": instance, "extensions": members})
    });
    (key, location, prop_oneof![success, failure]).prop_map(|(key, location, mut item)| {
        if let Some(location) = location {
            item["headers"] = json!([["Location", location]]);
        }
        serde_json::from_value::<Item>(item).expect("an item").with_key(key)
    })
}

/// Writes an item in a format, and reads it back with a reader that detects the format.
fn write_and_read(item: &Item, format: &dyn for<'o> Format<&'o Item>) -> Item {
    let body = MultiStatus::from_outcomes([item]).encode(format).expect("one key");
    Reader::new().read(&body).items.remove(0)
}

/// Returns "yes" if a part is read back unchanged, "by type" if only a typed field reads it back, and "no" otherwise.
fn carries(part: &Part, format: &dyn for<'o> Format<&'o Item>) -> &'static str {
    let item: Item = serde_json::from_value(part.item.clone()).expect("an item");
    let expected = part.item.pointer(part.pointer).expect("the part");
    let read = write_and_read(&item, format);
    let found = serde_json::to_value(&read).expect("an item is JSON").pointer(part.pointer).cloned();
    let unchanged = found.as_ref() == Some(expected);
    match part.read_typed.map_or(unchanged, |read_typed| read_typed(read).as_ref() == Some(expected)) {
        true if unchanged => "yes",
        true => "by type",
        false => "no",
    }
}

#[test]
fn the_documentation_lists_what_each_format_carries() {
    let mut table = String::from("| part | JSON | JSON Lines | DAV XML |\n| --- | --- | --- | --- |\n");
    for part in parts() {
        let [json, lines, dav] = [&Json as &dyn for<'o> Format<&'o Item>, &JsonLines, &DavXml::default()]
            .map(|format| carries(&part, format));
        let row = format!("| {} | {json} | {lines} | {dav} |", part.name);
        writeln!(table, "{row}").expect("text");
    }
    assert!(DOCUMENTATION.contains(&format!("\n\n{table}\n")), "the table in `from_item.md` must be:\n{table}");
}

#[test]
fn a_key_that_is_read_back_encoded_equals_the_original() {
    let item = Item::of("/a b?ü%2f&", &multistatus::StatusCode::OK);
    let read = write_and_read(&item, &DavXml::default());
    assert_eq!(read.key().expect("a key").as_str(), "/a%20b?%C3%BC%2f&");
    assert_eq!(read.key(), Some(&Key::from("/a b?ü%2f&")));
}

/// Extension members whose values nest three levels deep and have these leaves.
fn members(name: &'static str, leaf: BoxedStrategy<Value>) -> BoxedStrategy<Map<String, Value>> {
    let value = leaf.prop_recursive(3, 12, 3, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Value::from),
            proptest::collection::btree_map(name, inner, 1..4).prop_map(|map| Map::from_iter(map).into()),
        ]
    });
    proptest::collection::btree_map(name, value, 0..4).prop_map(Map::from_iter).boxed()
}

fn json_items() -> impl Strategy<Value = Item> {
    let leaf = prop_oneof![
        any::<String>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(json!(null)),
        Just(json!([])),
        Just(json!({})),
    ];
    items(any::<String>().boxed(), members("m\\PC{0,3}", leaf.boxed()))
}

fn dav_xml_items() -> impl Strategy<Value = Item> {
    items(xml_text(), members("m[a-z0-9._-]{0,3}", xml_text().prop_map(Value::from).boxed()))
}

fn assert_unchanged(item: &Item, format: &dyn for<'o> Format<&'o Item>) -> Result<(), TestCaseError> {
    let read = write_and_read(item, format);
    prop_assert_eq!(read.key(), item.key());
    prop_assert_eq!(read.sent_status(), item.sent_status());
    prop_assert_eq!(read.description(), item.description());
    prop_assert_eq!(read.headers().collect::<Vec<_>>(), item.headers().collect::<Vec<_>>());
    prop_assert_eq!(read.conditions(), item.conditions());
    prop_assert_eq!(read.problem_type(), item.problem_type());
    // An empty title reads back as no title.
    prop_assert_eq!(read.title().unwrap_or_default(), item.title().unwrap_or_default());
    prop_assert_eq!(read.extensions(), item.extensions());
    prop_assert!(read.defects().iter().all(|defect| defect.kind == DefectKind::EmptyHref), "{:?}", read.defects());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_carries_items_unchanged(item in json_items()) {
        assert_unchanged(&item, &Json)?;
        assert_unchanged(&item, &JsonLines)?;
    }

    #[test]
    fn dav_xml_carries_items_unchanged(item in dav_xml_items()) {
        assert_unchanged(&item, &DavXml::default())?;
    }
}
