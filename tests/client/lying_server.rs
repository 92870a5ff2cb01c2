//! Servers whose responses contradict themselves: each status of the whole with each body.

use multistatus::{
    Item, Reader,
    client::{ClientError, ResponseExt},
};

use super::{batch, post, quick, requests, response, serve};

const JSON: &str = "application/json";
const XML: &str = "application/xml";
const PROBLEM: &str = "application/problem+json";

/// Bodies that answer the keys `a` and `b`.
const GOOD: &str = r#"{"responses":[{"id":"a","status":200},{"id":"b","status":201}]}"#;
const GOOD_XML: &str = r#"<multistatus xmlns="DAV:"><response><href>a</href><status>HTTP/1.1 200 OK</status></response>
    <response><href>b</href><status>HTTP/1.1 204 No Content</status></response></multistatus>"#;
const MIXED: &str = r#"{"responses":[{"id":"a","status":200},{"id":"b","status":404}]}"#;
const BAD: &str = r#"{"responses":[{"id":"a","status":422},{"id":"b","status":404}]}"#;
const NONE: &str = r#"{"responses":[]}"#;
const SHORT: &str = r#"{"responses":[{"id":"a","status":200}]}"#;
const SWAPPED: &str = r#"{"responses":[{"id":"a","index":1,"status":200},{"id":"b","index":0,"status":404}]}"#;
const OPEN: &str = r#"{"responses":[{"id":"a","status":200},{"id":"b","#;
const COUNTED: &str = r#"{"responses":[{"id":"a","status":200},{"id":"b","status":200}],
    "summary":{"total":3,"succeeded":3,"failed":0,"retryable":0,"complete":true}}"#;
const INCOMPLETE: &str = r#"{"responses":[{"id":"a","status":200},{"id":"b","status":200}],
    "summary":{"total":2,"succeeded":2,"failed":0,"retryable":0,"complete":false}}"#;
const PROBLEM_BODY: &str = r#"{"type":"about:blank","title":"No","status":403,"detail":"not you"}"#;

/// The verdict on a response to a request with the keys `a` and `b`: the report, or the error.
async fn verdict(status: u16, content_type: &str, body: &'static str) -> (String, bool, usize) {
    let head = format!("{status} X\r\nContent-Type: {content_type}");
    let (address, received) = serve(move |_, _| response(&head, body)).await;
    let text = |error: ClientError| match error {
        ClientError::Failed { item } => format!("failed with {}", item.status().as_u16()),
        ClientError::NotMultiStatus { .. } => "not a multi-status".into(),
        error => error.to_string(),
    };
    let answer = reqwest::get(format!("http://{address}/")).await.unwrap();
    let read = answer.multistatus_for_keys::<Item, _>(Reader::new(), ["a", "b"]).await;
    let (read, succeeded) = match read {
        Ok(report) => (report.to_string(), report.into_result().is_ok()),
        Err(error) => (text(error), false),
    };
    let before = requests(&received).len();
    let sent = batch(&["a", "b"]).retry(quick().attempts(2)).send::<Item>(post(address)).await;
    let sent_succeeded = sent.is_ok_and(|report| report.check().is_ok());
    assert_eq!(sent_succeeded, succeeded, "{status} {body}");
    (read, succeeded, requests(&received).len() - before)
}

