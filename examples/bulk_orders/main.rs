//! Creates orders in bulk: a batch operation on an embedded database, with idempotency that survives a crash.
//!
//! ```console
//! $ curl http://127.0.0.1:8081/orders:batch -H 'Content-Type: application/json' -H 'Idempotency-Key: "monday"' \
//!     -d '[{"id": "o-1", "sku": "pen", "quantity": 2}, {"id": "o-2", "sku": "none", "quantity": 1}]'
//! {"responses":[{"id":"o-1","index":0,"status":201,"headers":{"Content-Type":"application/json"},
//! "body":{"id":"o-1","sku":"pen","quantity":2}},
//! {"id":"o-2","index":1,"status":409,"headers":{"Content-Type":"application/problem+json"},
//! "body":{"type":"about:blank","title":"Conflict","status":409,
//! "detail":"insufficient stock of none: 1 ordered, 0 available","left":0}}],
//! "summary":{"total":2,"succeeded":1,"failed":1,"retryable":0,"complete":true}}
//! ```
//!
//! - `cargo run --example bulk_orders` sends this and other requests over a socket, and prints requests and responses.
//! - `cargo run --example bulk_orders -- --serve 127.0.0.1:8081 [--store FILE]` serves your own requests. Kill the
//!   process during a batch, start it on the same file, and send the batch again: each order is created once.
//! - `cargo run --release --example bulk_orders -- --load` sends 200 concurrent batches of 1 000 orders, ten times. Half
//!   of the clients disconnect early and retry. The store is compared with the responses.
//!
//! The sku `none` is out of stock, `slow` takes a tenth of a second for each unit, and `panic` makes the handler panic.
//!
//! `GET /orders` and `GET /stock` list the store in pages of at most 1 000 lines. The header field `Link` leads to the next page.
//! A connection ends if its client sends or reads nothing for a minute.
//!
//! `outcome.rs` declares the outcomes of an order, `operation.rs` is the batch operation, `server.rs` the HTTP service.
//! `store/writer.rs` makes sure that an order is on the disk before its outcome is sent.

mod client;
mod idle;
mod load;
mod operation;
mod order;
mod outcome;
mod refusal;
mod script;
mod server;
mod store;

use std::{path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use tempfile::TempDir;
use tokio::net::TcpListener;

use self::{
    idle::IdleTimeout,
    load::{AnyError, Load},
    store::Store,
};

const USAGE: &str = "usage: bulk_orders [--serve ADDRESS:PORT [--store FILE] | --load [ROUNDS BATCHES ORDERS]]";

/// Time for which a connection waits for its client. A batch with its deadline takes less.
const IDLE_TIMEOUT: Duration = Duration::from_secs(60);

/// Body of the printed `curl` commands.
const ORDERS: &str = r#"[{"id": "o-1", "sku": "pen", "quantity": 2}, {"id": "o-2", "sku": "none", "quantity": 1}]"#;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
    let result = match arguments.iter().map(|argument| &**argument).collect::<Vec<_>>()[..] {
        [] => demonstrate().await,
        ["--serve", address] => serve(address, None).await,
        ["--serve", address, "--store", file] => serve(address, Some(file.into())).await,
        ["--load"] => load::run(Load { rounds: 10, batches: 200, items: 1_000 }).await,
        ["--load", rounds, batches, items] => match (rounds.parse(), batches.parse(), items.parse()) {
            (Ok(rounds), Ok(batches), Ok(items)) => load::run(Load { rounds, batches, items }).await,
            _ => Err(USAGE.into()),
        },
        ["--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
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

/// Runs the script against a service in this process.
async fn demonstrate() -> Result<(), AnyError> {
    let directory = temporary_directory()?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let store = Store::open(&directory.path().join("orders.redb"))?;
    let server = tokio::spawn(axum::serve(listener, server::router(Arc::new(store))).into_future());
    script::run(address).await?;
    server.abort();
    Ok(())
}

/// Serves the orders of a file until Ctrl-C. Without a file, the store is in a temporary directory.
async fn serve(address: &str, file: Option<PathBuf>) -> Result<(), AnyError> {
    let listener = TcpListener::bind(address).await.map_err(|error| format!("cannot serve {address}: {error}"))?;
    let directory = temporary_directory()?;
    let file = file.unwrap_or_else(|| directory.path().join("orders.redb"));
    let store = Store::open(&file).map_err(|error| format!("cannot open {}: {error}", file.display()))?;
    let url = format!("http://{}", listener.local_addr()?);
    println!("serving {} at {url}; stop with Ctrl-C\n", file.display());
    println!("curl -i {url}/orders:batch -H 'Content-Type: application/json' -d '{ORDERS}'");
    println!("curl -i '{url}/orders:batch?mode=atomic' -H 'Content-Type: application/json' -d '{ORDERS}'");
    println!("curl -i {url}/orders");
    let interrupted = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    let listener = IdleTimeout { listener, timeout: IDLE_TIMEOUT };
    axum::serve(listener, server::router(Arc::new(store))).with_graceful_shutdown(interrupted).await?;
    Ok(())
}

fn temporary_directory() -> std::io::Result<TempDir> {
    tempfile::Builder::new().prefix("bulk_orders-").tempdir()
}
