//! Orders over HTTP with Rocket 0.5: create one, read one, create many, delete many.
//!
//! ```text
//! cargo add multistatus --features batch,rocket
//! cargo add rocket --features json
//! cargo add serde --features derive
//! ```
//!
//! ```console
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

use std::{
    collections::{BTreeMap, btree_map::Entry},
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use multistatus::{
    Inputs, MultiStatus, Outcome, Refused, Settled, batch,
    outcome::{Created, Representation},
    rocket::DataInputs,
};
use rocket::{
    Config, State, delete, fairing::AdHoc, get, launch, post, response::Responder, routes, serde::json::Json,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Deserialize, Serialize)]
struct Order {
    number: u32,
    quantity: u32,
}

/// The reason why an order was not created, found or deleted.
#[derive(Outcome)]
#[outcome(respond(rocket))]
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
async fn remove(store: &Store, number: u32) -> Result<(), Failure> {
    let deleted = store.lock().expect("no handler panics").remove(&number);
    deleted.map(drop).ok_or(Failure::Missing { number })
}

#[post("/orders", data = "<order>")]
async fn create_one(store: &State<Arc<Store>>, order: Json<Order>) -> Result<Created<Order>, Failure> {
    create(store, order.into_inner()).await
}

#[get("/orders/<number>")]
async fn read_one(store: &State<Arc<Store>>, number: u32) -> Result<Representation<Order>, Failure> {
    let order = store.lock().expect("no handler panics").get(&number).copied();
    order.map(Representation).ok_or(Failure::Missing { number })
}

/// Answers each order while later ones arrive.
#[post("/orders/batch", data = "<orders>")]
async fn create_many<'r>(
    store: &State<Arc<Store>>,
    orders: Result<DataInputs<'r, Order>, Refused>,
) -> Result<impl Responder<'r, 'r> + use<'r>, Refused> {
    let store = Arc::clone(store);
    Ok(orders?.respond(|orders| create::batch_shared(store, orders.keyed(|order| order.number)).spawn()))
}

#[delete("/orders", data = "<numbers>")]
async fn delete_many(
    store: &State<Arc<Store>>,
    numbers: Result<Inputs<u32>, Refused>,
) -> Result<MultiStatus<Settled<Result<(), Failure>>>, Refused> {
    remove::batch(store, numbers?.keyed(|number| *number)).run().await
}

#[launch]
fn rocket() -> _ {
    let address = std::env::args().skip_while(|argument| argument != "--serve").nth(1);
    let address: SocketAddr = address.as_deref().unwrap_or("127.0.0.1:0").parse().expect("an address");
    let config = Config::figment().merge(("address", address.ip())).merge(("port", address.port()));
    let listening = AdHoc::on_liftoff("listening", |rocket| {
        Box::pin(async { println!("listening on http://{}:{}", rocket.config().address, rocket.config().port) })
    });
    rocket::custom(config.merge(("limits.json", "2MiB")).merge(("log_level", "critical")))
        .manage(Arc::new(Store::new((1..10).map(|number| (number, Order { number, quantity: 1 })).collect())))
        .attach(listening)
        .mount("/", routes![create_one, read_one, create_many, delete_many])
}
