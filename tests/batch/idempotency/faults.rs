//! A store that fails at each of its calls in turn: by an error, by a panic, or by not answering. Afterwards no key is
//! claimed, and the batch can be sent again.

use std::{
    collections::BTreeSet,
    future::pending,
    io,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::{Context, Poll},
    time::Duration,
};

use futures_core::Stream;
use multistatus::{
    Batch, Inputs, Item, Refused, StatusCode,
    batch::{Claim, Fingerprint, Idempotency, Input, InputStream, MemoryOutcomeStore, OutcomeStore},
};

use super::{combinations::Transaction, headers};
use crate::codes;

/// The way in which a call fails. A `claim` that fails claims nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    Error,
    /// `keep` returns an error after it has stored the outcome.
    ErrorAfterEffect,
    NoAnswer,
    NoAnswerAfterEffect,
    Panic,
    PanicAfterEffect,
}

const FAULTS: [Fault; 6] = [
    Fault::Error,
    Fault::ErrorAfterEffect,
    Fault::NoAnswer,
    Fault::NoAnswerAfterEffect,
    Fault::Panic,
    Fault::PanicAfterEffect,
];

impl Fault {
    fn has_effect(self) -> bool {
        matches!(self, Self::ErrorAfterEffect | Self::NoAnswerAfterEffect | Self::PanicAfterEffect)
    }

    async fn fail<T>(self) -> io::Result<T> {
        match self {
            Self::Error | Self::ErrorAfterEffect => Err(io::Error::other("the connection was reset")),
            Self::NoAnswer | Self::NoAnswerAfterEffect => pending().await,
            Self::Panic | Self::PanicAfterEffect => panic!("the lock of the store is poisoned"),
        }
    }
}

/// A store in memory whose call of one number fails. It counts its claims.
#[derive(Default)]
pub(super) struct Faulty {
    store: MemoryOutcomeStore,
    fault: Mutex<Option<(usize, Fault)>>,
    calls: AtomicUsize,
    /// The keys that are claimed, and neither have an outcome nor were released.
    claims: Mutex<BTreeSet<String>>,
    /// The keys that were released or stored without a claim.
    violations: Mutex<Vec<String>>,
}

impl Faulty {
    fn fault(&self) -> Option<Fault> {
        let call = self.calls.fetch_add(1, SeqCst);
        self.fault.lock().unwrap().and_then(|(number, fault)| (number == call).then_some(fault))
    }

    /// Fails if a key is still claimed, or was ended without a claim.
    #[track_caller]
    pub(super) fn assert_nothing_is_claimed(&self, case: &str) {
        assert_eq!(*self.claims.lock().unwrap(), BTreeSet::new(), "claimed after {case}");
        assert_eq!(*self.violations.lock().unwrap(), [""; 0], "ended without a claim in {case}");
    }
}

impl OutcomeStore for Faulty {
    type Error = io::Error;

    async fn claim(&self, key: &str, fingerprint: Fingerprint) -> io::Result<Claim> {
        if let Some(fault) = self.fault() {
            return fault.fail().await;
        }
        let claim = self.store.claim(key, fingerprint).await.unwrap();
        if claim == Claim::Claimed {
            self.claims.lock().unwrap().insert(key.into());
        }
        Ok(claim)
    }

    async fn keep(&self, key: &str, fingerprint: Fingerprint, outcome: Item) -> io::Result<()> {
        if !self.claims.lock().unwrap().contains(key) {
            self.violations.lock().unwrap().push(key.into());
        }
        let fault = self.fault();
        if fault.is_none_or(Fault::has_effect) {
            self.store.keep(key, fingerprint, outcome).await.unwrap();
        }
        if let Some(fault) = fault {
            return fault.fail().await;
        }
        self.claims.lock().unwrap().remove(key);
        Ok(())
    }

