//! Random handlers under random limits, in both runners: every result has the properties that a batch guarantees.

use std::{
    future::pending,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use futures_core::Stream;
use multistatus::{
    Batch, Settled, StatusCode,
    batch::{Atomic, Mode, OnDisconnect},
};
use proptest::prelude::*;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::codes;

/// The behaviour of the handler for one item.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Behaviour {
    Ends(u16),
    EndsAfter(u64, u16),
    Yields(u8, u16),
    Panics,
    PanicsAfter(u64),
    NeverEnds,
}

fn behaviour() -> impl Strategy<Value = Behaviour> {
    let code = || prop::sample::select(vec![200, 201, 404, 409, 500]);
    prop_oneof![
        3 => code().prop_map(Behaviour::Ends),
        2 => (1..40u64, code()).prop_map(|(after, code)| Behaviour::EndsAfter(after, code)),
        2 => (1..5u8, code()).prop_map(|(times, code)| Behaviour::Yields(times, code)),
        1 => Just(Behaviour::Panics),
        1 => (1..40u64).prop_map(Behaviour::PanicsAfter),
        1 => Just(Behaviour::NeverEnds),
    ]
}

/// The limits of a batch. Times are in milliseconds.
#[derive(Clone, Debug)]
struct Limits {
    concurrency: usize,
    item_timeout: Option<u64>,
    deadline: u64,
    stop_after: Option<usize>,
    cancelled_at: Option<u64>,
}

prop_compose! {
    fn limits()(
        concurrency in 1..70usize,
        item_timeout in prop::option::of(1..60u64),
        deadline in 1..200u64,
        stop_after in prop::option::of(1..5usize),
        cancelled_at in prop::option::weighted(0.3, 1..60u64),
    ) -> Limits {
        Limits { concurrency, item_timeout, deadline, stop_after, cancelled_at }
    }
}

impl Limits {
    fn apply<P, H>(&self, mut batch: Batch<P, H>) -> Batch<P, H> {
        batch = batch.concurrency(self.concurrency).deadline(Duration::from_millis(self.deadline));
        if let Some(timeout) = self.item_timeout {
            batch = batch.item_timeout(Duration::from_millis(timeout));
        }
        if let Some(failures) = self.stop_after {
            batch = batch.mode(Mode::StopAfter(failures));
        }
        if let Some(after) = self.cancelled_at {
            let token = CancellationToken::new();
            batch = batch.cancellation(token.clone());
            tokio::spawn(async move {
                sleep(Duration::from_millis(after)).await;
                token.cancel();
            });
        }
        batch
    }
}

/// Records what the handlers did.
#[derive(Debug)]
struct Record {
    started: Vec<AtomicUsize>,
    running: AtomicUsize,
    peak: AtomicUsize,
    /// Items that succeeded and are not committed.
    done: Mutex<Vec<usize>>,
    /// Items of committed transactions.
    committed: Mutex<Vec<usize>>,
}

/// Decrements the number of running items when it is dropped.
struct Running(Arc<Record>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, SeqCst);
    }
}

impl Record {
    fn new(items: usize) -> Arc<Self> {
        Arc::new(Self {
            started: (0..items).map(|_| AtomicUsize::new(0)).collect(),
            running: AtomicUsize::new(0),
            peak: AtomicUsize::new(0),
            done: Mutex::default(),
            committed: Mutex::default(),
        })
    }

    async fn handle(self: Arc<Self>, (index, behaviour): (usize, Behaviour)) -> StatusCode {
        self.started[index].fetch_add(1, SeqCst);
        self.peak.fetch_max(self.running.fetch_add(1, SeqCst) + 1, SeqCst);
        let _running = Running(Arc::clone(&self));
        let code = match behaviour {
            Behaviour::Ends(code) => code,
            Behaviour::EndsAfter(after, code) => {
                sleep(Duration::from_millis(after)).await;
                code
            }
            Behaviour::Yields(times, code) => {
                for _ in 0..times {
                    tokio::task::yield_now().await;
                }
                code
            }
            Behaviour::Panics => panic!("at once"),
            Behaviour::PanicsAfter(after) => {
                sleep(Duration::from_millis(after)).await;
                panic!("later");
            }
            Behaviour::NeverEnds => pending().await,
        };
        if code < 400 {
            self.done.lock().unwrap().push(index);
        }
        StatusCode::from_u16(code).unwrap()
    }
}

