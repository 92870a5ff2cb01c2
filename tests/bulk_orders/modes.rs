//! The outcome of each order, in each mode and each format.

use serde_json::{Value, json};

use crate::{
    dependent_order, order,
    service::{JSON, Service},
};

#[tokio::test]
async fn each_order_gets_its_own_outcome_in_request_order() {
    let service = Service::start();
    let orders = [
        order("slow", "slow", 3),
        order("a", "pen", 2),
        order("none", "none", 1),
        dependent_order("after none", "pen", &["none"]),
        dependent_order("after after none", "pen", &["after none"]),
        dependent_order("after a", "pen", &["a"]),
        dependent_order("after unknown", "pen", &["unknown"]),
        dependent_order("cycle", "pen", &["cycle"]),
        order("panic", "panic", 1),
        order("too slow", "slow", 100),
        order("zero", "pen", 0),
        order("", "pen", 101),
        json!({"id": "text", "sku": "pen", "quantity": "two"}),
        json!(7),
        order("a", "pen", 1),
    ];
    let response = service.post_batch(&orders).await;
    assert_eq!(response.status(), Some(207));
    assert!(response.head.contains("\r\ncontent-type: application/json"), "{}", response.head);
    assert_eq!(
        response.statuses(),
        [201, 201, 409, 424, 424, 201, 400, 400, 500, 504, 422, 422, 422, 422, 409],
        "{}",
        response.body
    );
    let json = response.json();
    let item = |index: usize| &json["responses"][index];
    assert_eq!(item(1)["body"], json!({"id": "a", "sku": "pen", "quantity": 2}));
    assert_eq!(item(2)["body"]["detail"], "insufficient stock of none: 1 ordered, 0 available");
    assert_eq!((&item(2)["body"]["left"], &item(2)["id"]), (&json!(0), &json!("none")));
    assert_eq!((&item(3)["body"]["cause"], &item(4)["body"]["cause"]), (&json!("none"), &json!("none")));
    assert!(!response.body.contains("makes the handler panic"), "the message of the panic was sent: {}", response.body);
    assert_eq!(item(10)["body"]["errors"][0]["pointer"], "/10/quantity");
    assert_eq!(item(11)["body"]["errors"].as_array().map(Vec::len), Some(2), "{}", item(11));
    assert_eq!(item(12)["body"]["errors"][0]["pointer"], "/12/quantity");
    assert_eq!(item(12)["id"], "text");
    assert_eq!(json["summary"]["total"], 15);
    assert_eq!(service.order_ids().await, ["a", "after a", "slow"]);
    assert_eq!(service.units_taken().await, [("pen".into(), 3), ("slow".into(), 3)].into());
}

#[tokio::test]
async fn an_order_id_is_used_once() {
    let service = Service::start();
    assert_eq!(service.post_batch(&[order("a", "pen", 1)]).await.statuses(), [201]);
    let again = service.post_batch(&[order("a", "pen", 1)]).await;
    assert_eq!(again.statuses(), [409]);
    assert_eq!(again.json()["responses"][0]["body"]["detail"], "order a already exists");
    assert_eq!(service.units_taken().await, [("pen".into(), 1)].into());
}

#[tokio::test]
async fn an_atomic_batch_creates_all_orders_or_none() {
    let service = Service::start();
    let post_atomic = async |orders: &[Value]| {
        service.post("/orders:batch?mode=atomic", &[JSON], &Value::from(orders).to_string()).await
    };
    let failed = post_atomic(&[order("a", "pen", 1), order("b", "none", 1), order("c", "slow", 1)]).await;
    assert_eq!(failed.statuses(), [424, 409, 424]);
    assert_eq!(failed.json()["responses"][0]["body"]["cause"], "b");
    assert_eq!(service.order_ids().await, [""; 0]);
    assert_eq!(service.units_taken().await, [].into());
    // The units that the failed batch reserved are available again.
    assert_eq!(post_atomic(&[order("a", "pen", 1), dependent_order("c", "slow", &["a"])]).await.statuses(), [201, 201]);
    assert_eq!(service.order_ids().await, ["a", "c"]);
    assert_eq!(service.units_taken().await, [("pen".into(), 1), ("slow".into(), 1)].into());
}

