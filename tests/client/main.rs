//! The client over loopback sockets: against a server of this crate, and against servers that misbehave.

mod axum_server;
mod concurrency;
mod failed_requests;
mod limits;
mod lying_server;
mod misbehaving_server;
mod progress;
mod reqwest_middleware;
mod tower_retry;
mod typed_outcomes;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use multistatus::client::{Bulk, BulkPart, RetryPlan};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// The bodies of the requests that a server received, in order.
type Received = Arc<Mutex<Vec<String>>>;

/// Starts a server. It answers each request with the bytes that `answer` returns for the number and the body of the
/// request, and then closes the connection.
async fn serve(answer: impl Fn(usize, &str) -> String + Send + Sync + 'static) -> (SocketAddr, Received) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let received = Received::default();
    let log = received.clone();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let Some(body) = request_body(&mut socket).await else { continue };
            let number = {
                let mut log = log.lock().expect("no panic");
                log.push(body.clone());
                log.len() - 1
            };
            let _ = socket.write_all(answer(number, &body).as_bytes()).await;
        }
    });
    (address, received)
}

/// Reads the body of a request with a `Content-Length`.
async fn request_body(socket: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Some(body.to_owned());
            }
        }
        if socket.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// Returns a response with a complete body. `head` is its status and its header fields.
fn response(head: &str, body: &str) -> String {
    format!("HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// Returns a 207 in JSON that breaks off after these items.
fn truncated(items: &str) -> String {
    let head = "HTTP/1.1 207 Multi-Status\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n";
    format!("{head}{{\"responses\":[{items}")
}

/// Returns a 207 in JSON with these items and a summary with this total.
fn multistatus(items: &[String], total: usize) -> String {
    let body = format!(
        "{{\"responses\":[{}],\"summary\":{{\"total\":{total},\"succeeded\":0,\"failed\":0,\"retryable\":0,\"complete\":true}}}}",
        items.join(",")
    );
    response("207 Multi-Status\r\nContent-Type: application/json", &body)
}

/// Returns an item of the default JSON.
fn item(id: &str, status: u16) -> String {
    format!("{{\"id\":\"{id}\",\"status\":{status}}}")
}

/// Returns an item with this status for each id of a request body, which is an array of ids.
fn items_for(body: &str, status: u16) -> Vec<String> {
    let ids: Vec<String> = serde_json::from_str(body).expect("an array of ids");
    ids.iter().map(|id| item(id, status)).collect()
}

/// Returns a bulk request that sends two items at a time. Each item is its own key.
fn batch(keys: &[&str]) -> Bulk<String> {
    Bulk::new(keys.iter().map(|key| (*key, (*key).to_owned()))).size(2)
}

/// Returns a retry plan with short waits.
fn quick() -> RetryPlan {
    RetryPlan::new().backoff(Duration::from_millis(10), Duration::from_millis(20))
}

/// Returns a function that makes the request for some items: it posts an array of them.
fn post(address: SocketAddr) -> impl FnMut(&[BulkPart<'_, String>]) -> reqwest::RequestBuilder + Send {
    let client = reqwest::Client::new();
    move |parts| client.post(format!("http://{address}/items")).json(parts)
}

/// Returns the bodies of the requests so far.
fn requests(received: &Received) -> Vec<String> {
    received.lock().expect("no panic").clone()
}
