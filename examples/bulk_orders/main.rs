//! Bulk orders.

mod client;
mod load;
mod operation;
mod order;
mod outcome;
mod refusal;
mod server;
mod store;

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use tokio::net::TcpListener;

use self::{
    load::{AnyError, Load},
    store::Store,
};

const USAGE: &str = "usage: bulk_orders [--serve ADDRESS:PORT [--store FILE] | --load [ROUNDS BATCHES ORDERS]]";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
    let result = match arguments.iter().map(|argument| &**argument).collect::<Vec<_>>()[..] {
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

/// Serves the orders of a file until Ctrl-C. Without one, it is in a temporary directory, and goes away with it.
async fn serve(address: &str, file: Option<PathBuf>) -> Result<(), AnyError> {
    let listener = TcpListener::bind(address).await.map_err(|error| format!("cannot serve {address}: {error}"))?;
    let directory = tempfile::Builder::new().prefix("bulk_orders-").tempdir()?;
    let file = file.unwrap_or_else(|| directory.path().join("orders.redb"));
    let store = Store::open(&file).map_err(|error| format!("cannot open {}: {error}", file.display()))?;
    let url = format!("http://{}", listener.local_addr()?);
    println!("serving {} at {url}", file.display());
    let interrupted = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    axum::serve(listener, server::router(Arc::new(store))).with_graceful_shutdown(interrupted).await?;
    Ok(())
}
