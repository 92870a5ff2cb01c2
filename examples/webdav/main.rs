//! A WebDAV server of classes 1 and 2 (RFC 4918): files in memory, or in a directory.
//!
//! ```console
//! $ cargo run --example webdav -- --serve 127.0.0.1:8082
//! listening on http://127.0.0.1:8082
//! $ curl -X MKCOL localhost:8082/plans/
//! $ curl -X PUT localhost:8082/plans/a.txt --data 'by Ada'
//! $ curl -X PROPFIND localhost:8082/plans/ -H 'Depth: 1' --data '<propfind xmlns="DAV:"><prop>
//!     <getcontentlength/></prop></propfind>'
//! <?xml version="1.0" encoding="utf-8"?>
//! <D:multistatus xmlns:D="DAV:">
//! <D:response><D:href>/plans/</D:href><D:propstat><D:prop><D:getcontentlength/></D:prop>
//! <D:status>HTTP/1.1 404 Not Found</D:status></D:propstat></D:response>
//! <D:response><D:href>/plans/a.txt</D:href><D:propstat><D:prop><D:getcontentlength>6</D:getcontentlength></D:prop>
//! <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>
//! </D:multistatus>
//! ```
//!
//! `--dir DIRECTORY` serves a directory. `--no-infinity` refuses a PROPFIND with `Depth: infinity`. Anyone who can reach the
//! address can read and write.
//!
//! What a WebDAV server does beyond its store is in the library: it reads requests and header fields, writes properties, keeps
//! the table of locks, and decides what a response reports. The rest is in these files:
//!
//! - `store` has the two stores, behind one trait: `memory` and `directory`.
//! - `resource.rs` declares the properties of a resource, with `#[derive(Properties)]`.
//! - `failure.rs` declares what a request can fail with, with `#[derive(Outcome)]`.
//! - `methods` has a file for each group of methods, which starts with requests and their responses.
//! - `server.rs` has the router. `path.rs` reads paths. `conditions.rs` checks `If-Match` and its like, `locks.rs` checks `If`
//!   and locks. `listing.rs` reads the members of a collection while they are sent.
//!
//! The requests in these files are a test, `tests/webdav_server`. `.ci/webdav` runs litmus and the clients in `clients` against
//! the server.

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
