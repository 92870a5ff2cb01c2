//! A row of the list: a request, how it is sent, and the response to it.

use std::{
    io::{self, Write},
    net::TcpStream,
    thread,
    time::Duration,
};

use crate::{
    client::{Connection, Head, fetch, write_chunk},
    server::Server,
};

/// The memory in KiB by which a service may grow while it answers a row.
const MAX_GROWTH: u64 = 16 * 1024;

#[derive(Clone, Copy)]
pub struct Row {
    pub name: &'static str,
    /// The method and the path.
    pub request: &'static str,
    pub fields: &'static [&'static str],
    pub body: Body,
    pub expected: Expected,
    /// The frameworks with another response.
    pub exceptions: &'static [Exception],
    /// Requests without a body that are sent afterwards, and the status of each. They are repeated until it comes.
    pub then: &'static [(&'static str, u16)],
}

/// The body of a request.
#[derive(Clone, Copy)]
pub enum Body {
    None,
    /// Sent at once.
    Text(&'static str),
    /// Sent at once: a text, this many times.
    Repeated(&'static str, usize),
    /// Parts with one order each. A part is sent when the outcome of the one before it has arrived.
    Parts(&'static [&'static str]),
    /// As `Parts`. The client leaves in the middle of the body.
    Broken(&'static [&'static str]),
    /// Orders from one number to another, sent while the response is read.
    Orders {
        from: u32,
        to: u32,
        lines: bool,
    },
    /// As `Orders`. The client leaves when the first outcome has arrived.
    UnreadOrders {
        from: u32,
        to: u32,
    },
}

#[derive(Clone, Copy)]
pub struct Expected {
    pub status: u16,
    /// Header fields. The value of one that must be missing is empty.
    pub fields: &'static [(&'static str, &'static str)],
    pub body: Text,
}

/// The body of a response.
#[derive(Clone, Copy)]
pub enum Text {
    Exactly(&'static str),
    Contains(&'static [&'static str]),
    /// It ends with this, and has this many items of status 201.
    Items(usize, &'static str),
    /// The client does not read it.
    Unread,
}

#[derive(Clone, Copy)]
pub struct Exception {
    pub frameworks: &'static [&'static str],
    /// The reason, which is printed if the row fails.
    pub because: &'static str,
    pub expected: Expected,
}

/// A request without a body, for the members that a row leaves out.
pub const ROW: Row = Row {
    name: "",
    request: "",
    fields: &[],
    body: Body::None,
    expected: Expected { status: 200, fields: &[], body: Text::Unread },
    exceptions: &[],
    then: &[],
};

impl Row {
    /// Sends the request to the service of a framework. Returns an error if the response is not the expected one.
    pub fn check(&self, framework: &str, server: &Server) -> Result<(), String> {
        let exception = self.exceptions.iter().find(|exception| exception.frameworks.contains(&framework));
        let expected = exception.map_or(&self.expected, |exception| &exception.expected);
        let because = |error: String| match exception {
            Some(Exception { because, .. }) => format!("{error}\n{framework} is an exception because {because}"),
            None => error,
        };
        let before = server.peak_memory();
        let (head, body) = self.exchange(server).map_err(|error| error.to_string())?;
        expected.check(&head, &body).map_err(because)?;
        self.then.iter().try_for_each(|(request, status)| follow(server, request, *status))?;
        if matches!(self.body, Body::Orders { .. }) {
            match (before, server.peak_memory()) {
                (Some(before), Some(after)) if after - before > MAX_GROWTH => {
                    return Err(format!("the service grew from {before} KiB to {after} KiB"));
                }
                (Some(_), Some(_)) => {}
                _ => eprintln!("SKIPPED: the system does not provide the peak memory of a process"),
            }
        }
        Ok(())
    }

    /// Sends the request, and returns the response.
    fn exchange(&self, server: &Server) -> io::Result<(Head, String)> {
        let Self { request, fields, .. } = self;
        match self.body {
            Body::None => fetch(server.address, request, fields, ""),
            Body::Text(text) => fetch(server.address, request, fields, text),
            Body::Repeated(text, times) => fetch(server.address, request, fields, &text.repeat(times)),
            _ => self.stream(Connection::open(server.address)?),
        }
    }

