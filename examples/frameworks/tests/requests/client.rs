//! A client of HTTP/1.1 that can send a part of a request, wait for a part of the response, and leave.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    time::Duration,
};

use httparse::{EMPTY_HEADER, Status, parse_chunk_size};

/// Time after which a service that does not answer has failed.
const TIMEOUT: Duration = Duration::from_secs(60);

pub struct Connection {
    socket: TcpStream,
    /// Bytes that were received and not read.
    received: Vec<u8>,
}

#[derive(Debug)]
pub struct Head {
    pub status: u16,
    /// Header fields, with names in lower case.
    fields: Vec<(String, String)>,
    framing: Framing,
}

/// How the end of a body is found (RFC 9112 section 6.3).
#[derive(Clone, Copy, Debug)]
enum Framing {
    Length(usize),
    Chunked,
    UntilClose,
}

impl Connection {
    pub fn open(address: SocketAddr) -> io::Result<Self> {
        let socket = TcpStream::connect(address)?;
        socket.set_read_timeout(Some(TIMEOUT))?;
        socket.set_write_timeout(Some(TIMEOUT))?;
        socket.set_nodelay(true)?;
        Ok(Self { socket, received: Vec::new() })
    }

    /// Sends the head of a request: its method and path, and header fields. Returns the half that sends the body.
    pub fn request(&self, request: &str, fields: &[&str], framing: &str) -> io::Result<TcpStream> {
        let mut sender = self.socket.try_clone()?;
        let mut head = format!("{request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for field in fields.iter().chain([&framing]).filter(|field| !field.is_empty()) {
            head.push_str(field);
            head.push_str("\r\n");
        }
        head.push_str("\r\n");
        sender.write_all(head.as_bytes())?;
        Ok(sender)
    }

    /// Reads the head of the response to a request.
    pub fn head(&mut self, request: &str) -> io::Result<Head> {
        loop {
            let mut fields = [EMPTY_HEADER; 64];
            let mut response = httparse::Response::new(&mut fields);
            if let Status::Complete(length) = response.parse(&self.received).map_err(io::Error::other)? {
                let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
                let fields = response.headers.iter().map(|field| (field.name.to_lowercase(), text(field.value)));
                let fields: Vec<_> = fields.collect();
                let status = response.code.unwrap_or_default();
                self.received.drain(..length);
                let mut head = Head { status, fields, framing: Framing::UntilClose };
                head.framing = head.framing(request);
                return Ok(head);
            }
            self.receive()?;
        }
    }

    /// Reads a piece of the body. `None` at its end. An error if the body ends before it is complete.
    pub fn piece(&mut self, head: &mut Head) -> io::Result<Option<Vec<u8>>> {
        match &mut head.framing {
            Framing::Length(0) => Ok(None),
            Framing::Length(rest) => {
                if self.received.is_empty() {
                    self.receive()?;
                }
                let length = self.received.len().min(*rest);
                *rest -= length;
                Ok(Some(self.received.drain(..length).collect()))
            }
            Framing::Chunked => loop {
                let size = parse_chunk_size(&self.received).map_err(|_| io::Error::other("an invalid chunk size"))?;
                if let Status::Complete((start, size)) = size {
                    let end = start + size as usize;
                    if self.received.len() >= end + 2 {
                        let chunk = self.received.drain(..end + 2).skip(start).take(size as usize).collect::<Vec<_>>();
                        return Ok((size > 0).then_some(chunk));
                    }
                }
                self.receive()?;
            },
            Framing::UntilClose => {
                let mut rest = std::mem::take(&mut self.received);
                self.socket.read_to_end(&mut rest)?;
                head.framing = Framing::Length(0);
                Ok(Some(rest))
            }
        }
    }

    /// Reads the rest of the body. An error if the service sends more than that, or does not close the connection.
    pub fn rest(&mut self, head: &mut Head) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        while let Some(piece) = self.piece(head)? {
            body.extend(piece);
        }
        // The service resets the connection if it did not read the whole request.
        match self.socket.read(&mut [0]) {
            Ok(0) | Err(_) if self.received.is_empty() => Ok(body),
            _ => Err(io::Error::other("there are bytes behind the end of the response")),
        }
    }

    /// Closes the connection, also for the half that sends.
    pub fn shut_down(self) {
        drop(self.socket.shutdown(Shutdown::Both));
    }

    fn receive(&mut self) -> io::Result<()> {
        let mut buffer = [0; 64 * 1024];
        match self.socket.read(&mut buffer)? {
            0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the response ends before it is complete")),
            length => {
                self.received.extend_from_slice(&buffer[..length]);
                Ok(())
            }
        }
    }
}

/// Sends a request with a body that is there as a whole, and returns the response.
pub fn fetch(address: SocketAddr, request: &str, fields: &[&str], body: &str) -> io::Result<(Head, String)> {
    let mut connection = Connection::open(address)?;
    let framing = if body.is_empty() { String::new() } else { format!("Content-Length: {}", body.len()) };
    let mut sender = connection.request(request, fields, &framing)?;
    // A service that refuses a request may not read all of its body.
    drop(sender.write_all(body.as_bytes()));
    let mut head = connection.head(request)?;
    let body = connection.rest(&mut head)?;
    Ok((head, String::from_utf8(body).map_err(io::Error::other)?))
}

impl Head {
    /// Returns the value of a header field, empty if there is none.
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
    }

    fn framing(&self, request: &str) -> Framing {
        if request.starts_with("HEAD ") || matches!(self.status, 204 | 304) {
            return Framing::Length(0);
        }
        match self.field("content-length").parse() {
            Ok(length) => Framing::Length(length),
            Err(_) if self.field("transfer-encoding") == "chunked" => Framing::Chunked,
            Err(_) => Framing::UntilClose,
        }
    }
}

/// Writes a chunk of a body (RFC 9112 section 7.1). An empty one ends it.
pub fn write_chunk(socket: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    let size = format!("{:x}\r\n", bytes.len());
    socket.write_all(&[size.as_bytes(), bytes, b"\r\n"].concat())
}
