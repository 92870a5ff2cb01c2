//! Leases as a batch uses them: claimed, run, kept, dropped.

use std::{
    future::poll_fn,
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Waker},
};

use http::StatusCode;

use super::*;
use crate::{
    batch::{InputSource, IntoInputs, NotRun},
    item::Item,
    outcome::Outcome,
};

/// A store that can be made to fail.
#[derive(Default)]
struct Flaky {
    store: MemoryOutcomeStore,
    cannot_claim: AtomicBool,
    cannot_keep: AtomicBool,
}

impl OutcomeStore for Flaky {
    type Error = io::Error;

    async fn claim(&self, key: &str, fingerprint: Fingerprint) -> io::Result<Claim> {
        match self.cannot_claim.load(Ordering::Relaxed) {
            true => Err(io::Error::other("the store is down")),
            false => OutcomeStore::claim(&self.store, key, fingerprint).await.map_err(|never| match never {}),
        }
    }

    async fn keep(&self, key: &str, fingerprint: Fingerprint, outcome: Item) -> io::Result<()> {
        match self.cannot_keep.load(Ordering::Relaxed) {
            true => Err(io::Error::other("the store is full")),
            false => OutcomeStore::keep(&self.store, key, fingerprint, outcome).await.map_err(|never| match never {}),
        }
    }

    fn release(&self, key: &str) {
        OutcomeStore::release(&self.store, key);
    }
}

fn key(key: &str) -> IdempotencyKey {
    IdempotencyKey::new(key).unwrap()
}

fn inputs(items: &[&'static str]) -> Inputs<&'static str> {
    Inputs::new(items.iter().copied()).fingerprinted(|item| Fingerprint::of(item))
}

async fn begin(idempotency: &Idempotency, batch: &str, items: &[&'static str]) -> Result<Vec<ItemLease>, Refused> {
    leases(idempotency.begin_keyed(Some(&key(batch)), inputs(items)).await?).await
}

async fn leases(inputs: Inputs<&str>) -> Result<Vec<ItemLease>, Refused> {
    let mut source = inputs.into_inputs();
    let mut leases = Vec::new();
    while let Some(input) = poll_fn(|context| source.poll_next(context)).await {
        leases.extend(input.meta.and_then(|meta| meta.lease));
    }
    Ok(leases)
}

fn created(text: &str) -> Item {
    Item::new(StatusCode::CREATED).with_key(text)
}

#[tokio::test(flavor = "current_thread")]
async fn a_batch_is_in_flight_until_its_last_lease_is_gone() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let mut first = begin(&idempotency, "batch", &["a", "b"]).await.unwrap();
    assert_eq!(first[0].claim().await, Claimed::Run);
    assert_eq!(begin(&idempotency, "batch", &["a", "b"]).await.unwrap_err(), Refused::InFlight);
    assert_eq!(begin(&idempotency, "batch", &["a", "c"]).await.unwrap_err(), Refused::KeyReused);
    first.pop();
    assert_eq!(begin(&idempotency, "batch", &["a", "b"]).await.unwrap_err(), Refused::InFlight);
    first.pop();
    assert_eq!(begin(&idempotency, "batch", &["a", "b"]).await.unwrap().len(), 2);
    assert_eq!(begin(&idempotency, "batch", &["a", "c"]).await.unwrap_err(), Refused::KeyReused, "it is remembered");
}

#[tokio::test(flavor = "current_thread")]
async fn an_item_runs_until_an_outcome_of_it_is_kept() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let first = begin(&idempotency, "batch", &["a"]).await.unwrap();
    assert_eq!(first[0].claim().await, Claimed::Run);
    drop(first);
    let second = begin(&idempotency, "batch", &["a"]).await.unwrap();
    assert_eq!(second[0].claim().await, Claimed::Run, "what was claimed and not kept was released");
    second[0].keep(created("a")).await;
    drop(second);
    let third = begin(&idempotency, "batch", &["a"]).await.unwrap();
    assert_eq!(third[0].claim().await, Claimed::Replay(created("a").into()));
}

#[tokio::test(flavor = "current_thread")]
async fn a_batch_has_not_ended_while_an_outcome_of_it_is_being_kept() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let first = begin(&idempotency, "batch", &["a"]).await.unwrap();
    assert_eq!(first[0].claim().await, Claimed::Run);
    let keeping = first[0].keep(created("a"));
    drop(first);
    assert_eq!(begin(&idempotency, "batch", &["a"]).await.unwrap_err(), Refused::InFlight);
    keeping.await;
    let second = begin(&idempotency, "batch", &["a"]).await.unwrap();
    assert_eq!(second[0].claim().await, Claimed::Replay(created("a").into()));
}

