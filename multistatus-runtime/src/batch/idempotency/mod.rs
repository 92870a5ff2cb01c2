//! Idempotency: a batch that is sent again replays the outcomes that are known and runs the rest.
//!
//! A batch begins here: its keys are claimed, and its inputs get their leases. The batch that runs them claims the leases and
//! stores outcomes.

mod batch_claim;
mod batch_lease;
mod fingerprint;
mod inputs;
mod item_lease;
mod key;
mod lease;
#[cfg(feature = "idempotency")]
mod memory;
mod store;
#[cfg(all(test, feature = "idempotency"))]
mod tests;

use std::{fmt, sync::Arc};

use http::HeaderMap;
use serde_json::{Value, json};

#[cfg(feature = "idempotency")]
pub use self::memory::MemoryOutcomeStore;
use self::{
    batch_claim::BatchClaim, batch_lease::BatchLease, fingerprint::FingerprintHasher, lease::KeyLease, store::DynStore,
};
pub use self::{
    fingerprint::Fingerprint,
    key::IdempotencyKey,
    store::{Claim, OutcomeStore},
};
pub(crate) use self::{
    item_lease::{Claimed, ItemLease, keeps},
    store::{BoxFuture, RETRY_AFTER},
};
use super::{InputStream, Inputs, Refused};
use crate::key::Key;

/// Lets clients send a batch again without applying an item twice.
///
/// A client names a batch by the header field `Idempotency-Key`. If it does not get the response, it sends the same request
/// again. Items with a final outcome are [replayed](crate::Settled::Replayed). Items that timed out, panicked, were not
/// attempted, or asked to be sent again run. Items may have [keys of their own](Inputs::idempotency_keys), which are valid in
/// any batch.
///
/// | request | response |
/// | --- | --- |
/// | no key although one is [required](Self::required), or an unreadable key | 400 for the batch |
/// | the key of a batch with other inputs | 422 for the batch |
/// | the key of a batch that still runs | 409 with Retry-After for the batch |
/// | the own key of another item | 422 for the item |
/// | the own key of an item that still runs | 409 with Retry-After for the item |
/// | any request if the store fails | 503 with Retry-After; nothing runs |
///
/// Inputs are the same if their number, their keys and their [fingerprints](Inputs::fingerprinted) are the same.
///
/// A batch uses up its key when its first item is about to run. Until then its key stays free: a batch that is
/// [refused](Refused) as a whole, that is dropped, or of which no input can run, may be sent again under the same key, also
/// with other inputs. An item uses up its own key when its outcome is stored.
///
/// ```
/// use multistatus::{
///     Batch, Inputs, MultiStatus, Refused, Settled, StatusCode, batch::{Fingerprint, Idempotency}, http::HeaderMap,
/// };
///
/// async fn create(
///     idempotency: &Idempotency,
///     headers: &HeaderMap,
///     orders: Vec<String>,
/// ) -> Result<MultiStatus<Settled<StatusCode>>, Refused> {
///     let inputs = Inputs::new(orders).fingerprinted(|order| Fingerprint::of(order));
///     let inputs = idempotency.begin(headers, inputs).await?;
///     Batch::new(async |_order: String| StatusCode::CREATED).inputs(inputs).run().await
/// }
/// ```
///
/// Source: draft-ietf-httpapi-idempotency-key-header-07.
#[derive(Clone)]
pub struct Idempotency {
    store: Arc<dyn DynStore>,
    scope: Option<Arc<str>>,
    required: bool,
}

impl Idempotency {
    /// Creates idempotency with a store for outcomes.
    pub fn new(store: impl OutcomeStore) -> Self {
        Self { store: Arc::new(store), scope: None, required: false }
    }

    /// Returns the same for one caller, whose keys are apart from those of other callers.
    ///
    /// ```
    /// # use multistatus::{Inputs, Refused, batch::Idempotency, http::HeaderMap};
    /// # async fn example(idempotency: &Idempotency, headers: &HeaderMap, inputs: Inputs<String>) -> Result<(), Refused> {
    /// let inputs = idempotency.scoped("tenant-7").begin(headers, inputs).await?;
    /// # let _ = inputs;
    /// # Ok(())
    /// # }
    /// ```
    pub fn scoped(&self, caller: impl Into<Arc<str>>) -> Self {
        Self { scope: Some(caller.into()), ..self.clone() }
    }

