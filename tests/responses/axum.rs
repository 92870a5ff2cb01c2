//! The feature `axum`, over loopback sockets.

use std::net::SocketAddr;

use axum::{Router, routing::get};
use multistatus::{MultiStatus, Negotiate, StatusCode, Streamed};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Serves on a free port of the loopback interface until the test ends.
async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// Sends a GET request with these header fields. Returns the response as sent.
async fn fetch(address: SocketAddr, path: &str, fields: &str) -> String {
    let mut socket = TcpStream::connect(address).await.expect("a connection");
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{fields}\r\n");
    socket.write_all(request.as_bytes()).await.expect("a sent request");
    let mut response = String::new();
    socket.read_to_string(&mut response).await.expect("an answer");
    response
}

fn result() -> MultiStatus<StatusCode> {
    [("/a", StatusCode::OK), ("/b", StatusCode::LOCKED)].into_iter().collect()
}

fn router() -> Router {
    Router::new()
        .route("/plain", get(async || result()))
        .route("/negotiated", get(async |negotiate: Negotiate| negotiate.respond(result())))
        .route("/streamed", get(async || Streamed::iter((0..2_000).map(|n| (format!("/{n}"), StatusCode::OK)))))
}

#[tokio::test]
async fn a_handler_can_return_a_multi_status() {
    let response = fetch(serve(router()).await, "/plain", "Accept: application/xml\r\n").await;
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 207 Multi-Status\r\n"), "{head}");
    assert!(head.contains("content-type: application/json"), "without the extractor, nothing is negotiated: {head}");
    assert!(head.contains(&format!("content-length: {}", body.len())), "{head}");
    assert!(serde_json::from_str::<serde_json::Value>(body).is_ok());
}

#[tokio::test]
async fn the_extractor_negotiates_format_and_preference() {
    let address = serve(router()).await;
    let response = fetch(address, "/negotiated", "Accept: text/xml\r\nPrefer: return=minimal\r\n").await;
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("content-type: text/xml; charset=utf-8"), "{head}");
    assert!(head.contains("preference-applied: return=minimal"), "{head}");
    assert!(body.contains("<D:status>HTTP/1.1 423 Locked</D:status>") && !body.contains("/a"), "{body}");
}

#[tokio::test]
async fn a_large_body_is_sent_in_chunks() {
    let response = fetch(serve(router()).await, "/streamed", "").await;
    let (head, _) = response.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("transfer-encoding: chunked"), "{head}");
    assert!(response.contains("\"total\":2000,\"succeeded\":2000"));
    assert!(response.ends_with("\r\n0\r\n\r\n"));
}
