//! A server whose multi-statuses are cut off, out of order, or say too much or too little.

use multistatus::{
    Item, Report, StatusCode,
    client::{ClientError, ResponseExt},
};

use super::{batch, cut, each, item, multistatus, post, quick, requests, response, serve};

#[tokio::test]
async fn items_of_a_connection_that_drops_are_in_doubt() {
    let (address, seen) = serve(|_, _| cut(&(item("a", 201) + ","))).await;
    let report: Report<Item> = batch(&["a", "b"]).retry(quick()).send(post(address)).await.unwrap();
    assert_eq!(requests(&seen).len(), 1, "nobody declared them idempotent");
    assert_eq!((report.succeeded().count(), report.unconfirmed().count(), report.missing().len()), (0, 1, 1));
    assert!(report.missing()[0].sent);
    assert!(
        report.into_result().unwrap_err().to_string().contains("a: 201 Created (unconfirmed), b: missing; truncated")
    );
}

#[tokio::test]
async fn idempotent_items_go_again_after_a_connection_dropped() {
    let (address, seen) = serve(|number, body| match number {
        0 => cut(&(item("a", 201) + ",")),
        _ => multistatus(&each(body, 200), 2),
    })
    .await;
    let report: Report<StatusCode> = batch(&["a", "b"]).retry(quick().idempotent()).send(post(address)).await.unwrap();
    assert_eq!(requests(&seen).len(), 2);
    assert_eq!(report.into_result().unwrap(), [StatusCode::OK, StatusCode::OK]);
}

#[tokio::test]
async fn answers_out_of_order_find_their_items() {
    let (address, seen) = serve(|number, body| {
        let answers = match number {
            0 => vec![item("b", 429), item("a", 200)],
            _ => each(body, 201),
        };
        multistatus(&answers, answers.len())
    })
    .await;
    let report: Report<StatusCode> = batch(&["a", "b"]).retry(quick()).send(post(address)).await.unwrap();
    assert_eq!(requests(&seen), ["[\"a\",\"b\"]", "[\"b\"]"]);
    assert_eq!(report.into_result().unwrap(), [StatusCode::OK, StatusCode::CREATED]);
}

#[tokio::test]
async fn an_item_answered_twice_is_no_success_if_one_answer_is_none() {
    let (address, seen) = serve(|_, _| multistatus(&[item("a", 200), item("b", 200), item("a", 503)], 2)).await;
    let report: Report<Item> = batch(&["a", "b"]).retry(quick()).send(post(address)).await.unwrap();
    assert_eq!(requests(&seen).len(), 1, "it may have been applied");
    assert_eq!((report.succeeded().count(), report.failed().count(), report.duplicates().len()), (1, 1, 1));
}

#[tokio::test]
async fn an_item_that_is_not_answered_is_missing() {
    let (address, seen) = serve(|_, _| multistatus(&[item("a", 200), item("z", 200)], 2)).await;
    let report: Report<Item> = batch(&["a", "b"]).retry(quick()).send(post(address)).await.unwrap();
    assert_eq!(requests(&seen).len(), 1);
    assert_eq!((report.missing().len(), report.unknown().len()), (1, 1));
    let line = "2 of 2 items did not succeed: b: missing, z: 200 OK (not asked for)";
    assert_eq!(report.into_result().unwrap_err().to_string(), line);
}

#[tokio::test]
async fn a_page_of_html_ends_the_batch_and_loses_nothing() {
    let page = "<!DOCTYPE html><html><body>Please sign in</body></html>";
    let (address, seen) = serve(move |number, body| match number {
        0 => multistatus(&each(body, 200), 2),
        _ => response("200 OK\r\nContent-Type: text/html", page),
    })
    .await;
    let error = batch(&["a", "b", "c", "d", "e"]).retry(quick()).send::<Item>(post(address)).await.unwrap_err();
    assert_eq!(requests(&seen).len(), 2, "the third request would meet the same page");
    let ClientError::NotMultiStatus { status, content_type, start, .. } = &error.error else { panic!("{error}") };
    assert_eq!((status.as_u16(), content_type.as_deref(), &**start), (200, Some("text/html"), page));
    assert_eq!(error.report.succeeded().count(), 2);
    let missing: Vec<_> = error.report.missing().iter().map(|missing| (missing.index, missing.sent)).collect();
    assert_eq!(missing, [(2, true), (3, true), (4, false)]);
}

#[tokio::test]
async fn what_minimal_answers_leave_out_succeeded() {
    let (address, _) = serve(|_, _| {
        let head = "207 Multi-Status\r\nContent-Type: application/json\r\nPreference-Applied: return=minimal";
        let summary = r#""summary":{"total":2,"succeeded":1,"failed":1,"retryable":0,"complete":true}"#;
        response(head, &format!("{{\"responses\":[{}],{summary}}}", item("b", 404)))
    })
    .await;
    let report: Report<Item> = batch(&["a", "b"]).send(post(address)).await.unwrap();
    assert_eq!(report.to_string(), "2 items: 1 succeeded, 1 failed, 0 may be sent again");
    let answer = reqwest::get(format!("http://{address}/")).await.unwrap();
    let report = answer.multistatus::<Item>().await.unwrap().for_keys(["a", "b"]);
    assert_eq!((report.unlisted().count(), report.missing().len()), (1, 0));
}
