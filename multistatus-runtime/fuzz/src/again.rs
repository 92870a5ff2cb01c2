//! What was read can be written in every format, and what is written reads back.

use std::collections::HashSet;

use multistatus::{
    DavXml, Item, Json, JsonLines, MultiStatus, Reader, StatusCode, format::Format, read::Document,
};

/// Writes the items of a document in every format, and reads them back.
pub fn reads_back(document: &Document) {
    let mut seen = HashSet::new();
    let mut items = document.items.clone();
    items.retain(|item| item.key().is_none_or(|key| seen.insert(key.encoded().to_owned())));
    in_format(&items, &DavXml::new(), "application/xml");
    in_format(&items, &DavXml::new().default_namespace(), "application/xml");
    in_format(&items, &Json, "application/json");
    in_format(&items, &JsonLines, "application/jsonl");
}

fn in_format(items: &[Item], format: &impl Format<Item>, content_type: &str) {
    let result = MultiStatus::from_outcomes(items.iter().cloned());
    let body = result.encode(format).expect("each key stands once");
    let again = Reader::new().content_type(content_type).read(&body);
    let text = || String::from_utf8_lossy(&body);
    assert!(again.ending.verdict.is_complete(), "{}: {}", again.ending.verdict, text());
    assert_eq!(again.items.len(), items.len(), "{}", text());
    for (item, again) in items.iter().zip(&again.items) {
        assert_eq!(again.status(), settled(item.status()), "{}", text());
        if let Some(key) = item.key() {
            assert_eq!(again.key().map(|key| key.encoded()), Some(key.encoded()), "{}", text());
        }
    }
}

/// No item ends with an interim status, so none is written.
fn settled(status: StatusCode) -> StatusCode {
    if status.is_informational() { StatusCode::INTERNAL_SERVER_ERROR } else { status }
}
