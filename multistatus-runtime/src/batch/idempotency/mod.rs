//! Batches that may be sent again: what ended is replayed, and the rest runs.
//!
//! A batch is begun here, where its inputs get their tickets; what becomes of a ticket is for whatever runs the batch.

mod admission;
mod fingerprint;
mod inputs;
mod key;
#[cfg(feature = "idempotency")]
mod memory;
mod store;
#[cfg(all(test, feature = "idempotency"))]
mod tests;
mod ticket;

use std::{fmt, sync::Arc, time::Duration};

use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

#[cfg(feature = "idempotency")]
pub use self::memory::MemoryOutcomeStore;
use self::{
    admission::Admission,
    fingerprint::Hasher,
    store::AnyStore,
    ticket::{Hold, Unanswered},
};
pub use self::{
    admission::Admitted,
    fingerprint::Fingerprint,
    key::{IdempotencyKey, InvalidIdempotencyKey},
    store::{Claim, OutcomeStore},
};
pub(super) use self::{
    store::BoxFuture,
    ticket::{Claimed, Ticket, keeps},
};
use super::{Inputs, IntoInputs, Refused};
use crate::item::Item;

/// How long a client waits before it sends again what is in flight, or what the store could not answer for.
pub(super) const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Lets clients send a batch again without doing anything twice.
///
/// A client names a batch by the header field `Idempotency-Key`, and sends the same again where it did not get the answer.
/// What ended the first time is [replayed](crate::Settled::Replayed); what timed out, panicked, was not attempted or asked
/// to be sent again runs. Items may bring [keys of their own](Inputs::idempotency_keys), which hold across batches.
///
/// | what is sent | answer |
/// | --- | --- |
/// | no key, where one is [required](Self::required), or one that is not readable | the batch is a 400 |
/// | the key of a batch with other inputs | the batch is a 422 |
/// | the key of a batch that still runs | the batch is a 409 with Retry-After |
/// | an item's own key with another item | the item is a 422 |
/// | an item's own key whose item still runs | the item is a 409 with Retry-After |
/// | anything, where the store fails | a 503 with Retry-After, and nothing runs |
///
/// Whether inputs are the same is decided by their number, their keys and their [fingerprints](Inputs::fingerprinted).
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
    store: Arc<dyn AnyStore>,
    scope: Option<Arc<str>>,
    required: bool,
}

impl Idempotency {
    /// Keeps outcomes in this store.
    pub fn new(store: impl OutcomeStore) -> Self {
        Self { store: Arc::new(store), scope: None, required: false }
    }

    /// The same for one caller: its keys never meet those of another.
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

    /// Refuses batches without a key. Unless set, they run as if nobody would ever send them again.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Begins the batch of a request: its key is claimed until the inputs that this returns have ended, or were dropped.
    ///
    /// # Errors
    ///
    /// Where the whole batch must not run: the table [above](Self) says when.
    pub async fn begin<T>(&self, headers: &HeaderMap, inputs: Inputs<T>) -> Result<Inputs<T>, Refused> {
        let key = IdempotencyKey::from_headers(headers)?;
        self.begin_keyed(key.as_ref(), inputs).await
    }

    /// The same with a key that was sent in another way.
    ///
    /// # Errors
    ///
    /// As [`begin`](Self::begin).
    pub async fn begin_keyed<T>(&self, key: Option<&IdempotencyKey>, inputs: Inputs<T>) -> Result<Inputs<T>, Refused> {
        let asked = key.map(|key| (key.clone(), whole(&inputs)));
        let admission = self.admission(asked).await?;
        Ok(inputs.enumerated(|index, input| admission.admit(index, input)))
    }

    /// Begins the batch of a request that still arrives. What its inputs are cannot be compared before the first one runs:
    /// one that is not the same as before is a 422 in its place, and the others run.
    ///
    /// ```
    /// # use multistatus::{Batch, Refused, StatusCode, batch::{Idempotency, IntoInputs}, http::HeaderMap};
    /// # async fn example(
    /// #     idempotency: &Idempotency, headers: &HeaderMap, arriving: impl IntoInputs<Item = String>,
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
    /// As [`begin`](Self::begin), except that other inputs are not noticed here.
    pub async fn begin_arriving<P: IntoInputs>(
        &self,
        headers: &HeaderMap,
        inputs: P,
    ) -> Result<Admitted<P::Source>, Refused> {
        let key = IdempotencyKey::from_headers(headers)?;
        let admission = self.admission(key.map(|key| (key, Fingerprint::of("")))).await?;
        Ok(Admitted::new(inputs.into_inputs(), admission))
    }

    async fn admission(&self, asked: Option<(IdempotencyKey, Fingerprint)>) -> Result<Admission, Refused> {
        let batch = match asked {
            Some((key, fingerprint)) => {
                let running = self.claim(&key, fingerprint).await?;
                Some((key, running))
            }
            None if self.required => return Err(Refused::KeyMissing),
            None => None,
        };
        Ok(Admission { idempotency: self.clone(), batch })
    }

    /// Claims a batch. One key remembers what was asked, the other is held while the batch runs: the first alone could not
    /// tell a batch that ended from one whose process was killed.
    async fn claim(&self, key: &IdempotencyKey, fingerprint: Fingerprint) -> Result<Arc<Hold>, Refused> {
        let scope = self.scope.as_deref();
        let asked = self.hold(json!([scope, key.as_str()]), fingerprint);
        if !claimed_or_kept(&asked).await? {
            asked.keep(Item::new(StatusCode::MULTI_STATUS)).await?;
        }
        let running = self.hold(json!([scope, key.as_str(), "running"]), fingerprint);
        claimed_or_kept(&running).await?;
        Ok(Arc::new(running))
    }

    /// JSON keeps the parts of a key apart, whatever is in them.
    fn hold(&self, key: Value, fingerprint: Fingerprint) -> Hold {
        Hold::new(Arc::clone(&self.store), key.to_string().into(), fingerprint)
    }
}

/// Whether a key of a batch has an outcome; an error where it can be neither claimed nor asked for it.
async fn claimed_or_kept(hold: &Hold) -> Result<bool, Refused> {
    match hold.claim().await? {
        Claim::Claimed => Ok(false),
        Claim::Kept(_) => Ok(true),
        Claim::InFlight => Err(Refused::InFlight),
        Claim::Reused => Err(Refused::KeyReused),
    }
}

impl From<Unanswered> for Refused {
    fn from(_: Unanswered) -> Self {
        Self::StoreFailed
    }
}

/// The fingerprint of all inputs in their order.
fn whole<T>(inputs: &Inputs<T>) -> Fingerprint {
    let mut hasher = Hasher::new();
    for input in inputs {
        let terms = input.terms.as_deref();
        hasher.part(input.key().map(|key| key.encoded().as_bytes()));
        hasher.part(terms.and_then(|terms| terms.idempotency_key.as_deref()).map(str::as_bytes));
        let fingerprint = terms.and_then(|terms| terms.fingerprint).map(Fingerprint::to_bytes);
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
