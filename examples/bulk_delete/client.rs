//! A plain HTTP/1.1 client over a socket. It sends and returns the bytes as they are, so that they can be printed.

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Formats a request that deletes files and accepts one format, as it is sent.
pub(crate) fn request(address: SocketAddr, accept: &str, names: &[&str]) -> String {
    let body = serde_json::Value::from(names).to_string();
    let length = body.len();
    format!(
        "POST /files:delete HTTP/1.1\r\n\
         Host: {address}\r\n\
         Accept: {accept}\r\n\
         Content-Type: application/json\r\n\
         Content-Length: {length}\r\n\
         Connection: close\r\n\
         \r\n\
         {body}"
    )
}

/// Sends one request on a new connection, and returns the whole response.
pub(crate) async fn send(address: SocketAddr, request: &[u8]) -> io::Result<String> {
    let mut socket = TcpStream::connect(address).await?;
    socket.write_all(request).await?;
    let mut response = Vec::new();
    socket.read_to_end(&mut response).await?;
    String::from_utf8(response).map_err(io::Error::other)
}
