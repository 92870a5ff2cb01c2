//! A client that hides nothing: a request is the bytes that go over the socket, and of a response only the chunks of its
//! body are put together.

use std::{io, net::SocketAddr};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A request on a connection of its own, as it goes over the wire.
pub(crate) fn request(line: &str, fields: &[&str], body: &str) -> String {
    let mut head = format!("{line} HTTP/1.1\r\nHost: orders.example\r\nConnection: close\r\n");
    for field in fields {
        head.push_str(field);
        head.push_str("\r\n");
    }
    match body.len() {
        0 => format!("{head}\r\n"),
        length => format!("{head}Content-Length: {length}\r\n\r\n{body}"),
    }
}

/// Sends a request, and returns what comes back until the connection ends.
pub(crate) async fn send(address: SocketAddr, request: &str) -> io::Result<Answer> {
    let mut socket = TcpStream::connect(address).await?;
    socket.write_all(request.as_bytes()).await?;
    let mut response = Vec::new();
    socket.read_to_end(&mut response).await?;
    Answer::read(&response).ok_or_else(|| io::Error::other("the response has no end"))
}

/// A response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    fn read(response: &[u8]) -> Option<Self> {
        let end = response.windows(4).position(|end| end == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&response[..end]).into_owned();
        let body = &response[end + 4..];
        let body = match head.to_lowercase().contains("\r\ntransfer-encoding: chunked") {
            true => unchunk(body)?,
            false => body.to_vec(),
        };
        Some(Self { head, body: String::from_utf8(body).ok()? })
    }

    pub(crate) fn status(&self) -> Option<u16> {
        self.head.split(' ').nth(1)?.parse().ok()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The status of each item of a multi-status in JSON.
    pub(crate) fn statuses(&self) -> Vec<u64> {
        let json = self.json();
        let items = json["responses"].as_array().into_iter().flatten();
        items.filter_map(|item| item["status"].as_u64()).collect()
    }
}

/// Puts chunks together; `None` where the last one is missing.
fn unchunk(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let line = body.windows(2).position(|end| end == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&body[..line]).ok()?, 16).ok()?;
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(body.get(line + 2..line + 2 + size)?);
        body = body.get(line + 2 + size + 2..)?;
    }
}
