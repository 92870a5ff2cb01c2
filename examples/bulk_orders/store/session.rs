//! The access of one batch to the store: it creates each order at once, or all orders together in a transaction.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use multistatus::batch::Atomic;

use super::{
    Store,
    writer::{Change, NewOrder},
};
use crate::{order::Order, outcome::Create};

/// The access of one batch to the store. A transaction that is not committed is rolled back on drop.
#[derive(Debug)]
pub(crate) struct Session {
    store: Arc<Store>,
    number: u64,
    key: Option<Arc<str>>,
    /// True during a transaction.
    in_transaction: AtomicBool,
}

impl Session {
    pub(super) fn new(store: Arc<Store>, number: u64, key: Option<&str>) -> Self {
        Self { store, number, key: key.map(Into::into), in_transaction: AtomicBool::new(false) }
    }

    /// Creates an order, or reserves it until the transaction commits.
    pub(crate) async fn create(&self, order: Order) -> Create {
        let new_order = NewOrder { order, key: self.key.clone() };
        let session = self.number;
        let created = if self.in_transaction.load(Ordering::Relaxed) {
            self.store.change(|reply| Change::Reserve { session, new_order, reply }).await
        } else {
            self.store.change(|reply| Change::Create { new_order, reply }).await
        };
        created.unwrap_or(Create::Unavailable)
    }

    fn release(&self) {
        if self.in_transaction.swap(false, Ordering::Relaxed) {
            // If the writer has ended, its reservations are gone too.
            drop(self.store.changes.send(Change::Release { session: self.number }));
        }
    }
}

impl Atomic for Session {
    type Error = &'static str;

    async fn begin(&self) -> Result<(), &'static str> {
        self.in_transaction.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn commit(&self) -> Result<(), &'static str> {
        let session = self.number;
        self.store
            .change(|reply| Change::Apply { session, reply })
            .await
            .ok_or("the store could not write; its error is on standard error")
    }

    async fn rollback(&self) -> Result<(), &'static str> {
        self.release();
        Ok(())
    }
}

/// Rolls back a transaction that was not committed.
impl Drop for Session {
    fn drop(&mut self) {
        self.release();
    }
}
