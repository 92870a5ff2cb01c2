//! Documents a service with OpenAPI, from the declaration of its outcomes: create one order, create many, delete many.
//!
//! ```console
//! $ curl localhost:8083/orders --json '{"id": "o-1", "sku": "pen", "quantity": 2}'
//! {"id":"o-1","sku":"pen","quantity":2}
//! $ curl localhost:8083/orders/batch --json '[{"id": "o-1", "sku": "pen", "quantity": 2}, {"id": "o-2", "sku": "busy", "quantity": 1}]'
//! {"responses":[{"id":"o-1","index":0,"status":409,"headers":{"Content-Type":"application/problem+json"},
//! "body":{"type":"about:blank","title":"Conflict","status":409,"detail":"there is an order o-1"}},
//! {"id":"o-2","index":1,"status":429,"headers":{"Retry-After":"1","Content-Type":"application/problem+json"},
//! "body":{"type":"about:blank","title":"Too Many Requests","status":429,"detail":"the warehouse is busy"}}],
//! "summary":{"total":2,"succeeded":0,"failed":2,"retryable":1,"complete":true}}
//! $ curl -X DELETE localhost:8083/orders --json '["o-1", "o-9"]'
//! {"responses":[{"id":"o-1","index":0,"status":204},
//! {"id":"o-9","index":1,"status":404,"headers":{"Content-Type":"application/problem+json"},
//! "body":{"type":"about:blank","title":"Not Found","status":404,"detail":"there is no order o-9"}}],
//! "summary":{"total":2,"succeeded":1,"failed":1,"retryable":0,"complete":true}}
//! $ curl localhost:8083/openapi.json
//! ```
//!
//! - `cargo run --example openapi` prints the document.
//! - `cargo run --example openapi -- --serve 127.0.0.1:8083` serves these requests.
//!
//! The sku `none` is out of stock. The first order of an id for the sku `busy` is refused, and accepted when it is sent again.
//!
//! `outcome.rs` declares the outcomes, `server.rs` is the HTTP service and its document, `store.rs` keeps the orders.

mod outcome;
mod server;
mod store;

use std::{error::Error, process::ExitCode};

use tokio::net::TcpListener;
use utoipa::openapi::OpenApi;

const USAGE: &str = "usage: openapi [--serve ADDRESS:PORT]";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let result = match arguments.iter().map(|argument| &**argument).collect::<Vec<_>>()[..] {
        [] => print(&server::document()),
        ["--serve", address] => serve(address).await,
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

fn print(document: &OpenApi) -> Result<(), Box<dyn Error>> {
    println!("{}", document.to_pretty_json()?);
    Ok(())
}

/// Serves orders until Ctrl-C.
async fn serve(address: &str) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(address).await.map_err(|error| format!("cannot serve {address}: {error}"))?;
    println!("listening on http://{}", listener.local_addr()?);
    let interrupted = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    axum::serve(listener, server::router()).with_graceful_shutdown(interrupted).await?;
    Ok(())
}
