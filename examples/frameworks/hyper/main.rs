//! Orders over HTTP with hyper 1: create one, read one, create many, delete many.
//!
//! ```console
//! $ cargo add http-body-util hyper hyper-util serde serde_json tokio --features hyper/http1,hyper/server,hyper-util/tokio,serde/derive,tokio/full
//! $ cargo add multistatus --features batch
//! $ curl -i localhost:8080/orders --json '{"number":17,"quantity":2}'
//! HTTP/1.1 201 Created
//! location: /orders/17
//!
//! {"number":17,"quantity":2}
//! $ curl localhost:8080/orders --json '{"number":17,"quantity":2}'
//! {"type":"about:blank","title":"Conflict","status":409,"detail":"there is an order 17"}
//! $ curl localhost:8080/orders/batch -H 'Accept: application/jsonl' --json '[{"number":18,"quantity":2},{"number":19,"quantity":0}]'
//! {"id":"18","index":0,"status":201,"headers":{"Location":"/orders/18","Content-Type":"application/json"},"body":{"number":18,"quantity":2}}
//! {"id":"19","index":1,"status":422,"headers":{"Content-Type":"application/problem+json"},"body":{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"expected a quantity of at least 1"}}
//! {"summary":{"total":2,"succeeded":1,"failed":1,"retryable":0,"complete":true}}
//! $ curl -X DELETE localhost:8080/orders -H 'Prefer: return=minimal' --json '[17,18]'
//! {"responses":[],"summary":{"total":2,"succeeded":2,"failed":0,"retryable":0,"complete":true}}
//! ```

use std::collections::btree_map::{BTreeMap, Entry};
use std::sync::{Arc, Mutex};
use std::{convert::Infallible, io};

use http_body_util::BodyExt;
use hyper::{Method, Request, StatusCode, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use multistatus::batch::{JsonInputs, Outcomes};
use multistatus::outcome::{Created, Representation};
use multistatus::{MultiStatus, Negotiate, Outcome, Refused, Response, Settled, batch};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

#[derive(Clone, Copy, Deserialize, Serialize)]
struct Order {
    number: u32,
    quantity: u32,
}

/// The reason why an order was not created, found or deleted.
#[derive(Outcome)]
enum Failure {
    #[outcome(404, "there is no order {number}")]
    Missing { number: u32 },
    #[outcome(409, "there is an order {number}")]
    Exists { number: u32 },
    #[outcome(422, "expected a quantity of at least 1")]
    NoQuantity,
    #[outcome(400, "{0}")]
    NotAnOrder(#[outcome(from)] io::Error),
}

/// The orders by their numbers. Orders 1 to 9 exist at the start.
type Store = Mutex<BTreeMap<u32, Order>>;
type Create = Result<Created<Order>, Failure>;
type Delete = Result<(), Failure>;

#[batch(max_items = 1_000_000, concurrency = 16, buffer = 256)]
async fn create(store: &Store, order: Order) -> Create {
    let number = order.number;
    match store.lock().expect("no handler panics").entry(number) {
        _ if order.quantity == 0 => Err(Failure::NoQuantity),
        Entry::Occupied(_) => Err(Failure::Exists { number }),
        Entry::Vacant(entry) => Ok(Created::at(format!("/orders/{number}"), *entry.insert(order))),
    }
}

#[batch(max_items = 1_000)]
async fn delete(store: &Store, number: u32) -> Delete {
    let deleted = store.lock().expect("no handler panics").remove(&number);
    deleted.map(drop).ok_or(Failure::Missing { number })
}

async fn create_one(store: &Store, request: Request<Incoming>) -> Create {
    let body = request.into_body().collect().await.map_err(io::Error::other)?;
    create(store, serde_json::from_slice(&body.to_bytes()).map_err(io::Error::from)?).await
}

fn read_one(store: &Store, path: &str) -> Result<Representation<Order>, Failure> {
    let number = path.trim_start_matches("/orders/").parse().unwrap_or_default();
    let order = store.lock().expect("no handler panics").get(&number).copied();
    order.map(Representation).ok_or(Failure::Missing { number })
}

/// Answers each order while later ones arrive.
fn create_many(store: Arc<Store>, request: Request<Incoming>) -> Result<Outcomes<Create>, Refused> {
    let orders = JsonInputs::new().for_request(request.headers())?.stream(request.into_body());
    Ok(create::batch_shared(store, orders.keyed(|order: &Order| order.number)).spawn())
}

async fn delete_many(store: &Store, request: Request<Incoming>) -> Result<MultiStatus<Settled<Delete>>, Refused> {
    let numbers = JsonInputs::new().for_request(request.headers())?.read(request.into_body()).await?;
    delete::batch(store, numbers.keyed(|number| *number)).run().await
}

async fn respond(store: Arc<Store>, request: Request<Incoming>) -> Result<Response, Infallible> {
    let accept = Negotiate::from_headers(request.headers());
    Ok(match (request.method(), request.uri().path()) {
        (&Method::POST, "/orders") => accept.respond_one(create_one(&store, request).await),
        (&Method::POST, "/orders/batch") => accept.respond(create_many(store, request)),
        (&Method::DELETE, "/orders") => accept.respond(delete_many(&store, request).await),
        (&Method::GET | &Method::HEAD, path) => accept.respond_one(read_one(&store, path)),
        _ => accept.respond_one(StatusCode::METHOD_NOT_ALLOWED),
    })
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let store = Arc::new(Store::new((1..10).map(|number| (number, Order { number, quantity: 1 })).collect()));
    let address = std::env::args().skip_while(|argument| argument != "--serve").nth(1);
    let listener = TcpListener::bind(address.as_deref().unwrap_or("127.0.0.1:0")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    loop {
        let (socket, _) = listener.accept().await?;
        let store = Arc::clone(&store);
        let service = service_fn(move |request| respond(Arc::clone(&store), request));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(socket), service));
    }
}
