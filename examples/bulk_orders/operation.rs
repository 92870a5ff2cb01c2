//! The batch operation: creates one order.

use std::time::Duration;

use multistatus::batch;

use super::{order::Order, outcome::Create, store::Session};

/// Maximum number of orders in a batch whose body is read as a whole.
pub(crate) const MAX_ORDERS: usize = 1_000;

/// Time that one unit of the sku `slow` takes.
const TIME_PER_UNIT: Duration = Duration::from_millis(100);

/// Creates one order.
#[batch(max_items = MAX_ORDERS, concurrency = 64, item_timeout = "2s", deadline = "30s", on_duplicate = conflict)]
pub(crate) async fn create_order(session: &Session, order: Order) -> Create {
    match &*order.sku {
        "slow" => tokio::time::sleep(TIME_PER_UNIT * order.quantity).await,
        "panic" => panic!("order {} makes the handler panic", order.id),
        _ => {}
    }
    session.create(order).await
}
