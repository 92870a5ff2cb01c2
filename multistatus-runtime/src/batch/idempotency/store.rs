//! Where outcomes are kept: the trait that a service implements for its database, and its form behind a pointer.

use std::{error::Error, pin::Pin, sync::Arc};

use super::Fingerprint;
use crate::item::Item;

pub(in crate::batch) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a claim of a key comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Claim {
    /// The key was free, and now belongs to whoever asked.
    Claimed,
    /// What was asked under this key has ended so.
    Kept(Box<Item>),
    /// Somebody has claimed the key, and neither kept an outcome nor released it yet.
    InFlight,
    /// The key is known with another fingerprint, kept or in flight.
    Reused,
}

/// Keeps the outcomes of items, so that a repeated item does not run again.
///
/// A key is free, claimed, or has an outcome. It is an opaque text of which no two items share one: for an item of a batch
/// it comes from the scope, the key of the batch and the item's place in it, for an item with a key of its own from that.
/// A batch itself has two keys.
///
/// What an implementation guarantees:
///
/// - **One claim.** Of several that claim a free key at once, exactly one gets [`Claim::Claimed`].
/// - **A dropped claim claims nothing.** Where the future of `claim` is dropped before it ends, the key is as free as before.
/// - **A claim does not outlive its owner.** The claims of a process that was killed must not block: they live in memory,
///   or have a lease. An outcome that was kept may outlive any process.
/// - **What was kept stays** for as long as the store promises its users, and `release` does not touch it.
///
/// Between the handler's effect and `keep` there is a moment in which a process may die. A service that must close it
/// writes the outcome in the transaction of the effect, or makes the effect itself recognizable, by an id for example.
///
/// ```
/// use std::{collections::HashMap, convert::Infallible, sync::Mutex};
/// use multistatus::{Item, batch::{Claim, Fingerprint, OutcomeStore}};
///
/// /// Keeps everything for ever: good for a test, and for nothing else.
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
    /// Why the store could not answer. It is logged, and never sent.
    type Error: Error + Send + Sync + 'static;

    /// Claims a key, if it is free.
    ///
    /// # Errors
    ///
    /// Where the store cannot tell. The item does not run, and its caller gets a 503.
    fn claim(&self, key: &str, fingerprint: Fingerprint) -> impl Future<Output = Result<Claim, Self::Error>> + Send;

    /// Keeps the outcome of what was claimed, and ends the claim.
    ///
    /// # Errors
    ///
    /// Where the store cannot. That is logged, the outcome is reported, and the key is released: the same item may run
    /// again.
    fn keep(
        &self,
        key: &str,
        fingerprint: Fingerprint,
        outcome: Item,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Ends a claim that came to no outcome. It is called where something is dropped: it must neither block nor panic.
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

pub(super) type BoxError = Box<dyn Error + Send + Sync>;

/// A store whose type is forgotten, since what an input carries is data.
pub(super) trait AnyStore: Send + Sync {
    fn claim<'a>(&'a self, key: &'a str, fingerprint: Fingerprint) -> BoxFuture<'a, Result<Claim, BoxError>>;
    fn keep<'a>(&'a self, key: &'a str, fingerprint: Fingerprint, outcome: Item)
    -> BoxFuture<'a, Result<(), BoxError>>;
    fn release(&self, key: &str);
}

impl<S: OutcomeStore> AnyStore for S {
    fn claim<'a>(&'a self, key: &'a str, fingerprint: Fingerprint) -> BoxFuture<'a, Result<Claim, BoxError>> {
        Box::pin(async move { Ok(OutcomeStore::claim(self, key, fingerprint).await?) })
    }

    fn keep<'a>(
        &'a self,
        key: &'a str,
        fingerprint: Fingerprint,
        outcome: Item,
    ) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move { Ok(OutcomeStore::keep(self, key, fingerprint, outcome).await?) })
    }

    fn release(&self, key: &str) {
        OutcomeStore::release(self, key);
    }
}
