//! The example as it is run, and what a client and a killer do with it.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::Value;

use crate::client::{Answer, request, send};

pub(crate) const JSON: &str = "Content-Type: application/json";

/// How many pieces of a sku there are before the first order.
const IN_STOCK: u64 = 1_000_000_000;

/// A service that runs until it is killed, or dropped.
pub(crate) struct Service {
    child: Child,
    pub(crate) address: SocketAddr,
    output: BufReader<ChildStdout>,
    /// Goes away after it.
    directory: Option<tempfile::TempDir>,
}

/// The program of an example, which lies beside this test.
pub(crate) fn example(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let program = profile.join("examples").join(name).with_extension(std::env::consts::EXE_EXTENSION);
    assert!(program.exists(), "run `cargo build --examples` first: there is no {}", program.display());
    program
}

impl Service {
    /// A service on a new file.
    pub(crate) fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut service = Self::on(&directory.path().join("orders.redb"));
        service.directory = Some(directory);
        service
    }

    /// A service on this file.
    pub(crate) fn on(file: &Path) -> Self {
        let mut child = Command::new(example("bulk_orders"))
            .args(["--serve", "127.0.0.1:0", "--store"])
            .arg(file)
            .env("RUST_BACKTRACE", "0")
            .stdout(Stdio::piped())
            // Panics of handlers are part of what is tested.
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split(';').next()).expect("an address");
        Self { child, address: address.parse().unwrap(), output, directory: None }
    }

    /// The commands that it prints for a user to try.
    pub(crate) fn curl_lines(&mut self) -> Vec<String> {
        let lines = self.output.by_ref().lines().map(Result::unwrap);
        lines.filter(|line| line.starts_with("curl ")).take(3).collect()
    }

    /// The most memory that the process had, in KiB, where the system says so.
    pub(crate) fn peak(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().strip_suffix(" kB")?.parse().ok()
    }

    /// Ends it as `kill -9` does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) async fn post(&self, path: &str, fields: &[&str], body: &str) -> Answer {
        send(self.address, &request(&format!("POST {path}"), fields, body)).await.unwrap()
    }

    /// Sends a batch as a JSON array.
    pub(crate) async fn batch(&self, orders: &[Value]) -> Answer {
        self.post("/orders:batch", &[JSON], &Value::from(orders).to_string()).await
    }

    /// The same under an idempotency key.
    pub(crate) async fn keyed(&self, key: &str, orders: &[Value]) -> Answer {
        let key = format!("Idempotency-Key: \"{key}\"");
        self.post("/orders:batch", &[JSON, &key], &Value::from(orders).to_string()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        send(self.address, &request(&format!("GET {path}"), &[], "")).await.unwrap()
    }

    /// The ids of the orders in the store, sorted, each as often as it is there.
    pub(crate) async fn orders(&self) -> Vec<String> {
        let listing = self.get("/orders").await;
        let id = |line: &str| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned();
        let mut ids: Vec<_> = listing.body.lines().map(id).collect();
        ids.sort();
        ids
    }

    /// How many pieces were taken of each sku.
    pub(crate) async fn taken(&self) -> BTreeMap<String, u64> {
        let stock: BTreeMap<String, u64> = serde_json::from_str(&self.get("/stock").await.body).unwrap();
        stock.into_iter().map(|(sku, left)| (sku, IN_STOCK - left)).collect()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