    /// Sends a body and reads the response at the same time.
    fn stream(&self, mut connection: Connection) -> io::Result<(Head, String)> {
        let mut sender = connection.request(self.request, self.fields, "Transfer-Encoding: chunked")?;
        let (head, response) = match self.body {
            Body::Orders { from, to, lines } => {
                let writer = thread::spawn(move || write_orders(&mut sender, from, to, lines));
                let mut head = connection.head(self.request)?;
                let response = connection.rest(&mut head)?;
                writer.join().map_err(|_| io::Error::other("the writer panicked"))??;
                (head, response)
            }
            Body::UnreadOrders { from, to } => {
                let _ends_with_the_connection = thread::spawn(move || write_orders(&mut sender, from, to, true));
                let mut head = connection.head(self.request)?;
                let response = outcomes(&mut connection, &mut head, 1, Vec::new())?;
                connection.shut_down();
                (head, response)
            }
            Body::Broken(parts) => {
                let (head, _) = exchange_parts(&mut connection, &mut sender, self.request, parts)?;
                write!(sender, "1000\r\n{{\"number\":")?;
                connection.shut_down();
                (head, Vec::new())
            }
            Body::Parts(parts) => {
                let (mut head, mut response) = exchange_parts(&mut connection, &mut sender, self.request, parts)?;
                write_chunk(&mut sender, b"")?;
                response.extend(connection.rest(&mut head)?);
                (head, response)
            }
            Body::None | Body::Text(_) | Body::Repeated(..) => {
                return Err(io::Error::other("the body is not streamed"));
            }
        };
        Ok((head, String::from_utf8(response).map_err(io::Error::other)?))
    }
}

/// Sends parts of a body, each when the outcome of the one before it has arrived.
fn exchange_parts(
    connection: &mut Connection,
    sender: &mut TcpStream,
    request: &str,
    parts: &[&str],
) -> io::Result<(Head, Vec<u8>)> {
    let mut response = Vec::new();
    let mut head = None;
    for (earlier, part) in parts.iter().enumerate() {
        write_chunk(sender, part.as_bytes())?;
        let head = match &mut head {
            Some(head) => head,
            None => head.insert(connection.head(request)?),
        };
        response = outcomes(connection, head, earlier + 1, response)?;
    }
    Ok((head.ok_or_else(|| io::Error::other("there is no part"))?, response))
}

impl Expected {
    fn check(&self, head: &Head, body: &str) -> Result<(), String> {
        let Self { status, fields, body: expected } = self;
        if head.status != *status {
            return Err(format!("expected the status {status}\n{head:?}\n{body}"));
        }
        if let Some((name, value)) = fields.iter().find(|(name, value)| head.field(name) != *value) {
            return Err(format!("expected `{name}: {value}`\n{head:?}"));
        }
        let holds = match expected {
            Text::Exactly(text) => body == *text,
            Text::Contains(texts) => texts.iter().all(|text| body.contains(text)),
            Text::Items(items, end) => {
                body.ends_with(end) && body.matches("\"status\":201,\"headers\"").count() == *items
            }
            Text::Unread => true,
        };
        let start: String = body.chars().take(2_000).collect();
        if holds { Ok(()) } else { Err(format!("expected the body {expected:?}\nfound {start}")) }
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exactly(text) => f.write_str(text),
            Self::Contains(texts) => write!(f, "with each of {texts:?}"),
            Self::Items(items, end) => write!(f, "with {items} items and the end {end}"),
            Self::Unread => f.write_str("of any content"),
        }
    }
}

/// Reads more of a response, until it has this many outcomes.
fn outcomes(connection: &mut Connection, head: &mut Head, count: usize, mut response: Vec<u8>) -> io::Result<Vec<u8>> {
    while String::from_utf8_lossy(&response).matches("\"index\":").count() < count {
        let piece = connection.piece(head)?;
        response.extend(piece.ok_or_else(|| io::Error::other("the response ends before the request does"))?);
    }
    Ok(response)
}

/// Sends a request until its response has a status: an order may be created after the client has left.
fn follow(server: &Server, request: &str, status: u16) -> Result<(), String> {
    for _ in 0..100 {
        let (head, _) = fetch(server.address, request, &[], "").map_err(|error| error.to_string())?;
        if head.status == status {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(100));
    }
    Err(format!("the status of {request} never is {status}"))
}

/// Writes a body of many orders in chunks.
fn write_orders(socket: &mut TcpStream, from: u32, to: u32, lines: bool) -> io::Result<()> {
    let numbers: Vec<_> = (from..to).collect();
    for (index, numbers) in numbers.chunks(1_000).enumerate() {
        let mut chunk = String::new();
        for number in numbers {
            let separator = if lines {
                ""
            } else if index == 0 && *number == from {
                "["
            } else {
                ","
            };
            chunk.push_str(&format!("{separator}{{\"number\":{number},\"quantity\":1}}\n"));
        }
        write_chunk(socket, chunk.as_bytes())?;
    }
    if !lines {
        write_chunk(socket, b"]")?;
    }
    write_chunk(socket, b"")
}
