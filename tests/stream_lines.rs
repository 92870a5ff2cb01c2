//! The example `stream_lines`: as many items as you like in constant memory, over real sockets.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::Duration,
};

use tokio::{io::AsyncWriteExt, net::TcpStream};

/// The example as it lies beside this test.
fn program() -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let program = profile.join("examples/stream_lines").with_extension(std::env::consts::EXE_EXTENSION);
    assert!(program.exists(), "run `cargo build --examples` first: there is no {}", program.display());
    Command::new(program)
}

#[test]
fn a_million_items_need_no_more_memory_than_a_few() {
    let output = program().arg("1000000").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.starts_with("1000000 items, each with its outcome, in request order\n"), "{out}");
    if cfg!(target_os = "linux") {
        let peak = out.split("at most ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a peak");
        let peak: u64 = peak.parse().unwrap();
        assert!(peak < 64 * 1024, "{peak} KiB");
    }
}

#[tokio::test]
async fn it_does_not_read_for_a_client_that_does_not() {
    let mut child = program().args(["--serve", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut address = String::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    output.read_line(&mut address).unwrap();
    let mut socket = TcpStream::connect(address.trim()).await.unwrap();
    let head = "POST /square HTTP/1.0\r\nContent-Type: application/jsonl\r\nContent-Length: 1000000000\r\n\r\n";
    socket.write_all(head.as_bytes()).await.unwrap();
    let lines = "7\n".repeat(32 * 1024);
    let mut sent = 0;
    while let Ok(written) = tokio::time::timeout(Duration::from_secs(2), socket.write(lines.as_bytes())).await {
        sent += written.unwrap();
        assert!(sent < 200 * 1024 * 1024, "the service reads on and on");
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    child.kill().unwrap();
    child.wait().unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
    assert!(peak.is_none_or(|peak: u64| peak < 64 * 1024), "{peak:?} KiB after {sent} bytes");
}
