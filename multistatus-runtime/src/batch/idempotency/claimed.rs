//! `Claimed`: the result of claiming the lease of an item.

use super::{
    lease::{ItemLease, StoreUnavailable},
    store::{BoxFuture, Claim},
};
use crate::{batch::NotRun, item::Item};

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

impl ItemLease {
    /// Decides whether the item runs. If the future is dropped before it ends, nothing is claimed.
    pub(crate) fn claim(&self) -> BoxFuture<'static, Claimed> {
        let claim = self.claim_key();
        Box::pin(async move {
            match claim.await {
                Ok(Claim::Claimed) => Claimed::Run,
                Ok(Claim::Kept(outcome)) => Claimed::Replay(outcome),
                Ok(Claim::InFlight) => Claimed::Refuse(NotRun::InFlight),
                Ok(Claim::Reused) => Claimed::Refuse(NotRun::KeyReused),
                Err(StoreUnavailable) => Claimed::Refuse(NotRun::StoreFailed),
            }
        })
    }
}
