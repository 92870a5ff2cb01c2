//! Batches that are sent again: completed items are replayed, and the others run.

mod combinations;
mod faults;
mod model;
mod refusals;
mod stores;

use std::{
    cell::RefCell,
    collections::HashMap,
    future::pending,
    pin::pin,
    task::{Context, Waker},
    time::Duration,
};

use multistatus::{
    Batch, Inputs, Item, MultiStatus, Outcome, Refused, Settled, StatusCode,
    batch::{Fingerprint, Idempotency, MemoryOutcomeStore, NotRun, OutcomeStore},
    http::{HeaderMap, HeaderName},
};

use crate::codes;

const FIELD: HeaderName = HeaderName::from_static("idempotency-key");

/// The status codes of each item, by the number of its run. The last one repeats.
type Script = HashMap<&'static str, Vec<u16>>;

/// A service whose items have the outcomes of a script.
struct Service {
    idempotency: Idempotency,
    script: Script,
    ran: RefCell<Vec<&'static str>>,
}

impl Service {
    fn new(script: &[(&'static str, &[u16])]) -> Self {
        Self::with(MemoryOutcomeStore::default(), script)
    }

    fn with(store: impl OutcomeStore, script: &[(&'static str, &[u16])]) -> Self {
        let script = script.iter().map(|(item, codes)| (*item, codes.to_vec())).collect();
        Self { idempotency: Idempotency::new(store), script, ran: RefCell::default() }
    }

    async fn send(&self, key: &str, items: &[&'static str]) -> Result<MultiStatus<Settled<StatusCode>>, Refused> {
        self.run(self.idempotency.begin(&headers(key), inputs(items)).await?).await
    }

    /// Runs a batch. In the script, 0 is a panic and 1 is an item that never completes.
    async fn run(&self, inputs: Inputs<&'static str>) -> Result<MultiStatus<Settled<StatusCode>>, Refused> {
        let handler = async |item: &'static str| {
            let codes = &self.script[item];
            let before = self.ran.borrow().iter().filter(|ran| **ran == item).count();
            self.ran.borrow_mut().push(item);
            tokio::task::yield_now().await;
            match codes[before.min(codes.len() - 1)] {
                0 => panic!("as the script says"),
                1 => pending().await,
                code => StatusCode::from_u16(code).unwrap(),
            }
        };
        Batch::new(handler).item_timeout(Duration::from_secs(5)).inputs(inputs).run().await
    }

    /// Returns the items that ran since the last call.
    fn ran(&self) -> Vec<&'static str> {
        self.ran.take()
    }
}

fn headers(key: &str) -> HeaderMap {
    HeaderMap::from_iter([(FIELD, format!("\"{key}\"").parse().unwrap())])
}

fn inputs(items: &[&'static str]) -> Inputs<&'static str> {
    Inputs::new(items.iter().copied()).fingerprinted(|item| Fingerprint::of(item))
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn completed_items_are_replayed_and_the_others_run() {
    let service = Service::new(&[
        ("made", &[201]),
        ("wrong", &[422]),
        ("busy", &[429, 201]),
        ("panics", &[0, 201]),
        ("slow", &[1, 204]),
    ]);
    let items = ["made", "wrong", "busy", "panics", "slow"];
    assert_eq!(codes(&service.send("a", &items).await.unwrap()), [201, 422, 429, 500, 504]);
    assert_eq!(service.ran(), items);
    let again = service.send("a", &items).await.unwrap();
    // `ran` was cleared, so the script starts over.
    assert_eq!(codes(&again), [201, 422, 429, 500, 504]);
    assert_eq!(service.ran(), ["busy", "panics", "slow"]);
    assert_eq!(again.get(0).unwrap().outcome().unwrap(), &Settled::Replayed(Item::new(StatusCode::CREATED).into()));
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn a_retryable_item_is_kept_once_it_completes() {
    let service = Service::new(&[("busy", &[429, 201]), ("panics", &[0, 0, 409]), ("slow", &[1, 204])]);
    let mut results = Vec::new();
    for _ in 0..4 {
        results.push(codes(&service.send("a", &["busy", "panics", "slow"]).await.unwrap()));
    }
    assert_eq!(results, [[429, 500, 504], [201, 500, 204], [201, 409, 204], [201, 409, 204]]);
    assert_eq!(service.ran(), ["busy", "panics", "slow", "busy", "panics", "slow", "panics"]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_replayed_outcome_is_written_like_the_first_one() {
    #[derive(Debug, Outcome)]
    #[outcome(409, "only {left} of {sku} left", type = "https://example.com/stock")]
    struct Stock {
        sku: &'static str,
        #[outcome(extension)]
        left: u32,
    }
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let send = async |left| {
        let inputs = idempotency.begin(&headers("a"), inputs(&["pen"]).keyed(|sku| *sku)).await.unwrap();
        let result = Batch::new(async |sku| Stock { sku, left }).inputs(inputs).run().await.unwrap();
        String::from_utf8(result.encode(&multistatus::Json).unwrap()).unwrap()
    };
    let first = send(3).await;
    assert!(first.contains("only 3 of pen left"), "{first}");
    assert_eq!(send(7).await, first);
}

#[tokio::test(flavor = "current_thread")]
async fn another_batch_with_the_same_key_is_refused() {
    let service = Service::new(&[("a", &[201]), ("b", &[201])]);
    assert_eq!(codes(&service.send("key", &["a"]).await.unwrap()), [201]);
    for other in [&["b"] as &[_], &["a", "b"], &[]] {
        let refused = service.send("key", other).await.unwrap_err();
        assert_eq!((refused.status().as_u16(), &refused), (422, &Refused::KeyReused));
    }
    assert_eq!(service.ran(), ["a"]);
    assert_eq!(codes(&service.send("other", &["b"]).await.unwrap()), [201]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_batch_that_is_still_running_is_refused() {
    let service = Service::new(&[("a", &[201]), ("b", &[201])]);
    let mut first = pin!(service.send("key", &["a", "b"]));
    assert!(first.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    let refused = service.send("key", &["a", "b"]).await.unwrap_err();
    assert_eq!(refused, Refused::InFlight);
    assert_eq!((refused.status().as_u16(), refused.retry_after()), (409, Some(Duration::from_secs(1))));
    assert_eq!(codes(&first.await.unwrap()), [201, 201]);
    assert_eq!(codes(&service.send("key", &["a", "b"]).await.unwrap()), [201, 201]);
    assert_eq!(service.ran(), ["a", "b"]);
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn a_batch_that_was_dropped_can_be_sent_again() {
    let service = Service::new(&[("a", &[201]), ("slow", &[1, 201])]);
    let send = || service.send("key", &["a", "slow"]);
    assert!(tokio::time::timeout(Duration::from_secs(1), send()).await.is_err());
    assert_eq!(codes(&send().await.unwrap()), [201, 201]);
    assert_eq!(service.ran(), ["a", "slow", "slow"], "the completed item was kept");
    // A batch that never ran.
    drop(service.idempotency.begin(&headers("other"), inputs(&["a"])).await.unwrap());
    assert_eq!(codes(&service.send("other", &["a"]).await.unwrap()), [201]);
}

#[tokio::test(flavor = "current_thread")]
async fn the_key_of_an_item_applies_across_batches() {
    let service = Service::new(&[("a", &[201]), ("b", &[201]), ("c", &[201])]);
    let own = |items| inputs(items).idempotency_keys(|item| (*item != "c").then_some("own"));
    let begin = async |key, items| service.idempotency.begin(&headers(key), own(items)).await.unwrap();
    assert_eq!(codes(&service.run(begin("1", &["a"]).await).await.unwrap()), [201]);
    let result = service.run(begin("2", &["b", "a", "c"]).await).await.unwrap();
    assert_eq!(codes(&result), [422, 201, 201]);
    assert_eq!(result.get(0).unwrap().outcome().unwrap(), &Settled::NotRun(NotRun::KeyReused));
    assert_eq!(service.ran(), ["a", "c"]);
}

#[tokio::test(flavor = "current_thread")]
async fn two_items_with_one_key_do_not_both_run() {
    let service = Service::new(&[("a", &[201])]);
    let own = || inputs(&["a", "a"]).idempotency_keys(|_| Some("own"));
    let begun = service.idempotency.begin(&headers("key"), own()).await.unwrap();
    let result = service.run(begun).await.unwrap();
    assert_eq!(codes(&result), [201, 409]);
    assert_eq!(result.get(1).unwrap().outcome().unwrap(), &Settled::NotRun(NotRun::InFlight));
    let begun = service.idempotency.begin(&headers("key"), own()).await.unwrap();
    assert_eq!(codes(&service.run(begun).await.unwrap()), [201, 201]);
    assert_eq!(service.ran(), ["a"]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_missing_or_unreadable_key_is_a_400() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default()).required();
    let missing = idempotency.begin(&HeaderMap::new(), inputs(&["a"])).await.unwrap_err();
    assert_eq!((missing.status().as_u16(), missing), (400, Refused::KeyMissing));
    let unreadable = idempotency.begin(&headers("a\"b"), inputs(&["a"])).await.unwrap_err();
    assert_eq!(unreadable.status().as_u16(), 400);
    let expected = "unexpected character at position 3 of the idempotency key; expected printable ASCII in quotes";
    assert_eq!(unreadable.to_string(), expected);
}
