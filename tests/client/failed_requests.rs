//! Requests that fail as a whole.

use std::time::{Duration, Instant, SystemTime};

use multistatus::{
    Item, Report, StatusCode,
    client::{ClientError, FailureKind, NextAction, ResponseExt, RetryPlan},
};

use super::{batch, post, quick, requests, response, serve};

const NO_CONTENT: &str = "204 No Content";

#[tokio::test]
async fn a_refused_request_is_sent_again_after_the_date_in_retry_after() {
    let (address, received) = serve(|number, _| match number {
        0 => {
            let until = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(2));
            response(&format!("429 Too Many Requests\r\nRetry-After: {until}"), "")
        }
        _ => response(NO_CONTENT, ""),
    })
    .await;
    let start = Instant::now();
    let bulk = batch(&["a", "b", "c"]).listing_failures().retry(quick());
    let report: Report<StatusCode> = bulk.send(post(address)).await.unwrap();
    assert!(start.elapsed() > Duration::from_millis(900), "{:?}", start.elapsed());
    assert_eq!(requests(&received), ["[\"a\",\"b\"]", "[\"c\"]", "[\"a\",\"b\"]"]);
    assert_eq!(report.unlisted().count(), 3);
    assert!(report.check().is_ok());
}

#[tokio::test]
async fn the_number_of_requests_to_an_unavailable_server_is_limited() {
    let (address, received) = serve(|_, _| response("503 Service Unavailable", "")).await;
    let report: Report<Item> = batch(&["a", "b"]).retry(quick().attempts(3)).send(post(address)).await.unwrap();
    assert_eq!(requests(&received).len(), 3);
    let line = "2 of 2 items did not succeed: a: 503 Service Unavailable, b: 503 Service Unavailable";
    assert_eq!(report.into_result().unwrap_err().to_string(), line);
}

#[tokio::test]
async fn a_retry_after_beyond_the_time_limit_ends_the_batch() {
    let (address, received) = serve(|_, _| response("503 Service Unavailable\r\nRetry-After: 3600", "")).await;
    let report: Report<Item> = batch(&["a", "b", "c"]).retry(quick()).send(post(address)).await.unwrap();
    assert_eq!(requests(&received).len(), 1);
    assert_eq!(report.retryable().count(), 2);
    assert_eq!(report.missing().iter().map(|missing| (missing.index, missing.sent)).collect::<Vec<_>>(), [(2, false)]);
}

#[tokio::test]
async fn items_that_may_have_been_applied_are_sent_again_only_with_an_idempotency_key() {
    let answer = |number: usize, _: &str| match number {
        0 => response("502 Bad Gateway", ""),
        _ => response(NO_CONTENT, ""),
    };
    let (address, received) = serve(answer).await;
    let report: Report<Item> = batch(&["a"]).listing_failures().retry(quick()).send(post(address)).await.unwrap();
    assert_eq!((requests(&received).len(), report.failed().count()), (1, 1));

    let (address, received) = serve(answer).await;
    let client = reqwest::Client::new();
    let bulk = batch(&["a"]).listing_failures().retry(quick().keyed("import-7"));
    let report: Report<Item> = bulk
        .send(|parts| {
            let keys: Vec<_> = parts.iter().map(|part| &part.idempotency_key).collect();
            client.post(format!("http://{address}/items")).json(&keys)
        })
        .await
        .unwrap();
    assert!(report.check().is_ok());
    assert_eq!(requests(&received), ["[\"import-7:0\"]", "[\"import-7:0\"]"], "the same key on each attempt");
}

#[tokio::test]
async fn a_problem_for_the_whole_request_stops_the_batch() {
    let problem = r#"{"title":"Unauthorized","status":401,"detail":"the token is too old","realm":"orders"}"#;
    let head = "401 Unauthorized\r\nContent-Type: application/problem+json\r\nWWW-Authenticate: Bearer";
    let (address, received) = serve(move |_, _| response(head, problem)).await;
    let error = batch(&["a", "b", "c"]).retry(quick()).send::<Item>(post(address)).await.unwrap_err();
    assert_eq!(requests(&received).len(), 1);
    let ClientError::Failed { item } = &error.error else { panic!("{error}") };
    assert_eq!((item.status().as_u16(), item.description()), (401, "the token is too old"));
    assert_eq!(item.extensions()["realm"], "orders");
    assert_eq!(
        error.report.permanent().map(|entry| entry.next().clone()).collect::<Vec<_>>(),
        [NextAction::Authenticate, NextAction::Authenticate]
    );
    let expected = "the whole request failed with 401 Unauthorized: the token is too old; \
                3 items: 0 succeeded, 2 failed, 0 may be sent again, 1 not sent";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn items_are_not_sent_if_the_server_is_unreachable() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = batch(&["a", "b"]).retry(quick().attempts(2)).send::<Item>(post(address)).await.unwrap_err();
    assert!(matches!(error.error, ClientError::Transport(_)), "{error}");
    let failure = error.report.into_result().unwrap_err();
    assert!(failure.failures.iter().all(|failure| failure.kind == FailureKind::NotSent), "{failure}");
}

