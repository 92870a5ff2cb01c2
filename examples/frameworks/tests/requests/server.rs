//! The service of one framework, as a process.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, ChildStdout, Command, Stdio},
};

/// A service that runs until this is dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    _output: BufReader<ChildStdout>,
}

impl Server {
    pub fn start(program: &str) -> Self {
        let mut command = Command::new(program);
        // The text of a backtrace takes more memory than a row allows.
        command.args(["--serve", "127.0.0.1:0"]).env("RUST_BACKTRACE", "0");
        let mut child = command.stdout(Stdio::piped()).spawn().expect("a program");
        let mut output = BufReader::new(child.stdout.take().expect("the output is piped"));
        let mut line = String::new();
        while !line.starts_with("listening on ") {
            line.clear();
            assert!(output.read_line(&mut line).expect("text") > 0, "{program} ended before it listened");
        }
        let address = line.trim().trim_start_matches("listening on http://").parse().expect("an address");
        Self { child, address, _output: output }
    }

    /// Returns the peak memory of the process in KiB. `None` if the system does not provide it.
    pub fn peak_memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().strip_suffix(" kB")?.parse().ok()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The process may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