#[tokio::test]
async fn an_atomic_batch_is_rolled_back_if_the_client_disconnects() {
    let service = Service::start();
    let orders = Value::from(vec![order("a", "pen", 1), order("b", "slow", 15)]).to_string();
    let dropped = service.post("/orders:batch?mode=atomic", &[JSON], &orders);
    let wait = std::time::Duration::from_millis(300);
    assert!(tokio::time::timeout(wait, dropped).await.is_err(), "the batch ended too early");
    // Until the service notices the disconnect, the dropped batch keeps its reservation.
    while service.post_batch(&[order("a", "ink", 1)]).await.statuses() == [409] {
        tokio::time::sleep(wait / 10).await;
    }
    assert_eq!(service.order_ids().await, ["a"]);
    assert_eq!(service.units_taken().await, [("ink".into(), 1)].into());
}

#[tokio::test]
async fn mode_stop_starts_no_order_after_the_first_failure() {
    let service = Service::start();
    let orders = Value::from(vec![order("a", "none", 1), dependent_order("b", "pen", &["c"]), order("c", "slow", 1)]);
    let response = service.post("/orders:batch?mode=stop", &[JSON], &orders.to_string()).await;
    // The third order had started before the failure, so it ends.
    assert_eq!(response.statuses(), [409, 424, 201]);
    assert_eq!(response.json()["responses"][1]["body"]["cause"], "a");
    let dependent_alone = Value::from(vec![orders[1].clone()]).to_string();
    let best_effort = service.post("/orders:batch?mode=best", &[JSON], &dependent_alone).await;
    assert_eq!(best_effort.statuses(), [400], "the other order is not in this batch");
}

#[tokio::test]
async fn a_batch_runs_to_its_end_if_the_client_disconnects() {
    let service = Service::start();
    let orders: Vec<_> = (0..100).map(|n| order(format!("{n:02}"), "slow", 3)).collect();
    let wait = std::time::Duration::from_millis(150);
    assert!(tokio::time::timeout(wait, service.post_batch(&orders)).await.is_err(), "the batch ended too early");
    // There are more orders than run concurrently, so some have not started yet.
    let mut created = 0;
    while created < 100 {
        tokio::time::sleep(wait).await;
        created = service.order_ids().await.len();
    }
    assert_eq!(service.units_taken().await, [("slow".into(), 300)].into());
}

#[tokio::test]
async fn orders_arrive_as_array_member_or_lines_and_outcomes_leave_in_three_formats() {
    let service = Service::start();
    let member = json!({"orders": [order("a", "pen", 1), {"id": "b"}]}).to_string();
    let response = service.post("/orders:batch", &[JSON], &member).await;
    assert_eq!(response.statuses(), [201, 422]);
    assert_eq!(response.json()["responses"][1]["body"]["errors"][0]["pointer"], "/orders/1");

    let array = Value::from(vec![order("c & d", "pen", 1), order("e", "none", 1)]).to_string();
    let xml = service.post("/orders:batch", &[JSON, "Accept: application/xml"], &array).await;
    assert!(xml.head.contains("\r\ncontent-type: application/xml; charset=utf-8"), "{}", xml.head);
    for part in [
        "<D:href>c%20&amp;%20d</D:href><D:status>HTTP/1.1 201 Created</D:status>",
        "<D:href>e</D:href><D:status>HTTP/1.1 409 Conflict</D:status>",
        "<D:responsedescription>insufficient stock of none: 1 ordered, 0 available</D:responsedescription>",
    ] {
        assert!(xml.body.contains(part), "{}", xml.body);
    }

    let array = Value::from(vec![order("f", "pen", 1)]).to_string();
    let lines = service.post("/orders:batch", &[JSON, "Accept: application/jsonl"], &array).await;
    assert!(lines.head.contains("\r\ncontent-type: application/jsonl"), "{}", lines.head);
    assert_eq!(lines.body.lines().count(), 2);

    let one = order("g", "pen", 1).to_string();
    let json = service.post("/orders:batch", &["Content-Type: application/jsonl"], &one).await;
    assert_eq!(json.statuses(), [201]);
    assert_eq!(service.order_ids().await, ["a", "c & d", "f", "g"]);
}
