//! The output of the built-in formats, byte for byte.

mod agreement;
mod dav;
mod failing_parts;
mod hostile_text;
mod impossible_status;
mod json;
mod properties;
mod repeated_members;
mod schemas;
mod shapes;
#[path = "../support/hostile.rs"]
mod support;

use multistatus::{MultiStatus, Outcome, format::Format};

/// Encodes a multi-status as text.
fn body<O: Outcome>(result: &MultiStatus<O>, format: &impl Format<O>) -> String {
    String::from_utf8(result.encode(format).expect("no duplicate keys")).expect("UTF-8")
}

/// Encodes one outcome with the key `/k` as DAV XML. Returns what its `response` contains after the href.
fn dav_response<O: Outcome>(outcome: O) -> String {
    let result: MultiStatus<O> = [("/k", outcome)].into_iter().collect();
    let body = body(&result, &multistatus::DavXml::new());
    let inner = body.strip_prefix("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:multistatus xmlns:D=\"DAV:\">");
    let inner = inner.and_then(|inner| inner.strip_suffix("</D:multistatus>")).expect("a DAV XML body");
    let inner = inner.strip_prefix("<D:response><D:href>/k</D:href>");
    inner.and_then(|inner| inner.strip_suffix("</D:response>")).expect("one response for /k").to_owned()
}

/// Encodes one outcome with the key `/k` as the default JSON. Returns its item.
fn json_item<O: Outcome>(outcome: O) -> String {
    let result: MultiStatus<O> = [("/k", outcome)].into_iter().collect();
    let body = body(&result, &multistatus::Json);
    let (item, _) = body.split_once("],\"summary\":").expect("a summary");
    item.strip_prefix("{\"responses\":[").expect("responses").to_owned()
}
