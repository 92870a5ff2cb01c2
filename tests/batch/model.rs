//! Random handlers under random limits in both runners, against what must hold of any batch.

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

/// What a handler does with one item.
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

/// The limits of a batch, in milliseconds where they are times.
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
    fn of<P, H>(&self, mut batch: Batch<P, H>) -> Batch<P, H> {
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

/// What happened in the handler.
#[derive(Debug)]
struct World {
    started: Vec<AtomicUsize>,
    alive: AtomicUsize,
    most: AtomicUsize,
    /// The items whose work was done, and those of a transaction that was committed.
    done: Mutex<Vec<usize>>,
    kept: Mutex<Vec<usize>>,
}

/// Counts what is alive, and goes down when it is dropped.
struct Alive(Arc<World>);

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.alive.fetch_sub(1, SeqCst);
    }
}

impl World {
    fn new(items: usize) -> Arc<Self> {
        Arc::new(Self {
            started: (0..items).map(|_| AtomicUsize::new(0)).collect(),
            alive: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
            done: Mutex::default(),
            kept: Mutex::default(),
        })
    }

    async fn handle(self: Arc<Self>, (index, behaviour): (usize, Behaviour)) -> StatusCode {
        self.started[index].fetch_add(1, SeqCst);
        self.most.fetch_max(self.alive.fetch_add(1, SeqCst) + 1, SeqCst);
        let _alive = Alive(Arc::clone(&self));
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

impl Atomic for World {
    type Error = &'static str;

    async fn begin(&self) -> Result<(), &'static str> {
        Ok(())
    }

    async fn commit(&self) -> Result<(), &'static str> {
        self.kept.lock().unwrap().append(&mut self.done.lock().unwrap());
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

/// What must hold of every result.
fn check(behaviours: &[Behaviour], limits: &Limits, world: &World, codes: &[u16]) -> Result<(), TestCaseError> {
    prop_assert_eq!(codes.len(), behaviours.len());
    prop_assert_eq!(world.alive.load(SeqCst), 0, "everything was dropped");
    let most = world.most.load(SeqCst);
    prop_assert!(most <= limits.concurrency, "{} at once", most);
    for (index, (behaviour, code)) in behaviours.iter().zip(codes).enumerate() {
        let runs = world.started[index].load(SeqCst);
        let not_started = *code == 424 && limits.stop_after.is_some() || *code == 503 && runs == 0;
        prop_assert_eq!(runs, usize::from(!not_started), "item {} ran {} times: {}", index, runs, code);
        if not_started {
            continue;
        }
        // Where two things are due in the same millisecond, either may be first.
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
        prop_assert!(codes.contains(code), "item {}, {:?}: {} is none of {:?}", index, behaviour, code, codes);
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
    fn every_input_has_its_one_outcome(behaviours in prop::collection::vec(behaviour(), 0..40), limits in limits()) {
        let world = World::new(behaviours.len());
        let result = paused().block_on(async {
            let batch = limits.of(Batch::new(|item| Arc::clone(&world).handle(item)));
            batch.inputs(behaviours.iter().copied().enumerate()).run().await.unwrap()
        });
        check(&behaviours, &limits, &world, &codes(&result))?;
    }

    /// Without an observer, items that do not wait take the fast path; with one, every item takes the general path.
    #[test]
    fn the_fast_path_for_ready_items_has_the_result_of_the_general_path(
        behaviours in prop::collection::vec(behaviour(), 0..300),
        concurrency in 1..8usize,
    ) {
        let behaviours: Vec<_> = behaviours.into_iter().filter(|behaviour| *behaviour != Behaviour::NeverEnds).collect();
        let run = |is_observed: bool| {
            let world = World::new(behaviours.len());
            paused().block_on(async {
                let batch = Batch::new(|item| Arc::clone(&world).handle(item)).concurrency(concurrency);
                let batch = if is_observed { batch.progress(|_| {}) } else { batch };
                batch.inputs(behaviours.iter().copied().enumerate()).run().await.unwrap()
            })
        };
        let (fast, general) = (run(false), run(true));
        prop_assert_eq!(codes(&fast), codes(&general));
        prop_assert_eq!(fast.summary(), general.summary());
    }

    #[test]
    fn and_so_it_has_in_tasks_while_somebody_reads(
        behaviours in prop::collection::vec(behaviour(), 0..40),
        limits in limits(),
        buffer in 1..50usize,
        pace in 0..3u64,
    ) {
        let world = World::new(behaviours.len());
        let codes = paused().block_on(async {
            let shared = Arc::clone(&world);
            let batch = limits.of(Batch::new(move |item| Arc::clone(&shared).handle(item))).buffer(buffer);
            let mut outcomes = batch.inputs(behaviours.clone().into_iter().enumerate()).spawn();
            let mut codes = Vec::new();
            while let Some((_, settled)) = std::future::poll_fn(|context| Pin::new(&mut outcomes).poll_next(context)).await {
                codes.push(multistatus::Outcome::status(&settled).as_u16());
                sleep(Duration::from_millis(pace)).await;
            }
            // What was dropped goes away in its own task.
            sleep(Duration::from_millis(1)).await;
            codes
        });
        check(&behaviours, &limits, &world, &codes)?;
    }

    #[test]
    fn a_reader_that_leaves_changes_nothing_but_what_the_policy_says(
        behaviours in prop::collection::vec(behaviour(), 1..40),
        limits in limits(),
        reads in 0..5usize,
        policy in prop::sample::select(vec![OnDisconnect::Detach, OnDisconnect::Stop, OnDisconnect::Cancel]),
    ) {
        let limits = Limits { stop_after: None, cancelled_at: None, deadline: 10_000, item_timeout: Some(60), ..limits };
        let world = World::new(behaviours.len());
        let begun = paused().block_on(async {
            let shared = Arc::clone(&world);
            let batch = limits.of(Batch::new(move |item| Arc::clone(&shared).handle(item))).on_disconnect(policy);
            let mut outcomes = batch.inputs(behaviours.clone().into_iter().enumerate()).spawn();
            for _ in 0..reads {
                let _ = std::future::poll_fn(|context| Pin::new(&mut outcomes).poll_next(context)).await;
            }
            let begun = world.started.iter().map(|runs| runs.load(SeqCst)).sum::<usize>();
            drop(outcomes);
            sleep(Duration::from_secs(20)).await;
            begun
        });
        let runs: Vec<_> = world.started.iter().map(|runs| runs.load(SeqCst)).collect();
        prop_assert_eq!(world.alive.load(SeqCst), 0, "everything has ended");
        prop_assert!(world.most.load(SeqCst) <= limits.concurrency);
        match policy {
            OnDisconnect::Detach => prop_assert_eq!(runs, vec![1; behaviours.len()]),
            _ => prop_assert_eq!(runs.iter().sum::<usize>(), begun, "nothing more started"),
        }
    }

    #[test]
    fn an_atomic_batch_is_applied_whole_or_not_at_all(
        behaviours in prop::collection::vec(prop_oneof![3 => Just(Behaviour::Yields(2, 200)), 1 => behaviour()], 1..12),
        limits in limits(),
    ) {
        let world = World::new(behaviours.len());
        let result = paused().block_on(async {
            let batch = limits.of(Batch::new(|item| Arc::clone(&world).handle(item)));
            batch.inputs(behaviours.iter().copied().enumerate()).atomic(&world).run().await.unwrap()
        });
        let codes = codes(&result);
        let mut kept = world.kept.lock().unwrap().clone();
        kept.sort_unstable();
        if codes.iter().all(|code| *code < 400) {
            prop_assert_eq!(kept, (0..behaviours.len()).collect::<Vec<_>>());
        } else {
            prop_assert!(kept.is_empty() && world.done.lock().unwrap().is_empty(), "{:?} of {:?}", kept, codes);
            prop_assert!(codes.iter().all(|code| *code >= 400), "{:?}", codes);
            let told = |settled: Option<&Settled<StatusCode>>| matches!(settled, Some(Settled::Returned(_)));
            let own = result.iter().filter(|entry| told(entry.outcome())).count();
            prop_assert_eq!(own, codes.iter().zip(&behaviours).filter(|(code, behaviour)| {
                matches!(**behaviour, Behaviour::Ends(with) | Behaviour::EndsAfter(_, with) | Behaviour::Yields(_, with) if with == **code)
            }).count());
        }
    }
}
