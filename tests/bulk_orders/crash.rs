//! The process is killed during a batch, restarted on the same file, and gets the same batch again. Each order is created
//! exactly once.

use std::{path::Path, time::Duration};

use serde_json::Value;

use crate::{
    order,
    service::{JSON, Service},
};

/// Times at which the process is killed, in milliseconds after the batch was sent.
const KILL_TIMES: [u64; 8] = [0, 3, 10, 30, 60, 120, 250, 450];

/// Returns 200 orders, some of them slow. That is more than run concurrently.
fn orders() -> Vec<Value> {
    let sku = |n: u32| if n.is_multiple_of(3) { "slow" } else { "pen" };
    (0..200).map(|n| order(format!("{n:03}"), sku(n), 1 + n % 5)).collect()
}

/// Returns the number of units of a sku in `orders`.
fn units(sku: &str) -> u64 {
    let orders = orders();
    orders.iter().filter(|order| order["sku"] == sku).filter_map(|order| order["quantity"].as_u64()).sum()
}

/// Sends the batch, kills the service after the given time, and returns the number of orders that it created.
async fn send_and_kill(file: &Path, path: &str, after: Duration) -> usize {
    let service = Service::open(file);
    let body = Value::from(orders()).to_string();
    let fields = [JSON, "Idempotency-Key: \"monday\""];
    let request = service.post(path, &fields, &body);
    let response = tokio::time::timeout(after, request).await;
    service.kill();
    // The kill must happen before the response is complete.
    assert!(response.is_err(), "the batch ended within {after:?}");
    Service::open(file).order_ids().await.len()
}

/// Sends the batch again, and checks the orders and the stock.
async fn send_again_and_verify(file: &Path, path: &str) {
    let service = Service::open(file);
    let body = Value::from(orders()).to_string();
    let response = service.post(path, &[JSON, "Idempotency-Key: \"monday\""], &body).await;
    assert_eq!(response.statuses(), vec![201; 200], "{}", response.body);
    assert_eq!(service.order_ids().await, (0..200).map(|n| format!("{n:03}")).collect::<Vec<_>>());
    let units_taken = [("pen".into(), units("pen")), ("slow".into(), units("slow"))];
    assert_eq!(service.units_taken().await, units_taken.into());
}

#[tokio::test]
async fn a_batch_is_applied_exactly_once_whenever_the_process_is_killed() {
    let mut created = Vec::new();
    for kill_time in KILL_TIMES {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("orders.redb");
        created.push(send_and_kill(&file, "/orders:batch", Duration::from_millis(kill_time)).await);
        send_again_and_verify(&file, "/orders:batch").await;
    }
    // At least one kill hits the middle of the batch.
    assert!(created.iter().any(|count| (1..200).contains(count)), "{created:?}");
}

#[tokio::test]
async fn an_order_created_before_its_outcome_was_stored_is_recognized() {
    let orders: Vec<_> = (0..1_000).map(|n| order(format!("{n:03}"), "pen", 1)).collect();
    for kill in 0..6 {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("orders.redb");
        let service = Service::open(&file);
        // During a large batch, some orders are stored while their outcomes are not.
        let enough = async { while service.order_ids().await.len() <= kill * 100 {} };
        tokio::select! {
            response = service.post_with_key("monday", &orders) => panic!("the batch ended before the kill: {}", response.body),
            () = enough => service.kill(),
        }
        let service = Service::open(&file);
        assert_eq!(service.post_with_key("monday", &orders).await.statuses(), vec![201; 1_000]);
        assert_eq!(service.units_taken().await, [("pen".into(), 1_000)].into());
    }
}

#[tokio::test]
async fn a_process_may_be_killed_repeatedly() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("orders.redb");
    let mut before = 0;
    for kill_time in [20, 150, 40, 100] {
        let service = Service::open(&file);
        let body = Value::from(orders()).to_string();
        let request = service.post("/orders:batch", &[JSON, "Idempotency-Key: \"monday\""], &body);
        let _ = tokio::time::timeout(Duration::from_millis(kill_time), request).await;
        service.kill();
        let created = Service::open(&file).order_ids().await.len();
        assert!(created >= before, "{created} orders after {before}");
        before = created;
    }
    send_again_and_verify(&file, "/orders:batch").await;
}

#[tokio::test]
async fn an_atomic_batch_is_complete_or_absent_after_a_crash() {
    for kill_time in [5, 100, 400] {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("orders.redb");
        let created = send_and_kill(&file, "/orders:batch?mode=atomic", Duration::from_millis(kill_time)).await;
        assert!(created == 0 || created == 200, "{created} orders after {kill_time} ms");
        send_again_and_verify(&file, "/orders:batch?mode=atomic").await;
    }
}

#[tokio::test]
async fn orders_with_a_sent_outcome_survive_a_crash() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("orders.redb");
    let service = Service::open(&file);
    assert_eq!(service.post_batch(&orders()[..50]).await.statuses(), vec![201; 50]);
    service.kill();
    assert_eq!(Service::open(&file).order_ids().await.len(), 50);
}
