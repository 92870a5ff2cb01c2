//! The records, in memory, and the handler that all conventions share.

use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use http::Method;
use multistatus::{
    batch,
    batch::{Atomic, requests::Operation},
};
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
        lock(&self.attempts).clone()
    }

    /// Counts an operation, and returns the number of operations for this key so far.
    fn count(&self, key: &str) -> u32 {
        let mut attempts = lock(&self.attempts);
        let count = attempts.entry(key.to_owned()).or_default();
        *count += 1;
        *count
    }
}

/// The changes of one request. Those of a transaction take effect at its end.
#[derive(Debug)]
pub(crate) struct Session {
    store: Arc<Store>,
    /// For each key, true if the record is there. `None` outside of a transaction.
    changes: Mutex<Option<BTreeMap<String, bool>>>,
}

impl Session {
    pub(crate) fn new(store: Arc<Store>) -> Self {
        Self { store, changes: Mutex::default() }
    }

    /// Adds or removes a record. Returns true if it was there.
    fn change(&self, key: &str, is_there: bool) -> bool {
        let mut records = lock(&self.store.records);
        let was_there = records.contains(key);
        match &mut *lock(&self.changes) {
            Some(changes) => changes.insert(key.to_owned(), is_there).unwrap_or(was_there),
            None if is_there => !records.insert(key.to_owned()),
            None => records.remove(key),
        }
    }
}

impl Atomic for Session {
    type Error = Infallible;

    async fn begin(&self) -> Result<(), Infallible> {
        *lock(&self.changes) = Some(BTreeMap::new());
        Ok(())
    }

    async fn commit(&self) -> Result<(), Infallible> {
        let changes = lock(&self.changes).take().unwrap_or_default();
        for (key, is_there) in changes {
            self.change(&key, is_there);
        }
        Ok(())
    }

    async fn rollback(&self) -> Result<(), Infallible> {
        *lock(&self.changes) = None;
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs one operation, whatever the convention of its request is.
#[batch(max_items = 1_000)]
pub(crate) async fn write(session: &Session, convention: &Convention, operation: Operation<Value>) -> Write {
    let Some(key) = convention.key(&operation) else {
        return Write::Invalid { key: "without a key".to_owned() };
    };
    let attempts = session.store.count(&key);
    match key.split('-').next() {
        Some("missing") => return Write::Missing { key },
        Some("taken") => return Write::Taken { key },
        Some("invalid") => return Write::Invalid { key },
        Some("dependent") => return Write::Dependent { key },
        Some("throttled") if attempts == 1 => return Write::Throttled { key },
        Some("busy") if attempts == 1 => return Write::Busy { key },
        _ => {}
    }
    let is_delete = operation.method == Method::DELETE;
    let was_there = session.change(&key, !is_delete) || key.starts_with("known");
    let record = convention.record(&key);
    match (is_delete, was_there) {
        (true, _) => Write::Deleted,
        (false, true) => Write::Updated { record },
        (false, false) => Write::Created { key, record },
    }
}
