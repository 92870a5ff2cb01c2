//! Streams a million items through one request, with JSON Lines in both directions. Outcomes are sent while later items
//! arrive, so the service needs constant memory.
//!
//! ```console
//! $ seq 0 2 | curl -T - http://127.0.0.1:8082/square -H 'Content-Type: application/jsonl' -H 'Accept: application/jsonl'
//! {"id":"0","index":0,"status":200,"headers":{"Content-Type":"application/json"},"body":0}
//! {"id":"1","index":1,"status":200,"headers":{"Content-Type":"application/json"},"body":1}
//! {"id":"2","index":2,"status":200,"headers":{"Content-Type":"application/json"},"body":4}
//! {"summary":{"total":3,"succeeded":3,"failed":0,"retryable":0,"complete":true}}
//! ```
//!
//! - `cargo run --example stream_lines -- --serve 127.0.0.1:8082` serves this request.
//! - `cargo run --release --example stream_lines -- 1000000` starts the service in a second process, sends it a million
//!   numbers, checks the outcomes, and prints the peak memory of the service.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, ChildStdout, Command, ExitCode, Stdio},
    time::Instant,
};

use axum::{Router, routing::any};
use multistatus::{Negotiate, Outcome, Response, batch, batch::InputStream};
use serde::Deserialize;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

const USAGE: &str = "usage: stream_lines COUNT | --serve ADDRESS:PORT";

/// Number of lines in one write.
const LINES_PER_WRITE: u64 = 1_000;

type AnyError = Box<dyn std::error::Error + Send + Sync>;

/// Outcome of one number.
#[derive(Debug, Outcome)]
enum Square {
    /// The square fits into 64 bits.
    #[outcome(200)]
    Squared {
        #[outcome(body)]
        square: u64,
    },

    /// The square needs more than 64 bits.
    #[outcome(422, "the square of {number} needs more than 64 bits")]
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

/// Sends `count` numbers, and checks the outcomes while numbers are sent.
async fn send(count: u64) -> Result<(), AnyError> {
    let service = Service::start()?;
    let (reader, writer) = TcpStream::connect(service.address).await?.into_split();
    let start = Instant::now();
    let request = tokio::spawn(write_request(writer, count));
    check_response(reader, count).await?;
    // The server treats a client that closes its half before the response ends as disconnected.
    let _writer = request.await??;
    let elapsed = start.elapsed();
    println!("{count} items, each with its outcome, in request order");
    println!("{elapsed:.1?}, {:.0} items/s", count as f64 / elapsed.as_secs_f64());
    if let Some(peak) = service.peak_memory() {
        println!("peak memory of the service: {peak} KiB");
    }
    Ok(())
}

/// Sends the request as HTTP/1.0, so that the response has no chunked encoding and can be read line by line.
async fn write_request(mut socket: OwnedWriteHalf, count: u64) -> Result<OwnedWriteHalf, AnyError> {
    let length: u64 = (0..count).map(|number| number.to_string().len() as u64 + 1).sum();
    let fields = "Content-Type: application/jsonl\r\nAccept: application/jsonl\r\n";
    let head = format!("POST /square HTTP/1.0\r\n{fields}Content-Length: {length}\r\n\r\n");
    socket.write_all(head.as_bytes()).await?;
    let mut next = 0;
    while next < count {
        let end = count.min(next + LINES_PER_WRITE);
        let lines: String = (next..end).map(|number| format!("{number}\n")).collect();
        socket.write_all(lines.as_bytes()).await?;
        next = end;
    }
    Ok(socket)
}

/// The checked members of a line.
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

/// Checks the outcome of each number, and the summary.
async fn check_response(socket: OwnedReadHalf, count: u64) -> Result<(), AnyError> {
    let mut lines = tokio::io::BufReader::new(socket).lines();
    // Skips the head.
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

/// The service in a second process. The process is killed on drop.
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

    /// Returns the peak memory of the process in KiB. `None` if the system does not provide it.
    fn peak_memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().strip_suffix(" kB")?.parse().ok()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // The process may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
