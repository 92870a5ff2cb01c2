//! A service that imports orders. It is busy at times, as services are.

use std::{
    collections::HashSet,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, extract::State, routing::post};
use multistatus::{Inputs, Negotiate, Outcome, Response, batch};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

/// An order.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Order {
    pub(crate) id: String,
    quantity: u32,
}

impl Order {
    /// Returns the order with this number. Some orders are invalid.
    pub(crate) fn sample(number: usize) -> Self {
        Self { id: format!("order-{number}"), quantity: if matches!(number, 300 | 640) { 0 } else { 1 } }
    }
}

/// What happened to one order.
#[derive(Debug, Outcome)]
enum Import {
    #[outcome(201, header("Location", "/orders/{id}"))]
    Imported {
        #[outcome(href)]
        id: String,
    },

    #[outcome(409, "{id} was imported before")]
    Exists {
        #[outcome(href)]
        id: String,
    },

    #[outcome(422, "the quantity of {id} is 0")]
    Empty {
        #[outcome(href)]
        id: String,
    },

    #[outcome(503, "the warehouse of {id} is closed")]
    Closed {
        #[outcome(href)]
        id: String,
    },

    #[outcome(429, "too many requests", retry_after = "1s")]
    TooManyRequests,
}

#[derive(Default)]
struct Warehouse {
    requests: AtomicUsize,
    /// The orders that came when their warehouse was closed.
    waiting: Mutex<HashSet<String>>,
}

impl Warehouse {
    /// True if the warehouse of this order is closed. Most warehouses are open when the order is sent again.
    fn is_closed(&self, id: &str) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        id == "order-555" || id.ends_with("13") && waiting.insert(id.into())
    }
}

/// Imports one order.
#[batch(max_items = 100, concurrency = 16)]
async fn import_order(warehouse: &Warehouse, order: Order) -> Import {
    tokio::time::sleep(Duration::from_millis(10)).await;
    let Order { id, quantity } = order;
    match &*id {
        _ if quantity == 0 => Import::Empty { id },
        "order-77" => Import::Exists { id },
        _ if warehouse.is_closed(&id) => Import::Closed { id },
        _ => Import::Imported { id },
    }
}

async fn import_orders(State(warehouse): State<Arc<Warehouse>>, accept: Negotiate, orders: Inputs<Order>) -> Response {
    // The fourth request exceeds a limit.
    if warehouse.requests.fetch_add(1, Ordering::Relaxed) == 3 {
        return accept.respond_one(Import::TooManyRequests);
    }
    accept.respond(import_order::batch(&warehouse, orders).run().await)
}

/// Starts the service, and returns its address.
pub(crate) async fn start() -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let router = Router::new().route("/orders:batch", post(import_orders)).with_state(Arc::<Warehouse>::default());
    tokio::spawn(axum::serve(listener, router).into_future());
    Ok(address)
}
