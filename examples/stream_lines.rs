//! A million items through one request: JSON Lines in and out, each item answered while later ones still arrive. The
//! service holds a few at a time, however many there are.
//!
//! ```console
//! $ cargo run --release --example stream_lines -- 1000000
//! 1000000 items, each with its outcome, in request order
//! ```
//!
//! It starts the service in a process of its own, and says how much memory that took at its peak. To see the stream by
//! yourself, `cargo run --example stream_lines -- --serve 127.0.0.1:8082` and
//! `seq 5 | curl -N http://127.0.0.1:8082/square -H 'Content-Type: application/jsonl' -H 'Accept: application/jsonl' -T -`.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, ChildStdout, Command, ExitCode, Stdio},
    time::Instant,
};

use axum::{Router, routing::any};
use multistatus::{InputStream, Negotiate, Outcome, Response, batch};
use serde::Deserialize;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

const USAGE: &str = "usage: stream_lines COUNT | --serve ADDRESS:PORT";

/// How many lines are sent at once.
const LINES_AT_ONCE: u64 = 1_000;

type AnyError = Box<dyn std::error::Error + Send + Sync>;

/// What became of one number.
#[derive(Debug, Outcome)]
enum Square {
    /// It has a square.
    #[outcome(200)]
    Squared {
        #[outcome(body)]
        square: u64,
    },

    /// There is no room for its square.
    #[outcome(422, "{number} is too large to be squared here")]
    TooLarge { number: u64 },
}

/// Squares one number.
#[batch(max_items = 10_000_000, concurrency = 64, buffer = 1000)]
async fn squared(number: u64) -> Square {
    number.checked_mul(number).map_or(Square::TooLarge { number }, |square| Square::Squared { square })
}

async fn squares(accept: Negotiate, numbers: InputStream<u64>) -> Response {
    accept.respond(squared::batch(numbers).spawn())
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
    let result = match arguments.iter().map(|argument| &**argument).collect::<Vec<_>>()[..] {
        ["--serve", address] => serve(address).await,
        [count] => match count.parse() {
            Ok(count) => send(count).await,
            Err(_) => Err(USAGE.into()),
        },
        _ => Err(USAGE.into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(address: &str) -> Result<(), AnyError> {
    let listener = TcpListener::bind(address).await?;
    println!("{}", listener.local_addr()?);
    axum::serve(listener, Router::new().route("/square", any(squares))).await?;
    Ok(())
}

/// Sends so many numbers, and looks at what comes back while they are sent.
async fn send(count: u64) -> Result<(), AnyError> {
    let service = Service::start()?;
    let (reader, writer) = TcpStream::connect(service.address).await?.into_split();
    let start = Instant::now();
    let writing = tokio::spawn(write(writer, count));
    read(reader, count).await?;
    // A client that closes its half before it has the response counts as gone.
    let _writer = writing.await??;
    let took = start.elapsed();
    println!("{count} items, each with its outcome, in request order");
    println!("{took:.1?}, {:.0} items/s", count as f64 / took.as_secs_f64());
    if let Some(peak) = service.peak() {
        println!("the service had at most {peak} KiB in memory");
    }
    Ok(())
}

/// As HTTP/1.0, the response is not in chunks: its lines are what comes over the socket.
async fn write(mut socket: OwnedWriteHalf, count: u64) -> Result<OwnedWriteHalf, AnyError> {
    let length: u64 = (0..count).map(|number| number.to_string().len() as u64 + 1).sum();
    let fields = "Content-Type: application/jsonl\r\nAccept: application/jsonl\r\n";
    let head = format!("POST /square HTTP/1.0\r\n{fields}Content-Length: {length}\r\n\r\n");
    socket.write_all(head.as_bytes()).await?;
    let mut next = 0;
    while next < count {
        let end = count.min(next + LINES_AT_ONCE);
        let lines: String = (next..end).map(|number| format!("{number}\n")).collect();
        socket.write_all(lines.as_bytes()).await?;
        next = end;
    }
    Ok(socket)
}

/// What is looked at of a line.
#[derive(Deserialize)]
struct Line {
    index: Option<u64>,
    status: Option<u16>,
    body: Option<u64>,
    summary: Option<Summary>,
}

#[derive(Deserialize)]
struct Summary {
    succeeded: u64,
    complete: bool,
}

async fn read(socket: OwnedReadHalf, count: u64) -> Result<(), AnyError> {
    let mut lines = tokio::io::BufReader::new(socket).lines();
    // The head.
    while lines.next_line().await?.is_some_and(|line| !line.is_empty()) {}
    for number in 0..count {
        let line = lines.next_line().await?.ok_or_else(|| format!("the response ends before item {number}"))?;
        let Line { index, status, body, .. } = serde_json::from_str(&line)?;
        if (index, status, body) != (Some(number), Some(200), Some(number * number)) {
            return Err(format!("expected the square of {number}, got {line}").into());
        }
    }
    let line = lines.next_line().await?.unwrap_or_default();
    match serde_json::from_str::<Line>(&line)?.summary {
        Some(Summary { succeeded, complete: true }) if succeeded == count => Ok(()),
        _ => Err(format!("expected the summary of {count} items, got {line}").into()),
    }
}

/// The service in a process of its own, which ends with this.
struct Service {
    child: Child,
    address: SocketAddr,
    _output: BufReader<ChildStdout>,
}

impl Service {
    fn start() -> Result<Self, AnyError> {
        let mut child =
            Command::new(std::env::current_exe()?).args(["--serve", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn()?;
        let mut output = BufReader::new(child.stdout.take().ok_or("the service has no output")?);
        let mut line = String::new();
        output.read_line(&mut line)?;
        Ok(Self { child, address: line.trim().parse()?, _output: output })
    }

    /// The most memory that it had, in KiB, where the system says so.
    fn peak(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().strip_suffix(" kB")?.parse().ok()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
