//! The service under load. It runs in its own process so that its memory can be measured.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use super::AnyError;
use crate::client;

/// A running service with a new store. The process is killed on drop.
pub(super) struct Service {
    child: Child,
    pub(super) address: SocketAddr,
    _output: BufReader<ChildStdout>,
    _directory: TempDir,
}

impl Service {
    pub(super) fn start() -> Result<Self, AnyError> {
        let directory = tempfile::Builder::new().prefix("bulk_orders-").tempdir()?;
        let mut child = Command::new(std::env::current_exe()?)
            .args(["--serve", "127.0.0.1:0", "--store"])
            .arg(directory.path().join("orders.redb"))
            .stdout(Stdio::piped())
            .spawn()?;
        let mut output = BufReader::new(child.stdout.take().ok_or("the service has no output")?);
        let mut line = String::new();
        output.read_line(&mut line)?;
        let address = line.split("http://").nth(1).and_then(|rest| rest.split(';').next()?.parse().ok());
        Ok(Self {
            child,
            address: address.ok_or("the service has no address")?,
            _output: output,
            _directory: directory,
        })
    }

    /// Reads a list, and parses its lines.
    pub(super) async fn list(&self, path: &str) -> Result<Vec<Value>, AnyError> {
        let list = client::read_list(self.address, path).await?;
        Ok(list.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
    }

    /// Resident memory of the process in KiB. `None` if the system does not provide it.
    pub(super) fn resident(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
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
