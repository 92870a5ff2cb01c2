//! The operation on one order, as a batch runs it.

use std::time::Duration;

use multistatus::batch;

use super::{order::Order, outcome::Create, store::Session};

/// The most orders in a batch that is there as a whole.
pub(crate) const MOST_ORDERS: usize = 1_000;

/// How long `slow` takes for each piece.
const PER_PIECE: Duration = Duration::from_millis(100);

/// Creates one order.
#[batch(max_items = MOST_ORDERS, concurrency = 64, item_timeout = "2s", deadline = "30s", on_duplicate = conflict)]
pub(crate) async fn create_order(session: &Session, order: Order) -> Create {
    match &*order.sku {
        "slow" => tokio::time::sleep(PER_PIECE * order.quantity).await,
        "panic" => panic!("the handler of {} gives up", order.id),
        _ => {}
    }
    session.create(order).await
}
