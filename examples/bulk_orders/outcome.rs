//! What can happen to one order, declared once: every format, and the documentation, follow from it.

use multistatus::Outcome;
use serde::Serialize;

use super::order::Order;

/// What happened to one order of a batch.
#[derive(Debug, Outcome)]
pub(crate) enum Create {
    /// The order is in the store, and stays there whatever happens to this process.
    #[outcome(201)]
    Created {
        #[outcome(body)]
        placed: Placed,
    },

    /// Somebody else, or an earlier batch, has created an order of this name.
    #[outcome(409, "there is an order {id} already")]
    Exists { id: String },

    /// There are not enough pieces left.
    #[outcome(409, "{quantity} of {sku} are wanted, and {left} are left")]
    OutOfStock {
        sku: String,
        quantity: u32,
        #[outcome(extension)]
        left: u64,
    },

    /// The store could not write; what it said was printed.
    #[outcome(503, "the store cannot be written to; send the order again later")]
    Unavailable,
}

/// An order that was created.
#[derive(Debug, Serialize)]
pub(crate) struct Placed {
    id: String,
    sku: String,
    quantity: u32,
}

impl From<&Order> for Create {
    fn from(order: &Order) -> Self {
        let Order { id, sku, quantity, .. } = order.clone();
        Self::Created { placed: Placed { id, sku, quantity } }
    }
}
