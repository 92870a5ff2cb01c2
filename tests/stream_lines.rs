//! The example `stream_lines`, run as a program: it streams any number of items over a socket in constant memory.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Returns a command that runs the example from the build directory of this test.
fn program() -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let program = profile.join("examples/stream_lines").with_extension(std::env::consts::EXE_EXTENSION);
    assert!(program.exists(), "run `cargo build --examples` first: {} does not exist", program.display());
    Command::new(program)
}

#[test]
fn a_million_items_need_constant_memory() {
    let output = program().arg("1000000").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.starts_with("1000000 items, each with its outcome, in request order\n"), "{out}");
    if cfg!(target_os = "linux") {
        let peak =
            out.split("peak memory of the service: ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a peak");
        let peak: u64 = peak.parse().unwrap();
        assert!(peak < 64 * 1024, "{peak} KiB");
    }
}

/// Starts the service, and connects to it.
async fn connect() -> (Child, TcpStream) {
    let mut child = program().args(["--serve", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut address = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let socket = TcpStream::connect(address.trim()).await.unwrap();
    (child, socket)
}

#[tokio::test]
async fn the_documented_response_is_the_actual_response() {
    let lines = include_str!("../examples/stream_lines.rs").lines().map(|line| line.trim_start_matches("//!").trim());
    let session: Vec<_> = lines.skip_while(|line| *line != "```console").skip(1).take_while(|l| *l != "```").collect();
    let [command, expected @ ..] = &session[..] else { panic!("the example documents no session") };
    assert!(command.starts_with("$ seq 0 2 | curl "), "{command}");

    let (mut child, mut socket) = connect().await;
    let fields = "Content-Type: application/jsonl\r\nAccept: application/jsonl\r\nContent-Length: 6";
    let request = format!("PUT /square HTTP/1.0\r\n{fields}\r\n\r\n0\n1\n2\n");
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    socket.read_to_string(&mut response).await.unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let (_, body) = response.split_once("\r\n\r\n").expect("a head and a body");
    assert_eq!(body.lines().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn the_service_stops_reading_if_the_client_does_not_read() {
    let (mut child, mut socket) = connect().await;
    let head = "POST /square HTTP/1.0\r\nContent-Type: application/jsonl\r\nContent-Length: 1000000000\r\n\r\n";
    socket.write_all(head.as_bytes()).await.unwrap();
    let lines = "7\n".repeat(32 * 1024);
    let mut sent = 0;
    while let Ok(written) = tokio::time::timeout(Duration::from_secs(2), socket.write(lines.as_bytes())).await {
        sent += written.unwrap();
        assert!(sent < 200 * 1024 * 1024, "the service has not stopped reading");
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    child.kill().unwrap();
    child.wait().unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
    assert!(peak.is_none_or(|peak: u64| peak < 64 * 1024), "{peak:?} KiB after {sent} bytes");
}
