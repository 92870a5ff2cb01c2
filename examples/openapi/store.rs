//! The orders, in memory.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::{Mutex, PoisonError},
};

use multistatus::{batch, batch::FieldError};
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::ToSchema;

use super::outcome::{Create, Delete};

/// An order.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct Order {
    /// The id, which the client chooses: 1 to 40 characters from `a-z`, `0-9` and `-`.
    #[schema(pattern = "^[a-z0-9-]{1,40}$")]
    pub(crate) id: String,
    /// The article.
    pub(crate) sku: String,
    /// The number of pieces.
    #[schema(minimum = 1, maximum = 100)]
    #[serde(deserialize_with = "integer")]
    pub(crate) quantity: u32,
}

/// Reads an integer that may be written as `2.0`. For JSON Schema, and so for the document, that is an integer, too.
fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let number = f64::deserialize(deserializer)?;
    if number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number) {
        Ok(number as u32)
    } else {
        Err(de::Error::custom("expected an integer"))
    }
}

impl Order {
    /// Returns an error for each invalid field.
    pub(crate) fn check(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let is_id = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !(1..=40).contains(&self.id.len()) || !self.id.bytes().all(is_id) {
            errors.push(FieldError::new("/id", "expected 1 to 40 characters from a-z, 0-9 and -"));
        }
        if !(1..=100).contains(&self.quantity) {
            errors.push(FieldError::new("/quantity", "expected a quantity from 1 to 100"));
        }
        errors
    }
}

/// The orders by their ids.
#[derive(Debug, Default)]
pub(crate) struct Store {
    orders: Mutex<BTreeMap<String, Order>>,
    /// The ids that were refused because the warehouse was busy.
    refused: Mutex<BTreeSet<String>>,
}

/// Creates one order.
#[batch(max_items = 100_000, concurrency = 16, buffer = 256)]
pub(crate) async fn create_order(store: &Store, order: Order) -> Create {
    match &*order.sku {
        "none" => return Create::OutOfStock { sku: order.sku, available: 0 },
        "busy" if store.refused.lock().unwrap_or_else(PoisonError::into_inner).insert(order.id.clone()) => {
            return Create::Busy;
        }
        _ => {}
    }
    match store.orders.lock().unwrap_or_else(PoisonError::into_inner).entry(order.id.clone()) {
        Entry::Occupied(_) => Create::Exists { id: order.id },
        Entry::Vacant(entry) => Create::Created { id: order.id.clone(), order: entry.insert(order).clone() },
    }
}

/// Deletes one order.
#[batch(max_items = 1_000)]
pub(crate) async fn delete_order(store: &Store, id: String) -> Delete {
    match store.orders.lock().unwrap_or_else(PoisonError::into_inner).remove(&id) {
        Some(_) => Delete::Deleted,
        None => Delete::Missing { id },
    }
}