    fn release(&self, key: &str) {
        if !self.claims.lock().unwrap().remove(key) {
            self.violations.lock().unwrap().push(key.into());
        }
        self.store.release(key);
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Keys {
    OfTheBatch,
    OfTheItems,
    Both,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Runner {
    Run,
    Spawn,
    Arriving,
    Atomic,
}

/// Inputs of a request that still arrives.
struct Arriving(std::vec::IntoIter<Input<&'static str>>);

impl Stream for Arriving {
    type Item = Input<&'static str>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Input<&'static str>>> {
        Poll::Ready(self.0.next())
    }
}

/// A service whose items all succeed.
struct Service {
    store: Arc<Faulty>,
    keys: Keys,
    runner: Runner,
    ran: Arc<Mutex<Vec<&'static str>>>,
}

impl Service {
    /// Sends a batch and waits for its outcomes. `None` if there is no answer.
    async fn send(&self, items: &[&'static str]) -> Option<Result<Vec<u16>, Refused>> {
        let sent = tokio::time::timeout(Duration::from_secs(60), self.send_and_wait(items)).await.ok();
        // The task of a spawned batch ends after its last outcome was read.
        tokio::time::sleep(Duration::from_secs(1)).await;
        sent
    }

    async fn send_and_wait(&self, items: &[&'static str]) -> Result<Vec<u16>, Refused> {
        let idempotency = Idempotency::new(Arc::clone(&self.store));
        let input = |item: &'static str| {
            let input = Input::new(item).fingerprinted(Fingerprint::of(item));
            if self.keys == Keys::OfTheBatch { input } else { input.idempotency_key(item) }
        };
        let inputs: Vec<_> = items.iter().copied().map(input).collect();
        let headers = if self.keys == Keys::OfTheItems { Default::default() } else { headers("key") };
        let ran = Arc::clone(&self.ran);
        let handler = move |item: &'static str| {
            ran.lock().unwrap().push(item);
            async { StatusCode::CREATED }
        };
        let batch = Batch::new(handler).concurrency(2).item_timeout(Duration::from_secs(5));
        if self.runner == Runner::Arriving {
            let inputs = InputStream::from_stream(Arriving(inputs.into_iter()));
            let inputs = idempotency.begin_arriving(&headers, inputs).await?;
            return Ok(codes(&batch.inputs(inputs).run().await?));
        }
        let inputs = idempotency.begin(&headers, inputs.into_iter().collect::<Inputs<_>>()).await?;
        let batch = batch.inputs(inputs);
        Ok(codes(&match self.runner {
            Runner::Spawn => batch.spawn().await?,
            Runner::Atomic => batch.atomic(Transaction(true)).run().await?,
            Runner::Run | Runner::Arriving => batch.run().await?,
        }))
    }
}

const ITEMS: [&str; 3] = ["a", "b", "c"];

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn after_a_fault_of_the_store_no_key_is_claimed_and_the_batch_can_be_sent_again() {
    for keys in [Keys::OfTheBatch, Keys::OfTheItems, Keys::Both] {
        for runner in [Runner::Run, Runner::Spawn, Runner::Arriving, Runner::Atomic] {
            for fault in FAULTS {
                let mut number = 0;
                // The store is called a few times for the batch and twice for each item.
                while fails_once(keys, runner, number, fault).await {
                    number += 1;
                }
                assert_eq!(number, if keys == Keys::OfTheItems { 6 } else { 9 }, "{keys:?}, {runner:?}");
            }
        }
    }
}

/// Lets one call fail. Returns false if there are fewer calls.
async fn fails_once(keys: Keys, runner: Runner, number: usize, fault: Fault) -> bool {
    let case = format!("{fault:?} of call {number}, keys {keys:?}, {runner:?}");
    let store = Arc::new(Faulty { fault: Mutex::new(Some((number, fault))), ..Faulty::default() });
    let service = Service { store, keys, runner, ran: Arc::default() };
    let first = service.send(&ITEMS).await;
    let failed = service.store.calls.load(SeqCst) > number;
    *service.store.fault.lock().unwrap() = None;
    service.store.assert_nothing_is_claimed(&case);
    let ran_first = std::mem::take(&mut *service.ran.lock().unwrap());
    match first {
        Some(Ok(codes)) if runner != Runner::Atomic => {
            // An item runs if and only if that is reported.
            let reported: Vec<_> = ITEMS.iter().zip(&codes).filter(|(_, code)| **code == 201).collect();
            assert_eq!(reported.len(), ran_first.len(), "{case}: {codes:?}");
            assert!(codes.iter().all(|code| [201, 503].contains(code)), "{case}: {codes:?}");
        }
        Some(Ok(codes)) => {
            let is_complete = codes.iter().all(|code| *code == 201);
            assert!(is_complete || codes.iter().all(|code| [424, 503].contains(code)), "{case}: {codes:?}");
        }
        Some(Err(refused)) => assert_eq!((refused, &ran_first[..]), (Refused::StoreFailed, &[][..]), "{case}"),
        None => assert!(matches!(fault, Fault::NoAnswer | Fault::NoAnswerAfterEffect), "{case}: no answer"),
    }
    if ran_first.is_empty() && !fault.has_effect() && keys == Keys::OfTheBatch {
        assert_eq!(service.send(&["other"]).await, Some(Ok(vec![201])), "{case}: the key of the batch is free");
        return failed;
    }
    assert_eq!(service.send(&ITEMS).await, Some(Ok(vec![201; 3])), "{case}");
    service.store.assert_nothing_is_claimed(&case);
    // An item runs again if its outcome was not stored, or was rolled back.
    let ran_again = service.ran.lock().unwrap().len();
    if runner != Runner::Atomic {
        assert!(ran_first.len() + ran_again <= ITEMS.len() + 1, "{case}: {ran_first:?}, then {ran_again}");
    }
    if keys == Keys::OfTheBatch && runner != Runner::Arriving {
        assert_eq!(service.send(&["other"]).await, Some(Err(Refused::KeyReused)), "{case}");
    }
    let replayed = service.send(&ITEMS).await;
    assert_eq!((replayed, service.ran.lock().unwrap().len()), (Some(Ok(vec![201; 3])), ran_again), "{case}");
    failed
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn a_key_that_another_caller_has_claimed_is_not_released() {
    let store = Arc::new(Faulty::default());
    let service = |fault: Option<(usize, Fault)>, keys, runner| {
        store.calls.store(0, SeqCst);
        *store.fault.lock().unwrap() = fault;
        Service { store: Arc::clone(&store), keys, runner, ran: Arc::default() }
    };
    // The claim of another process.
    let item = serde_json::json!([null, null, "a"]).to_string();
    let batch = serde_json::json!([null, "key"]).to_string();
    for key in [&item, &batch] {
        assert_eq!(store.claim(key, Fingerprint::of("a")).await.unwrap(), Claim::Claimed);
    }
    for fault in [None, Some((0, Fault::Error)), Some((0, Fault::NoAnswer)), Some((0, Fault::Panic))] {
        for runner in [Runner::Run, Runner::Spawn, Runner::Arriving, Runner::Atomic] {
            let _ = service(fault, Keys::OfTheItems, runner).send(&["a"]).await;
            let _ = service(fault, Keys::OfTheBatch, runner).send(&["a"]).await;
            let claims: Vec<_> = store.claims.lock().unwrap().iter().cloned().collect();
            assert_eq!(claims, [batch.clone(), item.clone()], "{fault:?}, {runner:?}");
            assert_eq!(*store.violations.lock().unwrap(), [""; 0]);
        }
    }
}