#[tokio::test]
async fn a_contradiction_is_never_a_success_and_never_leads_to_a_repetition() {
    let whole = "2 items: 2 succeeded, 0 failed, 0 may be sent again";
    let mixed = "2 items: 1 succeeded, 1 failed, 0 may be sent again";
    let bad = "2 items: 0 succeeded, 2 failed, 0 may be sent again";
    let contradiction = |code: &str, count| format!("; the status of the whole is {code}, and {count} items succeeded");
    let unavailable = contradiction("503 Service Unavailable", 2);
    let internal = contradiction("500 Internal Server Error", 2);
    let missing = contradiction("404 Not Found", 2);
    let rows = [
        // A success, or a failure that the items have too.
        (200, JSON, GOOD, whole.to_owned(), true),
        (207, JSON, GOOD, whole.into(), true),
        (207, XML, GOOD_XML, whole.into(), true),
        (207, PROBLEM, GOOD, whole.into(), true),
        (200, JSON, MIXED, mixed.into(), false),
        (207, JSON, MIXED, mixed.into(), false),
        (200, JSON, BAD, bad.into(), false),
        (207, JSON, BAD, bad.into(), false),
        (422, JSON, BAD, bad.into(), false),
        (500, JSON, BAD, bad.into(), false),
        // A success in a response that failed.
        (503, JSON, GOOD, format!("{whole}{unavailable}"), false),
        (500, JSON, GOOD, format!("{whole}{internal}"), false),
        (404, JSON, GOOD, format!("{whole}{missing}"), false),
        (503, PROBLEM, GOOD, format!("{whole}{unavailable}"), false),
        (404, XML, GOOD_XML, format!("{whole}{missing}"), false),
        (500, JSON, MIXED, format!("{mixed}{}", contradiction("500 Internal Server Error", 1)), false),
        (503, JSON, COUNTED, format!("{whole}; there are 2 items, and the summary counts 3{unavailable}"), false),
        // Items that do not answer what was asked for.
        (207, JSON, NONE, "2 items: 0 succeeded, 0 failed, 0 may be sent again, 2 missing; 2 items were sent, 0 came back without keys".into(), false),
        (207, JSON, SHORT, "2 items: 1 succeeded, 0 failed, 0 may be sent again, 1 missing".into(), false),
        (
            207,
            JSON,
            SWAPPED,
            "2 items: 0 succeeded, 0 failed, 0 may be sent again, 2 missing, 2 not asked for; 2 items are not matched, \
             because their id or index is wrong or the two do not agree"
                .into(),
            false,
        ),
        (207, JSON, COUNTED, format!("{whole}; there are 2 items, and the summary counts 3"), false),
        // A body that is not complete.
        (
            207,
            JSON,
            INCOMPLETE,
            format!("{whole}; truncated at byte 146: the sender reports that the source of its items failed"),
            false,
        ),
        (
            207,
            JSON,
            OPEN,
            "2 items: 0 succeeded, 0 failed, 0 may be sent again, 1 unconfirmed, 1 missing; truncated at byte 48: the \
             document ends before its last element does"
                .into(),
            false,
        ),
        // A failure of the whole, or no multi-status.
        (503, PROBLEM, BAD, "failed with 503".into(), false),
        (403, PROBLEM, PROBLEM_BODY, "failed with 403".into(), false),
        (403, JSON, PROBLEM_BODY, "failed with 403".into(), false),
        (503, JSON, NONE, "failed with 503".into(), false),
        (200, PROBLEM, PROBLEM_BODY, "not a multi-status".into(), false),
        (207, JSON, PROBLEM_BODY, "not a multi-status".into(), false),
        (200, JSON, "", "not a multi-status".into(), false),
        (207, JSON, "", "not a multi-status".into(), false),
        (207, JSON, "null", "not a multi-status".into(), false),
        (207, XML, "<html/>", "not a multi-status".into(), false),
        (204, JSON, "", "not a multi-status".into(), false),
    ];
    for (status, content_type, body, expected, success) in rows {
        let (found, succeeded, sent) = verdict(status, content_type, body).await;
        assert_eq!((&*found, succeeded), (&*expected, success), "{status} {content_type} {body}");
        let refused = status == 503 && expected == "failed with 503";
        assert_eq!(sent, if refused { 2 } else { 1 }, "only a refusal is sent again: {status} {content_type} {body}");
    }
}

#[tokio::test]
async fn a_207_without_a_body_is_no_success_of_items_that_are_not_listed() {
    for (status, success) in [(200, true), (204, true), (207, false)] {
        let (address, _) = serve(move |_, _| response(&format!("{status} X"), "")).await;
        let sent = batch(&["a", "b"]).listing_failures().send::<Item>(post(address)).await;
        assert_eq!(sent.is_ok_and(|report| report.check().is_ok()), success, "{status}");
    }
}

#[tokio::test]
async fn a_refusal_of_the_whole_that_has_items_delays_the_next_request() {
    let (address, received) = serve(|_, _| {
        let head = "503 Service Unavailable\r\nRetry-After: 3600\r\nContent-Type: application/json";
        response(head, r#"{"responses":[{"id":"a","status":503},{"id":"b","status":503}]}"#)
    })
    .await;
    let report = batch(&["a", "b", "c"]).retry(quick()).send::<Item>(post(address)).await.unwrap();
    assert_eq!(requests(&received).len(), 1);
    assert_eq!((report.retryable().count(), report.missing().len()), (2, 1));
}
