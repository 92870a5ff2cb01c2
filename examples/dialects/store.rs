//! The records, in memory, and the handler that all conventions share.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

use http::Method;
use multistatus::{batch, batch::requests::Operation};
use serde_json::Value;

use super::{convention::Convention, outcome::Write};

/// The records by their keys.
///
/// The first word of a key decides what happens, so that a client meets each outcome: `known` is there already, `missing` is
/// not, `taken` is a conflict, `invalid` is not valid, `throttled` and `busy` are refused the first time, and `dependent`
/// depends on a record that failed. A record with any other key is created, and then it is there.
#[derive(Debug, Default)]
pub(crate) struct Store {
    records: Mutex<BTreeSet<String>>,
    attempts: Mutex<BTreeMap<String, u32>>,
}

impl Store {
    /// Returns the number of operations for each key.
    pub(crate) fn attempts(&self) -> BTreeMap<String, u32> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Counts an operation, and returns the number of operations for this key so far.
    fn count(&self, key: &str) -> u32 {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = attempts.entry(key.to_owned()).or_default();
        *count += 1;
        *count
    }

    /// Adds a record. Returns false if it was there.
    fn insert(&self, key: &str) -> bool {
        self.records.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned())
    }

    fn remove(&self, key: &str) {
        self.records.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

/// Runs one operation, whatever the convention of its request is.
#[batch(concurrency = 4)]
pub(crate) async fn write(store: &Store, convention: &Convention, operation: Operation<Value>) -> Write {
    let Some(key) = (convention.key)(&operation) else {
        return Write::Invalid { key: "without a key".to_owned() };
    };
    let attempts = store.count(&key);
    match key.split('-').next() {
        Some("missing") => return Write::Missing { key },
        Some("taken") => return Write::Taken { key },
        Some("invalid") => return Write::Invalid { key },
        Some("dependent") => return Write::Dependent { key },
        Some("throttled") if attempts == 1 => return Write::Throttled { key },
        Some("busy") if attempts == 1 => return Write::Busy { key },
        _ => {}
    }
    if operation.method == Method::DELETE {
        store.remove(&key);
        return Write::Deleted;
    }
    let record = (convention.record)(&key);
    let is_new = store.insert(&key) && !key.starts_with("known");
    if is_new { Write::Created { key, record } } else { Write::Updated { record } }
}
