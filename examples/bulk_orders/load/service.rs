//! The service under load. It runs in its own process so that its memory can be measured.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, ChildStdout, Command, Stdio},
};

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

    pub(super) async fn get(&self, path: &str) -> Result<String, AnyError> {
        let response = client::send(self.address, &client::request(&format!("GET {path}"), &[], "")).await?;
        match response.status() {
            Some(200) => Ok(response.body),
            _ => Err(format!("GET {path}: {}", response.head).into()),
        }
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
