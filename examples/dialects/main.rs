mod convention;
mod outcome;
mod server;
mod store;

use std::{error::Error, process::ExitCode};

use tokio::net::TcpListener;

const USAGE: &str = "usage: dialects [--serve ADDRESS:PORT]";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let result = match arguments.iter().map(|argument| &**argument).collect::<Vec<_>>()[..] {
        [] => serve("127.0.0.1:0").await,
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

/// Serves all conventions until Ctrl-C.
async fn serve(address: &str) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(address).await.map_err(|error| format!("cannot serve {address}: {error}"))?;
    println!("listening on http://{}", listener.local_addr()?);
    let interrupted = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    axum::serve(listener, server::router()).with_graceful_shutdown(interrupted).await?;
    Ok(())
}
