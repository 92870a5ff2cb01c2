//! JSON Lines in and out, while both are on their way.

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
async fn an_order_is_answered_before_the_next_one_is_sent() {
    let service = Service::start();
    let (reader, mut writer) = TcpStream::connect(service.address).await.unwrap().into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(HEAD.as_bytes()).await.unwrap();
    for number in 0..5 {
        let line = format!("{}\n", order(format!("o-{number}"), "pen", 1));
        writer.write_all(chunk(&line).as_bytes()).await.unwrap();
        let answer = async {
            loop {
                let line = lines.next_line().await.unwrap().expect("a line");
                if let Some(item) = Some(line).filter(|line| line.starts_with('{')) {
                    return serde_json::from_str::<Value>(&item).unwrap();
                }
            }
        };
        let answer = timeout(Duration::from_secs(20), answer).await.expect("an answer while the request is open");
        assert_eq!((&answer["index"], &answer["status"]), (&number.into(), &201.into()));
    }
}

#[tokio::test]
async fn what_had_arrived_is_created_where_the_client_goes_away() {
    let service = Service::start();
    let mut socket = TcpStream::connect(service.address).await.unwrap();
    socket.write_all(HEAD.as_bytes()).await.unwrap();
    let lines: String = (0..100).map(|n| format!("{}\n", order(format!("{n:02}"), "slow", 1))).collect();
    socket.write_all(chunk(&lines).as_bytes()).await.unwrap();
    // The service has read it once there is an answer.
    socket.readable().await.unwrap();
    drop(socket);
    let created = async {
        while service.orders().await.len() < 100 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(20), created).await.expect("all of it");
}

#[tokio::test]
async fn what_a_stream_cannot_do_is_said_of_the_one_order() {
    let service = Service::start();
    let waits = r#"{"id":"c","sku":"pen","quantity":1,"depends_on":["a"]}"#;
    let body = format!("{}\n\nno JSON\n{waits}\n{}", order("a", "pen", 1), order("d", "none", 1));
    let fields = ["Content-Type: application/jsonl", "Accept: application/jsonl"];
    let answer = service.post("/orders:batch", &fields, &body).await;
    let lines: Vec<Value> = answer.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let statuses: Vec<_> = lines.iter().filter_map(|line| line["status"].as_u64()).collect();
    assert_eq!(statuses, [201, 400, 400, 409]);
    assert!(lines[1]["body"]["detail"].as_str().unwrap().starts_with("not valid JSON: line 3"), "{}", lines[1]);
    assert_eq!(lines[4]["summary"]["complete"], true);
}

#[tokio::test]
async fn twenty_thousand_orders_go_through_one_request_in_little_memory() {
    let service = Service::start();
    let body: String = (0..20_000).map(|n| format!("{}\n", order(n.to_string(), "pen", 1))).collect();
    let fields = ["Content-Type: application/jsonl", "Accept: application/jsonl"];
    let answer = service.post("/orders:batch", &fields, &body).await;
    let summary: Value = serde_json::from_str(answer.body.lines().last().unwrap()).unwrap();
    assert_eq!(summary["summary"]["succeeded"], 20_000);
    assert_eq!(service.taken().await, [("pen".into(), 20_000)].into());
    assert!(service.peak().is_none_or(|peak| peak < 64 * 1024), "{:?} KiB", service.peak());
}
