//! A WebDAV server of classes 1 and 2.

mod conditions;
mod failure;
mod listing;
mod locks;
mod methods;
mod path;
mod resource;
mod server;
mod store;

use std::{error::Error, path::PathBuf, process::ExitCode, sync::Arc};

use tokio::net::TcpListener;

use self::{
    server::Server,
    store::{Store, directory::Directory, memory::Memory},
};

const USAGE: &str = "usage: webdav [--serve ADDRESS:PORT] [--dir DIRECTORY] [--no-infinity]";

#[tokio::main]
async fn main() -> ExitCode {
    match serve(std::env::args().skip(1)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Serves until Ctrl-C.
async fn serve(mut arguments: impl Iterator<Item = String>) -> Result<(), Box<dyn Error>> {
    let (mut address, mut directory, mut infinity) = ("127.0.0.1:0".to_owned(), None, true);
    while let Some(argument) = arguments.next() {
        match &*argument {
            "--serve" => address = arguments.next().ok_or(USAGE)?,
            "--dir" => directory = Some(PathBuf::from(arguments.next().ok_or(USAGE)?)),
            "--no-infinity" => infinity = false,
            _ => return Err(USAGE.into()),
        }
    }
    let store: Arc<dyn Store> = match directory {
        None => Arc::new(Memory::new()),
        Some(path) => {
            let opened = Directory::open(&path);
            Arc::new(opened.map_err(|error| format!("cannot serve {}: {error}", path.display()))?)
        }
    };
    let listener = TcpListener::bind(&address).await.map_err(|error| format!("cannot serve {address}: {error}"))?;
    println!("listening on http://{}", listener.local_addr()?);
    let interrupted = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    Ok(Server::new(store).infinity(infinity).serve(listener, interrupted).await?)
}