#[tokio::test]
async fn items_are_missing_if_the_connection_closes_without_an_answer() {
    let (address, received) =
        serve(|number, _| if number == 0 { String::new() } else { response(NO_CONTENT, "") }).await;
    let bulk = || batch(&["a", "b"]).listing_failures();
    let error = bulk().retry(quick()).send::<Item>(post(address)).await.unwrap_err();
    assert_eq!(error.report.missing().iter().filter(|missing| missing.sent).count(), 2);
    assert_eq!(requests(&received).len(), 1);

    let (address, received) =
        serve(|number, _| if number == 0 { String::new() } else { response(NO_CONTENT, "") }).await;
    let report = bulk().retry(quick().idempotent()).send::<Item>(post(address)).await.unwrap();
    assert!(report.check().is_ok());
    assert_eq!(requests(&received).len(), 2);
}

#[tokio::test]
async fn a_retry_of_other_items_does_not_hide_a_lost_answer() {
    let (address, received) = serve(|number, _| match number {
        0 => String::new(),
        1 => response("503 Service Unavailable", ""),
        _ => response(NO_CONTENT, ""),
    })
    .await;
    let bulk = batch(&["a", "b", "c"]).listing_failures().retry(quick());
    let error = bulk.send::<Item>(post(address)).await.unwrap_err();
    assert_eq!(requests(&received), ["[\"a\",\"b\"]", "[\"c\"]", "[\"c\"]"]);
    assert_eq!((error.report.missing().len(), error.report.unlisted().count()), (2, 1));
}

#[tokio::test]
async fn a_failed_response_reports_its_status() {
    let (address, _) = serve(|_, _| response("507 Insufficient Storage\r\nContent-Type: text/plain", "full")).await;
    let answer = reqwest::get(format!("http://{address}/")).await.unwrap();
    let error = answer.multistatus::<StatusCode>().await.unwrap_err();
    assert_eq!(error.to_string(), "the whole request failed with 507 Insufficient Storage");
}

#[tokio::test]
async fn an_empty_answer_is_not_a_multi_status() {
    let (address, _) = serve(|_, _| response("200 OK", "")).await;
    let answer = reqwest::get(format!("http://{address}/")).await.unwrap();
    let error = answer.multistatus::<StatusCode>().await.unwrap_err();
    assert!(matches!(error, ClientError::NotMultiStatus { status: StatusCode::OK, .. }), "{error}");
    let nothing: Report<Item> = batch(&[]).retry(RetryPlan::new()).send(post(address)).await.unwrap();
    assert_eq!(nothing.total(), 0);
}

#[tokio::test]
async fn a_failed_request_has_the_conditions_and_the_description_of_its_error_document() {
    let (address, _) = serve(|_, _| {
        let condition = "<D:lock-token-submitted><D:href>/a</D:href></D:lock-token-submitted>";
        let problem = "<problem xmlns=\"urn:ietf:rfc:7807\"><detail>locked by Ada</detail><owner>Ada</owner></problem>";
        let body = format!("<?xml version=\"1.0\"?>\n<D:error xmlns:D=\"DAV:\">{condition}{problem}</D:error>");
        response("423 Locked\r\nContent-Type: application/xml", &body)
    })
    .await;
    let response = reqwest::get(format!("http://{address}/a")).await.unwrap();
    let ClientError::Failed { item } = response.multistatus::<Item>().await.unwrap_err() else { panic!("a failure") };
    let [condition] = item.conditions() else { panic!("one condition: {item:?}") };
    assert_eq!((condition.condition().name(), condition.hrefs()[0].as_str()), ("lock-token-submitted", "/a"));
    assert_eq!((item.description(), item.extensions()["owner"].as_str()), ("locked by Ada", Some("Ada")));
}
