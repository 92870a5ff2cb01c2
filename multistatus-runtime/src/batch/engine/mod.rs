//! What both runners share: starts items while there is room, polls those that were woken, and gives each its one outcome.
//!
//! A future is polled once as soon as it is made; only one that has to wait keeps its place. What an item costs that is
//! ready at once decides how this is cut: all of it is in `ready`, and everything else is apart.

mod end;
mod ready;
mod settle;
mod start;

use std::{
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use tracing::{Span, field::Empty};

use super::{
    BatchProgress, InputSource, Mode, Refused, Slot, duplicates::Duplicates, idempotency::ItemLease, options::Options,
    place::Place, queue::Queue, results::Results, signals::Signals, stop::Stop, timer::Timer,
};
use crate::{key::Key, outcome::Outcome};

/// How many items may end before the clock is looked at.
const BUDGET: usize = 128;

/// How long items may end one after another before other tasks get their turn.
const TURN: Duration = Duration::from_micros(50);

/// A batch on its way.
pub(super) struct Engine<I, T, S, C, O, R> {
    queue: Queue<I, T>,
    context: C,
    /// What makes the places, each as concurrent items need one.
    pattern: S,
    places: Vec<Place<S, T, O>>,
    /// The places that are not in use.
    free: Vec<usize>,
    signals: Arc<Signals>,
    options: Options,
    timer: Option<Timer>,
    stop: Stop,
    /// Known where a batch stops at failures.
    first_failure: Option<Key>,
    duplicates: Option<Box<Duplicates>>,
    /// The leases of what ended, where outcomes are kept once all of them take effect.
    deferred: Option<Vec<(usize, ItemLease)>>,
    pub(super) results: R,
    /// Whether anybody has to know of each outcome, beside the results.
    is_watched: bool,
    /// The number of inputs that came.
    came: usize,
    progress: BatchProgress,
    span: Span,
}

impl<I: InputSource<Item = T>, T, S, C, O, R> Engine<I, T, S, C, O, R> {
    pub(super) fn new(inputs: I, pattern: S, context: C, options: Options, results: R) -> Result<Self, Refused> {
        let queue = Queue::new(inputs, &options)?;
        let total = queue.len();
        let duplicates = Duplicates::watch(options.on_duplicate);
        let is_watched = options.mode != Mode::BestEffort
            || options.progress.is_some()
            || duplicates.is_some()
            || matches!(queue, Queue::Dependent(_));
        let span = tracing::info_span!("batch", items = total, mode = ?options.mode, settled = Empty, failed = Empty);
        Ok(Self {
            queue,
            context,
            pattern,
            places: Vec::new(),
            free: Vec::new(),
            signals: Signals::new(options.concurrency),
            timer: None,
            stop: Stop::new(&options),
            first_failure: None,
            duplicates,
            deferred: None,
            options,
            results,
            is_watched,
            came: 0,
            progress: BatchProgress { settled: 0, failed: 0, running: 0, total },
            span,
        })
    }
}

impl<I, T, S, C, O, R> Engine<I, T, S, C, O, R> {
    /// Stops the batch at its first failure, and keeps nothing on the way, so that all of it can be undone.
    pub(super) fn all_or_nothing(&mut self) {
        self.options.mode = Mode::StopAfter(1);
        self.is_watched = true;
        self.deferred = Some(Vec::new());
    }

    /// The leases of a batch that can be undone.
    pub(super) fn take_leases(&mut self) -> Vec<(usize, ItemLease)> {
        self.deferred.take().unwrap_or_default()
    }

    /// The first item that failed, in a batch that stops at failures.
    pub(super) fn first_failure(&self) -> Option<&Key> {
        self.first_failure.as_ref()
    }

    pub(super) fn options(&self) -> &Options {
        &self.options
    }

    pub(super) fn running(&self) -> usize {
        self.places.len() - self.free.len()
    }
}

impl<I, T, S, C, O, R> Engine<I, T, S, C, O, R>
where
    I: InputSource<Item = T>,
    S: Slot<Context = C, Item = T, Outcome = O>,
    O: Outcome,
    R: Results<O>,
{
    /// Goes on until every input has its outcome.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let span = self.span.clone();
        let _entered = span.enter();
        self.signals.watch(context.waker());
        if self.timer.is_none() {
            self.timer = Some(Timer::start(self.options.item_timeout, self.options.deadline));
            self.results.expect(self.progress.total.unwrap_or(0).min(self.options.max_items));
            self.line_up();
        }
        loop {
            let goes_on = self.take_turn(context);
            if matches!(self.queue, Queue::Closed) && self.running() == 0 {
                self.refuse_empty();
                self.results.complete(self.came);
                span.record("settled", self.progress.settled).record("failed", self.progress.failed);
                return Poll::Ready(());
            }
            if goes_on {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            // What began to wait in this poll may have armed the timer anew, and may be due already.
            if !self.expire(context) {
                return Poll::Pending;
            }
        }
    }

    /// Polls and starts items until all of them wait; `true` where there is more to do, and others get their turn.
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

    /// Gives inputs that wait for others their places in the results before the first one starts.
    fn line_up(&mut self) {
        let Queue::Dependent(dependencies) = &mut self.queue else { return };
        let keys: Vec<_> = dependencies.take_keys().collect();
        for key in keys {
            let (index, first) = self.admit(key);
            if let Some(first) = first
                && let Queue::Dependent(dependencies) = &mut self.queue
                && dependencies.remove(index).is_some()
            {
                self.repeat(index, first);
            }
        }
    }

    /// Makes a place in the results; its index, and the earlier item of the same key.
    #[inline]
    fn admit(&mut self, key: Option<Key>) -> (usize, Option<usize>) {
        let index = self.came;
        let first = self.duplicates.as_mut().and_then(|duplicates| duplicates.earlier(index, key.as_ref()));
        self.came += 1;
        self.results.place(index);
        if let Some(key) = key {
            self.results.name(index, key);
        }
        (index, first)
    }

    /// A place that is free.
    #[inline]
    fn place(&mut self) -> Option<usize> {
        if let Some(place) = self.free.last() {
            return Some(*place);
        }
        let place = self.places.len();
        if place >= self.options.concurrency {
            return None;
        }
        self.places.push(Place::new(self.pattern.fresh(), self.signals.waker(place)));
        self.free.push(place);
        Some(place)
    }
}
