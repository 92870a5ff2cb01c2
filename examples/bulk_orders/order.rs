//! One order as a client sends it, and what is wrong with it by itself.

use serde::{Deserialize, Serialize};

/// The most pieces in one order.
pub(crate) const MOST_PIECES: u32 = 100;

/// An order that is to be created.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) sku: String,
    pub(crate) quantity: u32,
    /// The orders of the same batch that must be created before this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) depends_on: Vec<String>,
}
