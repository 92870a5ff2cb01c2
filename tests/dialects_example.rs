//! The example `dialects`: each convention has the same outcomes, as a client reads them. `.ci/dialects` tests it with other
//! clients.

#[path = "../examples/dialects/call.rs"]
mod call;
#[path = "../examples/dialects/choice.rs"]
mod choice;
#[path = "../examples/dialects/convention.rs"]
mod convention;
#[path = "../examples/dialects/outcome.rs"]
mod outcome;
#[path = "../examples/dialects/server.rs"]
mod server;
#[path = "../examples/dialects/store.rs"]
mod store;

use std::collections::BTreeMap;

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header::CONTENT_TYPE},
};
use http_body_util::BodyExt;
use multistatus::{Item, Reader, Report, dialect, read::JsonShape};
use serde_json::{Value, json};
use tower::ServiceExt;

const KINDS: [&str; 7] = ["new", "known", "missing", "taken", "invalid", "throttled", "dependent"];
const STATUSES: [u16; 7] = [201, 200, 404, 409, 400, 429, 424];

/// What a dialect carries of a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Carries {
    /// The status.
    Status,
    /// The status of a failure.
    FailedStatus,
    /// The class, and if the item may be sent again.
    Class,
}

/// A convention: its route, a request for records, and how a client reads the response.
struct Row {
    path: &'static str,
    content_type: &'static str,
    fields: &'static [(&'static str, &'static str)],
    body: fn(&[String]) -> String,
    reader: fn() -> Reader,
    carries: Carries,
}

impl Row {
    fn new(path: &'static str, carries: Carries, body: fn(&[String]) -> String) -> Self {
        Self { path, content_type: "application/json", fields: &[], body, reader: Reader::new, carries }
    }
}

fn each(keys: &[String], item: impl Fn(&str) -> Value) -> Value {
    keys.iter().map(|key| item(key)).collect()
}

fn rows() -> Vec<Row> {
    vec![Row::new("/v1.0/$batch", Carries::Status, |keys| {
        let request = |key: &str| json!({"id": key, "method": "POST", "url": "/records", "body": {"name": key}});
        json!({"requests": each(keys, request)}).to_string()
    })]
}

/// Sends a request for records, and returns the report on them.
async fn send(router: &Router, row: &Row, keys: &[String]) -> Report<Item> {
    let mut request = Request::post(row.path).header(CONTENT_TYPE, row.content_type);
    for (name, value) in row.fields {
        request = request.header(*name, *value);
    }
    let response = router.clone().oneshot(request.body(Body::from((row.body)(keys))).unwrap()).await.unwrap();
    let status = response.status();
    let content_type = response.headers()[CONTENT_TYPE].to_str().unwrap().to_owned();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let document = (row.reader)().status(status).content_type(content_type).read(&body);
    let text = String::from_utf8_lossy(&body).into_owned();
    assert!(document.ending.verdict.is_complete(), "{}: {}\n{text}", row.path, document.ending.verdict);
    Report::new(document).for_keys(keys)
}

/// Returns the indices of the items that succeeded.
fn succeeded(report: &Report<Item>) -> Vec<usize> {
    let listed = report.succeeded().filter_map(|item| item.index());
    let mut indices: Vec<_> = listed.chain(report.unlisted().map(|(index, _)| index)).collect();
    indices.sort_unstable();
    indices
}

/// A status that a dialect does not carry is `None`.
fn statuses(report: &Report<Item>, carries: Carries) -> Vec<Option<StatusCode>> {
    let status = |index| {
        let status = report.at(index)?.status();
        let is_carried = match carries {
            Carries::Status => true,
            Carries::FailedStatus => !status.is_success(),
            Carries::Class => false,
        };
        is_carried.then_some(status)
    };
    (0..KINDS.len()).map(status).collect()
}

#[tokio::test]
async fn each_convention_has_each_outcome_and_what_was_throttled_is_sent_again() {
    let router = server::router();
    for (number, row) in rows().iter().enumerate() {
        let keys = KINDS.map(|kind| format!("{kind}-{number}"));
        let report = send(&router, row, &keys).await;
        assert_eq!(report.total(), KINDS.len(), "{}", row.path);
        assert_eq!(report.missing(), [], "{}", row.path);
        assert_eq!(succeeded(&report), [0, 1], "{}", row.path);
        let expected = STATUSES.map(|status| StatusCode::from_u16(status).unwrap());
        let is_carried = |status: &StatusCode| match row.carries {
            Carries::Status => true,
            Carries::FailedStatus => !status.is_success(),
            Carries::Class => false,
        };
        let expected = expected.map(|status| is_carried(&status).then_some(status));
        assert_eq!(statuses(&report, row.carries), expected, "{}", row.path);

        let is_throttled = report.retryable().any(|item| item.index() == Some(5));
        assert!(is_throttled, "{}: {report}", row.path);
        let report = send(&router, row, &keys[5..6]).await;
        assert_eq!(succeeded(&report), [0], "{}", row.path);
    }
}

#[tokio::test]
async fn the_service_counts_what_it_receives() {
    let router = server::router();
    for (number, row) in rows().iter().enumerate() {
        let keys = ["new", "throttled"].map(|kind| format!("{kind}-{number}"));
        send(&router, row, &keys).await;
        send(&router, row, &keys[1..]).await;
    }
    let response = router.oneshot(Request::get("/attempts").body(Body::empty()).unwrap()).await.unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let attempts: BTreeMap<String, u32> = serde_json::from_slice(&body).unwrap();
    for number in 0..rows().len() {
        assert_eq!([attempts[&format!("new-{number}")], attempts[&format!("throttled-{number}")]], [1, 2]);
    }
}