#[tokio::test(flavor = "current_thread")]
async fn an_own_key_is_valid_in_every_batch_and_without_one() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let own = |item| inputs(&[item]).idempotency_keys(|_| Some("order-7"));
    let first = leases(idempotency.begin_keyed(Some(&key("1")), own("a")).await.unwrap()).await.unwrap();
    let second = leases(idempotency.begin_keyed(Some(&key("2")), own("a")).await.unwrap()).await.unwrap();
    let other = leases(idempotency.begin_keyed(None, own("b")).await.unwrap()).await.unwrap();
    assert_eq!(first[0].claim().await, Claimed::Run);
    assert_eq!(second[0].claim().await, Claimed::Refuse(NotRun::InFlight));
    assert_eq!(other[0].claim().await, Claimed::Refuse(NotRun::KeyReused));
    first[0].keep(created("a")).await;
    assert_eq!(second[0].claim().await, Claimed::Replay(created("a").into()));
    assert_eq!(other[0].claim().await, Claimed::Refuse(NotRun::KeyReused));
}

#[tokio::test(flavor = "current_thread")]
async fn keys_of_different_callers_are_apart() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let own = || inputs(&["a"]).idempotency_keys(|_| Some("k"));
    let mut runs = Vec::new();
    // Names that would run together if they were only joined.
    for (scope, batch) in [("x", "y"), ("x,y", "k"), ("x\",\"y", "k"), ("null", "k")] {
        let scoped = idempotency.scoped(scope);
        runs.extend(begin(&scoped, batch, &["a", "a"]).await.unwrap());
        runs.extend(leases(scoped.begin_keyed(None, own()).await.unwrap()).await.unwrap());
    }
    runs.extend(begin(&idempotency, "k", &["a", "a"]).await.unwrap());
    runs.extend(leases(idempotency.begin_keyed(None, own()).await.unwrap()).await.unwrap());
    assert_eq!(runs.len(), 15);
    for lease in &runs {
        assert_eq!(lease.claim().await, Claimed::Run, "{lease:?}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn without_any_key_there_is_nothing_to_claim() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let without = idempotency.begin(&HeaderMap::new(), inputs(&["a"])).await.unwrap();
    assert!(leases(without).await.unwrap().is_empty());
    let required = idempotency.required().begin(&HeaderMap::new(), inputs(&["a"])).await;
    assert_eq!(required.unwrap_err(), Refused::KeyMissing);
}

#[tokio::test(flavor = "current_thread")]
async fn inputs_are_compared_by_number_keys_and_fingerprints() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let batch = key("batch");
    let begin = |inputs| idempotency.begin_keyed(Some(&batch), inputs);
    let first = leases(begin(Inputs::new(["a", "b"])).await.unwrap()).await.unwrap();
    assert_eq!(first[0].claim().await, Claimed::Run);
    drop(first);
    // Without fingerprints, these inputs are the same.
    drop(begin(Inputs::new(["c", "d"])).await.unwrap());
    for others in [
        Inputs::new(["a"]),
        Inputs::new(["a", "b"]).keyed(|item| *item),
        Inputs::new(["a", "b"]).idempotency_keys(|item| Some(*item)),
        inputs(&["a", "b"]),
    ] {
        assert_eq!(begin(others).await.unwrap_err(), Refused::KeyReused);
    }
}

