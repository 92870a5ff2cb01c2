//! Clients that do not read their responses, or do not send their requests, do not stop other clients.

use std::{net::SocketAddr, time::Duration};

use axum::{Router, routing::get};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};

use crate::{client::request, idle::IdleTimeout, order, service::Service};

/// Number of clients; tokio has 512 threads for blocking work.
const CLIENTS: usize = 600;

/// Sends the start of a request from many clients, and returns their connections.
async fn connect(service: &Service, request: &str) -> Vec<TcpStream> {
    let mut sockets = Vec::new();
    for _ in 0..CLIENTS {
        let mut socket = TcpStream::connect(service.address).await.unwrap();
        socket.write_all(request.as_bytes()).await.unwrap();
        sockets.push(socket);
    }
    sockets
}

#[tokio::test]
async fn other_requests_are_answered_while_six_hundred_clients_do_not_read_or_send() {
    let service = Service::start();
    // The list is longer than what the system buffers of a connection.
    let long = "\u{1f980}".repeat(90);
    let lines: String = (0..10_000).map(|n| format!("{}\n", order(format!("{n:05}{long}"), &long, 1))).collect();
    let created = service.post("/orders:batch", &["Content-Type: application/jsonl"], &lines).await;
    assert_eq!(created.status(), Some(207));
    let body = format!("[{}]", order("one", "slow", 1));
    let post = request("POST /orders:batch", &["Content-Type: application/json"], &body);
    let line = format!("{}\n", order("one", "pen", 1));
    let streamed = request("POST /orders:batch", &["Content-Type: application/jsonl"], &line.repeat(2));
    for unread in [
        request("GET /orders", &[], ""),
        request("GET /stock", &[], ""),
        post.clone(),
        post[..post.len() - 5].to_owned(),
        "GET /orders HTTP/1.1\r\nHost: ".to_owned(),
        streamed[..streamed.len() - 5].to_owned(),
    ] {
        let sockets = connect(&service, &unread).await;
        sleep(Duration::from_millis(200)).await;
        for path in ["/orders", "/stock"] {
            let answer = timeout(Duration::from_secs(20), service.get(path)).await;
            let answer = answer.unwrap_or_else(|_| panic!("{path} is not answered: {:.40}", unread));
            assert_eq!(answer.status(), Some(200));
        }
        let order = [order("after", "pen", 1)];
        let created = timeout(Duration::from_secs(20), service.post_batch(&order)).await.expect("an answer");
        assert_eq!(created.status(), Some(207), "{:.40}", unread);
        drop(sockets);
    }
    assert!(service.peak_memory().is_none_or(|peak| peak < 256 * 1024), "{:?} KiB", service.peak_memory());
}

/// Serves a long response on connections that wait for half a second.
async fn serve() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/", get(async || vec![b'x'; 64 << 20]));
    let listener = IdleTimeout { listener, timeout: Duration::from_millis(500) };
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[tokio::test]
async fn a_connection_that_makes_no_progress_is_closed() {
    let address = serve().await;
    for sent in ["", "GET / HTTP/1.1\r\nHo"] {
        let mut socket = TcpStream::connect(address).await.unwrap();
        socket.write_all(sent.as_bytes()).await.unwrap();
        let closed = timeout(Duration::from_secs(20), socket.read(&mut [0])).await.expect("the connection ends");
        assert!(matches!(closed, Ok(0) | Err(_)), "{sent}: {closed:?}");
    }
    let mut unread = TcpStream::connect(address).await.unwrap();
    unread.write_all(request("GET /", &[], "").as_bytes()).await.unwrap();
    sleep(Duration::from_secs(2)).await;
    let mut read = Vec::new();
    let _ = timeout(Duration::from_secs(20), unread.read_to_end(&mut read)).await.expect("the connection ends");
    assert!(read.len() < 64 << 20, "the response was cut off: {}", read.len());
}
