//! Requests that are refused as a whole: one problem each, and nothing is created.

use serde_json::Value;

use crate::{
    order,
    service::{JSON, Service},
};

#[tokio::test]
async fn what_makes_no_sense_as_a_whole_is_one_problem() {
    let service = Service::start();
    let one = Value::from(vec![order("a", "pen", 1)]).to_string();
    let many = Value::from((0..1_001).map(|n| order(n.to_string(), "pen", 1)).collect::<Vec<_>>()).to_string();
    let large = format!("[\"{}\"]", "a".repeat(1024 * 1024));
    let text = "Content-Type: text/plain";
    let batch = "/orders:batch";
    let requests: [(&str, &[&str], &str, u16, &str); 11] = [
        (batch, &[JSON], "[", 400, "the body is not valid JSON: "),
        (batch, &[JSON], "7", 400, "expected an array of items, found "),
        (batch, &[JSON], r#"{"order": []}"#, 400, "there is no member `orders`"),
        (batch, &[JSON], r#"{"orders": {}}"#, 400, "expected an array of items in the member `orders`"),
        (batch, &[JSON], &many, 413, "a batch takes at most 1000 items"),
        (batch, &[JSON], &large, 413, "the body of the request is too large: it may have 1048576 bytes"),
        (batch, &[text], &one, 415, "expected JSON or JSON Lines, found `text/plain`"),
        (batch, &[], &one, 415, "expected JSON or JSON Lines, found a body without a content type"),
        (batch, &[JSON, "Idempotency-Key: \"\""], &one, 400, "the idempotency key is empty"),
        ("/orders:batch?mode=all", &[JSON], &one, 400, "Failed to deserialize query string: mode: unknown variant"),
        ("/orders:batch?mode=atomic", &[JSON], &many, 413, "a batch takes at most 1000 items"),
    ];
    for (path, fields, body, status, detail) in requests {
        let answer = service.post(path, fields, body).await;
        assert_eq!(answer.status(), Some(status), "{detail}");
        assert!(answer.head.contains("\r\ncontent-type: application/problem+json"), "{}", answer.head);
        let problem = answer.json();
        assert_eq!(problem["status"], status);
        assert!(problem["detail"].as_str().unwrap().starts_with(detail), "{problem}");
    }
    assert_eq!(service.orders().await, [""; 0]);
}
