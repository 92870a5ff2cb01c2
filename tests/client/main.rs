//! The client over real loopback sockets: against our own server, and against one that misbehaves.

mod misbehaving;
mod ours;
mod typed;
mod whole;

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

/// The bodies of the requests that a server saw, in order.
type Seen = Arc<Mutex<Vec<String>>>;

/// A server that answers with whatever bytes `answer` gives for the number of the request and its body, and then closes
/// the connection.
async fn serve(answer: impl Fn(usize, &str) -> String + Send + Sync + 'static) -> (SocketAddr, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let seen = Seen::default();
    let log = seen.clone();
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
    (address, seen)
}

/// The body of a request with a `Content-Length`.
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

/// A response with a body of its whole length.
fn response(head: &str, body: &str) -> String {
    format!("HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// A 207 in JSON with these items, which end before their end.
fn cut(items: &str) -> String {
    let head = "HTTP/1.1 207 Multi-Status\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n";
    format!("{head}{{\"responses\":[{items}")
}

/// A 207 in JSON with these items, and a summary of `total`.
fn multistatus(items: &[String], total: usize) -> String {
    let body = format!(
        "{{\"responses\":[{}],\"summary\":{{\"total\":{total},\"succeeded\":0,\"failed\":0,\"retryable\":0,\"complete\":true}}}}",
        items.join(",")
    );
    response("207 Multi-Status\r\nContent-Type: application/json", &body)
}

/// An item of the default JSON.
fn item(id: &str, status: u16) -> String {
    format!("{{\"id\":\"{id}\",\"status\":{status}}}")
}

/// One item for each id of a request body, which is an array of them.
fn each(body: &str, status: u16) -> Vec<String> {
    let ids: Vec<String> = serde_json::from_str(body).expect("an array of ids");
    ids.iter().map(|id| item(id, status)).collect()
}

/// A batch whose items are their own keys, in requests of two.
fn batch(keys: &[&str]) -> Bulk<String> {
    Bulk::new(keys.iter().map(|key| (*key, (*key).to_owned()))).size(2)
}

/// A plan that does not keep tests waiting.
fn quick() -> RetryPlan {
    RetryPlan::new().backoff(Duration::from_millis(10), Duration::from_millis(20))
}

/// Makes the request for some items: an array of them.
fn post(address: SocketAddr) -> impl FnMut(&[BulkPart<'_, String>]) -> reqwest::RequestBuilder + Send {
    let client = reqwest::Client::new();
    move |parts| client.post(format!("http://{address}/items")).json(parts)
}

fn requests(seen: &Seen) -> Vec<String> {
    seen.lock().expect("no panic").clone()
}
