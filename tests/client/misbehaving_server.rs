//! A server whose multi-statuses are truncated, out of order or incomplete, or have unexpected items.

use multistatus::{
    Item, Report, StatusCode,
    client::{ClientError, ResponseExt},
};

use super::{batch, item, items_for, multistatus, post, quick, requests, response, serve, truncated};

#[tokio::test]
async fn items_of_a_truncated_answer_are_not_confirmed() {
    let (address, received) = serve(|_, _| truncated(&(item("a", 201) + ","))).await;
    let report: Report<Item> = batch(&["a", "b"]).retry(quick()).send(post(address)).await.unwrap();
    assert_eq!(requests(&received).len(), 1, "the items are not declared idempotent");
    assert_eq!((report.succeeded().count(), report.unconfirmed().count(), report.missing().len()), (0, 1, 1));
    assert!(report.missing()[0].sent);
    assert!(
        report.into_result().unwrap_err().to_string().contains("a: 201 Created (unconfirmed), b: missing; truncated")
    );
}

#[tokio::test]
async fn idempotent_items_are_sent_again_after_a_truncated_answer() {
    let (address, received) = serve(|number, body| match number {
        0 => truncated(&(item("a", 201) + ",")),
        _ => multistatus(&items_for(body, 200), 2),
    })
    .await;
    let report: Report<StatusCode> = batch(&["a", "b"]).retry(quick().idempotent()).send(post(address)).await.unwrap();
    assert_eq!(requests(&received).len(), 2);
    assert_eq!(report.into_result().unwrap(), [StatusCode::OK, StatusCode::OK]);
}

#[tokio::test]
async fn answers_out_of_order_are_matched_by_key() {
    let (address, received) = serve(|number, body| {
        let answers = match number {
            0 => vec![item("b", 429), item("a", 200)],
            _ => items_for(body, 201),
        };
        multistatus(&answers, answers.len())
    })
    .await;
    let report: Report<StatusCode> = batch(&["a", "b"]).retry(quick()).send(post(address)).await.unwrap();
    assert_eq!(requests(&received), ["[\"a\",\"b\"]", "[\"b\"]"]);
    assert_eq!(report.into_result().unwrap(), [StatusCode::OK, StatusCode::CREATED]);
}

#[tokio::test]
async fn an_item_answered_twice_is_a_failure_if_one_answer_is_a_failure() {
    let (address, received) = serve(|_, _| multistatus(&[item("a", 200), item("b", 200), item("a", 503)], 2)).await;
    let report: Report<Item> = batch(&["a", "b"]).retry(quick()).send(post(address)).await.unwrap();
    assert_eq!(requests(&received).len(), 1, "the item may have been applied");
    assert_eq!((report.succeeded().count(), report.failed().count(), report.duplicates().len()), (1, 1, 1));
}

#[tokio::test]
async fn an_item_without_an_answer_is_missing() {
    let (address, received) = serve(|_, _| multistatus(&[item("a", 200), item("z", 200)], 2)).await;
    let report: Report<Item> = batch(&["a", "b"]).retry(quick()).send(post(address)).await.unwrap();
    assert_eq!(requests(&received).len(), 1);
    assert_eq!((report.missing().len(), report.unknown().len()), (1, 1));
    let line = "2 of 2 items did not succeed: b: missing, z: 200 OK (not asked for)";
    assert_eq!(report.into_result().unwrap_err().to_string(), line);
}

#[tokio::test]
async fn an_html_page_ends_the_batch_and_keeps_earlier_answers() {
    let page = "<!DOCTYPE html><html><body>Please sign in</body></html>";
    let (address, received) = serve(move |number, body| match number {
        0 => multistatus(&items_for(body, 200), 2),
        _ => response("200 OK\r\nContent-Type: text/html", page),
    })
    .await;
    let error = batch(&["a", "b", "c", "d", "e"]).retry(quick()).send::<Item>(post(address)).await.unwrap_err();
    assert_eq!(requests(&received).len(), 2, "the third request is not sent");
    let ClientError::NotMultiStatus { status, content_type, start, .. } = &error.error else { panic!("{error}") };
    assert_eq!((status.as_u16(), content_type.as_deref(), &**start), (200, Some("text/html"), page));
    assert_eq!(error.report.succeeded().count(), 2);
    let missing: Vec<_> = error.report.missing().iter().map(|missing| (missing.index, missing.sent)).collect();
    assert_eq!(missing, [(2, true), (3, true), (4, false)]);
}

#[tokio::test]
async fn items_left_out_of_a_minimal_answer_succeeded() {
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
