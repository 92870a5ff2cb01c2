//! Batches that are sent again: nothing is done twice, and whatever can still end does.

use std::{
    cell::RefCell,
    collections::HashMap,
    future::pending,
    io,
    pin::pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Waker},
    time::Duration,
};

use multistatus::{
    Atomic, Batch, Claim, Fingerprint, Idempotency, IdempotencyKey, Inputs, Item, MemoryOutcomeStore, Mode,
    MultiStatus, NotRun, OnDuplicate, Outcome, OutcomeStore, Refused, Settled, StatusCode,
    http::{HeaderMap, HeaderName, HeaderValue},
};
use proptest::prelude::*;

use crate::codes;

const FIELD: HeaderName = HeaderName::from_static("idempotency-key");

/// What an item comes to when it runs for the first time, the second time, and so on; the last one stays.
type Script = HashMap<&'static str, Vec<u16>>;

/// A service whose items come to what a script says.
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

    /// A 0 is a panic, a 1 an item that never ends.
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

    /// What ran since this was asked last.
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
async fn what_ended_is_replayed_and_the_rest_runs() {
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
    // The script begins anew with what ran.
    assert_eq!(codes(&again), [201, 422, 429, 500, 504]);
    assert_eq!(service.ran(), ["busy", "panics", "slow"]);
    assert_eq!(again.get(0).unwrap().outcome().unwrap(), &Settled::Replayed(Box::new(Item::new(StatusCode::CREATED))));
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn what_could_be_repeated_is_kept_once_it_ended() {
    let service = Service::new(&[("busy", &[429, 201]), ("panics", &[0, 0, 409]), ("slow", &[1, 204])]);
    let mut results = Vec::new();
    for _ in 0..4 {
        results.push(codes(&service.send("a", &["busy", "panics", "slow"]).await.unwrap()));
    }
    assert_eq!(results, [[429, 500, 504], [201, 500, 204], [201, 409, 204], [201, 409, 204]]);
    assert_eq!(service.ran(), ["busy", "panics", "slow", "busy", "panics", "slow", "panics"]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_replayed_outcome_says_all_that_the_first_one_said() {
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
async fn another_batch_under_the_same_key_is_refused_whole() {
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
async fn a_batch_that_still_runs_is_not_begun_again() {
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
    assert_eq!(service.ran(), ["a", "slow", "slow"], "what ended before was kept");
    // One that never ran at all.
    drop(service.idempotency.begin(&headers("other"), inputs(&["a"])).await.unwrap());
    assert_eq!(codes(&service.send("other", &["a"]).await.unwrap()), [201]);
}

#[tokio::test(flavor = "current_thread")]
async fn what_was_not_attempted_runs_the_next_time() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let runs = RefCell::new(Vec::new());
    let send = async |fails: u16| {
        let inputs = idempotency.begin(&headers("key"), inputs(&["a", "b", "c"])).await.unwrap();
        let handler = async |item: &str| {
            runs.borrow_mut().push(item.to_owned());
            StatusCode::from_u16(if item == "b" { fails } else { 200 }).unwrap()
        };
        Batch::new(handler).mode(Mode::StopAfter(1)).concurrency(1).inputs(inputs).run().await.unwrap()
    };
    assert_eq!(codes(&send(503).await), [200, 503, 424]);
    assert_eq!(codes(&send(200).await), [200, 200, 200]);
    assert_eq!(*runs.borrow(), ["a", "b", "b", "c"]);
}

#[tokio::test(flavor = "current_thread")]
async fn an_items_own_key_holds_across_batches() {
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
async fn two_items_of_one_key_do_not_both_run() {
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
async fn a_key_that_is_missing_or_not_readable_is_a_400() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default()).required();
    let missing = idempotency.begin(&HeaderMap::new(), inputs(&["a"])).await.unwrap_err();
    assert_eq!((missing.status().as_u16(), missing), (400, Refused::KeyMissing));
    let unreadable = idempotency.begin(&headers("a\"b"), inputs(&["a"])).await.unwrap_err();
    assert_eq!(unreadable.status().as_u16(), 400);
    let expected = "unexpected character at position 3 of the idempotency key; expected printable ASCII in quotes";
    assert_eq!(unreadable.to_string(), expected);
}

/// A store that fails where it is told to.
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

#[tokio::test(flavor = "current_thread")]
async fn where_the_store_fails_nothing_runs_unprotected() {
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
async fn an_outcome_that_cannot_be_kept_is_reported() {
    let store = Arc::new(Failing::default());
    let service = Service::with(Arc::clone(&store), &[("a", &[201])]);
    let begun = service.idempotency.begin(&headers("key"), inputs(&["a"])).await.unwrap();
    store.keeps.store(true, Ordering::Relaxed);
    assert_eq!(codes(&service.run(begun).await.unwrap()), [201]);
    store.keeps.store(false, Ordering::Relaxed);
    assert_eq!(codes(&service.send("key", &["a"]).await.unwrap()), [201]);
    assert_eq!(service.ran(), ["a", "a"], "the key was released");
}

/// A store that is slow to claim and to keep.
struct Slow(MemoryOutcomeStore, Duration, Duration);

impl OutcomeStore for Slow {
    type Error = std::convert::Infallible;

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
async fn a_store_that_is_slow_takes_the_time_of_the_item() {
    let [now, long] = [Duration::ZERO, Duration::from_secs(60)];
    let own = || inputs(&["a"]).idempotency_keys(|item| Some(*item));
    let claims = Service::with(Slow(MemoryOutcomeStore::default(), long, now), &[("a", &[201])]);
    let begun = claims.idempotency.begin_keyed(None, own()).await.unwrap();
    assert_eq!(codes(&claims.run(begun).await.unwrap()), [503], "the handler was not asked");
    assert!(claims.ran().is_empty());
    let keeps = Service::with(Slow(MemoryOutcomeStore::default(), now, long), &[("a", &[201])]);
    let begun = keeps.idempotency.begin_keyed(None, own()).await.unwrap();
    assert_eq!(codes(&keeps.run(begun).await.unwrap()), [201], "what the handler said is known");
    // What is slow, but not too slow.
    let second = Duration::from_secs(1);
    let patient = Service::with(Slow(MemoryOutcomeStore::default(), second, second), &[("a", &[201])]);
    for _ in 0..2 {
        assert_eq!(codes(&patient.send("key", &["a"]).await.unwrap()), [201]);
    }
    assert_eq!(patient.ran(), ["a"]);
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn past_the_deadline_a_claimed_item_does_not_start() {
    let second = Duration::from_secs(1);
    let idempotency = Idempotency::new(Slow(MemoryOutcomeStore::default(), second * 3, Duration::ZERO));
    let begun = idempotency.begin(&headers("key"), inputs(&["a"])).await.unwrap();
    let handler = async |_: &str| -> StatusCode { unreachable!("it was never claimed") };
    let result = Batch::new(handler).deadline(second).inputs(begun).run().await.unwrap();
    let late = NotRun::PastDeadline { retry_after: second, started: false };
    assert_eq!(result.get(0).unwrap().outcome().unwrap(), &Settled::NotRun(late));
}

/// A transaction that does as it is told.
struct Transaction(bool);

impl Atomic for Transaction {
    type Error = &'static str;

    async fn begin(&self) -> Result<(), &'static str> {
        Ok(())
    }

    async fn commit(&self) -> Result<(), &'static str> {
        if self.0 { Ok(()) } else { Err("the disk is full") }
    }

    async fn rollback(&self) -> Result<(), &'static str> {
        Ok(())
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_atomic_batch_keeps_what_it_committed_and_nothing_else() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let ran = RefCell::new(0);
    let send = async |commits, last: u16| {
        let inputs = idempotency.begin(&headers("key"), inputs(&["a", "b"])).await.unwrap();
        let handler = async |item: &str| {
            *ran.borrow_mut() += 1;
            StatusCode::from_u16(if item == "b" { last } else { 201 }).unwrap()
        };
        codes(&Batch::new(handler).concurrency(1).inputs(inputs).run().atomic(Transaction(commits)).await.unwrap())
    };
    assert_eq!(send(true, 409).await, [424, 409]);
    assert_eq!(send(false, 201).await, [500, 500]);
    assert_eq!(*ran.borrow(), 4, "what was undone is done again");
    assert_eq!(send(true, 201).await, [201, 201]);
    assert_eq!(send(true, 409).await, [201, 201]);
    assert_eq!(*ran.borrow(), 6);
}

#[tokio::test(flavor = "current_thread")]
async fn duplicates_share_what_was_replayed() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let ran = RefCell::new(0);
    for _ in 0..2 {
        let inputs = inputs(&["a", "a", "b"]).keyed(|item| *item);
        let inputs = idempotency.begin(&headers("key"), inputs).await.unwrap();
        let handler = async |_: &str| {
            *ran.borrow_mut() += 1;
            StatusCode::CREATED
        };
        let result = Batch::new(handler).on_duplicate(OnDuplicate::Share).inputs(inputs).run().await.unwrap();
        assert_eq!(codes(&result), [201, 201, 201]);
    }
    assert_eq!(*ran.borrow(), 2);
}

#[tokio::test]
async fn a_batch_in_tasks_of_its_own_keeps_its_outcomes() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let ran = Arc::new(Mutex::new(0));
    for _ in 0..2 {
        let inputs = idempotency.scoped("tenant-7").begin(&headers("key"), inputs(&["a", "b"])).await.unwrap();
        let ran = Arc::clone(&ran);
        let handler = move |_: &'static str| {
            *ran.lock().unwrap() += 1;
            async { StatusCode::CREATED }
        };
        assert_eq!(codes(&Batch::new(handler).inputs(inputs).spawn().await.unwrap()), [201, 201]);
    }
    assert_eq!(*ran.lock().unwrap(), 2);
}

/// What a model knows of one key.
#[derive(Clone, Default)]
struct Known {
    items: Vec<&'static str>,
    kept: HashMap<usize, u16>,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_key_in_quotes_is_read_back(key in "[ -~]{1,255}") {
        let sent = headers(&key.replace('\\', r"\\").replace('"', "\\\""));
        prop_assert_eq!(IdempotencyKey::from_headers(&sent).unwrap().unwrap(), IdempotencyKey::new(key).unwrap());
    }

    #[test]
    fn no_field_makes_it_panic(field in prop::collection::vec(any::<u8>(), 0..40)) {
        if let Ok(field) = HeaderValue::from_bytes(&field)
            && let Ok(Some(key)) = IdempotencyKey::from_headers(&HeaderMap::from_iter([(FIELD, field)]))
        {
            prop_assert_eq!(IdempotencyKey::new(key.as_str()).unwrap(), key);
        }
    }

    /// Batches in any order under few keys, against a table of what each key has come to.
    #[test]
    fn every_item_ends_once_for_each_key(
        batches in prop::collection::vec(
            (
                prop::sample::select(vec!["k", "l", "m"]),
                prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 0..4),
                prop::collection::vec(prop::sample::select(vec![0, 1, 200, 201, 404, 409, 429, 500, 503]), 4),
                any::<bool>(),
            ),
            1..12,
        ),
    ) {
        std::panic::set_hook(Box::new(|_| {}));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let idempotency = Idempotency::new(MemoryOutcomeStore::default());
        let mut model = HashMap::<&str, Known>::new();
        for (key, items, script, dropped) in batches {
            let key_of_batch = IdempotencyKey::new(key).unwrap();
            let ran = RefCell::new(Vec::new());
            let sent = runtime.block_on(async {
                let indexed = Inputs::new(items.iter().copied().enumerate()).fingerprinted(|(_, item)| Fingerprint::of(item));
                let inputs = idempotency.begin_keyed(Some(&key_of_batch), indexed).await?;
                let handler = async |(index, _): (usize, &str)| {
                    ran.borrow_mut().push(index);
                    match script[index] {
                        0 => panic!("as the script says"),
                        1 => pending().await,
                        code => StatusCode::from_u16(code).unwrap(),
                    }
                };
                let mut run = Batch::new(handler).item_timeout(Duration::from_secs(1)).inputs(inputs).run();
                if dropped {
                    // One poll: what is ready has ended by then.
                    let _polled = pin!(&mut run).poll(&mut Context::from_waker(Waker::noop()));
                    return Ok(None);
                }
                run.await.map(Some)
            });
            let fresh = Known { items: items.clone(), ..Known::default() };
            let known = model.entry(key).or_insert(fresh);
            if known.items != items {
                prop_assert_eq!(sent.unwrap_err(), Refused::KeyReused);
                prop_assert!(ran.borrow().is_empty());
                continue;
            }
            let mut expected = Vec::new();
            let mut runs = Vec::new();
            for (index, code) in script.into_iter().enumerate().take(items.len()) {
                if let Some(kept) = known.kept.get(&index) {
                    expected.push(*kept);
                    continue;
                }
                runs.push(index);
                expected.push(match code { 0 => 500, 1 => 504, code => code });
                if [200, 201, 404, 409].contains(&code) {
                    known.kept.insert(index, code);
                }
            }
            prop_assert_eq!(ran.into_inner(), runs);
            if let Some(result) = sent.unwrap() {
                prop_assert_eq!(codes(&result), expected);
            }
        }
    }
}
