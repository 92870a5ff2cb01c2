//! `KeyLease`: the lease of one key of a store. It is claimed before an item runs; afterwards its outcome is stored, or the
//! lease is released.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{
    fingerprint::Fingerprint,
    store::{Claim, DynStore, StoreError},
};
use crate::{
    item::Item,
    panic_guard::{GuardedFuture, Unwound, drop_guarded, guard},
};

/// A lease on one key of a store. It is released if it is dropped before an outcome is stored.
pub(crate) struct KeyLease {
    store: Arc<dyn DynStore>,
    key: Box<str>,
    fingerprint: Fingerprint,
    claimed: AtomicBool,
}

impl KeyLease {
    pub(crate) fn new(store: Arc<dyn DynStore>, key: Box<str>, fingerprint: Fingerprint) -> Self {
        Self { store, key, fingerprint, claimed: AtomicBool::new(false) }
    }

    /// Claims the key. Logs an error of the store.
    pub(crate) async fn claim(&self) -> Result<Claim, StoreUnavailable> {
        let claim = GuardedFuture::new(STORE, self.store.claim(&self.key, self.fingerprint)).await?;
        let claim = claim.map_err(|error| {
            self.log(error, "the idempotency store could not claim a key; the item or the batch does not run")
        })?;
        self.claimed.fetch_or(claim == Claim::Claimed, Ordering::AcqRel);
        Ok(claim)
    }

    /// Stores an outcome. Logs an error of the store.
    pub(crate) async fn keep(&self, outcome: Item) -> Result<(), StoreUnavailable> {
        let kept = GuardedFuture::new(STORE, self.store.keep(&self.key, self.fingerprint, outcome)).await?;
        kept.map_err(|error| {
            self.log(error, "the idempotency store could not store an outcome; the same item may run again")
        })?;
        self.claimed.store(false, Ordering::Release);
        Ok(())
    }

    #[cold]
    fn log(&self, error: StoreError, what: &'static str) -> StoreUnavailable {
        // The text of the error is code of the store.
        let _logged =
            guard(STORE, || tracing::error!(key = &*self.key, error = &*error as &dyn std::error::Error, "{what}"));
        drop_guarded(error);
        StoreUnavailable
    }
}

impl Drop for KeyLease {
    fn drop(&mut self) {
        if *self.claimed.get_mut() {
            let _logged = guard(STORE, || self.store.release(&self.key));
        }
    }
}

impl fmt::Debug for KeyLease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyLease").field("key", &self.key).field("claimed", &self.claimed).finish_non_exhaustive()
    }
}

/// The store failed. The error is already logged.
#[derive(Debug)]
pub(crate) struct StoreUnavailable;

/// The store panicked.
impl From<Unwound> for StoreUnavailable {
    fn from(_: Unwound) -> Self {
        Self
    }
}

/// The store, as the log names it.
const STORE: &str = "a store of outcomes";
