//! Orders over HTTP with actix-web 4: create one, read one, create many, delete many.
//!
//! ```text
//! cargo add actix-web
//! cargo add multistatus --features actix,batch
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
    io,
    sync::Mutex,
};

use actix_web::{
    App, HttpServer,
    web::{self, Data, Json, Path, PayloadConfig, ServiceConfig},
};
use multistatus::{
    Inputs, Negotiate, Outcome,
    actix::Converted,
    batch,
    batch::{InputStream, Outcomes},
    outcome::{Created, Representation},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Deserialize, Serialize)]
struct Order {
    number: u32,
    quantity: u32,
}

/// The reason why an order was not created, found or deleted.
#[derive(Outcome)]
#[outcome(respond(actix))]
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

async fn create_one(store: Data<Store>, order: Json<Order>) -> Result<Created<Order>, Failure> {
    create(&store, order.into_inner()).await
}

async fn read_one(store: Data<Store>, number: Path<u32>) -> Result<Representation<Order>, Failure> {
    let order = store.lock().expect("no handler panics").get(&number).copied();
    order.map(Representation).ok_or(Failure::Missing { number: *number })
}

/// Answers each order while later ones arrive.
async fn create_many(store: Data<Store>, orders: InputStream<Order>) -> Outcomes<Result<Created<Order>, Failure>> {
    create::batch_shared(store.into_inner(), orders.keyed(|order| order.number)).spawn()
}

async fn delete_many(store: Data<Store>, accept: Negotiate, numbers: Inputs<u32>) -> Converted {
    Converted(accept.respond(delete::batch(&store, numbers.keyed(|number| *number)).run().await))
}

fn routes(service: &mut ServiceConfig) {
    service
        .service(web::resource("/orders").route(web::post().to(create_one)).route(web::delete().to(delete_many)))
        .service(web::resource("/orders/batch").route(web::post().to(create_many)))
        .service(web::resource("/orders/{number}").route(web::get().to(read_one)).route(web::head().to(read_one)));
}

#[actix_web::main]
async fn main() -> io::Result<()> {
    let orders = (1..10).map(|number| (number, Order { number, quantity: 1 })).collect();
    let store = Data::new(Store::new(orders));
    let app = move || App::new().app_data(store.clone()).app_data(PayloadConfig::new(2 << 20)).configure(routes);

    let address = std::env::args().skip_while(|argument| argument != "--serve").nth(1);
    let server = HttpServer::new(app).bind(address.as_deref().unwrap_or("127.0.0.1:0"))?;
    for address in server.addrs() {
        println!("listening on http://{address}");
    }
    server.run().await
}
