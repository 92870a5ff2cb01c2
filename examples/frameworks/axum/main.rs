//! Orders over HTTP with axum 0.8: create one, read one, create many, delete many.
//!
//! ```console
//! $ cargo add axum serde tokio --features serde/derive,tokio/full
//! $ cargo add multistatus --features axum,batch
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
use std::io;
use std::sync::{Arc, Mutex};

use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use multistatus::batch::InputStream;
use multistatus::outcome::{Created, Representation};
use multistatus::{Inputs, Negotiate, Outcome, Response, batch};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

#[derive(Clone, Copy, Deserialize, Serialize)]
struct Order {
    number: u32,
    quantity: u32,
}

/// The reason why an order was not created, found or deleted.
#[derive(Outcome)]
#[outcome(respond(axum))]
enum Failure {
    #[outcome(404, "there is no order {number}")]
    Missing { number: u32 },
    #[outcome(409, "there is an order {number}")]
    Exists { number: u32 },
    #[outcome(422, "expected a quantity of at least 1")]
    NoQuantity,
}

/// The orders by their numbers. Orders 1 to 9 exist at the start.
type Store = Mutex<BTreeMap<u32, Order>>;

#[batch(max_items = 1_000_000, concurrency = 16, buffer = 256)]
async fn create(store: &Store, order: Order) -> Result<Created<Order>, Failure> {
    let number = order.number;
    match store.lock().expect("no handler panics").entry(number) {
        _ if order.quantity == 0 => Err(Failure::NoQuantity),
        Entry::Occupied(_) => Err(Failure::Exists { number }),
        Entry::Vacant(entry) => Ok(Created::at(format!("/orders/{number}"), *entry.insert(order))),
    }
}

#[batch(max_items = 1_000)]
async fn delete(store: &Store, number: u32) -> Result<(), Failure> {
    let deleted = store.lock().expect("no handler panics").remove(&number);
    deleted.map(drop).ok_or(Failure::Missing { number })
}

async fn create_one(State(store): State<Arc<Store>>, Json(order): Json<Order>) -> Result<Created<Order>, Failure> {
    create(&store, order).await
}

async fn read_one(State(store): State<Arc<Store>>, Path(number): Path<u32>) -> Result<Representation<Order>, Failure> {
    let order = store.lock().expect("no handler panics").get(&number).copied();
    order.map(Representation).ok_or(Failure::Missing { number })
}

/// Answers each order while later ones arrive.
async fn create_many(State(store): State<Arc<Store>>, accept: Negotiate, orders: InputStream<Order>) -> Response {
    accept.respond(create::batch_shared(store, orders.keyed(|order| order.number)).spawn())
}

async fn delete_many(State(store): State<Arc<Store>>, accept: Negotiate, numbers: Inputs<u32>) -> Response {
    accept.respond(delete::batch(&store, numbers.keyed(|number| *number)).run().await)
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let orders = (1..10).map(|number| (number, Order { number, quantity: 1 })).collect();
    let router = Router::new()
        .route("/orders", post(create_one).delete(delete_many))
        .route("/orders/{number}", get(read_one))
        .route("/orders/batch", post(create_many))
        .with_state(Arc::new(Store::new(orders)));

    let address = std::env::args().skip_while(|argument| argument != "--serve").nth(1);
    let listener = TcpListener::bind(address.as_deref().unwrap_or("127.0.0.1:0")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, router).await
}
