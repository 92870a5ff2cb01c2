//! The operation on one order, as a batch runs it.

use std::time::Duration;

use super::{order::Order, outcome::Create, store::Session};

/// How long `slow` takes for each piece.
const PER_PIECE: Duration = Duration::from_millis(100);

/// Creates one order.
pub(crate) async fn create_order(session: &Session, order: Order) -> Create {
    match &*order.sku {
        "slow" => tokio::time::sleep(PER_PIECE * order.quantity).await,
        "panic" => panic!("the handler of {} gives up", order.id),
        _ => {}
    }
    session.create(order).await
}
