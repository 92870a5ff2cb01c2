//! The service of the example `bulk_orders`, as a process of its own, over real sockets: what it answers, what it has
//! created when it was killed, and what it needs under load.

mod answers;
#[path = "../../examples/bulk_orders/client.rs"]
mod client;
mod crash;
mod lines;
mod load;
mod program;
mod refusals;
mod repeated;
mod service;

use serde_json::{Value, json};

/// An order.
fn order(id: impl Into<String>, sku: &str, quantity: u32) -> Value {
    json!({"id": id.into(), "sku": sku, "quantity": quantity})
}

/// An order that waits for others.
fn dependent(id: &str, sku: &str, depends_on: &[&str]) -> Value {
    json!({"id": id, "sku": sku, "quantity": 1, "depends_on": depends_on})
}
