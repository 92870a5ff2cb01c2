//! Deletes many files in one request, and returns an outcome for each of them.
//!
//! ```console
//! $ curl http://127.0.0.1:8080/files:delete -d '["doc.txt", "missing.txt", "locked.txt"]'
//! {"responses":[{"id":"/files/doc.txt","index":0,"status":204},
//! {"id":"/files/missing.txt","index":1,"status":404,"headers":{"Content-Type":"application/problem+json"},
//! "body":{"type":"about:blank","title":"Not Found","status":404,"detail":"missing.txt does not exist"}},
//! {"id":"/files/locked.txt","index":2,"status":423,"headers":{"Content-Type":"application/problem+json"},
//! "body":{"type":"about:blank","title":"Locked","status":423,"detail":"locked.txt is locked",
//! "conditions":[{"name":"{DAV:}lock-token-submitted","hrefs":["/files/locked.txt"]}]}}],
//! "summary":{"total":3,"succeeded":1,"failed":2,"retryable":0,"complete":true}}
//! ```
//!
//! - `cargo run --example bulk_delete` does this over a socket in JSON, DAV XML and JSON Lines, and prints requests and
//!   responses.
//! - `cargo run --example bulk_delete -- --serve 127.0.0.1:8080` serves your own requests.
//!
//! `outcome.rs` declares the outcomes of a file, `server.rs` is the HTTP service.

mod client;
mod outcome;
mod refusal;
mod samples;
mod server;
mod store;

use std::{error::Error, process::ExitCode};

use tokio::net::TcpListener;

use self::samples::{NAMES, Samples};

const USAGE: &str = "usage: bulk_delete [--serve ADDRESS:PORT]";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
    let result = match arguments.iter().map(|argument| &**argument).collect::<Vec<_>>()[..] {
        [] => demonstrate().await,
        ["--serve", address] => serve(address).await,
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

/// Deletes the sample files once for each format, and prints requests and responses.
async fn demonstrate() -> Result<(), Box<dyn Error>> {
    let samples = Samples::new()?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server = tokio::spawn(axum::serve(listener, server::router(samples.path())).into_future());
    for accept in ["application/json", "application/xml", "application/jsonl"] {
        samples.refill()?;
        let request = client::request(address, accept, &NAMES);
        println!("before: {}\n\n{request}\n", samples.list()?.join(", "));
        println!("{}\n", client::send(address, request.as_bytes()).await?.trim_end());
        println!("after: {}\n\n", samples.list()?.join(", "));
    }
    server.abort();
    Ok(())
}

/// Serves the sample files until Ctrl-C.
async fn serve(address: &str) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(address).await.map_err(|error| format!("cannot serve {address}: {error}"))?;
    let samples = Samples::new()?;
    let url = format!("http://{}/files:delete", listener.local_addr()?);
    let names = serde_json::Value::from(&NAMES[..]);
    println!("serving {}; stop with Ctrl-C\n", samples.path().display());
    println!("curl -i {url} -d '{names}'");
    println!("curl -i {url} -H 'Accept: application/xml' -d '{names}'");
    println!("curl -i {url} -H 'Accept: application/jsonl' -H 'Prefer: return=minimal' -d '{names}'");
    let interrupted = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    axum::serve(listener, server::router(samples.path())).with_graceful_shutdown(interrupted).await?;
    Ok(())
}
