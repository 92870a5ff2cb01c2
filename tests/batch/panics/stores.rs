//! Stores and transactions that panic.

use std::{error::Error, fmt};

use super::{Dropped, INPUTS, PANICS, Trap, Wait, Work, log_errors, settled};
use multistatus::{
    Batch, Inputs, Item, MultiStatus, Refused, Settled, StatusCode,
    batch::{Atomic, Claim, Fingerprint, Idempotency, IdempotencyKey, MemoryOutcomeStore, OutcomeStore},
};

/// A store in memory whose every method is a trap for the key of the item that panics.
struct Store {
    memory: MemoryOutcomeStore,
    trap: Trap,
}

/// An error whose text is a trap.
struct Broken(Trap);

impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("broken")
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.at("text of an error", PANICS);
        f.write_str("broken")
    }
}

impl Error for Broken {}

/// The index of the item that has a key; the keys of the batch count as that of the item that panics.
fn index(key: &str) -> usize {
    let parts: Vec<serde_json::Value> = serde_json::from_str(key).unwrap();
    match parts.as_slice() {
        [_, serde_json::Value::Null, own] => own.as_str().unwrap().parse().unwrap(),
        _ => usize::MAX,
    }
}

impl Store {
    async fn call<T>(&self, site: &'static str, key: &str, call: impl Future<Output = T>) -> Result<T, Broken> {
        let index = if self.trap.site.starts_with("begin") { PANICS } else { index(key) };
        self.trap.at(site, index);
        let _dropped = Dropped("drop of a future", self.trap.clone(), index);
        if self.trap.site == "text of an error" && index == PANICS {
            return Err(Broken(self.trap.clone()));
        }
        Wait::default().await;
        self.trap.at("future", index);
        Ok(call.await)
    }
}

impl OutcomeStore for Store {
    type Error = Broken;

    fn claim(&self, key: &str, fingerprint: Fingerprint) -> impl Future<Output = Result<Claim, Broken>> + Send {
        // Before the future exists.
        self.trap.at(
            if self.trap.site == "begin, at once" { "begin, at once" } else { "claim, at once" },
            match index(key) {
                usize::MAX if self.trap.site == "begin, at once" => PANICS,
                index => index,
            },
        );
        async move {
            let site = if self.trap.site == "begin" { "begin" } else { "claim" };
            let claim = self.call(site, key, self.memory.claim(key, fingerprint)).await?;
            let Ok(claim) = claim;
            Ok(claim)
        }
    }

    async fn keep(&self, key: &str, fingerprint: Fingerprint, outcome: Item) -> Result<(), Broken> {
        let Ok(()) = self.call("keep", key, self.memory.keep(key, fingerprint, outcome)).await?;
        Ok(())
    }

    fn release(&self, key: &str) {
        self.memory.release(key);
        self.trap.at("release", index(key));
    }
}

fn keyed(trap: &Trap) -> Inputs<Work> {
    Inputs::new(Work::all(trap)).idempotency_keys(|work| Some(work.index.to_string()))
}

async fn handle(work: Work, status: u16) -> StatusCode {
    work.start();
    Wait::default().await;
    StatusCode::from_u16(status).unwrap()
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn a_store_that_panics_affects_one_item() {
    let _subscriber = log_errors();
    for (site, status, expected) in [
        ("claim, at once", 201, 503),
        ("claim", 201, 503),
        ("future", 201, 503),
        ("text of an error", 201, 503),
        // The outcome is known, and is reported.
        ("keep", 201, 201),
        ("release", 503, 503),
        ("drop of a future", 201, 503),
    ] {
        for spawns in [false, true] {
            let trap = Trap::new(site);
            let store = Store { memory: MemoryOutcomeStore::default(), trap: trap.clone() };
            let inputs = Idempotency::new(store).begin_keyed(None, keyed(&trap)).await.unwrap();
            let batch = Batch::new(move |work| handle(work, status)).inputs(inputs);
            let result = if spawns { batch.spawn().await.unwrap() } else { batch.run().await.unwrap() };
            let mut codes = [status; INPUTS];
            codes[PANICS] = expected;
            assert_eq!(settled(&result), codes, "{site}");
            assert!(trap.has_sprung(), "{site}");
        }
    }
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn a_store_that_panics_while_a_batch_begins_refuses_it() {
    for site in ["begin", "begin, at once"] {
        let trap = Trap::new(site);
        let store = Store { memory: MemoryOutcomeStore::default(), trap: trap.clone() };
        let key = IdempotencyKey::new("batch").unwrap();
        let begun = Idempotency::new(store).begin_keyed(Some(&key), keyed(&trap)).await;
        assert_eq!(begun.map(|inputs| inputs.len()), Err(Refused::StoreFailed), "{site}");
        assert!(trap.has_sprung(), "{site}");
    }
}

/// A transaction whose every step is a trap.
struct Transaction(Trap);

impl Transaction {
    async fn step(&self, site: &'static str) -> Result<(), Broken> {
        self.0.at(site, PANICS);
        let _dropped = Dropped("drop of a step", self.0.clone(), PANICS);
        if self.0.site == "text of an error" && site == "commit" {
            return Err(Broken(self.0.clone()));
        }
        Wait::default().await;
        Ok(())
    }
}

impl Atomic for Transaction {
    type Error = Broken;

    fn begin(&self) -> impl Future<Output = Result<(), Broken>> + Send {
        self.0.at("begin, at once", PANICS);
        self.step("begin")
    }

    async fn commit(&self) -> Result<(), Broken> {
        self.step("commit").await
    }

    async fn rollback(&self) -> Result<(), Broken> {
        self.step("rollback").await
    }
}

/// Runs an atomic batch. Its last item has this status.
async fn atomic(trap: &Trap, last: u16, spawns: bool) -> Result<MultiStatus<Settled<StatusCode>>, Refused> {
    let handler = move |work: Work| {
        let status = if work.index == INPUTS - 1 { last } else { 201 };
        handle(work, status)
    };
    let batch = Batch::new(handler).concurrency(1).inputs(Work::all(trap)).atomic(Transaction(trap.clone()));
    if spawns { batch.spawn().await } else { batch.run().await }
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn a_transaction_that_panics_is_undecided_or_did_not_begin() {
    let _subscriber = log_errors();
    for spawns in [false, true] {
        for site in ["begin", "begin, at once", "drop of a step"] {
            let trap = Trap::new(site);
            assert_eq!(atomic(&trap, 201, spawns).await.map(|_| ()), Err(Refused::NotBegun), "{site}");
            assert!(trap.has_sprung(), "{site}");
        }
        for (site, last, codes) in [
            ("commit", 201, [500; INPUTS]),
            ("text of an error", 201, [500; INPUTS]),
            ("rollback", 404, [500, 500, 500, 404]),
        ] {
            let trap = Trap::new(site);
            assert_eq!(settled(&atomic(&trap, last, spawns).await.unwrap()), codes, "{site}");
            assert!(trap.has_sprung(), "{site}");
        }
    }
}
