//! Serves the bulk conventions of other APIs: one store, one handler and one enum of outcomes, and for each convention a route
//! with its request and its response.
//!
//! ```console
//! $ curl 'localhost:8083/v1.0/$batch' --json '{"requests": [
//!     {"id": "1", "method": "POST", "url": "/records", "body": {"name": "new-1"}},
//!     {"id": "2", "method": "POST", "url": "/records", "body": {"name": "taken-1"}}]}'
//! {"responses":[{"id":"1","status":201,"headers":{"Location":"/records/new-1","Content-Type":"application/json"},"body":{"name":"new-1"}},
//! {"id":"2","status":409,"headers":{"Content-Type":"application/json"},"body":{"error":{"code":"nameAlreadyExists","message":"there is a record taken-1"}}}]}
//! $ curl localhost:8083/scim/v2/Bulk --json '{"Operations": [
//!     {"method": "POST", "bulkId": "a", "path": "/Users", "data": {"userName": "new-2"}},
//!     {"method": "POST", "bulkId": "b", "path": "/Users", "data": {"userName": "taken-2"}}]}'
//! {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],"Operations":[
//! {"method":"POST","bulkId":"a","location":"/records/new-2","status":"201"},
//! {"method":"POST","bulkId":"b","status":"409","response":{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],
//! "status":"409","scimType":"uniqueness","detail":"there is a record taken-2"}}]}
//! $ curl localhost:8083/ -H 'X-Amz-Target: AmazonSQS.SendMessageBatch' --json '{"QueueUrl": "records", "Entries": [
//!     {"Id": "a", "MessageBody": "new-3"}, {"Id": "b", "MessageBody": "throttled-3"}]}'
//! {"Successful":[{"Id":"a","MD5OfMessageBody":"09d6daa5c1a4a895d9c93fb8268d0208","MessageId":"new-3"}],
//! "Failed":[{"Id":"b","SenderFault":true,"Code":"RequestThrottled","Message":"too many records; send throttled-3 again"}]}
//! $ curl localhost:8083/attempts
//! {"new-1":1,"new-2":1,"new-3":1,"taken-1":1,"taken-2":1,"throttled-3":1}
//! ```
//!
//! `cargo run --example dialects -- --serve 127.0.0.1:8083` serves these requests. `.ci/dialects` runs clients of these APIs
//! against it, unmodified; they are in `clients`.
//!
//! The first word of a key decides what happens to a record, in each convention: `new` is created, `known` is updated, `missing`
//! is not found, `taken` is a conflict, `invalid` is not valid, `throttled` and `busy` are refused the first time, and
//! `dependent` depends on a record that failed. `GET /attempts` tells how often each key was sent.
//!
//! `server.rs` has the routes, `convention.rs` what differs between them for the handler, `outcome.rs` the outcomes, and `store.rs`
//! the handler. `call.rs` runs a request, and in `choice.rs` are the routes on which the request chooses its convention.

mod call;
mod choice;
mod convention;
mod outcome;
mod records;
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
