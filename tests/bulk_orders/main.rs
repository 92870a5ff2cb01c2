//! The example `bulk_orders`, started as a process and used over sockets: its responses, its state after a crash, and its
//! memory under load.

#[path = "../../examples/bulk_orders/client.rs"]
mod client;
mod crash;
#[path = "../../examples/bulk_orders/idle.rs"]
mod idle;
mod json_lines;
mod lists;
mod load;
mod modes;
mod program;
mod refusals;
mod repeated_batches;
mod service;
mod slow_clients;

use serde_json::{Value, json};

/// Returns an order as JSON.
fn order(id: impl Into<String>, sku: &str, quantity: u32) -> Value {
    json!({"id": id.into(), "sku": sku, "quantity": quantity})
}

/// Returns an order that depends on other orders of its batch.
fn dependent_order(id: &str, sku: &str, depends_on: &[&str]) -> Value {
    json!({"id": id, "sku": sku, "quantity": 1, "depends_on": depends_on})
}
