//! Orders over HTTP with warp 0.4: create one, read one, create many, delete many.
//!
//! ```console
//! $ cargo add futures-util http-body http-body-util serde tokio warp --features serde/derive,tokio/full,warp/server
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
use std::io;
use std::sync::{Arc, Mutex};

use futures_util::TryStreamExt;
use http_body::{Body, Frame};
use http_body_util::{BodyDataStream, StreamBody};
use multistatus::batch::{InputStream, JsonInputs};
use multistatus::outcome::{Created, Representation};
use multistatus::{Negotiate, Outcome, Response, batch};
use serde::{Deserialize, Serialize};
use warp::{Filter, Reply, http::HeaderMap};

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

trait RequestBody: Body<Data: Send, Error = warp::Error> + Send + 'static {}
impl<B: Body<Data: Send, Error = warp::Error> + Send + 'static> RequestBody for B {}

/// Converts a response: the body type of warp is private.
fn reply(response: Response) -> warp::reply::Response {
    response.map(|body| warp::reply::stream(BodyDataStream::new(body)).into_response().into_body())
}

async fn create_one(store: Arc<Store>, headers: HeaderMap, order: Order) -> Response {
    Negotiate::from_headers(&headers).respond_one(create(&store, order).await)
}

fn read_one(number: u32, store: Arc<Store>, headers: HeaderMap) -> Response {
    let order = store.lock().expect("no handler panics").get(&number).copied();
    Negotiate::from_headers(&headers).respond_one(order.map(Representation).ok_or(Failure::Missing { number }))
}

/// Answers each order while later ones arrive.
fn create_many(store: Arc<Store>, headers: HeaderMap, body: impl RequestBody) -> Response {
    let orders = JsonInputs::new().for_request(&headers).map(|inputs| inputs.stream(body));
    let batch = |orders: InputStream<Order>| create::batch_shared(store, orders.keyed(|order| order.number)).spawn();
    Negotiate::from_headers(&headers).respond(orders.map(batch))
}

async fn delete_many(store: Arc<Store>, headers: HeaderMap, body: impl RequestBody) -> Response {
    let result = async {
        let numbers = JsonInputs::new().for_request(&headers)?.read(body).await?;
        delete::batch(&store, numbers.keyed(|number| *number)).run().await
    };
    Negotiate::from_headers(&headers).respond(result.await)
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let store = Arc::new(Store::new((1..10).map(|number| (number, Order { number, quantity: 1 })).collect()));
    let request = warp::any().map(move || Arc::clone(&store)).and(warp::header::headers_cloned());
    let body = warp::body::stream().map(|body| StreamBody::new(TryStreamExt::map_ok(body, Frame::data)));
    let orders = warp::path!("orders");
    let create_one = orders.and(warp::post()).and(request.clone()).and(warp::body::json()).then(create_one);
    let delete_many = orders.and(warp::delete()).and(request.clone()).and(body).then(delete_many);
    let create_many = warp::path!("orders" / "batch").and(warp::post()).and(request.clone()).and(body).map(create_many);
    let read = warp::get().or(warp::head()).unify();
    let read_one = warp::path!("orders" / u32).and(read).and(request).map(read_one);
    let routes = create_one.or(read_one).unify().or(create_many).unify().or(delete_many).unify().map(reply);
    let address = std::env::args().skip_while(|argument| argument != "--serve").nth(1);
    let listener = tokio::net::TcpListener::bind(address.as_deref().unwrap_or("127.0.0.1:0")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    warp::serve(routes).incoming(listener).run().await;
    Ok(())
}
