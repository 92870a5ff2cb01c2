mod operation;
mod order;
mod outcome;
mod server;
mod store;

use std::sync::Arc;

#[tokio::main]
async fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let store = store::Store::open(arguments[3].as_ref()).unwrap();
    let listener = tokio::net::TcpListener::bind(&arguments[1]).await.unwrap();
    axum::serve(listener, server::router(Arc::new(store))).await.unwrap();
}
