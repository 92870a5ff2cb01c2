//! The possible outcomes of one order, declared once. Every format and the documentation are derived from it.

use multistatus::Outcome;
use serde::Serialize;

use super::order::Order;

/// Outcome of one order.
#[derive(Debug, Outcome)]
pub(crate) enum Create {
    /// The order is in the store, on the disk.
    #[outcome(201)]
    Created {
        #[outcome(body)]
        order: CreatedOrder,
    },

    /// Another request created an order with this id.
    #[outcome(409, "order {id} already exists")]
    Exists { id: String },

    /// The stock is too small.
    #[outcome(409, "insufficient stock of {sku}: {quantity} ordered, {left} available")]
    OutOfStock {
        sku: String,
        quantity: u32,
        #[outcome(extension)]
        left: u64,
    },

    /// The store failed to write. Its error goes to standard error.
    #[outcome(503, "the store cannot be written; retry later")]
    Unavailable,
}

/// Representation of a created order.
#[derive(Debug, Serialize)]
pub(crate) struct CreatedOrder {
    id: String,
    sku: String,
    quantity: u32,
}

impl From<&Order> for Create {
    fn from(order: &Order) -> Self {
        let Order { id, sku, quantity, .. } = order.clone();
        Self::Created { order: CreatedOrder { id, sku, quantity } }
    }
}
