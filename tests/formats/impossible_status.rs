//! A status that an item cannot have is computed from a value: an interim one (1xx), or `207 Multi-Status`. It is a 500 in
//! every format, and in everything that is derived from it.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use multistatus::{
    Batch, DavXml, Item, Json, JsonLines, MultiStatus, Outcome, OutcomeAs, Overall, Reader, Retry, Settled, StatusCode,
    Streamed,
    batch::{BatchProgress, Mode},
    dialect,
    outcome::Propstat,
    read::JsonShape,
};

use crate::{body, dav_response, json_item};

/// Every source of a status that is known only when the program runs.
#[derive(Clone, Debug, Outcome)]
#[outcome(default = 500)]
enum Computed {
    Number(#[outcome(code)] u16),
    Status(#[outcome(code)] Option<StatusCode>),
    #[outcome(with = status_of)]
    With(u16),
    #[outcome(via = Acme)]
    Via(u16),
    #[outcome(transparent)]
    Transparent(Box<Computed>),
    #[outcome(transparent)]
    StatusItself(StatusCode),
    #[outcome(transparent)]
    Item(Box<Item>),
    #[outcome(transparent)]
    Mapped(Mapped),
}

#[derive(Clone, Debug, Outcome)]
#[outcome(200, map = Self::replace)]
struct Mapped(u16);

impl Mapped {
    fn replace(&self, _: StatusCode) -> StatusCode {
        status_of(&self.0)
    }
}

struct Acme;

impl OutcomeAs<u16> for Acme {
    fn status(code: &u16) -> StatusCode {
        status_of(code)
    }
}

fn status_of(code: &u16) -> StatusCode {
    StatusCode::from_u16(*code).expect("three digits")
}

/// An item that another service reported with this status.
fn read(code: u16) -> Item {
    let body = format!(r#"{{"responses":[{{"id":"a","index":0,"status":{code}}}]}}"#);
    Reader::new().read(body.as_bytes()).items.remove(0)
}

/// The same outcome from each source.
fn each_source(code: u16) -> Vec<Computed> {
    let stored = serde_json::from_value(serde_json::json!({ "status": code })).expect("an item");
    vec![
        Computed::Number(code),
        Computed::Status(Some(status_of(&code))),
        Computed::With(code),
        Computed::Via(code),
        Computed::Transparent(Box::new(Computed::Number(code))),
        Computed::StatusItself(status_of(&code)),
        Computed::Item(Box::new(stored)),
        Computed::Item(Box::new(read(code))),
        Computed::Mapped(Mapped(code)),
    ]
}

const IMPOSSIBLE: [u16; 4] = [207, 100, 103, 199];

#[test]
fn it_is_a_500_in_every_format() {
    let expected = StatusCode::INTERNAL_SERVER_ERROR;
    for outcome in IMPOSSIBLE.into_iter().flat_map(each_source) {
        assert_eq!(json_item(outcome.clone()), json_item(expected), "{outcome:?}");
        assert_eq!(dav_response(outcome.clone()), dav_response(expected), "{outcome:?}");
        assert_eq!(serde_json::to_value(outcome.json()).unwrap(), serde_json::to_value(expected.json()).unwrap());
        let one: MultiStatus<_> = [("/k", outcome.clone())].into_iter().collect();
        let same: MultiStatus<_> = [("/k", expected)].into_iter().collect();
        assert_eq!(body(&one, &Json), body(&same, &Json));
        assert_eq!(body(&one, &JsonLines), body(&same, &JsonLines));
        assert_eq!(body(&one, &DavXml::new().default_namespace()), body(&same, &DavXml::new().default_namespace()));
        for shape in [JsonShape::MULTISTATUS, dialect::ZALANDO, dialect::AZURE_SEARCH, dialect::OPENAI_BATCH] {
            assert_eq!(body(&one, &shape), body(&same, &shape), "{outcome:?}");
        }
    }
}

#[test]
fn it_is_a_failure_in_everything_that_is_derived_from_it() {
    for outcome in IMPOSSIBLE.into_iter().flat_map(each_source) {
        let all_failed = Overall::AllFailedIs(StatusCode::BAD_GATEWAY);
        let result = MultiStatus::from_outcomes([outcome.clone()]).overall(all_failed);
        let summary = result.summary();
        assert_eq!((summary.succeeded, summary.failed, summary.retryable), (0, 1, 1), "{outcome:?}");
        assert_eq!(result.status(), StatusCode::BAD_GATEWAY);
        assert_eq!(result.get(0).unwrap().status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(Item::from_outcome(&outcome).status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(Retry::of(result.get(0).unwrap().status(), None), Retry::IfIdempotent);
        let minimal = "return=minimal".parse().unwrap();
        let request = [(http::header::HeaderName::from_static("prefer"), minimal)].into_iter().collect();
        for response in [result.respond_to(&request), Streamed::iter([("a", outcome.clone())]).respond_to(&request)] {
            let response = read_whole(response);
            assert!(response.contains(r#""status":500"#), "a failure is always listed: {response}");
        }
    }
}

#[tokio::test]
async fn it_is_a_failure_in_a_batch() {
    for outcome in IMPOSSIBLE.into_iter().flat_map(each_source) {
        let failed = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&failed);
        let batch = Batch::new(async |()| outcome.clone()).inputs([(), ()]).mode(Mode::StopAfter(0));
        let observer = move |progress: BatchProgress| seen.store(progress.failed, Ordering::Relaxed);
        let result = batch.progress(observer).run().await.unwrap();
        assert_eq!(failed.load(Ordering::Relaxed), 2, "{outcome:?}");
        let statuses: Vec<_> = result.iter().map(|entry| entry.status().as_u16()).collect();
        assert_eq!(statuses, [500, 424]);
        assert!(matches!(result.get(0).unwrap().outcome(), Some(Settled::Returned(_))));
    }
}

#[test]
fn properties_with_it_have_failed() {
    for code in IMPOSSIBLE {
        let propstat = Propstat::new(Some(status_of(&code)));
        let item: Item = serde_json::from_value(serde_json::json!({ "propstats": [propstat] })).unwrap();
        let result = MultiStatus::from_outcomes([item.clone()]);
        assert_eq!(result.get(0).unwrap().status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(dav_response(item.clone()).contains("<D:status>HTTP/1.1 500 Internal Server Error</D:status>"));
        assert!(json_item(item).contains(r#""propstats":[{"status":500,"#));
    }
}

#[test]
fn a_response_as_a_whole_may_be_a_207() {
    let whole = MultiStatus::from_outcomes([StatusCode::OK]).overall(Overall::By(|_| StatusCode::MULTI_STATUS));
    assert_eq!(whole.status(), StatusCode::MULTI_STATUS);
    let streamed = Streamed::iter([("a", StatusCode::OK)]).status(StatusCode::MULTI_STATUS);
    assert_eq!(streamed.respond_with(Json).status(), StatusCode::MULTI_STATUS);
    let interim = MultiStatus::from_outcomes([StatusCode::OK]).overall(Overall::By(|_| StatusCode::CONTINUE));
    assert_eq!(interim.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

fn read_whole(response: http::Response<multistatus::Body>) -> String {
    let mut body = std::pin::pin!(response.into_body());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let mut text = String::new();
    while let std::task::Poll::Ready(Some(Ok(frame))) = http_body::Body::poll_frame(body.as_mut(), &mut context) {
        text.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
    }
    text
}
