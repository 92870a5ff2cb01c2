//! Orders over HTTP with salvo 1: create one, read one, create many, delete many.
//!
//! ```console
//! $ cargo add salvo serde tokio --features salvo/affix-state,serde/derive,tokio/full
//! $ cargo add multistatus --features salvo,batch
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

use multistatus::batch::{InputStream, Outcomes};
use multistatus::outcome::{Created, Representation};
use multistatus::{Inputs, MultiStatus, Outcome, Refused, Settled, batch};
use salvo::affix_state;
use salvo::conn::tcp::TcpAcceptor;
use salvo::extract::{JsonBody, PathParam};
use salvo::prelude::*;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

#[derive(Clone, Copy, Deserialize, Serialize)]
struct Order {
    number: u32,
    quantity: u32,
}

/// The reason why an order was not created, found or deleted.
#[derive(Outcome)]
#[outcome(respond(salvo))]
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

fn store(depot: &Depot) -> &Arc<Store> {
    depot.get_typed().expect("the router has a store")
}

#[handler]
async fn create_one(depot: &mut Depot, order: JsonBody<Order>) -> Create {
    create(store(depot), order.0).await
}

#[handler]
async fn read_one(depot: &mut Depot, number: PathParam<u32>) -> Result<Representation<Order>, Failure> {
    let order = store(depot).lock().expect("no handler panics").get(&number).copied();
    order.map(Representation).ok_or(Failure::Missing { number: *number })
}

/// Answers each order while later ones arrive.
#[handler]
async fn create_many(depot: &mut Depot, orders: InputStream<Order>) -> Outcomes<Create> {
    create::batch_shared(Arc::clone(store(depot)), orders.keyed(|order| order.number)).spawn()
}

#[handler]
async fn delete_many(depot: &mut Depot, numbers: Inputs<u32>) -> Result<MultiStatus<Settled<Delete>>, Refused> {
    delete::batch(store(depot), numbers.keyed(|number| *number)).run().await
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let orders = (1..10).map(|number| (number, Order { number, quantity: 1 })).collect();
    let router = Router::with_path("orders")
        .hoop(affix_state::inject(Arc::new(Store::new(orders))))
        .hoop(salvo::http::request::SecureMaxSize(2 << 20))
        .post(create_one)
        .delete(delete_many)
        .push(Router::with_path("batch").post(create_many))
        .push(Router::with_path("{number}").get(read_one).head(read_one));

    let address = std::env::args().skip_while(|argument| argument != "--serve").nth(1);
    let listener = TcpListener::bind(address.as_deref().unwrap_or("127.0.0.1:0")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Server::new(TcpAcceptor::try_from(listener)?).serve(router).await;
    Ok(())
}
