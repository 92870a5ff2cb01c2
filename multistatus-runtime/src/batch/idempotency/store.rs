//! `OutcomeStore`: the trait that a service implements for its database, and its object-safe form.

use std::{error::Error, pin::Pin, sync::Arc, time::Duration};

use super::Fingerprint;
use crate::item::Item;

/// Time that a client waits before it repeats a request that is in flight, or for which the store failed.
pub(crate) const RETRY_AFTER: Duration = Duration::from_secs(1);

pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The result of claiming a key.
#[derive(Clone, Debug, PartialEq)]
pub enum Claim {
    /// The key was free and now belongs to the caller.
    Claimed,
    /// The key has this outcome.
    Kept(Box<Item>),
    /// Another caller has claimed the key, and has neither stored an outcome nor released it.
    InFlight,
    /// The key is known with another fingerprint, with an outcome or in flight.
    Reused,
}

/// A store of the outcomes of items, so that a repeated item does not run again.
///
/// A key is free, claimed, or has an outcome. It is an opaque text, and no two items share one: it consists of the scope, the
/// key of the batch and the index of the item, or of the scope and the item's own key. A batch itself has two keys.
///
/// An implementation guarantees:
///
/// - **One claim.** If several callers claim a free key at once, exactly one gets [`Claim::Claimed`].
/// - **A claim that fails claims nothing.** If `claim` returns an error or panics, or if its future is dropped before it ends,
///   the key stays as it was. The batch cannot release it, because another caller may have claimed it. A store that does not
///   know if its claim was written, for example because a connection was lost, ends that claim itself or lets it expire.
/// - **A `keep` that fails stores the outcome or does not,** and the claim lasts until `release`.
/// - **A claim does not outlive its owner.** The claims of a process that was killed must not block: they are in memory, or
///   expire. An outcome may outlive any process.
/// - **An outcome stays** for as long as the store promises its users, and `release` does not remove it.
///
/// A batch guarantees that each claim ends once, by `keep` or by `release`, and that it ends no claim of another caller:
///
/// | event | what the batch does |
/// | --- | --- |
/// | `claim` returns an error, panics, or is dropped | nothing; the item, or the whole batch, is a 503 |
/// | `claim` returns `Kept`, `InFlight` or `Reused` | nothing; the outcome is replayed, or the item or batch is refused |
/// | the handler returns a final outcome | calls `keep` |
/// | `keep` returns an error, panics, or is dropped at a timeout | calls `release`, and reports the outcome of the item |
/// | the handler returns an outcome that asks to be sent again, panics, times out or is cancelled | calls `release` |
/// | the batch is refused, stopped, rolled back or dropped | calls `release` for what it claimed |
///
/// A process may be killed after the effect of the handler and before `keep`. To exclude that, write the outcome in the
/// transaction of the effect, or make the effect itself recognizable, for example by an id.
///
/// ```
/// use std::{collections::HashMap, convert::Infallible, sync::Mutex};
/// use multistatus::{Item, batch::{Claim, Fingerprint, OutcomeStore}};
///
/// /// Keeps everything for ever: for tests only.
/// #[derive(Default)]
/// struct Table(Mutex<HashMap<String, (Fingerprint, Option<Item>)>>);
///
/// impl OutcomeStore for Table {
///     type Error = Infallible;
///
///     async fn claim(&self, key: &str, fingerprint: Fingerprint) -> Result<Claim, Infallible> {
///         let mut rows = self.0.lock().unwrap();
///         Ok(match rows.get(key) {
///             Some((known, _)) if *known != fingerprint => Claim::Reused,
///             Some((_, Some(outcome))) => Claim::Kept(Box::new(outcome.clone())),
///             Some((_, None)) => Claim::InFlight,
///             None => {
///                 rows.insert(key.into(), (fingerprint, None));
///                 Claim::Claimed
///             }
///         })
///     }
///
///     async fn keep(&self, key: &str, fingerprint: Fingerprint, outcome: Item) -> Result<(), Infallible> {
///         self.0.lock().unwrap().insert(key.into(), (fingerprint, Some(outcome)));
///         Ok(())
///     }
///
///     fn release(&self, key: &str) {
///         let mut rows = self.0.lock().unwrap();
///         if matches!(rows.get(key), Some((_, None))) {
///             rows.remove(key);
///         }
///     }
/// }
/// ```
pub trait OutcomeStore: Send + Sync + 'static {
    /// The error of the store. It is logged and never sent.
    type Error: Error + Send + Sync + 'static;

    /// Claims a key, if it is free.
    ///
    /// # Errors
    ///
    /// Returns an error if the store fails. Then it has claimed nothing; the item does not run, and its caller gets a 503.
    fn claim(&self, key: &str, fingerprint: Fingerprint) -> impl Future<Output = Result<Claim, Self::Error>> + Send;

    /// Stores the outcome of a claimed key and ends the claim.
    ///
    /// # Errors
    ///
    /// Returns an error if the store fails. It is logged, the outcome is reported, and the key is released: if the outcome was
    /// not stored, the same item may run again.
    fn keep(
        &self,
        key: &str,
        fingerprint: Fingerprint,
        outcome: Item,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Ends a claim without an outcome. It is called on drop, so it must neither block nor panic. If it fails, the claim has to
    /// expire.
    fn release(&self, key: &str);
}

impl<S: OutcomeStore> OutcomeStore for Arc<S> {
    type Error = S::Error;

    fn claim(&self, key: &str, fingerprint: Fingerprint) -> impl Future<Output = Result<Claim, S::Error>> + Send {
        S::claim(self, key, fingerprint)
    }

    fn keep(
        &self,
        key: &str,
        fingerprint: Fingerprint,
        outcome: Item,
    ) -> impl Future<Output = Result<(), S::Error>> + Send {
        S::keep(self, key, fingerprint, outcome)
    }

    fn release(&self, key: &str) {
        S::release(self, key);
    }
}

pub(crate) type StoreError = Box<dyn Error + Send + Sync>;

/// The object-safe form of `OutcomeStore`, so that inputs do not have the type of the store.
pub(crate) trait DynStore: Send + Sync {
    fn claim<'a>(&'a self, key: &'a str, fingerprint: Fingerprint) -> BoxFuture<'a, Result<Claim, StoreError>>;
    fn keep<'a>(
        &'a self,
        key: &'a str,
        fingerprint: Fingerprint,
        outcome: Item,
    ) -> BoxFuture<'a, Result<(), StoreError>>;
    fn release(&self, key: &str);
}

impl<S: OutcomeStore> DynStore for S {
    fn claim<'a>(&'a self, key: &'a str, fingerprint: Fingerprint) -> BoxFuture<'a, Result<Claim, StoreError>> {
        Box::pin(async move { Ok(OutcomeStore::claim(self, key, fingerprint).await?) })
    }

    fn keep<'a>(
        &'a self,
        key: &'a str,
        fingerprint: Fingerprint,
        outcome: Item,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move { Ok(OutcomeStore::keep(self, key, fingerprint, outcome).await?) })
    }

    fn release(&self, key: &str) {
        OutcomeStore::release(self, key);
    }
}
