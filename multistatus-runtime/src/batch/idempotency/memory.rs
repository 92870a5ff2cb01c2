//! `MemoryOutcomeStore`: outcomes in memory, for one process, until they expire or are evicted.

use std::{
    collections::{HashMap, hash_map::Entry},
    convert::Infallible,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use moka::{policy::EvictionPolicy, sync::Cache};

use super::{Claim, Fingerprint, OutcomeStore};
use crate::item::Item;

const MAX_OUTCOMES: u64 = 100_000;
const EXPIRY: Duration = Duration::from_secs(24 * 60 * 60);

/// A store in memory. Outcomes end with the process, when they expire, or when newer ones evict them.
///
/// By default it keeps 100 000 outcomes, each for a day. Claims in flight are neither counted nor evicted: there is one for
/// each item that runs.
///
/// ```
/// use std::time::Duration;
/// use multistatus::batch::{Idempotency, MemoryOutcomeStore};
///
/// let idempotency = Idempotency::new(MemoryOutcomeStore::new(10_000, Duration::from_secs(3_600)));
/// # let _ = idempotency;
/// ```
pub struct MemoryOutcomeStore {
    kept: Cache<Box<str>, KeptOutcome>,
    in_flight: Mutex<HashMap<Box<str>, Fingerprint>>,
}

#[derive(Clone)]
struct KeptOutcome {
    fingerprint: Fingerprint,
    outcome: Arc<Item>,
}

impl MemoryOutcomeStore {
    /// Creates a store of about `max_outcomes` outcomes, the most recently used ones. Each expires after `expiry`.
    pub fn new(max_outcomes: u64, expiry: Duration) -> Self {
        let kept = Cache::builder()
            .max_capacity(max_outcomes)
            // The default policy keeps frequently used entries, so that it would evict new outcomes first.
            .eviction_policy(EvictionPolicy::lru())
            .time_to_live(expiry)
            .build();
        Self { kept, in_flight: Mutex::default() }
    }

    fn in_flight(&self) -> MutexGuard<'_, HashMap<Box<str>, Fingerprint>> {
        // Nothing panics while it is locked, so the map is always consistent.
        self.in_flight.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryOutcomeStore {
    fn default() -> Self {
        Self::new(MAX_OUTCOMES, EXPIRY)
    }
}

impl OutcomeStore for MemoryOutcomeStore {
    type Error = Infallible;

    async fn claim(&self, key: &str, fingerprint: Fingerprint) -> Result<Claim, Infallible> {
        // The lock is held during the lookup: an outcome that is stored meanwhile is seen, or its claim is.
        let mut in_flight = self.in_flight();
        let kept = self.kept.get(key);
        Ok(match (in_flight.entry(key.into()), kept) {
            (Entry::Occupied(known), _) if *known.get() != fingerprint => Claim::Reused,
            (Entry::Occupied(_), _) => Claim::InFlight,
            (Entry::Vacant(_), Some(kept)) if kept.fingerprint != fingerprint => Claim::Reused,
            (Entry::Vacant(_), Some(kept)) => Claim::Kept(Box::new((*kept.outcome).clone())),
            (Entry::Vacant(free), None) => {
                free.insert(fingerprint);
                Claim::Claimed
            }
        })
    }

    async fn keep(&self, key: &str, fingerprint: Fingerprint, outcome: Item) -> Result<(), Infallible> {
        let mut in_flight = self.in_flight();
        self.kept.insert(key.into(), KeptOutcome { fingerprint, outcome: Arc::new(outcome) });
        in_flight.remove(key);
        Ok(())
    }

    fn release(&self, key: &str) {
        self.in_flight().remove(key);
    }
}

impl fmt::Debug for MemoryOutcomeStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryOutcomeStore")
            .field("kept", &self.kept.entry_count())
            .field("in_flight", &self.in_flight().len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    async fn claim(store: &MemoryOutcomeStore, key: &str) -> Claim {
        let Ok(claim) = store.claim(key, Fingerprint::of("")).await;
        claim
    }

    async fn keep(store: &MemoryOutcomeStore, key: &str) {
        let Ok(()) = store.keep(key, Fingerprint::of(""), Item::new(StatusCode::CREATED)).await;
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_key_is_free_then_claimed_then_kept() {
        let store = MemoryOutcomeStore::default();
        assert_eq!(claim(&store, "a").await, Claim::Claimed);
        assert_eq!(claim(&store, "a").await, Claim::InFlight);
        assert_eq!(store.claim("a", Fingerprint::of("other")).await, Ok(Claim::Reused));
        store.release("a");
        assert_eq!(claim(&store, "a").await, Claim::Claimed);
        keep(&store, "a").await;
        store.release("a");
        assert_eq!(claim(&store, "a").await, Claim::Kept(Box::new(Item::new(StatusCode::CREATED))));
        assert_eq!(store.claim("a", Fingerprint::of("other")).await, Ok(Claim::Reused));
    }

    #[tokio::test(flavor = "current_thread")]
    async fn the_oldest_outcomes_go_and_claims_never_do() {
        let store = MemoryOutcomeStore::new(3, DAY);
        assert_eq!(claim(&store, "claimed").await, Claim::Claimed);
        for key in ["a", "b", "c", "d", "e"] {
            keep(&store, key).await;
            store.kept.run_pending_tasks();
        }
        for key in ["a", "b"] {
            assert_eq!(claim(&store, key).await, Claim::Claimed, "{key}");
        }
        for key in ["c", "d", "e"] {
            assert!(matches!(claim(&store, key).await, Claim::Kept(_)), "{key}");
        }
        assert_eq!(claim(&store, "claimed").await, Claim::InFlight);
    }

    #[tokio::test(flavor = "current_thread")]
    async fn an_outcome_expires_and_a_claim_does_not() {
        let store = MemoryOutcomeStore::new(10, Duration::ZERO);
        assert_eq!(claim(&store, "claimed").await, Claim::Claimed);
        keep(&store, "a").await;
        assert_eq!(claim(&store, "a").await, Claim::Claimed);
        assert_eq!(claim(&store, "claimed").await, Claim::InFlight);
    }
}
