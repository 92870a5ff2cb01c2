//! `BatchLease`: the lease of a batch, which issues the leases of its inputs.

use std::sync::Arc;

use serde_json::json;

use super::{
    batch_claim::BatchClaim, fingerprint::Fingerprint, item_lease::ItemLease, key::IdempotencyKey, lease::KeyLease,
    store::DynStore,
};
use crate::batch::Input;

/// The lease of a batch, which issues the leases of its inputs.
pub(crate) struct BatchLease {
    pub(crate) store: Arc<dyn DynStore>,
    pub(crate) scope: Option<Arc<str>>,
    /// The key of the batch, and its claim while the batch runs.
    pub(crate) batch: Option<(IdempotencyKey, Arc<BatchClaim>)>,
}

impl BatchLease {
    /// Gives an input its lease, if it has a key and is decoded.
    pub(crate) fn lease_input<T>(&self, index: usize, input: &mut Input<T>) {
        let meta = input.meta.as_deref();
        let own = meta.and_then(|meta| meta.idempotency_key.as_deref());
        let scope = self.scope.as_deref();
        let key = match (own, &self.batch) {
            (Some(own), _) => json!([scope, null, own]),
            (None, Some((batch, _))) => json!([scope, batch.as_str(), index]),
            (None, None) => return,
        };
        if input.item.is_ok() {
            let fingerprint = meta.and_then(|meta| meta.fingerprint).unwrap_or(Fingerprint::of(""));
            let batch = self.batch.as_ref().map(|(_, batch)| Arc::clone(batch));
            let lease =
                ItemLease::new(KeyLease::new(Arc::clone(&self.store), key.to_string().into(), fingerprint), batch);
            input.meta.get_or_insert_default().lease = Some(lease);
        }
    }
}
