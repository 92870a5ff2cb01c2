//! Writes the mixed workload as the default JSON: multistatus and serde_json.

use multistatus::{Body, Json, Key, MultiStatus, Streamed, Summary, dialect};
use serde::Serialize;

use crate::{
    candidate::{Candidate, drain},
    workload::{Change, Items, mixed},
};

/// Returns the candidates for `count` items, the reference first.
pub fn candidates(count: usize) -> Vec<Candidate> {
    let items = mixed(count);
    let result: MultiStatus<&Change> = items.iter().map(|(key, change)| (key, change)).collect();
    let prebuilt = document(items);
    let body = serde_json::to_vec(&prebuilt).expect("it serializes");
    vec![
        Candidate::new("multistatus, streamed", move |sink| drain(streamed(items), sink)),
        Candidate::new("multistatus, Vec", move |sink| sink(&result.encode(&Json).expect("JSON allows duplicates"))),
        Candidate::reusing("memcpy of the whole", move |out| out.extend_from_slice(&body)),
        Candidate::reusing("serde_json, prebuilt structs", move |out| serde_json(&prebuilt, out)),
        Candidate::new("serde_json, mapped, to_vec", move |sink| {
            sink(&serde_json::to_vec(&document(items)).expect("it serializes"));
        }),
    ]
}

/// Returns the candidates for `count` items in another convention, which a shape describes.
pub fn shape_candidates(count: usize) -> Vec<Candidate> {
    let items = mixed(count);
    let pairs = || items.iter().map(|(key, change)| (key, change));
    vec![
        Candidate::new("multistatus, streamed", move |sink| {
            drain(Streamed::iter(pairs()).respond_with(dialect::GRAPH).into_body(), sink);
        }),
        Candidate::new("default JSON", move |sink| drain(streamed(items), sink)),
    ]
}

/// Returns the streamed body of `items`.
pub fn streamed(items: Items<Change>) -> Body {
    let pairs = items.iter().map(|(key, change)| (key, change));
    Streamed::iter(pairs).respond_with(Json).into_body()
}

/// Writes structs that were built beforehand.
pub fn serde_json(document: &Document, out: &mut Vec<u8>) {
    serde_json::to_writer(out, document).expect("a Vec takes everything");
}

/// The structures that serde_json writes as the body.
#[derive(Serialize)]
pub struct Document {
    responses: Vec<Response>,
    summary: Summary,
}

#[derive(Serialize)]
struct Response {
    id: &'static str,
    index: usize,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    headers: Option<Headers>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Problem>,
}

#[derive(Serialize)]
struct Headers {
    #[serde(rename = "Content-Type")]
    content_type: &'static str,
}

#[derive(Serialize)]
struct Problem {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conditions: Option<[Condition; 1]>,
}

#[derive(Serialize)]
struct Condition {
    name: &'static str,
    hrefs: [&'static str; 1],
}

/// Maps the items onto the structures.
pub fn document(items: Items<Change>) -> Document {
    let summary = items.iter().map(|(key, change)| (key, change)).collect::<MultiStatus<_>>().summary();
    Document { responses: items.iter().enumerate().map(response).collect(), summary }
}

fn response((index, (key, change)): (usize, &'static (Key, Change))) -> Response {
    let (status, title) = match change {
        Change::Replaced => (200, None),
        Change::Created => (201, None),
        Change::Missing { .. } => (404, Some("Not Found")),
        Change::Locked => (423, Some("Locked")),
    };
    let condition = || [Condition { name: "{DAV:}lock-token-submitted", hrefs: [key.encoded()] }];
    let body = title.map(|title| Problem {
        r#type: "about:blank",
        title,
        status,
        detail: change.detail(),
        conditions: change.is_locked().then(condition),
    });
    let headers = body.is_some().then_some(Headers { content_type: "application/problem+json" });
    Response { id: key.as_str(), index, status, headers, body }
}
