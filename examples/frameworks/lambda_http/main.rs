//! Orders behind an API Gateway with AWS Lambda (lambda_http 1): create one, read one, create many, delete many.
//!
//! ```text
//! cargo add lambda_http
//! cargo add multistatus --features batch
//! cargo add serde --features derive
//! cargo add serde_json
//! cargo add tokio --features macros,rt
//! ```
//!
//! lambda_http sends any `http::Response`, so no feature is needed. It sends a body when it is complete: Lambda has a limit
//! of 6 MB for both bodies.
//!
//! ```console
//! $ cargo lambda watch &
//! $ curl -i localhost:9000/lambda-url/orders/orders --json '{"number":17,"quantity":2}'
//! HTTP/1.1 201 Created
//! location: /orders/17
//!
//! {"number":17,"quantity":2}
//! $ curl localhost:9000/lambda-url/orders/orders --json '{"number":17,"quantity":2}'
//! {"type":"about:blank","title":"Conflict","status":409,"detail":"there is an order 17"}
//! $ curl localhost:9000/lambda-url/orders/orders/batch --json '[{"number":18,"quantity":2},{"number":19,"quantity":0}]'
//! {"responses":[{"id":"18","index":0,"status":201,...},{"id":"19","index":1,"status":422,...}],"summary":{...}}
//! $ curl -X DELETE localhost:9000/lambda-url/orders/orders -H 'Prefer: return=minimal' --json '[17,18]'
//! {"responses":[],"summary":{"total":2,"succeeded":2,"failed":0,"retryable":0,"complete":true}}
//! ```

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Mutex,
};

use lambda_http::{Error, Request, RequestExt, service_fn};
use multistatus::{
    Negotiate, Outcome, Refused, Response, batch,
    batch::JsonInputs,
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
enum Failure {
    #[outcome(400, "expected an order: {0}")]
    NotAnOrder(#[outcome(from)] serde_json::Error),
    #[outcome(404, "there is nothing at {path}")]
    Nowhere { path: String },
    #[outcome(404, "there is no order {number}")]
    Missing { number: u32 },
    #[outcome(409, "there is an order {number}")]
    Exists { number: u32 },
    #[outcome(422, "expected a quantity of at least 1")]
    NoQuantity,
}

/// The orders by their numbers. Orders 1 to 9 exist at the start.
type Store = Mutex<BTreeMap<u32, Order>>;

#[batch(max_items = 10_000, concurrency = 16)]
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

fn read(store: &Store, path: &str) -> Result<Representation<Order>, Failure> {
    let number = path.strip_prefix("/orders/").and_then(|number| number.parse().ok());
    let number = number.ok_or_else(|| Failure::Nowhere { path: path.to_owned() })?;
    let order = store.lock().expect("no handler panics").get(&number).copied();
    order.map(Representation).ok_or(Failure::Missing { number })
}

async fn create_one(store: &Store, request: &Request) -> Result<Created<Order>, Failure> {
    create(store, serde_json::from_slice(request.body())?).await
}

async fn create_many(store: &Store, accept: &Negotiate, request: &Request) -> Result<Response, Refused> {
    let orders = JsonInputs::new().for_request(request.headers())?.decode::<Order>(request.body())?;
    Ok(accept.respond(create::batch(store, orders.keyed(|order| order.number)).run().await?))
}

async fn delete_many(store: &Store, accept: &Negotiate, request: &Request) -> Result<Response, Refused> {
    let numbers = JsonInputs::new().for_request(request.headers())?.decode::<u32>(request.body())?;
    Ok(accept.respond(delete::batch(store, numbers.keyed(|number| *number)).run().await?))
}

async fn answer(store: &Store, request: Request) -> Result<Response, Error> {
    let accept = Negotiate::from_headers(request.headers());
    let response = match (request.method().as_str(), request.raw_http_path()) {
        ("POST", "/orders") => Ok(accept.respond_one(create_one(store, &request).await)),
        ("POST", "/orders/batch") => create_many(store, &accept, &request).await,
        ("DELETE", "/orders") => delete_many(store, &accept, &request).await,
        (_, path) => Ok(accept.respond_one(read(store, path))),
    };
    Ok(response.unwrap_or_else(|refused| accept.respond_one(refused)))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let orders = (1..10).map(|number| (number, Order { number, quantity: 1 })).collect();
    let store = Store::new(orders);
    lambda_http::run(service_fn(|request| answer(&store, request))).await
}