/// The batch that is refused or dropped before an item runs may be sent again with other inputs.
#[tokio::test(flavor = "current_thread")]
async fn a_batch_uses_up_its_key_when_its_first_item_is_claimed() {
    let store = Arc::new(Flaky::default());
    let idempotency = Idempotency::new(Arc::clone(&store));
    drop(begin(&idempotency, "batch", &["a", "b"]).await.unwrap());
    let second = begin(&idempotency, "batch", &["a"]).await.unwrap();
    store.cannot_claim.store(true, Ordering::Relaxed);
    assert_eq!(second[0].claim().await, Claimed::Refuse(NotRun::StoreFailed));
    store.cannot_claim.store(false, Ordering::Relaxed);
    store.cannot_keep.store(true, Ordering::Relaxed);
    assert_eq!(second[0].claim().await, Claimed::Refuse(NotRun::StoreFailed));
    store.cannot_keep.store(false, Ordering::Relaxed);
    drop(second);
    let third = begin(&idempotency, "batch", &["c", "d"]).await.unwrap();
    assert_eq!(third[1].claim().await, Claimed::Run);
    drop(third);
    assert_eq!(begin(&idempotency, "batch", &["a"]).await.unwrap_err(), Refused::KeyReused);
}

#[tokio::test(flavor = "current_thread")]
async fn a_claim_that_is_dropped_before_its_end_claims_nothing() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let leases = begin(&idempotency, "batch", &["a"]).await.unwrap();
    drop(leases[0].claim());
    let mut claim = leases[0].claim();
    assert!(claim.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    drop(claim);
    assert_eq!(leases[0].claim().await, Claimed::Refuse(NotRun::InFlight), "the lease has it");
    drop(leases);
    assert_eq!(begin(&idempotency, "batch", &["a"]).await.unwrap()[0].claim().await, Claimed::Run);
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_runs_if_the_store_fails() {
    let store = Arc::new(Flaky::default());
    let idempotency = Idempotency::new(Arc::clone(&store));
    let first = begin(&idempotency, "batch", &["a"]).await.unwrap();
    store.cannot_claim.store(true, Ordering::Relaxed);
    assert_eq!(first[0].claim().await, Claimed::Refuse(NotRun::StoreFailed));
    assert_eq!(begin(&idempotency, "other", &["a"]).await.unwrap_err(), Refused::StoreFailed);
    store.cannot_claim.store(false, Ordering::Relaxed);
    assert_eq!(first[0].claim().await, Claimed::Run);
    store.cannot_keep.store(true, Ordering::Relaxed);
    let other = begin(&idempotency, "other", &["a"]).await.unwrap();
    assert_eq!(other[0].claim().await, Claimed::Refuse(NotRun::StoreFailed));
    // An outcome that could not be kept is released, so that its key does not stay in flight forever.
    first[0].keep(created("a")).await;
    drop(first);
    assert_eq!(begin(&idempotency, "batch", &["a"]).await.unwrap()[0].claim().await, Claimed::Run);
}

#[test]
fn final_outcomes_are_kept() {
    let keeps = |code| keeps(&StatusCode::from_u16(code).unwrap());
    for code in [200, 201, 202, 204, 303, 400, 404, 409, 422, 423, 501, 507] {
        assert!(keeps(code), "{code}");
    }
    for code in [408, 424, 425, 429, 500, 502, 503, 504] {
        assert!(!keeps(code), "{code}");
    }
}

#[test]
fn an_error_that_may_be_retried_has_a_retry_after() {
    for (refused, code, retry_after) in [
        (Refused::KeyMissing, 400, None),
        (IdempotencyKey::new("").unwrap_err(), 400, None),
        (Refused::KeyReused, 422, None),
        (Refused::InFlight, 409, Some(RETRY_AFTER)),
        (Refused::StoreFailed, 503, Some(RETRY_AFTER)),
    ] {
        assert_eq!((refused.status().as_u16(), refused.retry_after()), (code, retry_after));
    }
    for (reason, code, retry_after) in [
        (NotRun::KeyReused, 422, None),
        (NotRun::InFlight, 409, Some(RETRY_AFTER)),
        (NotRun::StoreFailed, 503, Some(RETRY_AFTER)),
    ] {
        assert_eq!((reason.status().as_u16(), reason.retry_after()), (code, retry_after));
        assert_eq!(crate::client::NextAction::of(&reason).is_retryable(), retry_after.is_some());
    }
}
