//! Orders over gRPC with tonic 0.14: create one, create many, delete many.
//!
//! ```text
//! cargo add multistatus --features batch,grpc
//! cargo add prost tonic tonic-prost tonic-types
//! cargo add tokio --features macros,net,rt-multi-thread
//! cargo add tokio-stream --features net
//! cargo add --build protox tonic-prost-build
//! ```
//!
//! `build.rs` compiles `proto/orders.proto` and names the Rust type of `google.rpc.Status`, as `failed_requests` has it.
//!
//! ```console
//! $ alias call='grpcurl -plaintext -import-path tonic/proto -proto orders.proto'
//! $ call -d '{"order": {"number": 17, "quantity": 2}}' localhost:8080 shop.Orders/CreateOrder
//! {"number": 17, "quantity": 2}
//! $ call -d '{"order": {"number": 17, "quantity": 2}}' localhost:8080 shop.Orders/CreateOrder
//! ERROR:
//!   Code: AlreadyExists
//!   Message: there is an order 17
//! $ call -d '{"requests": [{"order": {"number": 18, "quantity": 2}}, {"order": {"number": 19}}]}' \
//!     localhost:8080 shop.Orders/BatchCreateOrders
//! {"orders": [{"number": 18, "quantity": 2}],
//!  "failedRequests": {"1": {"code": 3, "message": "expected a quantity of at least 1", "details": [...]}}}
//! $ call -d '{"numbers": [18, 99]}' localhost:8080 shop.Orders/BatchDeleteOrders
//! {"failedRequests": {"1": {"code": 5, "message": "there is no order 99", "details": [...]}}}
//! ```

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Mutex,
};

use multistatus::{Outcome, Settled, batch};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status, transport::Server};

use self::shop::{orders_server::*, *};

mod shop {
    tonic::include_proto!("shop");
}

/// An order that was created.
#[derive(Outcome)]
#[outcome(201)]
struct Created(Order);

/// The reason why an order was not created or deleted.
#[derive(Outcome)]
#[outcome(respond(grpc))]
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

#[batch(max_items = 1_000, concurrency = 16)]
async fn create(store: &Store, request: CreateOrderRequest) -> Result<Created, Failure> {
    let order = request.order.unwrap_or_default();
    match store.lock().expect("no handler panics").entry(order.number) {
        _ if order.quantity == 0 => Err(Failure::NoQuantity),
        Entry::Occupied(_) => Err(Failure::Exists { number: order.number }),
        Entry::Vacant(entry) => Ok(Created(*entry.insert(order))),
    }
}

#[batch(max_items = 1_000)]
async fn delete(store: &Store, number: u32) -> Result<(), Failure> {
    let deleted = store.lock().expect("no handler panics").remove(&number);
    deleted.map(drop).ok_or(Failure::Missing { number })
}

#[tonic::async_trait]
impl Orders for Store {
    async fn create_order(&self, request: Request<CreateOrderRequest>) -> Result<Response<Order>, Status> {
        let Created(order) = create(self, request.into_inner()).await?;
        Ok(Response::new(order))
    }

    async fn batch_create_orders(
        &self,
        request: Request<BatchCreateOrdersRequest>,
    ) -> Result<Response<BatchCreateOrdersResponse>, Status> {
        let result = create::batch(self, request.into_inner().requests).run().await?;
        let created = result.iter().filter_map(|item| match item.outcome() {
            Some(Settled::Returned(Ok(Created(order)))) => Some(*order),
            _ => None,
        });
        let (orders, failed_requests) = (created.collect(), result.failed_requests());
        Ok(Response::new(BatchCreateOrdersResponse { orders, failed_requests }))
    }

    async fn batch_delete_orders(
        &self,
        request: Request<BatchDeleteOrdersRequest>,
    ) -> Result<Response<BatchDeleteOrdersResponse>, Status> {
        let result = delete::batch(self, request.into_inner().numbers).run().await?;
        Ok(Response::new(BatchDeleteOrdersResponse { failed_requests: result.failed_requests() }))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let orders = (1..10).map(|number| (number, Order { number, quantity: 1 })).collect();
    let address = std::env::args().skip_while(|argument| argument != "--serve").nth(1);
    let listener = TcpListener::bind(address.as_deref().unwrap_or("127.0.0.1:0")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let service = OrdersServer::new(Store::new(orders));
    Ok(Server::builder().add_service(service).serve_with_incoming(TcpListenerStream::new(listener)).await?)
}