impl Atomic for Record {
    type Error = &'static str;

    async fn begin(&self) -> Result<(), &'static str> {
        Ok(())
    }

    async fn commit(&self) -> Result<(), &'static str> {
        self.committed.lock().unwrap().append(&mut self.done.lock().unwrap());
        Ok(())
    }

    async fn rollback(&self) -> Result<(), &'static str> {
        self.done.lock().unwrap().clear();
        Ok(())
    }
}

fn paused() -> tokio::runtime::Runtime {
    std::panic::set_hook(Box::new(|_| {}));
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}

/// Checks the properties that every result has.
fn check(behaviours: &[Behaviour], limits: &Limits, record: &Record, codes: &[u16]) -> Result<(), TestCaseError> {
    prop_assert_eq!(codes.len(), behaviours.len());
    prop_assert_eq!(record.running.load(SeqCst), 0, "every item was dropped");
    let peak = record.peak.load(SeqCst);
    prop_assert!(peak <= limits.concurrency, "{} items ran at once", peak);
    for (index, (behaviour, code)) in behaviours.iter().zip(codes).enumerate() {
        let runs = record.started[index].load(SeqCst);
        let not_started = *code == 424 && limits.stop_after.is_some() || *code == 503 && runs == 0;
        prop_assert_eq!(runs, usize::from(!not_started), "item {} ran {} times: {}", index, runs, code);
        if not_started {
            continue;
        }
        // Of two events in the same millisecond, either may be first.
        let allowed = |ends: u64, with: u16| {
            let timeout = limits.item_timeout.unwrap_or(u64::MAX);
            let mut codes = vec![503];
            if ends <= timeout {
                codes.push(with);
            }
            if timeout <= ends {
                codes.push(504);
            }
            codes
        };
        let codes = match *behaviour {
            Behaviour::Ends(with) => vec![with],
            // A task that yields may be dropped before its next turn.
            Behaviour::Yields(_, with) => vec![with, 503],
            Behaviour::EndsAfter(after, with) => allowed(after, with),
            Behaviour::Panics => vec![500],
            Behaviour::PanicsAfter(after) => allowed(after, 500),
            Behaviour::NeverEnds => allowed(u64::MAX, 504),
        };
        prop_assert!(codes.contains(code), "item {}, {:?}: {} is not one of {:?}", index, behaviour, code, codes);
    }
    if let Some(failures) = limits.stop_after
        && codes.contains(&424)
    {
        let failed = codes.iter().filter(|code| **code >= 400 && **code != 424).count();
        prop_assert!(failed >= failures, "stopped after {} failures", failed);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_input_has_exactly_one_outcome(behaviours in prop::collection::vec(behaviour(), 0..40), limits in limits()) {
        let record = Record::new(behaviours.len());
        let result = paused().block_on(async {
            let batch = limits.apply(Batch::new(|item| Arc::clone(&record).handle(item)));
            batch.inputs(behaviours.iter().copied().enumerate()).run().await.unwrap()
        });
        check(&behaviours, &limits, &record, &codes(&result))?;
    }

    /// Without an observer, items that do not wait take the fast path; with one, every item takes the general path.
    #[test]
    fn the_fast_path_for_ready_items_has_the_result_of_the_general_path(
        behaviours in prop::collection::vec(behaviour(), 0..300),
        concurrency in 1..8usize,
    ) {
        let behaviours: Vec<_> = behaviours.into_iter().filter(|behaviour| *behaviour != Behaviour::NeverEnds).collect();
        let run = |is_observed: bool| {
            let record = Record::new(behaviours.len());
            paused().block_on(async {
                let batch = Batch::new(|item| Arc::clone(&record).handle(item)).concurrency(concurrency);
                let batch = if is_observed { batch.progress(|_| {}) } else { batch };
                batch.inputs(behaviours.iter().copied().enumerate()).run().await.unwrap()
            })
        };
        let (fast, general) = (run(false), run(true));
        prop_assert_eq!(codes(&fast), codes(&general));
        prop_assert_eq!(fast.summary(), general.summary());
    }

    #[test]
    fn every_input_of_a_spawned_batch_has_exactly_one_outcome(
        behaviours in prop::collection::vec(behaviour(), 0..40),
        limits in limits(),
        buffer in 1..50usize,
        pace in 0..3u64,
    ) {
        let record = Record::new(behaviours.len());
        let codes = paused().block_on(async {
            let shared = Arc::clone(&record);
            let batch = limits.apply(Batch::new(move |item| Arc::clone(&shared).handle(item))).buffer(buffer);
            let mut outcomes = batch.inputs(behaviours.clone().into_iter().enumerate()).spawn();
            let mut codes = Vec::new();
            while let Some((_, settled)) = std::future::poll_fn(|context| Pin::new(&mut outcomes).poll_next(context)).await {
                codes.push(multistatus::Outcome::status(&settled).as_u16());
                sleep(Duration::from_millis(pace)).await;
            }
            // A cancelled item is dropped in its own task.
            sleep(Duration::from_millis(1)).await;
            codes
        });
        check(&behaviours, &limits, &record, &codes)?;
    }

    #[test]
    fn the_policy_decides_which_items_run_after_the_reader_disconnects(
        behaviours in prop::collection::vec(behaviour(), 1..40),
        limits in limits(),
        reads in 0..5usize,
        policy in prop::sample::select(vec![OnDisconnect::Detach, OnDisconnect::Stop, OnDisconnect::Cancel]),
    ) {
        let limits = Limits { stop_after: None, cancelled_at: None, deadline: 10_000, item_timeout: Some(60), ..limits };
        let record = Record::new(behaviours.len());
        let started = paused().block_on(async {
            let shared = Arc::clone(&record);
            let batch = limits.apply(Batch::new(move |item| Arc::clone(&shared).handle(item))).on_disconnect(policy);
            let mut outcomes = batch.inputs(behaviours.clone().into_iter().enumerate()).spawn();
            for _ in 0..reads {
                let _ = std::future::poll_fn(|context| Pin::new(&mut outcomes).poll_next(context)).await;
            }
            let started = record.started.iter().map(|runs| runs.load(SeqCst)).sum::<usize>();
            drop(outcomes);
            sleep(Duration::from_secs(20)).await;
            started
        });
        let runs: Vec<_> = record.started.iter().map(|runs| runs.load(SeqCst)).collect();
        prop_assert_eq!(record.running.load(SeqCst), 0, "no item is running");
        prop_assert!(record.peak.load(SeqCst) <= limits.concurrency);
        match policy {
            OnDisconnect::Detach => prop_assert_eq!(runs, vec![1; behaviours.len()]),
            _ => prop_assert_eq!(runs.iter().sum::<usize>(), started, "no other item started"),
        }
    }

    #[test]
    fn an_atomic_batch_commits_all_items_or_none(
        behaviours in prop::collection::vec(prop_oneof![3 => Just(Behaviour::Yields(2, 200)), 1 => behaviour()], 1..12),
        limits in limits(),
    ) {
        let record = Record::new(behaviours.len());
        let result = paused().block_on(async {
            let batch = limits.apply(Batch::new(|item| Arc::clone(&record).handle(item)));
            batch.inputs(behaviours.iter().copied().enumerate()).atomic(&record).run().await.unwrap()
        });
        let codes = codes(&result);
        let mut committed = record.committed.lock().unwrap().clone();
        committed.sort_unstable();
        if codes.iter().all(|code| *code < 400) {
            prop_assert_eq!(committed, (0..behaviours.len()).collect::<Vec<_>>());
        } else {
            prop_assert!(committed.is_empty() && record.done.lock().unwrap().is_empty(), "{:?} of {:?}", committed, codes);
            prop_assert!(codes.iter().all(|code| *code >= 400), "{:?}", codes);
            let returned = |settled: Option<&Settled<StatusCode>>| matches!(settled, Some(Settled::Returned(_)));
            let returned_count = result.iter().filter(|entry| returned(entry.outcome())).count();
            prop_assert_eq!(returned_count, codes.iter().zip(&behaviours).filter(|(code, behaviour)| {
                matches!(**behaviour, Behaviour::Ends(with) | Behaviour::EndsAfter(_, with) | Behaviour::Yields(_, with) if with == **code)
            }).count());
        }
    }
}
