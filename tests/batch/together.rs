//! Items that have to do with each other: dependencies, duplicates, all or nothing.

use std::{
    cell::{Cell, RefCell},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use multistatus::{
    Batch, Inputs, Json, Key, MultiStatus, Refused, Settled, StatusCode,
    batch::{Atomic, Mode, NotRun, OnDuplicate},
};
use proptest::prelude::*;
use tokio::time::{Instant, sleep};

use crate::codes;

/// An item with a name, what it waits for, and how it ends.
type Step = (&'static str, &'static [&'static str], u16);

async fn run(steps: &[Step]) -> (MultiStatus<Settled<StatusCode>>, Vec<&'static str>) {
    let ran = RefCell::new(Vec::new());
    let inputs = Inputs::new(steps.iter().copied())
        .keyed(|(name, ..)| *name)
        .depends_on(|(_, others, _)| others.iter().copied());
    let result = Batch::new(async |(name, _, code): Step| {
        sleep(Duration::from_millis(10)).await;
        ran.borrow_mut().push(name);
        StatusCode::from_u16(code).unwrap()
    })
    .inputs(inputs)
    .run()
    .await
    .unwrap();
    (result, ran.into_inner())
}

#[tokio::test(start_paused = true)]
async fn an_item_starts_once_all_that_it_depends_on_have_succeeded() {
    let steps: &[Step] = &[("c", &["b", "a"], 200), ("b", &["a"], 200), ("a", &[], 200), ("d", &[], 200)];
    let start = Instant::now();
    let (result, ran) = run(steps).await;
    assert_eq!(codes(&result), [200; 4]);
    assert_eq!(ran, ["a", "d", "b", "c"], "independent ones run at once");
    assert_eq!(start.elapsed(), Duration::from_millis(30));
    assert_eq!(result.get(0).unwrap().key().unwrap().as_str(), "c", "in request order");
}

#[tokio::test(start_paused = true)]
async fn what_depends_on_a_failure_is_a_424_that_names_it() {
    let steps: &[Step] =
        &[("a", &[], 404), ("b", &["a"], 200), ("c", &["b"], 200), ("d", &[], 200), ("e", &["d", "c"], 200)];
    let (result, ran) = run(steps).await;
    assert_eq!(codes(&result), [404, 424, 424, 200, 424]);
    assert_eq!(ran, ["a", "d"]);
    for index in [1, 2, 4] {
        let cause = NotRun::NotAttempted { cause: Key::from("a") };
        assert_eq!(result.get(index).unwrap().outcome(), Some(&Settled::NotRun(cause)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_cycle_and_an_unknown_name_are_400_and_what_waits_for_them_424() {
    let steps: &[Step] = &[
        ("a", &["b"], 200),
        ("b", &["c"], 200),
        ("c", &["a"], 200),
        ("after", &["c"], 200),
        ("self", &["self"], 200),
        ("lost", &["nowhere"], 200),
        ("free", &[], 200),
    ];
    let (result, ran) = run(steps).await;
    assert_eq!(codes(&result), [400, 400, 400, 424, 400, 400, 200]);
    assert_eq!(ran, ["free"]);
    let body = String::from_utf8(result.encode(&Json).unwrap()).unwrap();
    assert!(body.contains("the item depends on nowhere, which is not in the batch"), "{body}");
    assert!(body.contains("the item depends on itself, directly or through others"), "{body}");
}

#[tokio::test]
async fn an_item_without_a_key_is_depended_on_by_its_index() {
    let inputs = Inputs::new([(0, Some("1")), (1, None)]).depends_on(|(_, other)| *other);
    let ran = RefCell::new(Vec::new());
    let handler = async |(item, _): (u8, Option<&str>)| {
        ran.borrow_mut().push(item);
        StatusCode::OK
    };
    let result = Batch::new(handler).inputs(inputs).run().await.unwrap();
    assert_eq!((codes(&result), &*ran.borrow()), (vec![200, 200], &vec![1, 0]));
}

#[tokio::test]
async fn a_chain_as_long_as_the_batch_is_no_deeper_than_any() {
    const ITEMS: usize = 50_000;
    for first in [200, 500] {
        let inputs = Inputs::new((0..ITEMS).rev())
            .keyed(|item| item.to_string())
            .depends_on(|item| item.checked_sub(1).map(|other| other.to_string()));
        let handler = async |item: usize| if item == 0 { StatusCode::from_u16(first).unwrap() } else { StatusCode::OK };
        let result = Batch::new(handler).max_items(ITEMS).inputs(inputs).run().await.unwrap();
        assert_eq!(result.summary().succeeded, if first == 200 { ITEMS } else { 0 });
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_outcome_to_be_read_may_be_the_last_to_start() {
    let inputs = Inputs::new((0..9).rev())
        .keyed(|item: &u8| item.to_string())
        .depends_on(|item| item.checked_sub(1).map(|other| other.to_string()));
    let outcomes = Batch::new(async |_: u8| StatusCode::OK).buffer(1).inputs(inputs).spawn();
    let result = tokio::time::timeout(Duration::from_secs(1), outcomes).await.expect("nothing waits for the reader");
    assert_eq!(codes(&result.unwrap()), [200; 9]);
}

#[tokio::test(start_paused = true)]
async fn a_duplicate_runs_conflicts_or_shares_as_the_batch_says() {
    let runs = Cell::new(0);
    let batch = |policy| {
        runs.set(0);
        Batch::new(async |(_, wait, code): (&str, u64, u16)| {
            runs.set(runs.get() + 1);
            sleep(Duration::from_millis(wait)).await;
            StatusCode::from_u16(code).unwrap()
        })
        .on_duplicate(policy)
        .concurrency(2)
        .inputs(Inputs::new([("a", 5, 201), ("a", 0, 404), ("b", 0, 200), ("a", 0, 500)]).keyed(|(key, ..)| *key))
        .run()
    };
    assert_eq!(codes(&batch(OnDuplicate::Run).await.unwrap()), [201, 404, 200, 500]);
    let result = batch(OnDuplicate::Conflict).await.unwrap();
    assert_eq!((codes(&result), runs.get()), (vec![201, 409, 200, 409], 2));
    assert_eq!(result.get(3).unwrap().outcome(), Some(&Settled::NotRun(NotRun::Duplicate { first: 0 })));
    let result = batch(OnDuplicate::Share).await.unwrap();
    assert_eq!((codes(&result), runs.get()), (vec![201, 201, 200, 201], 2));
    assert!(matches!(result.get(1).unwrap().outcome(), Some(Settled::Replayed(_))));
}

#[tokio::test]
async fn duplicates_and_dependencies_mix() {
    let inputs = Inputs::new([("a", "b", 200), ("b", "", 404), ("b", "", 200), ("c", "a", 200)])
        .keyed(|(key, ..)| *key)
        .depends_on(|(_, other, _)| Some(*other).filter(|other| !other.is_empty()));
    let handler = async |(_, _, code): (&str, &str, u16)| StatusCode::from_u16(code).unwrap();
    let result = Batch::new(handler).on_duplicate(OnDuplicate::Share).inputs(inputs).run().await.unwrap();
    assert_eq!(codes(&result), [424, 404, 404, 424]);
}

#[tokio::test]
async fn a_batch_that_stops_gives_up_what_waits_too() {
    let inputs = Inputs::new([("a", "", 404), ("b", "", 200), ("c", "b", 200)])
        .keyed(|(key, ..)| *key)
        .depends_on(|(_, other, _)| Some(*other).filter(|other| !other.is_empty()));
    let handler = async |(_, _, code): (&str, &str, u16)| StatusCode::from_u16(code).unwrap();
    let result = Batch::new(handler).mode(Mode::StopAfter(1)).concurrency(1).inputs(inputs).run().await.unwrap();
    assert_eq!(codes(&result), [404, 424, 424]);
    assert!(result.iter().skip(1).all(|entry| matches!(entry.outcome(), Some(Settled::NotRun(NotRun::NotAttempted { cause })) if cause.as_str() == "a")));
}

/// A ledger with one transaction, which counts what became of it.
#[derive(Default)]
struct Ledger {
    pending: Mutex<Vec<u32>>,
    kept: Mutex<Vec<u32>>,
    rolled_back: AtomicUsize,
    fails: &'static str,
}

impl Ledger {
    fn may(&self, step: &'static str) -> Result<(), &'static str> {
        if self.fails == step { Err("the disk is on fire") } else { Ok(()) }
    }
}

impl Atomic for Ledger {
    type Error = &'static str;

    async fn begin(&self) -> Result<(), &'static str> {
        self.may("begin")
    }

    async fn commit(&self) -> Result<(), &'static str> {
        self.may("commit")?;
        self.kept.lock().unwrap().append(&mut self.pending.lock().unwrap());
        Ok(())
    }

    async fn rollback(&self) -> Result<(), &'static str> {
        self.may("rollback")?;
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
async fn an_atomic_batch_is_kept_whole_or_not_at_all() {
    let ledger = Ledger::default();
    assert_eq!(codes(&post_all(&ledger, &[1, 2, 3]).await.unwrap()), [201; 3]);
    assert_eq!(*ledger.kept.lock().unwrap(), [1, 2, 3]);

    let result = post_all(&ledger, &[4, 0, 0, 5, 6, 7]).await.unwrap();
    let failed = codes(&result);
    assert_eq!((failed[0], failed[1]), (424, 422), "the culprit keeps its status");
    assert!(failed[3..].iter().all(|code| *code == 424), "{failed:?}");
    assert_eq!(result.get(0).unwrap().outcome(), Some(&Settled::NotRun(NotRun::RolledBack { cause: "1".into() })));
    assert_eq!(*ledger.kept.lock().unwrap(), [1, 2, 3]);
    assert_eq!(ledger.rolled_back.load(SeqCst), 1);
}

#[tokio::test]
async fn a_transaction_that_fails_is_never_told_as_a_success() {
    let begin = Ledger { fails: "begin", ..Ledger::default() };
    assert_eq!(post_all(&begin, &[1]).await.unwrap_err(), Refused::NotBegun);
    assert!(begin.pending.lock().unwrap().is_empty(), "nothing ran");

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

proptest! {
    /// Random graphs against the definition: an item runs where all that it names have succeeded.
    #[test]
    fn dependencies_mean_what_they_say(
        edges in prop::collection::vec((0..12usize, 0..14usize), 0..24),
        failing in prop::collection::vec(prop::bool::weighted(0.2), 12),
        concurrency in 1..4usize,
    ) {
        let others = |item: usize| edges.iter().filter(move |(from, _)| *from == item).map(|(_, to)| *to);
        let reaches = |from: usize, to: usize| {
            let (mut seen, mut open) = (vec![false; 14], others(from).collect::<Vec<_>>());
            while let Some(next) = open.pop() {
                if !std::mem::replace(&mut seen[next], true) && next < 12 {
                    open.extend(others(next));
                }
            }
            seen[to]
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let ran = RefCell::new(Vec::new());
        let result = runtime.block_on(async {
            let inputs = Inputs::new(0..12usize)
                .keyed(|item| format!("i{item}"))
                .depends_on(|item| others(*item).map(|other| format!("i{other}")).collect::<Vec<_>>());
            let handler = async |item: usize| {
                tokio::task::yield_now().await;
                ran.borrow_mut().push(item);
                if failing[item] { StatusCode::CONFLICT } else { StatusCode::OK }
            };
            Batch::new(handler).concurrency(concurrency).inputs(inputs).run().await.unwrap()
        });
        let ran = ran.into_inner();
        for (item, code) in codes(&result).into_iter().enumerate() {
            let cannot = reaches(item, item) || others(item).any(|other| other >= 12);
            let waits = others(item).filter(|other| *other < 12);
            let met = waits.clone().all(|other| result.get(other).unwrap().status() == StatusCode::OK);
            let expected = if cannot { 400 } else if !met { 424 } else if failing[item] { 409 } else { 200 };
            prop_assert_eq!(code, expected, "item {} of {:?}", item, edges);
            let position = ran.iter().position(|other| *other == item);
            prop_assert_eq!(position.is_some(), matches!(code, 200 | 409));
            for other in waits.filter(|_| position.is_some()) {
                prop_assert!(ran.iter().position(|ran| *ran == other) < position, "{} before {}", other, item);
            }
        }
    }
}
