//! A server built with this crate and axum.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{Json, Router, routing::post as on_post};
use multistatus::{Body, Item, MultiStatus, Negotiate, Outcome, Report, StatusCode, client::ResponseExt};

use super::{batch, post, quick};

/// What happened to one item.
#[derive(Debug, Outcome)]
enum Store {
    #[outcome(201)]
    Stored,
    #[outcome(429, "too many requests for {0}")]
    Throttled(String),
    #[outcome(422, "{0} is not a letter")]
    Invalid(String),
}

/// Starts a server that stores single letters. The first request for `t` is throttled.
async fn serve() -> SocketAddr {
    let throttled = Arc::new(Mutex::new(false));
    let store = move |id: String| match &*id {
        "t" if !std::mem::replace(&mut *throttled.lock().expect("no panic"), true) => Store::Throttled(id),
        _ if id.len() > 1 => Store::Invalid(id),
        _ => Store::Stored,
    };
    let handler = async move |accept: Negotiate, Json(ids): Json<Vec<String>>| -> http::Response<Body> {
        let result: MultiStatus<Store> = ids.into_iter().map(|id| (id.clone(), store(id))).collect();
        accept.respond(result)
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let router = Router::new().route("/items", on_post(handler));
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// Sends one valid and one invalid item, and reads the answer.
async fn send_two_items(accept: &str, prefer: &str) -> Report<Item> {
    let request = reqwest::Client::new().post(format!("http://{}/items", serve().await));
    let request = request.header("accept", accept).header("prefer", prefer).json(&["a", "two words"]);
    request.send().await.unwrap().multistatus().await.unwrap()
}

#[tokio::test]
async fn a_response_is_read_in_each_format() {
    for accept in ["application/json", "application/xml", "application/jsonl"] {
        let report = send_two_items(accept, "").await.for_keys(["a", "two words"]);
        assert_eq!(report.to_string(), "2 items: 1 succeeded, 1 failed, 0 may be sent again", "{accept}");
        assert_eq!(report.get("two words").unwrap().item().description(), "two words is not a letter", "{accept}");
        assert!(report.duplicates().is_empty() && report.unknown().is_empty(), "{accept}");
    }
}

#[tokio::test]
async fn items_left_out_of_a_minimal_answer_are_unlisted() {
    let report = send_two_items("application/json", "return=minimal").await.for_keys(["a", "two words"]);
    assert_eq!((report.unlisted().count(), report.failed().count(), report.missing().len()), (1, 1, 0));
}

#[tokio::test]
async fn a_batch_in_several_requests_gives_one_report() {
    let steps = Arc::new(Mutex::new(Vec::new()));
    let log = steps.clone();
    let bulk = batch(&["a", "t", "no", "b", "c"]).retry(quick());
    let bulk = bulk.progress(move |progress| log.lock().expect("no panic").push(progress));
    let sending = bulk.send(post(serve().await));
    let report: Report<Item> = tokio::spawn(sending).await.unwrap().unwrap();
    let codes: Vec<_> = report.items().map(|entry| (entry.index().unwrap(), entry.status().as_u16())).collect();
    assert_eq!(codes, [(0, 201), (1, 201), (2, 422), (3, 201), (4, 201)]);
    assert_eq!(report.into_result().unwrap_err().failures.len(), 1);
    let steps = steps.lock().unwrap();
    let first = steps.iter().rfind(|step| step.attempt == 1).unwrap();
    assert_eq!((first.answered, first.sending, first.succeeded, first.failed), (5, 5, 3, 2));
    let last = steps.last().unwrap();
    assert_eq!((last.attempt, last.sending, last.answered, last.succeeded, last.failed), (2, 1, 1, 4, 1));
}

#[tokio::test]
async fn a_caller_can_classify_a_failure_as_done() {
    let bulk =
        batch(&["a", "no"]).classify(|item| (item.status() == 422).then_some(multistatus::client::NextAction::Done));
    let report: Report<StatusCode> = bulk.send(post(serve().await)).await.unwrap();
    assert_eq!(report.into_result().unwrap(), [StatusCode::CREATED, StatusCode::UNPROCESSABLE_ENTITY]);
}
