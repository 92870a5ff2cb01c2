//! What becomes of each order, in each mode and each format.

use serde_json::{Value, json};

use crate::{
    dependent, order,
    service::{JSON, Service},
};

#[tokio::test]
async fn each_order_gets_its_own_outcome_in_request_order() {
    let service = Service::start();
    let orders = [
        order("slow", "slow", 3),
        order("a", "pen", 2),
        order("none", "none", 1),
        dependent("waits", "pen", &["none"]),
        dependent("waits too", "pen", &["waits"]),
        dependent("after a", "pen", &["a"]),
        dependent("lost", "pen", &["nowhere"]),
        dependent("round", "pen", &["round"]),
        order("panic", "panic", 1),
        order("too slow", "slow", 100),
        order("zero", "pen", 0),
        order("", "pen", 101),
        json!({"id": "text", "sku": "pen", "quantity": "two"}),
        json!(7),
        order("a", "pen", 1),
    ];
    let answer = service.batch(&orders).await;
    assert_eq!(answer.status(), Some(207));
    assert!(answer.head.contains("\r\ncontent-type: application/json"), "{}", answer.head);
    assert_eq!(
        answer.statuses(),
        [201, 201, 409, 424, 424, 201, 400, 400, 500, 504, 422, 422, 422, 422, 409],
        "{}",
        answer.body
    );
    let json = answer.json();
    let of = |index: usize| &json["responses"][index];
    assert_eq!(of(1)["body"], json!({"id": "a", "sku": "pen", "quantity": 2}));
    assert_eq!(of(2)["body"]["detail"], "1 of none are wanted, and 0 are left");
    assert_eq!((&of(2)["body"]["left"], &of(2)["id"]), (&json!(0), &json!("none")));
    assert_eq!((&of(3)["body"]["cause"], &of(4)["body"]["cause"]), (&json!("none"), &json!("none")));
    assert!(!answer.body.contains("gives up"), "the text of a panic was sent: {}", answer.body);
    assert_eq!(of(10)["body"]["errors"][0]["pointer"], "/10/quantity");
    assert_eq!(of(11)["body"]["errors"].as_array().map(Vec::len), Some(2), "{}", of(11));
    assert_eq!(of(12)["body"]["errors"][0]["pointer"], "/12/quantity");
    assert_eq!(of(12)["id"], "text");
    assert_eq!(json["summary"]["total"], 15);
    assert_eq!(service.orders().await, ["a", "after a", "slow"]);
    assert_eq!(service.taken().await, [("pen".into(), 3), ("slow".into(), 3)].into());
}

#[tokio::test]
async fn an_order_is_created_once_whoever_sends_it() {
    let service = Service::start();
    assert_eq!(service.batch(&[order("a", "pen", 1)]).await.statuses(), [201]);
    let again = service.batch(&[order("a", "pen", 1)]).await;
    assert_eq!(again.statuses(), [409]);
    assert_eq!(again.json()["responses"][0]["body"]["detail"], "there is an order a already");
    assert_eq!(service.taken().await, [("pen".into(), 1)].into());
}

#[tokio::test]
async fn an_atomic_batch_leaves_everything_or_nothing() {
    let service = Service::start();
    let atomic = async |orders: &[Value]| {
        service.post("/orders:batch?mode=atomic", &[JSON], &Value::from(orders).to_string()).await
    };
    let failed = atomic(&[order("a", "pen", 1), order("b", "none", 1), order("c", "slow", 1)]).await;
    assert_eq!(failed.statuses(), [424, 409, 424]);
    assert_eq!(failed.json()["responses"][0]["body"]["cause"], "b");
    assert_eq!(service.orders().await, [""; 0]);
    assert_eq!(service.taken().await, [].into());
    // What the first one had reserved is free again.
    assert_eq!(atomic(&[order("a", "pen", 1), dependent("c", "slow", &["a"])]).await.statuses(), [201, 201]);
    assert_eq!(service.orders().await, ["a", "c"]);
    assert_eq!(service.taken().await, [("pen".into(), 1), ("slow".into(), 1)].into());
}

#[tokio::test]
async fn an_atomic_batch_whose_client_goes_away_leaves_nothing_behind() {
    let service = Service::start();
    let orders = Value::from(vec![order("a", "pen", 1), order("b", "slow", 15)]).to_string();
    let gone = service.post("/orders:batch?mode=atomic", &[JSON], &orders);
    let wait = std::time::Duration::from_millis(300);
    assert!(tokio::time::timeout(wait, gone).await.is_err(), "it takes longer than that");
    // Until the service has noticed, the order is promised to the batch that went away.
    while service.batch(&[order("a", "ink", 1)]).await.statuses() == [409] {
        tokio::time::sleep(wait / 10).await;
    }
    assert_eq!(service.orders().await, ["a"]);
    assert_eq!(service.taken().await, [("ink".into(), 1)].into());
}

#[tokio::test]
async fn a_batch_stops_at_its_first_failure_where_it_is_asked_to() {
    let service = Service::start();
    let orders = Value::from(vec![order("a", "none", 1), dependent("b", "pen", &["c"]), order("c", "slow", 1)]);
    let answer = service.post("/orders:batch?mode=stop", &[JSON], &orders.to_string()).await;
    // What had started before the failure ends.
    assert_eq!(answer.statuses(), [409, 424, 201]);
    assert_eq!(answer.json()["responses"][1]["body"]["cause"], "a");
    let alone = Value::from(vec![orders[1].clone()]).to_string();
    let best = service.post("/orders:batch?mode=best", &[JSON], &alone).await;
    assert_eq!(best.statuses(), [400], "the other order is not in this batch");
}

#[tokio::test]
async fn a_batch_runs_to_its_end_where_the_client_goes_away() {
    let service = Service::start();
    let orders: Vec<_> = (0..100).map(|n| order(format!("{n:02}"), "slow", 3)).collect();
    let wait = std::time::Duration::from_millis(150);
    assert!(tokio::time::timeout(wait, service.batch(&orders)).await.is_err(), "it takes longer than that");
    // More than run at once: some had not started.
    let mut created = 0;
    while created < 100 {
        tokio::time::sleep(wait).await;
        created = service.orders().await.len();
    }
    assert_eq!(service.taken().await, [("slow".into(), 300)].into());
}

#[tokio::test]
async fn orders_come_in_an_array_a_member_or_lines_and_go_in_three_formats() {
    let service = Service::start();
    let member = json!({"orders": [order("a", "pen", 1), {"id": "b"}]}).to_string();
    let answer = service.post("/orders:batch", &[JSON], &member).await;
    assert_eq!(answer.statuses(), [201, 422]);
    assert_eq!(answer.json()["responses"][1]["body"]["errors"][0]["pointer"], "/orders/1");

    let array = Value::from(vec![order("c & d", "pen", 1), order("e", "none", 1)]).to_string();
    let xml = service.post("/orders:batch", &[JSON, "Accept: application/xml"], &array).await;
    assert!(xml.head.contains("\r\ncontent-type: application/xml; charset=utf-8"), "{}", xml.head);
    for part in [
        "<D:href>c%20&amp;%20d</D:href><D:status>HTTP/1.1 201 Created</D:status>",
        "<D:href>e</D:href><D:status>HTTP/1.1 409 Conflict</D:status>",
        "<D:responsedescription>1 of none are wanted, and 0 are left</D:responsedescription>",
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
    assert_eq!(service.orders().await, ["a", "c & d", "f", "g"]);
}
