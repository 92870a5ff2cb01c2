//! A plain HTTP/1.1 client over a socket. It sends the bytes of a request as they are printed, and joins the chunks of a
//! response body.

use std::{io, net::SocketAddr};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Formats a request as it is sent. The connection carries this request only.
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

/// Sends a request, and reads the response until the server closes the connection.
pub(crate) async fn send(address: SocketAddr, request: &str) -> io::Result<Response> {
    let mut socket = TcpStream::connect(address).await?;
    socket.write_all(request.as_bytes()).await?;
    let mut response = Vec::new();
    socket.read_to_end(&mut response).await?;
    Response::read(&response).ok_or_else(|| io::Error::other("the response is incomplete"))
}

/// Reads a list page by page, and joins the pages.
pub(crate) async fn read_list(address: SocketAddr, path: &str) -> io::Result<String> {
    let mut list = String::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let response = send(address, &request(&format!("GET {path}"), &[], "")).await?;
        if response.status() != Some(200) {
            return Err(io::Error::other(format!("GET {path}: {}", response.head)));
        }
        list.push_str(&response.body);
        next = response.next_page();
    }
    Ok(list)
}

/// A response: its head as text, and its decoded body.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Response {
    fn read(response: &[u8]) -> Option<Self> {
        let end = response.windows(4).position(|end| end == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&response[..end]).into_owned();
        let body = &response[end + 4..];
        let body = match head.to_lowercase().contains("\r\ntransfer-encoding: chunked") {
            true => join_chunks(body)?,
            false => body.to_vec(),
        };
        Some(Self { head, body: String::from_utf8(body).ok()? })
    }

    pub(crate) fn status(&self) -> Option<u16> {
        self.head.split(' ').nth(1)?.parse().ok()
    }

    /// Returns the target of the header field `Link`, which leads to the next page.
    pub(crate) fn next_page(&self) -> Option<String> {
        let link = self.head.lines().find_map(|field| field.strip_prefix("link: <"))?;
        link.strip_suffix(">; rel=\"next\"").map(str::to_owned)
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

/// Joins the chunks of a body. `None` if the last chunk is missing.
fn join_chunks(mut body: &[u8]) -> Option<Vec<u8>> {
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
