//! Round trips: items that were read can be written in every format, and the written body can be read.

use std::collections::HashSet;

use multistatus::{DavXml, Item, Json, JsonLines, MultiStatus, Reader, StatusCode, format::Format, read::Document};

/// Writes the items of a document in every format, and asserts that each body reads back to the same keys and statuses.
pub fn assert_round_trip(document: &Document) {
    let mut seen = HashSet::new();
    let mut items = document.items.clone();
    items.retain(|item| item.key().is_none_or(|key| seen.insert(key.encoded().to_owned())));
    assert_round_trip_in(&items, &DavXml::new(), "application/xml");
    assert_round_trip_in(&items, &DavXml::new().default_namespace(), "application/xml");
    assert_round_trip_in(&items, &Json, "application/json");
    assert_round_trip_in(&items, &JsonLines, "application/jsonl");
}

fn assert_round_trip_in(items: &[Item], format: &impl Format<Item>, content_type: &str) {
    let result = MultiStatus::from_outcomes(items.iter().cloned());
    let body = result.encode(format).expect("unique keys");
    let document = Reader::new().content_type(content_type).read(&body);
    let text = || String::from_utf8_lossy(&body);
    assert!(document.ending.verdict.is_complete(), "{}: {}", document.ending.verdict, text());
    assert_eq!(document.items.len(), items.len(), "{}", text());
    for (item, read) in items.iter().zip(&document.items) {
        assert_eq!(read.status(), written_status(item.status()), "{}", text());
        if let Some(key) = item.key() {
            assert_eq!(read.key().map(|key| key.encoded()), Some(key.encoded()), "{}", text());
        }
    }
}

/// Returns the status that a writer sends: a 500 for a status that an item cannot have, which is an interim one or 207.
fn written_status(status: StatusCode) -> StatusCode {
    let is_of_item = !status.is_informational() && status != StatusCode::MULTI_STATUS;
    if is_of_item { status } else { StatusCode::INTERNAL_SERVER_ERROR }
}
