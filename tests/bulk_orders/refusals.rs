//! Requests that are refused as a whole: the response is one problem, and no order is created.

use serde_json::Value;

use crate::{
    order,
    service::{JSON, Service},
};

#[tokio::test]
async fn an_invalid_request_gets_one_problem() {
    let service = Service::start();
    let one_order = Value::from(vec![order("a", "pen", 1)]).to_string();
    let too_many = Value::from((0..1_001).map(|n| order(n.to_string(), "pen", 1)).collect::<Vec<_>>()).to_string();
    let too_large = format!("[\"{}\"]", "a".repeat(1024 * 1024));
    let text_plain = "Content-Type: text/plain";
    let batch = "/orders:batch";
    let requests: [(&str, &[&str], &str, u16, &str); 11] = [
        (batch, &[JSON], "[", 400, "the body is not valid JSON: "),
        (batch, &[JSON], "7", 400, "expected an array of items, found "),
        (batch, &[JSON], r#"{"order": []}"#, 400, "the member `orders`, which holds the items, is missing"),
        (batch, &[JSON], r#"{"orders": {}}"#, 400, "expected an array of items in the member `orders`"),
        (batch, &[JSON], &too_many, 413, "a batch takes at most 1000 items"),
        (batch, &[JSON], &too_large, 413, "the body of the request is too large: the limit is 1048576 bytes"),
        (batch, &[text_plain], &one_order, 415, "expected JSON or JSON Lines, found `text/plain`"),
        (batch, &[], &one_order, 415, "expected JSON or JSON Lines, found a body without a content type"),
        (batch, &[JSON, "Idempotency-Key: \"\""], &one_order, 400, "the idempotency key is empty"),
        (
            "/orders:batch?mode=all",
            &[JSON],
            &one_order,
            400,
            "Failed to deserialize query string: mode: unknown variant",
        ),
        ("/orders:batch?mode=atomic", &[JSON], &too_many, 413, "a batch takes at most 1000 items"),
    ];
    for (path, fields, body, status, detail) in requests {
        let response = service.post(path, fields, body).await;
        assert_eq!(response.status(), Some(status), "{detail}");
        assert!(response.head.contains("\r\ncontent-type: application/problem+json"), "{}", response.head);
        let problem = response.json();
        assert_eq!(problem["status"], status);
        assert!(problem["detail"].as_str().unwrap().starts_with(detail), "{problem}");
    }
    assert_eq!(service.order_ids().await, [""; 0]);
}
