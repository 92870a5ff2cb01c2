//! `ItemLease`: the lease of one input, as the runner of a batch uses it.

use std::sync::Arc;

use super::{
    batch_claim::BatchClaim,
    lease::{KeyLease, StoreUnavailable},
    store::{BoxFuture, Claim},
};
use crate::{batch::NotRun, client::NextAction, item::Item, outcome::Outcome};

/// The lease of one input: the right to run it, at most once.
///
/// It is claimed before the handler runs. The outcome is stored if [`keeps`] is true for it. If the lease is dropped without
/// that, its key is free again.
#[derive(Debug)]
pub(crate) struct ItemLease {
    item: Arc<KeyLease>,
    /// The claim of the batch, released with the last of its items.
    batch: Option<Arc<BatchClaim>>,
}

impl ItemLease {
    pub(crate) fn new(item: KeyLease, batch: Option<Arc<BatchClaim>>) -> Self {
        Self { item: Arc::new(item), batch }
    }

    /// Claims the key and decides whether the item runs. What is claimed when the future ends or is dropped, the lease
    /// releases.
    pub(crate) fn claim(&self) -> BoxFuture<'static, Claimed> {
        let (item, batch) = (Arc::clone(&self.item), self.batch.clone());
        Box::pin(async move {
            match item.claim().await {
                Ok(Claim::Claimed) => match batch {
                    Some(batch) if batch.store().await.is_err() => Claimed::Refuse(NotRun::StoreFailed),
                    _ => Claimed::Run,
                },
                Ok(Claim::Kept(outcome)) => Claimed::Replay(outcome),
                Ok(Claim::InFlight) => Claimed::Refuse(NotRun::InFlight),
                Ok(Claim::Reused) => Claimed::Refuse(NotRun::KeyReused),
                Err(StoreUnavailable) => Claimed::Refuse(NotRun::StoreFailed),
            }
        })
    }

    /// Stores the outcome of the item. An error of the store is logged, and the outcome is reported nevertheless.
    pub(crate) fn keep(&self, outcome: Item) -> BoxFuture<'static, ()> {
        let (item, batch) = (Arc::clone(&self.item), self.batch.clone());
        Box::pin(async move {
            // The batch has not ended before its outcomes are stored.
            let _batch = batch;
            let _logged = item.keep(outcome).await;
        })
    }
}

/// The result of claiming the lease of an item.
#[derive(Debug, PartialEq)]
pub(crate) enum Claimed {
    /// The item runs.
    Run,
    /// The item ran before, with this outcome.
    Replay(Box<Item>),
    /// The item does not run.
    Refuse(NotRun),
}

/// True if an outcome is final, so that it is stored. An outcome that asks to be sent again is not.
pub(crate) fn keeps<O: Outcome + ?Sized>(outcome: &O) -> bool {
    !NextAction::of(outcome).is_retryable()
}