    /// Refuses batches without a key. By default, they run without idempotency.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Begins the batch of a request. Its key is claimed until the returned inputs have ended or are dropped. If that is
    /// before an item runs, the key is free again.
    ///
    /// # Errors
    ///
    /// Returns an error if the whole batch must not run: see the table of [`Idempotency`](Self).
    pub async fn begin<T>(&self, headers: &HeaderMap, inputs: Inputs<T>) -> Result<Inputs<T>, Refused> {
        let key = IdempotencyKey::from_headers(headers)?;
        self.begin_keyed(key.as_ref(), inputs).await
    }

    /// Begins a batch with a key that was not sent in the header field.
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`begin`](Self::begin).
    pub async fn begin_keyed<T>(&self, key: Option<&IdempotencyKey>, inputs: Inputs<T>) -> Result<Inputs<T>, Refused> {
        let request = key.map(|key| (key.clone(), fingerprint_of(&inputs)));
        let lease = self.batch_lease(request).await?;
        Ok(inputs.enumerated(|index, input| lease.lease_input(index, input)))
    }

    /// Begins the batch of a request whose body still arrives. Its inputs cannot be compared before the first one runs. An
    /// input that differs from the one sent before becomes a 422, and the others run.
    ///
    /// ```
    /// # use multistatus::{Batch, Refused, StatusCode, batch::{Idempotency, InputStream}, http::HeaderMap};
    /// # async fn example(
    /// #     idempotency: &Idempotency, headers: &HeaderMap, arriving: InputStream<String>,
    /// # ) -> Result<(), Refused> {
    /// let inputs = idempotency.begin_arriving(headers, arriving).await?;
    /// let result = Batch::new(async |_order: String| StatusCode::CREATED).inputs(inputs).run().await?;
    /// # let _ = result;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`begin`](Self::begin), except for different inputs.
    pub async fn begin_arriving<T: 'static>(
        &self,
        headers: &HeaderMap,
        inputs: InputStream<T>,
    ) -> Result<InputStream<T>, Refused> {
        let key = IdempotencyKey::from_headers(headers)?;
        let lease = self.batch_lease(key.map(|key| (key, Fingerprint::of("")))).await?;
        Ok(inputs.enumerated(move |index, input| lease.lease_input(index, input)))
    }

    async fn batch_lease(&self, request: Option<(IdempotencyKey, Fingerprint)>) -> Result<BatchLease, Refused> {
        let batch = match request {
            Some((key, fingerprint)) => {
                let claim = self.claim(&key, fingerprint).await?;
                Some((key, claim))
            }
            None if self.required => return Err(Refused::KeyMissing),
            None => None,
        };
        Ok(BatchLease { store: Arc::clone(&self.store), scope: self.scope.clone(), batch })
    }

    /// Claims the keys of a batch.
    async fn claim(&self, key: &IdempotencyKey, fingerprint: Fingerprint) -> Result<Arc<BatchClaim>, Refused> {
        let scope = self.scope.as_deref();
        let inputs = self.key_lease(json!([scope, key.as_str()]), fingerprint);
        let running = self.key_lease(json!([scope, key.as_str(), "running"]), fingerprint);
        Ok(Arc::new(BatchClaim::claim(inputs, running).await?))
    }

    /// Returns a lease that is not claimed yet. The key is JSON, which keeps its parts apart.
    fn key_lease(&self, key: Value, fingerprint: Fingerprint) -> KeyLease {
        KeyLease::new(Arc::clone(&self.store), key.to_string().into(), fingerprint)
    }
}

/// Returns the fingerprint of all inputs in their order.
fn fingerprint_of<T>(inputs: &Inputs<T>) -> Fingerprint {
    let mut hasher = FingerprintHasher::new();
    for input in inputs {
        let meta = input.meta.as_deref();
        let key = input.key().map(Key::normal);
        hasher.part(key.as_deref().map(str::as_bytes));
        hasher.part(meta.and_then(|meta| meta.idempotency_key.as_deref()).map(str::as_bytes));
        let fingerprint = meta.and_then(|meta| meta.fingerprint).map(Fingerprint::to_bytes);
        hasher.part(fingerprint.as_ref().map(<[u8; 16]>::as_slice));
    }
    hasher.finish()
}

impl fmt::Debug for Idempotency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Idempotency")
            .field("scope", &self.scope)
            .field("required", &self.required)
            .finish_non_exhaustive()
    }
}
