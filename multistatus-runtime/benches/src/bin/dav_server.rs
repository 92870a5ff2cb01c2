//! Serves dav-server's file system in memory over HTTP/1.1: a peer of `webdav_servers.py`.

use std::{convert::Infallible, error::Error};

use dav_server::{DavHandler, memfs::MemFs, memls::MemLs};
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let handler = DavHandler::builder().filesystem(MemFs::new()).locksystem(MemLs::new()).build_handler();
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let handler = handler.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let handler = handler.clone();
                async move { Ok::<_, Infallible>(handler.handle(request).await) }
            });
            http1::Builder::new().serve_connection(TokioIo::new(stream), service).await
        });
    }
}
