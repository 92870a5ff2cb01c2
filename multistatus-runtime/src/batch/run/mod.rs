//! The engine of a batch, which both runners share: it starts items while slots are free, polls those that were woken,
//! and records one outcome for each input.
//!
//! An item is polled once as soon as it starts; only one that has to wait occupies its slot. The fast path for items
//! that complete on that first poll is in [`ready`].

mod admit;
mod cycles;
mod dependencies;
mod finish;
mod leased_item;
mod pending;
mod ready;
mod ready_set;
mod repeated_keys;
pub(crate) mod results;
mod resume;
pub(crate) mod running;
mod settle;
mod start;
mod stop;
mod task_slot;
mod timer;
pub(crate) mod transaction;

use std::{
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use tracing::{Span, field::Empty};

use self::{
    pending::Pending, ready_set::ReadySet, repeated_keys::RepeatedKeys, results::Results, stop::StopState,
    task_slot::TaskSlot, timer::Timer,
};
use super::{
    handler::Handler,
    idempotency::ItemLease,
    inputs::InputSource,
    options::{BatchProgress, Mode, Options},
    refused::Refused,
};
use crate::{key::Key, outcome::Outcome, panic_guard::wake};

/// Number of items that may end before the engine checks the clock.
const BUDGET: usize = 128;

/// Time after which the engine yields to other tasks, if items keep completing without waiting.
const TURN: Duration = Duration::from_micros(50);

/// A running batch: its inputs, its handler, and where the outcomes go.
pub(crate) struct Engine<I, H: Handler, R> {
    pending: Pending<I, H::Item>,
    handler: H,
    /// Created as concurrent items need them.
    slots: Vec<TaskSlot<H>>,
    free_slots: Vec<usize>,
    /// The slots whose items were woken.
    ready_set: Arc<ReadySet>,
    options: Options,
    /// `None` until the first poll.
    timer: Option<Timer>,
    stop: StopState,
    /// Recorded in a batch that stops at failures.
    first_failure: Option<Key>,
    duplicates: Option<Box<RepeatedKeys>>,
    /// The leases of the items that ended, if their outcomes are kept only after all of them took effect.
    deferred_leases: Option<Vec<(usize, ItemLease)>>,
    results: R,
    /// True if each outcome has an effect beside being stored: on a mode, an observer, a duplicate or a dependent item.
    is_observed: bool,
    has_begun: bool,
    /// Number of inputs that have an index.
    admitted: usize,
    progress: BatchProgress,
    span: Span,
}

impl<I: InputSource<Item = H::Item>, H: Handler, R> Engine<I, H, R> {
    /// Returns an error if the batch is refused as a whole.
    pub(crate) fn new(inputs: I, handler: H, options: Options, results: R) -> Result<Self, Refused> {
        let pending = Pending::new(inputs, &options)?;
        let total = pending.len();
        let duplicates = RepeatedKeys::new(options.on_duplicate);
        let mode = if H::IS_ATOMIC { Mode::StopAfter(1) } else { options.mode };
        let is_observed = mode != Mode::BestEffort
            || options.progress.is_some()
            || duplicates.is_some()
            || matches!(pending, Pending::Dependent(_));
        let span = tracing::info_span!("batch", items = total, ?mode, settled = Empty, failed = Empty);
        Ok(Self {
            pending,
            handler,
            slots: Vec::new(),
            free_slots: Vec::new(),
            ready_set: ReadySet::new(options.concurrency),
            timer: None,
            stop: StopState::new(&options),
            first_failure: None,
            duplicates,
            deferred_leases: H::IS_ATOMIC.then(Vec::new),
            options: Options { mode, ..options },
            results,
            is_observed,
            has_begun: false,
            admitted: 0,
            progress: BatchProgress { settled: 0, failed: 0, running: 0, total },
            span,
        })
    }
}

/// Futures, inputs and handlers that are dropped before the end of the batch may panic.
impl<I, H: Handler, R> Drop for Engine<I, H, R> {
    fn drop(&mut self) {
        for slot in &mut self.slots {
            slot.clear();
        }
        self.pending.close();
    }
}

impl<I, H: Handler, R> Engine<I, H, R> {
    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    pub(crate) fn results_mut(&mut self) -> &mut R {
        &mut self.results
    }

    /// Number of items that occupy a slot.
    fn running(&self) -> usize {
        self.slots.len() - self.free_slots.len()
    }
}

impl<I: InputSource<Item = H::Item>, H: Handler<Outcome: Outcome>, R: Results<H::Outcome>> Engine<I, H, R> {
    /// Runs items until each input has its outcome.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let span = self.span.clone();
        let _entered = span.enter();
        self.ready_set.register(context.waker());
        if self.timer.is_none() {
            self.timer = Some(Timer::start(self.options.item_timeout, self.options.deadline));
            self.begin();
        }
        loop {
            let yields = self.take_turn(context);
            if matches!(self.pending, Pending::Closed) && self.running() == 0 {
                self.refuse_empty();
                self.results.complete(self.admitted);
                span.record("settled", self.progress.settled).record("failed", self.progress.failed);
                return Poll::Ready(());
            }
            if yields {
                wake(context.waker());
                return Poll::Pending;
            }
            // An item that began to wait in this poll may have reset the timer, and may be due already.
            if !self.expire(context) {
                return Poll::Pending;
            }
        }
    }

    /// Prepares for the inputs, unless that is done.
    fn begin(&mut self) {
        if !std::mem::replace(&mut self.has_begun, true) {
            self.results.reserve(self.progress.total.unwrap_or(0).min(self.options.max_items));
            self.admit_dependent();
        }
    }

    /// Polls and starts items until all of them wait. Returns `true` if it stopped before that, to yield to other
    /// tasks.
    fn take_turn(&mut self, context: &mut Context<'_>) -> bool {
        let began = Instant::now();
        loop {
            let mut budget = BUDGET;
            self.stop.poll_cancelled(context);
            self.expire(context);
            while budget > 0 {
                let resumed = self.resume(&mut budget);
                let started = self.start(context, &mut budget);
                if !resumed && !started {
                    return false;
                }
            }
            if began.elapsed() >= TURN {
                return true;
            }
        }
    }

    /// Returns the index of a free slot, which it creates if there are fewer than may run at once.
    #[inline]
    fn free_slot(&mut self) -> Option<usize> {
        if let Some(slot) = self.free_slots.last() {
            return Some(*slot);
        }
        let slot = self.slots.len();
        if slot >= self.options.concurrency {
            return None;
        }
        self.slots.push(TaskSlot::new(self.handler.new_slot(), self.ready_set.waker(slot)));
        self.free_slots.push(slot);
        Some(slot)
    }
}
