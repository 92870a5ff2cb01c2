//! Batches in a transaction: all items are committed, or none.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use multistatus::{
    Batch, Json, MultiStatus, Refused, Settled, StatusCode,
    batch::{Atomic, NotRun},
};

use crate::codes;

/// A ledger with one transaction, which fails at one step if asked to.
#[derive(Default)]
struct Ledger {
    pending: Mutex<Vec<u32>>,
    kept: Mutex<Vec<u32>>,
    rolled_back: AtomicUsize,
    fails: &'static str,
}

impl Ledger {
    fn attempt(&self, step: &'static str) -> Result<(), &'static str> {
        if self.fails == step { Err("the disk is on fire") } else { Ok(()) }
    }
}

impl Atomic for Ledger {
    type Error = &'static str;

    async fn begin(&self) -> Result<(), &'static str> {
        self.attempt("begin")
    }

    async fn commit(&self) -> Result<(), &'static str> {
        self.attempt("commit")?;
        self.kept.lock().unwrap().append(&mut self.pending.lock().unwrap());
        Ok(())
    }

    async fn rollback(&self) -> Result<(), &'static str> {
        self.attempt("rollback")?;
        self.pending.lock().unwrap().clear();
        self.rolled_back.fetch_add(1, SeqCst);
        Ok(())
    }
}

async fn post(ledger: &Ledger, amount: u32) -> StatusCode {
    tokio::task::yield_now().await;
    if amount == 0 {
        return StatusCode::UNPROCESSABLE_ENTITY;
    }
    ledger.pending.lock().unwrap().push(amount);
    StatusCode::CREATED
}

async fn post_all(ledger: &Ledger, amounts: &[u32]) -> Result<MultiStatus<Settled<StatusCode>>, Refused> {
    let batch = Batch::new(async |amount: u32| post(ledger, amount).await).concurrency(2);
    batch.inputs(amounts.iter().copied()).atomic(ledger).run().await
}

#[tokio::test]
async fn an_atomic_batch_is_committed_whole_or_rolled_back() {
    let ledger = Ledger::default();
    assert_eq!(codes(&post_all(&ledger, &[1, 2, 3]).await.unwrap()), [201; 3]);
    assert_eq!(*ledger.kept.lock().unwrap(), [1, 2, 3]);

    let result = post_all(&ledger, &[4, 0, 0, 5, 6, 7]).await.unwrap();
    let failed = codes(&result);
    assert_eq!((failed[0], failed[1]), (424, 422), "the failed item keeps its status");
    assert!(failed[3..].iter().all(|code| *code == 424), "{failed:?}");
    assert_eq!(result.get(0).unwrap().outcome(), Some(&Settled::NotRun(NotRun::RolledBack { cause: "1".into() })));
    assert_eq!(*ledger.kept.lock().unwrap(), [1, 2, 3]);
    assert_eq!(ledger.rolled_back.load(SeqCst), 1);
}

#[tokio::test]
async fn a_failed_transaction_is_never_reported_as_a_success() {
    let begin = Ledger { fails: "begin", ..Ledger::default() };
    assert_eq!(post_all(&begin, &[1]).await.unwrap_err(), Refused::NotBegun);
    assert!(begin.pending.lock().unwrap().is_empty(), "no item ran");

    let commit = Ledger { fails: "commit", ..Ledger::default() };
    let result = post_all(&commit, &[1, 2]).await.unwrap();
    assert_eq!(codes(&result), [500, 500]);
    let body = String::from_utf8(result.encode(&Json).unwrap()).unwrap();
    assert!(!body.contains("on fire"), "{body}");

    let rollback = Ledger { fails: "rollback", ..Ledger::default() };
    assert_eq!(codes(&post_all(&rollback, &[1, 0]).await.unwrap()), [500, 422]);
}

#[tokio::test]
async fn an_atomic_batch_can_run_in_a_task() {
    let ledger = Arc::new(Ledger::default());
    let shared = Arc::clone(&ledger);
    let task = tokio::spawn(async move { post_all(&shared, &[1, 2]).await });
    assert_eq!(codes(&task.await.unwrap().unwrap()), [201, 201]);
    assert_eq!(*ledger.kept.lock().unwrap(), [1, 2]);
}
