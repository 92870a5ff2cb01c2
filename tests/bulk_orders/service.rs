//! Starts the example as a process, sends requests to it, and kills it.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::Value;

use crate::client::{Response, read_list, request, send};

pub(crate) const JSON: &str = "Content-Type: application/json";

/// Initial stock of each sku, in units.
const IN_STOCK: u64 = 1_000_000_000;

/// A running service. It ends when it is killed or dropped.
pub(crate) struct Service {
    child: Child,
    pub(crate) address: SocketAddr,
    output: BufReader<ChildStdout>,
    /// Removed after the process has ended.
    directory: Option<tempfile::TempDir>,
}

/// Returns the path of the program of an example, in the build directory of this test.
pub(crate) fn example(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let program = profile.join("examples").join(name).with_extension(std::env::consts::EXE_EXTENSION);
    assert!(program.exists(), "run `cargo build --examples` first: {} does not exist", program.display());
    program
}

impl Service {
    /// Starts a service on a new file.
    pub(crate) fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut service = Self::open(&directory.path().join("orders.redb"));
        service.directory = Some(directory);
        service
    }

    /// Starts a service on a file.
    pub(crate) fn open(file: &Path) -> Self {
        let mut child = Command::new(example("bulk_orders"))
            .args(["--serve", "127.0.0.1:0", "--store"])
            .arg(file)
            .env("RUST_BACKTRACE", "0")
            .stdout(Stdio::piped())
            // Some tests make a handler panic.
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split(';').next()).expect("an address");
        Self { child, address: address.parse().unwrap(), output, directory: None }
    }

    /// Returns the `curl` commands that the example prints.
    pub(crate) fn curl_commands(&mut self) -> Vec<String> {
        let lines = self.output.by_ref().lines().map(Result::unwrap);
        lines.filter(|line| line.starts_with("curl ")).take(3).collect()
    }

    /// Returns the peak memory of the process in KiB. `None` if the system does not provide it.
    pub(crate) fn peak_memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().strip_suffix(" kB")?.parse().ok()
    }

    /// Kills the process, as `kill -9` does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) async fn post(&self, path: &str, fields: &[&str], body: &str) -> Response {
        send(self.address, &request(&format!("POST {path}"), fields, body)).await.unwrap()
    }

    /// Sends a batch as a JSON array.
    pub(crate) async fn post_batch(&self, orders: &[Value]) -> Response {
        self.post("/orders:batch", &[JSON], &Value::from(orders).to_string()).await
    }

    /// Sends a batch as a JSON array, with an idempotency key.
    pub(crate) async fn post_with_key(&self, key: &str, orders: &[Value]) -> Response {
        let key = format!("Idempotency-Key: \"{key}\"");
        self.post("/orders:batch", &[JSON, &key], &Value::from(orders).to_string()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        send(self.address, &request(&format!("GET {path}"), &[], "")).await.unwrap()
    }

    /// Reads all pages of a list.
    async fn list(&self, path: &str) -> Vec<Value> {
        let list = read_list(self.address, path).await.unwrap();
        list.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Returns the sorted ids of all orders in the store, with duplicates if there are any.
    pub(crate) async fn order_ids(&self) -> Vec<String> {
        let id = |order: &Value| order["id"].as_str().unwrap().to_owned();
        let mut ids: Vec<_> = self.list("/orders").await.iter().map(id).collect();
        ids.sort();
        ids
    }

    /// Returns the number of units of each sku that orders have taken.
    pub(crate) async fn units_taken(&self) -> BTreeMap<String, u64> {
        let taken = |row: &Value| (row["sku"].as_str().unwrap().to_owned(), IN_STOCK - row["left"].as_u64().unwrap());
        self.list("/stock").await.iter().map(taken).collect()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // The process may have been killed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
