//! JSON Lines in both directions, with the request and the response open at the same time.

use std::time::Duration;

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::timeout,
};

use crate::{order, service::Service};

const HEAD: &str = "POST /orders:batch HTTP/1.1\r\nHost: orders.example\r\nContent-Type: application/jsonl\r\n\
                    Accept: application/jsonl\r\nTransfer-Encoding: chunked\r\n\r\n";

fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

#[tokio::test]
async fn an_outcome_arrives_before_the_next_order_is_sent() {
    let service = Service::start();
    let (reader, mut writer) = TcpStream::connect(service.address).await.unwrap().into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(HEAD.as_bytes()).await.unwrap();
    for number in 0..5 {
        let line = format!("{}\n", order(format!("o-{number}"), "pen", 1));
        writer.write_all(chunk(&line).as_bytes()).await.unwrap();
        let outcome = async {
            loop {
                let line = lines.next_line().await.unwrap().expect("a line");
                if let Some(item) = Some(line).filter(|line| line.starts_with('{')) {
                    return serde_json::from_str::<Value>(&item).unwrap();
                }
            }
        };
        let outcome = timeout(Duration::from_secs(20), outcome).await.expect("an outcome while the request is open");
        assert_eq!((&outcome["index"], &outcome["status"]), (&number.into(), &201.into()));
    }
}

#[tokio::test]
async fn orders_that_arrived_are_created_if_the_client_disconnects() {
    let service = Service::start();
    let mut socket = TcpStream::connect(service.address).await.unwrap();
    socket.write_all(HEAD.as_bytes()).await.unwrap();
    let lines: String = (0..100).map(|n| format!("{}\n", order(format!("{n:02}"), "slow", 1))).collect();
    socket.write_all(chunk(&lines).as_bytes()).await.unwrap();
    // Once the response starts, the service has read the lines.
    socket.readable().await.unwrap();
    drop(socket);
    let created = async {
        while service.order_ids().await.len() < 100 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(20), created).await.expect("all orders are created");
}

#[tokio::test]
async fn an_invalid_line_and_a_dependency_fail_as_items() {
    let service = Service::start();
    let with_dependency = r#"{"id":"c","sku":"pen","quantity":1,"depends_on":["a"]}"#;
    let body = format!("{}\n\nnot JSON\n{with_dependency}\n{}", order("a", "pen", 1), order("d", "none", 1));
    let fields = ["Content-Type: application/jsonl", "Accept: application/jsonl"];
    let response = service.post("/orders:batch", &fields, &body).await;
    let lines: Vec<Value> = response.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let statuses: Vec<_> = lines.iter().filter_map(|line| line["status"].as_u64()).collect();
    assert_eq!(statuses, [201, 400, 400, 409]);
    assert!(lines[1]["body"]["detail"].as_str().unwrap().starts_with("not valid JSON: line 3"), "{}", lines[1]);
    assert_eq!(lines[4]["summary"]["complete"], true);
}

#[tokio::test]
async fn twenty_thousand_streamed_orders_need_little_memory() {
    let service = Service::start();
    let body: String = (0..20_000).map(|n| format!("{}\n", order(n.to_string(), "pen", 1))).collect();
    let fields = ["Content-Type: application/jsonl", "Accept: application/jsonl"];
    let response = service.post("/orders:batch", &fields, &body).await;
    let summary: Value = serde_json::from_str(response.body.lines().last().unwrap()).unwrap();
    assert_eq!(summary["summary"]["succeeded"], 20_000);
    assert_eq!(service.units_taken().await, [("pen".into(), 20_000)].into());
    assert!(service.peak_memory().is_none_or(|peak| peak < 64 * 1024), "{:?} KiB", service.peak_memory());
}
