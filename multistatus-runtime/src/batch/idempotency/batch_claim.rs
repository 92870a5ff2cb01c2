//! `BatchClaim`: the claimed keys of a batch.

use http::StatusCode;
use tokio::sync::OnceCell;

use super::{
    lease::{KeyLease, StoreUnavailable},
    store::Claim,
};
use crate::{batch::Refused, item::Item};

/// The two keys of a batch. One stores the fingerprint of its inputs; the other is claimed while the batch runs. The first
/// alone cannot tell a batch that ended from one whose process was killed.
///
/// The fingerprint is stored before the first item runs, and not earlier: a batch that is refused does not use up its key.
#[derive(Debug)]
pub(crate) struct BatchClaim {
    inputs: KeyLease,
    /// Set once the fingerprint is stored.
    stored: OnceCell<()>,
    /// Released with the last input of the batch.
    _running: KeyLease,
}

impl BatchClaim {
    /// Claims both keys of a batch. If the second one cannot be claimed, the first one is released.
    pub(crate) async fn claim(inputs: KeyLease, running: KeyLease) -> Result<Self, Refused> {
        let stored = OnceCell::new_with(claimed_or_kept(&inputs).await?.then_some(()));
        claimed_or_kept(&running).await?;
        Ok(Self { inputs, stored, _running: running })
    }

    /// Stores the fingerprint of the inputs, unless that is done. Several items may wait for it.
    pub(crate) async fn store(&self) -> Result<(), StoreUnavailable> {
        self.stored.get_or_try_init(|| self.inputs.keep(Item::new(StatusCode::MULTI_STATUS))).await.copied()
    }
}

/// Claims a key of a batch. Returns true if the key has an outcome already.
async fn claimed_or_kept(lease: &KeyLease) -> Result<bool, Refused> {
    match lease.claim().await? {
        Claim::Claimed => Ok(false),
        Claim::Kept(_) => Ok(true),
        Claim::InFlight => Err(Refused::InFlight),
        Claim::Reused => Err(Refused::KeyReused),
    }
}

impl From<StoreUnavailable> for Refused {
    fn from(_: StoreUnavailable) -> Self {
        Self::StoreFailed
    }
}
