//! What an input carries that must not run twice: its right to run, claimed before and kept or released after.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{
    Claim, Fingerprint,
    store::{AnyStore, BoxError, BoxFuture},
};
use crate::{batch::NotRun, client::NextAction, item::Item, outcome::Outcome};

/// One key of a store, which is released when this is dropped before an outcome was kept.
pub(super) struct Hold {
    store: Arc<dyn AnyStore>,
    key: Box<str>,
    fingerprint: Fingerprint,
    claimed: AtomicBool,
}

impl Hold {
    pub(super) fn new(store: Arc<dyn AnyStore>, key: Box<str>, fingerprint: Fingerprint) -> Self {
        Self { store, key, fingerprint, claimed: AtomicBool::new(false) }
    }

    /// Claims the key; a store that cannot tell is logged.
    pub(super) async fn claim(&self) -> Result<Claim, Unanswered> {
        let claim = self.store.claim(&self.key, self.fingerprint).await;
        let claim = claim.map_err(|error| self.log(&error, "an idempotency key could not be claimed: nothing runs"))?;
        self.claimed.fetch_or(claim == Claim::Claimed, Ordering::AcqRel);
        Ok(claim)
    }

    /// Keeps an outcome; a store that cannot is logged.
    pub(super) async fn keep(&self, outcome: Item) -> Result<(), Unanswered> {
        let kept = self.store.keep(&self.key, self.fingerprint, outcome).await;
        kept.map_err(|error| self.log(&error, "an outcome could not be kept: the same item may run again"))?;
        self.claimed.store(false, Ordering::Release);
        Ok(())
    }

    #[cold]
    fn log(&self, error: &BoxError, what: &'static str) -> Unanswered {
        tracing::error!(key = &*self.key, error = &**error as &dyn std::error::Error, "{what}");
        Unanswered
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if *self.claimed.get_mut() {
            self.store.release(&self.key);
        }
    }
}

impl fmt::Debug for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hold").field("key", &self.key).field("claimed", &self.claimed).finish_non_exhaustive()
    }
}

/// The store did not answer, which was logged.
#[derive(Debug)]
pub(super) struct Unanswered;

/// The right of one input to run, at most once.
///
/// It is claimed before the handler is asked, and what the handler returned is kept if [`keeps`] says so. Dropped without
/// that, the key is free again.
#[derive(Debug)]
pub(crate) struct Ticket {
    item: Arc<Hold>,
    /// Released with the last ticket: the batch has ended, or was dropped.
    batch: Option<Arc<Hold>>,
}

/// What the claim of a ticket comes to.
#[derive(Debug, PartialEq)]
pub(in crate::batch) enum Claimed {
    /// The item runs.
    Run,
    /// The item ran before, and ended so.
    Replay(Box<Item>),
    /// The item does not run.
    Refuse(NotRun),
}

impl Ticket {
    pub(super) fn new(item: Hold, batch: Option<Arc<Hold>>) -> Self {
        Self { item: Arc::new(item), batch }
    }

    /// Whether the item runs. Dropped before its end, it claims nothing.
    pub(in crate::batch) fn claim(&self) -> BoxFuture<'static, Claimed> {
        let item = Arc::clone(&self.item);
        Box::pin(async move {
            match item.claim().await {
                Ok(Claim::Claimed) => Claimed::Run,
                Ok(Claim::Kept(outcome)) => Claimed::Replay(outcome),
                Ok(Claim::InFlight) => Claimed::Refuse(NotRun::InFlight),
                Ok(Claim::Reused) => Claimed::Refuse(NotRun::KeyReused),
                Err(Unanswered) => Claimed::Refuse(NotRun::StoreFailed),
            }
        })
    }

    /// Keeps how the item ended. Where the store fails, that is logged, and the outcome is reported all the same.
    pub(in crate::batch) fn keep(&self, outcome: Item) -> BoxFuture<'static, ()> {
        let (item, batch) = (Arc::clone(&self.item), self.batch.clone());
        Box::pin(async move {
            // The batch has not ended before its outcomes are kept.
            let _batch = batch;
            let _logged = item.keep(outcome).await;
        })
    }
}

/// Whether an outcome is the last word on its item. One that asks to be sent again is not.
pub(in crate::batch) fn keeps<O: Outcome + ?Sized>(outcome: &O) -> bool {
    !NextAction::of(outcome).is_retryable()
}
