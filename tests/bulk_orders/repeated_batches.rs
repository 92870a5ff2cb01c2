//! Batches that are sent again under their idempotency key.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    dependent, order,
    service::{JSON, Service},
};

#[tokio::test]
async fn what_ended_is_replayed_and_the_rest_runs() {
    let service = Service::start();
    let orders = [
        order("a", "pen", 1),
        order("b", "none", 1),
        dependent("c", "pen", &["b"]),
        order("d", "panic", 1),
        order("e", "slow", 100),
    ];
    let first = service.keyed("k", &orders).await;
    let again = service.keyed("k", &orders).await;
    assert_eq!(first.statuses(), [201, 409, 424, 500, 504]);
    assert_eq!(again.json()["responses"], first.json()["responses"]);
    assert_eq!(service.taken().await, [("pen".into(), 1)].into());
}

#[tokio::test]
async fn a_key_is_for_one_batch() {
    let service = Service::start();
    assert_eq!(service.keyed("k", &[order("a", "pen", 1)]).await.statuses(), [201]);
    for other in [vec![order("a", "pen", 2)], vec![order("a", "pen", 1), order("b", "pen", 1)]] {
        let answer = service.keyed("k", &other).await;
        assert_eq!(answer.status(), Some(422));
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.starts_with("the idempotency key was sent before with other inputs"), "{detail}");
    }
    assert_eq!(service.orders().await, ["a"]);
    // The same order under another key is somebody else's.
    assert_eq!(service.keyed("l", &[order("a", "pen", 1)]).await.statuses(), [409]);
}

#[tokio::test]
async fn a_batch_that_still_runs_is_not_run_beside_itself() {
    let service = Service::start();
    let orders = [order("a", "slow", 10)];
    let second = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        service.keyed("k", &orders).await
    };
    let (first, second) = tokio::join!(service.keyed("k", &orders), second);
    assert_eq!(first.statuses(), [201]);
    assert_eq!(second.status(), Some(409));
    assert!(second.head.contains("\r\nretry-after: "), "{}", second.head);
    assert_eq!(service.keyed("k", &orders).await.statuses(), [201]);
    assert_eq!(service.taken().await, [("slow".into(), 10)].into());
}

#[tokio::test]
async fn what_was_rolled_back_is_not_kept() {
    let service = Service::start();
    let fields = [JSON, "Idempotency-Key: \"k\""];
    let orders = Value::from(vec![order("a", "pen", 1), order("b", "slow", 100)]).to_string();
    let atomic = async || service.post("/orders:batch?mode=atomic", &fields, &orders).await;
    assert_eq!(atomic().await.statuses(), [424, 504]);
    assert_eq!(atomic().await.statuses(), [424, 504]);
    assert_eq!(service.orders().await, [""; 0]);
    let fields = [JSON, "Idempotency-Key: \"l\""];
    let orders = Value::from(vec![order("a", "pen", 1), order("b", "slow", 1)]).to_string();
    for _ in 0..2 {
        let answer = service.post("/orders:batch?mode=atomic", &fields, &orders).await;
        assert_eq!(answer.statuses(), [201, 201]);
    }
    assert_eq!(service.taken().await, [("pen".into(), 1), ("slow".into(), 1)].into());
}

#[tokio::test]
async fn lines_are_replayed_too() {
    let service = Service::start();
    let fields = ["Content-Type: application/jsonl", "Accept: application/jsonl", "Idempotency-Key: \"k\""];
    let send = async |ids: [&str; 2]| {
        let lines: String = ids.iter().map(|id| format!("{}\n", order(*id, "pen", 1))).collect();
        let answer = service.post("/orders:batch", &fields, &lines).await;
        answer.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>()
    };
    let first = send(["a", "b"]).await;
    assert_eq!(first[2]["summary"]["succeeded"], 2);
    assert_eq!(send(["a", "b"]).await, first);
    let other = send(["a", "c"]).await;
    assert_eq!((&other[0], &other[1]["status"]), (&first[0], &json!(422)));
    assert_eq!(service.orders().await, ["a", "b"]);
}
