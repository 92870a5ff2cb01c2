//! Outcomes kept in memory: for one process, until they expire or too many came after them.

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

/// Keeps outcomes in memory: they end with the process, when they expire, or when too many were kept since.
///
/// The default keeps 100 000 outcomes, each for a day. Claims in flight are neither counted nor forgotten: as many are
/// alive as items run.
///
/// ```
/// use std::time::Duration;
/// use multistatus::batch::{Idempotency, MemoryOutcomeStore};
///
/// let idempotency = Idempotency::new(MemoryOutcomeStore::new(10_000, Duration::from_secs(3_600)));
/// # let _ = idempotency;
/// ```
pub struct MemoryOutcomeStore {
    kept: Cache<Box<str>, Kept>,
    in_flight: Mutex<HashMap<Box<str>, Fingerprint>>,
}

#[derive(Clone)]
struct Kept {
    fingerprint: Fingerprint,
    outcome: Arc<Item>,
}

impl MemoryOutcomeStore {
    /// Keeps about so many outcomes, those that were asked for last, each for so long after it was kept.
    pub fn new(max_outcomes: u64, expiry: Duration) -> Self {
        let kept = Cache::builder()
            .max_capacity(max_outcomes)
            // By default the cache keeps what is asked for often: a new outcome would be the first to go.
            .eviction_policy(EvictionPolicy::lru())
            .time_to_live(expiry)
            .build();
        Self { kept, in_flight: Mutex::default() }
    }

    fn in_flight(&self) -> MutexGuard<'_, HashMap<Box<str>, Fingerprint>> {
        // Nothing panics while it is locked, and the map would be whole even then.
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
        // Locked while the outcome is looked for: one that is kept meanwhile is seen, or its claim is.
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
        self.kept.insert(key.into(), Kept { fingerprint, outcome: Arc::new(outcome) });
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
