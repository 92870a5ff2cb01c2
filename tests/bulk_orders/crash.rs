//! `kill -9` in the middle of a batch, a restart on the same file, and the same batch again: each order exactly once.

use std::{path::Path, time::Duration};

use serde_json::Value;

use crate::{
    order,
    service::{JSON, Service},
};

/// The moments at which the process is killed, in milliseconds after the batch was sent.
const MOMENTS: [u64; 8] = [0, 3, 10, 30, 60, 120, 250, 450];

/// Orders of which some are slow, more than run at once.
fn orders() -> Vec<Value> {
    let sku = |n: u32| if n.is_multiple_of(3) { "slow" } else { "pen" };
    (0..200).map(|n| order(format!("{n:03}"), sku(n), 1 + n % 5)).collect()
}

fn pieces(sku: &str) -> u64 {
    let orders = orders();
    orders.iter().filter(|order| order["sku"] == sku).filter_map(|order| order["quantity"].as_u64()).sum()
}

/// Sends the batch, kills the service after a while, and says how many orders it had created by then.
async fn killed(file: &Path, path: &str, after: Duration) -> usize {
    let service = Service::on(file);
    let body = Value::from(orders()).to_string();
    let fields = [JSON, "Idempotency-Key: \"monday\""];
    let sent = service.post(path, &fields, &body);
    let answer = tokio::time::timeout(after, sent).await;
    service.kill();
    // Nothing of what follows is worth anything where the batch had ended.
    assert!(answer.is_err(), "it takes longer than {after:?}");
    Service::on(file).orders().await.len()
}

/// Sends the batch once more, and looks at what there is.
async fn repeat(file: &Path, path: &str) {
    let service = Service::on(file);
    let body = Value::from(orders()).to_string();
    let answer = service.post(path, &[JSON, "Idempotency-Key: \"monday\""], &body).await;
    assert_eq!(answer.statuses(), vec![201; 200], "{}", answer.body);
    assert_eq!(service.orders().await, (0..200).map(|n| format!("{n:03}")).collect::<Vec<_>>());
    let taken = [("pen".into(), pieces("pen")), ("slow".into(), pieces("slow"))];
    assert_eq!(service.taken().await, taken.into());
}

#[tokio::test]
async fn a_batch_is_done_exactly_once_whenever_the_process_is_killed() {
    let mut created = Vec::new();
    for moment in MOMENTS {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("orders.redb");
        created.push(killed(&file, "/orders:batch", Duration::from_millis(moment)).await);
        repeat(&file, "/orders:batch").await;
    }
    // Some of the moments are in the middle.
    assert!(created.iter().any(|count| (1..200).contains(count)), "{created:?}");
}

#[tokio::test]
async fn what_was_created_is_known_again_before_its_outcome_was_kept() {
    let orders: Vec<_> = (0..1_000).map(|n| order(format!("{n:03}"), "pen", 1)).collect();
    for kill in 0..6 {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("orders.redb");
        let service = Service::on(&file);
        // While many are created, some are in the store whose outcomes are not.
        let many = async { while service.orders().await.len() <= kill * 100 {} };
        tokio::select! {
            answer = service.keyed("monday", &orders) => panic!("it was not killed: {}", answer.body),
            () = many => service.kill(),
        }
        let service = Service::on(&file);
        assert_eq!(service.keyed("monday", &orders).await.statuses(), vec![201; 1_000]);
        assert_eq!(service.taken().await, [("pen".into(), 1_000)].into());
    }
}

#[tokio::test]
async fn a_process_may_be_killed_again_and_again() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("orders.redb");
    let mut before = 0;
    for moment in [20, 150, 40, 100] {
        let service = Service::on(&file);
        let body = Value::from(orders()).to_string();
        let sent = service.post("/orders:batch", &[JSON, "Idempotency-Key: \"monday\""], &body);
        let _ = tokio::time::timeout(Duration::from_millis(moment), sent).await;
        service.kill();
        let created = Service::on(&file).orders().await.len();
        assert!(created >= before, "{created} orders, and there were {before}");
        before = created;
    }
    repeat(&file, "/orders:batch").await;
}

#[tokio::test]
async fn of_an_atomic_batch_all_or_nothing_is_there_after_a_crash() {
    for moment in [5, 100, 400] {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("orders.redb");
        let created = killed(&file, "/orders:batch?mode=atomic", Duration::from_millis(moment)).await;
        assert!(created == 0 || created == 200, "{created} orders after {moment} ms");
        repeat(&file, "/orders:batch?mode=atomic").await;
    }
}

#[tokio::test]
async fn what_was_answered_survives() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("orders.redb");
    let service = Service::on(&file);
    assert_eq!(service.batch(&orders()[..50]).await.statuses(), vec![201; 50]);
    service.kill();
    assert_eq!(Service::on(&file).orders().await.len(), 50);
}
