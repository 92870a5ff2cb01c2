//! Outcome stores that fail, panic, or are slow.

use std::{
    convert::Infallible,
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use multistatus::{
    Batch, Inputs, Item, Outcome, Refused, Settled, StatusCode,
    batch::{Claim, Fingerprint, Idempotency, MemoryOutcomeStore, Mode, NotRun, OutcomeStore},
};

use super::{Service, combinations::Transaction, headers, inputs};
use crate::codes;

/// A store whose `claim` fails and whose `keep` panics if the flag is set.
#[derive(Default)]
struct Failing {
    store: MemoryOutcomeStore,
    claims: AtomicBool,
    keeps: AtomicBool,
}

impl OutcomeStore for Failing {
    type Error = io::Error;

    async fn claim(&self, key: &str, fingerprint: Fingerprint) -> io::Result<Claim> {
        if self.claims.load(Ordering::Relaxed) {
            return Err(io::Error::other("the password is hunter2"));
        }
        Ok(self.store.claim(key, fingerprint).await.unwrap())
    }

    async fn keep(&self, key: &str, fingerprint: Fingerprint, outcome: Item) -> io::Result<()> {
        if self.keeps.load(Ordering::Relaxed) {
            panic!("the password is hunter2");
        }
        self.store.keep(key, fingerprint, outcome).await.unwrap();
        Ok(())
    }

    fn release(&self, key: &str) {
        self.store.release(key);
    }
}

/// Returns inputs whose keys are their own.
fn own_keys(items: &[&'static str]) -> Inputs<&'static str> {
    inputs(items).idempotency_keys(|item| Some(*item))
}

#[tokio::test(flavor = "current_thread")]
async fn no_item_runs_unprotected_if_the_store_fails() {
    let store = Arc::new(Failing::default());
    let service = Service::with(Arc::clone(&store), &[("a", &[201])]);
    let begun = service.idempotency.begin(&headers("key"), inputs(&["a"])).await.unwrap();
    store.claims.store(true, Ordering::Relaxed);
    let result = service.run(begun).await.unwrap();
    assert_eq!(codes(&result), [503]);
    let body = String::from_utf8(result.encode(&multistatus::Json).unwrap()).unwrap();
    assert!(body.contains(r#""Retry-After":"1""#) && !body.contains("hunter2"), "{body}");
    let refused = service.send("other", &["a"]).await.unwrap_err();
    assert_eq!((refused.status().as_u16(), refused), (503, Refused::StoreFailed));
    assert!(service.ran().is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn an_outcome_that_cannot_be_kept_is_still_returned() {
    let store = Arc::new(Failing::default());
    let service = Service::with(Arc::clone(&store), &[("a", &[201])]);
    let begin = async || service.idempotency.begin_keyed(None, own_keys(&["a"])).await.unwrap();
    store.keeps.store(true, Ordering::Relaxed);
    assert_eq!(codes(&service.run(begin().await).await.unwrap()), [201]);
    store.keeps.store(false, Ordering::Relaxed);
    assert_eq!(codes(&service.run(begin().await).await.unwrap()), [201]);
    assert_eq!(service.ran(), ["a", "a"], "the key was released");
}

/// A store that is slow to claim and to keep.
struct Slow(MemoryOutcomeStore, Duration, Duration);

impl OutcomeStore for Slow {
    type Error = Infallible;

    async fn claim(&self, key: &str, fingerprint: Fingerprint) -> Result<Claim, Self::Error> {
        tokio::time::sleep(self.1).await;
        self.0.claim(key, fingerprint).await
    }

    async fn keep(&self, key: &str, fingerprint: Fingerprint, outcome: Item) -> Result<(), Self::Error> {
        tokio::time::sleep(self.2).await;
        self.0.keep(key, fingerprint, outcome).await
    }

    fn release(&self, key: &str) {
        self.0.release(key);
    }
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn the_item_timeout_includes_the_store() {
    let [now, long] = [Duration::ZERO, Duration::from_secs(60)];
    let own = || own_keys(&["a"]);
    let claims = Service::with(Slow(MemoryOutcomeStore::default(), long, now), &[("a", &[201])]);
    let begun = claims.idempotency.begin_keyed(None, own()).await.unwrap();
    assert_eq!(codes(&claims.run(begun).await.unwrap()), [503], "the handler did not run");
    assert!(claims.ran().is_empty());
    let keeps = Service::with(Slow(MemoryOutcomeStore::default(), now, long), &[("a", &[201])]);
    let begun = keeps.idempotency.begin_keyed(None, own()).await.unwrap();
    assert_eq!(codes(&keeps.run(begun).await.unwrap()), [201], "the handler returned in time");
    // A store that is slow, but within the timeout.
    let second = Duration::from_secs(1);
    let patient = Service::with(Slow(MemoryOutcomeStore::default(), second, second), &[("a", &[201])]);
    for _ in 0..2 {
        assert_eq!(codes(&patient.send("key", &["a"]).await.unwrap()), [201]);
    }
    assert_eq!(patient.ran(), ["a"]);
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn the_outcomes_of_an_atomic_batch_are_kept_concurrently() {
    let second = Duration::from_secs(1);
    let idempotency = Idempotency::new(Slow(MemoryOutcomeStore::default(), Duration::ZERO, second));
    let begun = idempotency.begin_keyed(None, own_keys(&["a", "b", "c"])).await.unwrap();
    let start = tokio::time::Instant::now();
    let batch = Batch::new(async |_: &str| StatusCode::CREATED).inputs(begun);
    assert_eq!(codes(&batch.atomic(Transaction(true)).run().await.unwrap()), [201, 201, 201]);
    assert!(start.elapsed() < 2 * second, "{:?}", start.elapsed());
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn past_the_deadline_a_claimed_item_does_not_start() {
    let second = Duration::from_secs(1);
    let idempotency = Idempotency::new(Slow(MemoryOutcomeStore::default(), second * 3, Duration::ZERO));
    let begun = idempotency.begin(&headers("key"), inputs(&["a"])).await.unwrap();
    let handler = async |_: &str| -> StatusCode { unreachable!("the item is never claimed") };
    let result = Batch::new(handler).deadline(second).inputs(begun).run().await.unwrap();
    let late = NotRun::PastDeadline { retry_after: second, started: false };
    assert_eq!(result.get(0).unwrap().outcome().unwrap(), &Settled::NotRun(late));
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn an_item_that_is_claimed_after_the_batch_stopped_does_not_start() {
    let idempotency = Idempotency::new(Slow(MemoryOutcomeStore::default(), Duration::from_secs(1), Duration::ZERO));
    let own = inputs(&["claimed", "fails"]).idempotency_keys(|item| (*item == "claimed").then_some("own"));
    let begun = idempotency.begin_keyed(None, own).await.unwrap();
    let handler = async |item: &str| {
        assert_eq!(item, "fails");
        StatusCode::CONFLICT
    };
    let result = Batch::new(handler).mode(Mode::StopAfter(1)).inputs(begun).run().await.unwrap();
    assert_eq!(codes(&result), [424, 409]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_store_that_panics_does_not_change_committed_outcomes() {
    let store = Arc::new(Failing::default());
    let idempotency = Idempotency::new(Arc::clone(&store));
    let begun = idempotency.begin_keyed(None, own_keys(&["a", "b"])).await.unwrap();
    store.keeps.store(true, Ordering::Relaxed);
    let batch = Batch::new(async |_: &str| StatusCode::CREATED).inputs(begun);
    assert_eq!(codes(&batch.atomic(Transaction(true)).run().await.unwrap()), [201, 201]);
}
