//! Batches that are sent again with the same idempotency key.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    dependent_order, order,
    service::{JSON, Service},
};

#[tokio::test]
async fn stored_outcomes_are_replayed_and_the_other_items_run() {
    let service = Service::start();
    let orders = [
        order("a", "pen", 1),
        order("b", "none", 1),
        dependent_order("c", "pen", &["b"]),
        order("d", "panic", 1),
        order("e", "slow", 100),
    ];
    let first = service.post_with_key("k", &orders).await;
    let again = service.post_with_key("k", &orders).await;
    assert_eq!(first.statuses(), [201, 409, 424, 500, 504]);
    assert_eq!(again.json()["responses"], first.json()["responses"]);
    assert_eq!(service.units_taken().await, [("pen".into(), 1)].into());
}

#[tokio::test]
async fn a_key_is_bound_to_one_batch() {
    let service = Service::start();
    assert_eq!(service.post_with_key("k", &[order("a", "pen", 1)]).await.statuses(), [201]);
    for other in [vec![order("a", "pen", 2)], vec![order("a", "pen", 1), order("b", "pen", 1)]] {
        let response = service.post_with_key("k", &other).await;
        assert_eq!(response.status(), Some(422));
        let detail = response.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.starts_with("the idempotency key was sent before with other inputs"), "{detail}");
    }
    assert_eq!(service.order_ids().await, ["a"]);
    // The same order with another key is a new order with a taken id.
    assert_eq!(service.post_with_key("l", &[order("a", "pen", 1)]).await.statuses(), [409]);
}

#[tokio::test]
async fn a_refused_batch_can_be_corrected_under_its_key() {
    let service = Service::start();
    let too_many: Vec<_> = (0..1_001).map(|n| order(n.to_string(), "pen", 1)).collect();
    for _ in 0..2 {
        assert_eq!(service.post_with_key("k", &too_many).await.status(), Some(413));
    }
    assert_eq!(service.post_with_key("k", &[order("a", "pen", 0)]).await.statuses(), [422]);
    assert_eq!(service.post_with_key("k", &[order("a", "pen", 1)]).await.statuses(), [201]);
    assert_eq!(service.post_with_key("k", &[order("a", "pen", 1)]).await.statuses(), [201]);
    assert_eq!(service.post_with_key("k", &[order("b", "pen", 1)]).await.status(), Some(422));
    assert_eq!(service.order_ids().await, ["a"]);
}

#[tokio::test]
async fn a_running_batch_is_not_started_a_second_time() {
    let service = Service::start();
    let orders = [order("a", "slow", 10)];
    let second = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        service.post_with_key("k", &orders).await
    };
    let (first, second) = tokio::join!(service.post_with_key("k", &orders), second);
    assert_eq!(first.statuses(), [201]);
    assert_eq!(second.status(), Some(409));
    assert!(second.head.contains("\r\nretry-after: "), "{}", second.head);
    assert_eq!(service.post_with_key("k", &orders).await.statuses(), [201]);
    assert_eq!(service.units_taken().await, [("slow".into(), 10)].into());
}

#[tokio::test]
async fn outcomes_of_a_rolled_back_batch_are_not_stored() {
    let service = Service::start();
    let fields = [JSON, "Idempotency-Key: \"k\""];
    let orders = Value::from(vec![order("a", "pen", 1), order("b", "slow", 100)]).to_string();
    let post_atomic = async || service.post("/orders:batch?mode=atomic", &fields, &orders).await;
    assert_eq!(post_atomic().await.statuses(), [424, 504]);
    assert_eq!(post_atomic().await.statuses(), [424, 504]);
    assert_eq!(service.order_ids().await, [""; 0]);
    let fields = [JSON, "Idempotency-Key: \"l\""];
    let orders = Value::from(vec![order("a", "pen", 1), order("b", "slow", 1)]).to_string();
    for _ in 0..2 {
        let response = service.post("/orders:batch?mode=atomic", &fields, &orders).await;
        assert_eq!(response.statuses(), [201, 201]);
    }
    assert_eq!(service.units_taken().await, [("pen".into(), 1), ("slow".into(), 1)].into());
}

#[tokio::test]
async fn json_lines_are_replayed() {
    let service = Service::start();
    let fields = ["Content-Type: application/jsonl", "Accept: application/jsonl", "Idempotency-Key: \"k\""];
    let send = async |ids: [&str; 2]| {
        let lines: String = ids.iter().map(|id| format!("{}\n", order(*id, "pen", 1))).collect();
        let response = service.post("/orders:batch", &fields, &lines).await;
        response.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>()
    };
    let first = send(["a", "b"]).await;
    assert_eq!(first[2]["summary"]["succeeded"], 2);
    assert_eq!(send(["a", "b"]).await, first);
    let other = send(["a", "c"]).await;
    assert_eq!((&other[0], &other[1]["status"]), (&first[0], &json!(422)));
    assert_eq!(service.order_ids().await, ["a", "b"]);
}
