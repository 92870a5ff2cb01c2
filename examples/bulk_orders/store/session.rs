//! What one batch does with the store: each order by itself, or all of them together at the end.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use multistatus::batch::Atomic;

use super::{
    Store,
    writer::{Change, Placing},
};
use crate::{order::Order, outcome::Create};

/// The access of one batch to the store. Where it is a transaction, it ends without effect unless it is committed.
#[derive(Debug)]
pub(crate) struct Session {
    store: Arc<Store>,
    number: u64,
    key: Option<Arc<str>>,
    /// Whether orders wait for the end of the batch.
    atomic: AtomicBool,
}

impl Session {
    pub(super) fn new(store: Arc<Store>, number: u64, key: Option<&str>) -> Self {
        Self { store, number, key: key.map(Into::into), atomic: AtomicBool::new(false) }
    }

    /// Creates an order, at once or once the batch commits.
    pub(crate) async fn create(&self, order: Order) -> Create {
        let placing = Placing { order, key: self.key.clone() };
        let session = self.number;
        let created = if self.atomic.load(Ordering::Relaxed) {
            self.store.change(|reply| Change::Reserve { session, placing, reply }).await
        } else {
            self.store.change(|reply| Change::Create { placing, reply }).await
        };
        created.unwrap_or(Create::Unavailable)
    }

    fn release(&self) {
        if self.atomic.swap(false, Ordering::Relaxed) {
            // Without a writer, nothing is kept for this batch either.
            drop(self.store.changes.send(Change::Release { session: self.number }));
        }
    }
}

impl Atomic for Session {
    type Error = &'static str;

    async fn begin(&self) -> Result<(), &'static str> {
        self.atomic.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn commit(&self) -> Result<(), &'static str> {
        let session = self.number;
        self.store
            .change(|reply| Change::Apply { session, reply })
            .await
            .ok_or("the store could not write; its error was printed")
    }

    async fn rollback(&self) -> Result<(), &'static str> {
        self.release();
        Ok(())
    }
}

/// The batch was dropped on its way, or has ended.
impl Drop for Session {
    fn drop(&mut self) {
        self.release();
    }
}
