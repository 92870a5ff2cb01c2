//! What both runners share: starts items while there is room, polls those that were woken, and gives each its one outcome.
//!
//! A future is polled once as soon as it is made; only one that has to wait keeps its place.

use std::{
    sync::Arc,
    task::{Context, Poll, ready},
};

use http::StatusCode;
use tracing::{Level, Span, field::Empty};

use super::{
    BatchProgress, Input, InputSource, Mode, NotRun, OnDuplicate, Refused, Settled, Slot,
    duplicates::Duplicates,
    options::Options,
    place::Place,
    queue::{Next, Queue},
    results::Results,
    signals::Signals,
    stop::Stop,
    timer::Timer,
};
use crate::{Class, Item, Key, MultiStatus, Outcome, status::settle};

/// How many items may end in one poll before other tasks get their turn.
const BUDGET: usize = 128;

/// A batch on its way.
pub(super) struct Engine<I, T, S, C, R> {
    queue: Queue<I, T>,
    context: C,
    /// What makes the places, each as concurrent items need one.
    pattern: S,
    places: Vec<Place<S>>,
    /// The places that are not in use.
    free: Vec<usize>,
    signals: Arc<Signals>,
    options: Options,
    timer: Option<Timer>,
    stop: Stop,
    /// Known where a batch stops at failures.
    first_failure: Option<Key>,
    duplicates: Option<Box<Duplicates>>,
    pub(super) results: R,
    /// Whether anybody has to know of each outcome, beside the results.
    is_watched: bool,
    /// The number of inputs that came.
    came: usize,
    progress: BatchProgress,
    span: Span,
}

impl<I: InputSource<Item = T>, T, S, C, R> Engine<I, T, S, C, R> {
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
            options,
            results,
            is_watched,
            came: 0,
            progress: BatchProgress { settled: 0, failed: 0, running: 0, total },
            span,
        })
    }
}

impl<I, T, S, C, R> Engine<I, T, S, C, R> {
    /// Stops the batch at its first failure, so that all of it can be undone.
    pub(super) fn stop_at_first_failure(&mut self) {
        self.options.mode = Mode::StopAfter(1);
        self.is_watched = true;
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

impl<I, T, S, C, R> Engine<I, T, S, C, R>
where
    I: InputSource<Item = T>,
    S: Slot<Context = C, Item = T>,
    S::Outcome: Outcome,
    R: Results<S::Outcome>,
{
    /// Goes on until every input has its outcome.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let span = self.span.clone();
        let _entered = span.enter();
        self.signals.watch(context.waker());
        if self.timer.is_none() {
            self.timer = Some(Timer::start(self.options.item_timeout, self.options.deadline));
            self.results.expect(self.progress.total.unwrap_or(0));
            self.line_up();
        }
        let mut budget = BUDGET;
        self.stop.poll_cancelled(context);
        self.expire(context);
        while budget > 0 {
            let resumed = self.resume(&mut budget);
            let started = self.start(context, &mut budget);
            if !resumed && !started {
                break;
            }
        }
        if matches!(self.queue, Queue::Closed) && self.running() == 0 {
            span.record("settled", self.progress.settled).record("failed", self.progress.failed);
            return Poll::Ready(());
        }
        if budget == 0 {
            context.waker().wake_by_ref();
        } else {
            // What began to wait in this poll may have armed the timer anew.
            self.expire(context);
        }
        Poll::Pending
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

    /// Polls what was woken; whether anything was.
    fn resume(&mut self, budget: &mut usize) -> bool {
        let mut any = false;
        for word in 0..self.signals.words() {
            for place in self.signals.take(word) {
                if self.places.get(place).is_some_and(Place::is_taken) {
                    any = true;
                    *budget = budget.saturating_sub(1);
                    self.go_on(place);
                }
            }
        }
        any
    }

    /// Starts items while there is room; whether any started.
    fn start(&mut self, context: &mut Context<'_>, budget: &mut usize) -> bool {
        let mut any = false;
        while *budget > 0
            && let Some(place) = self.place()
            && self.results.has_room(context)
        {
            let Poll::Ready(next) = self.next(place, context) else { break };
            let Some(()) = next else {
                self.queue = Queue::Closed;
                break;
            };
            any = true;
            *budget -= 1;
        }
        any
    }

    /// Takes the next input; `None` where all of them were. Pending where it waits.
    #[inline]
    fn next(&mut self, place: usize, context: &mut Context<'_>) -> Poll<Option<()>> {
        let starts = self.came < self.options.max_items && !self.stop.is_stopped();
        let Queue::AsTheyCome(inputs) = &mut self.queue else { return self.next_of_all(place, context) };
        if !starts {
            return self.next_of_all(place, context);
        }
        match ready!(inputs.poll_next(context)) {
            // Apart, so that an item of an iterator stays in registers until its handler has it. What has no key repeats
            // none.
            Some(Input { key: None, item: Ok(item), terms: None }) => {
                let index = self.came;
                self.came += 1;
                self.results.place(index);
                self.begin(place, index, item);
            }
            Some(input) => self.take(place, None, input),
            None => return Poll::Ready(None),
        }
        Poll::Ready(Some(()))
    }

    /// As [`next`](Self::next), of any queue.
    fn next_of_all(&mut self, place: usize, context: &mut Context<'_>) -> Poll<Option<()>> {
        let next = ready!(self.queue.poll_next(context));
        Poll::Ready(next.map(|Next { index, input }| self.take(place, index, input)))
    }

    /// Starts an input, or says why it does not.
    #[inline(never)]
    fn take(&mut self, place: usize, index: Option<usize>, input: Input<T>) {
        let is_dependent = index.is_none() && input.is_dependent();
        let Input { key, item, .. } = input;
        let index = match index {
            Some(index) => index,
            None => match self.admit(key) {
                (index, None) => index,
                (index, Some(first)) => return self.repeat(index, first),
            },
        };
        if index >= self.options.max_items {
            return self.overflow(index);
        }
        match item {
            Ok(item) if !is_dependent && !self.stop.is_stopped() => self.begin(place, index, item),
            Ok(_) => {
                let reason = self.stop.reason().unwrap_or(NotRun::DependencyInStream);
                self.settle(index, Settled::NotRun(reason));
            }
            Err(reason) => self.settle(index, Settled::NotRun(reason)),
        }
    }

    /// The first item past the limit, which only a stream can bring: it is told so, and nothing more is read.
    #[cold]
    fn overflow(&mut self, index: usize) {
        self.queue = Queue::Closed;
        let refused = Refused::TooManyItems { max_items: self.options.max_items };
        self.settle(index, Settled::NotRun(NotRun::Refused(Box::new(refused))));
    }

    /// An input whose key an earlier one has.
    #[cold]
    fn repeat(&mut self, index: usize, first: usize) {
        let Some(duplicates) = &mut self.duplicates else { return };
        let settled = match duplicates.policy {
            OnDuplicate::Share => match self.results.item(first).or_else(|| duplicates.kept(first)) {
                Some(item) => Settled::Replayed(Box::new(item)),
                None => return duplicates.follow(first, index),
            },
            OnDuplicate::Conflict | OnDuplicate::Run => Settled::NotRun(NotRun::Duplicate { first }),
        };
        self.settle(index, settled);
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

    /// Runs an item in the free place. A call would cost as much as the rest of an item that is ready at once.
    #[inline(always)]
    fn begin(&mut self, place: usize, index: usize, item: T) {
        // One comparison where nobody listens. The macro costs more in a program with the feature `log` of tracing.
        if tracing::level_enabled!(Level::DEBUG) {
            self.begin_seen(place, index, item);
        } else {
            self.begin_in(None, place, index, item);
        }
    }

    #[cold]
    fn begin_seen(&mut self, place: usize, index: usize, item: T) {
        let key = self.results.key(index).map(tracing::field::display);
        let span = tracing::debug_span!("item", index, key, status = Empty);
        self.begin_in(Some(span), place, index, item);
    }

    #[inline(always)]
    fn begin_in(&mut self, span: Option<Span>, place: usize, index: usize, item: T) {
        let Some(room) = self.places.get_mut(place) else { return };
        match room.start(&mut self.context, item, span.as_ref()) {
            Some(Poll::Pending) => {
                self.free.pop();
                room.keep(index, self.timer.as_mut().and_then(Timer::due), span);
                self.progress.running += 1;
            }
            Some(Poll::Ready(outcome)) if room.clear() => {
                record(span.as_ref(), outcome.status());
                self.settle_returned(index, outcome);
            }
            _ => {
                room.clear();
                self.settle_unreturned(index, span.as_ref(), NotRun::Panicked);
            }
        }
    }

    /// Polls an item once more.
    fn go_on(&mut self, place: usize) {
        let Some(room) = self.places.get_mut(place) else { return };
        match room.poll() {
            Some(Poll::Pending) => {}
            Some(Poll::Ready(outcome)) if room.clear() => {
                let Some((index, span)) = self.leave(place) else { return };
                record(span.as_ref(), outcome.status());
                self.settle_returned(index, outcome);
            }
            _ => self.give_up(place, NotRun::Panicked),
        }
    }

    /// Drops what runs in a place.
    fn give_up(&mut self, place: usize, reason: NotRun) {
        if let Some(room) = self.places.get_mut(place) {
            room.clear();
        }
        if let Some((index, span)) = self.leave(place) {
            self.settle_unreturned(index, span.as_ref(), reason);
        }
    }

    /// Empties a place: the item that waited there, and its span.
    #[inline]
    fn leave(&mut self, place: usize) -> Option<(usize, Option<Span>)> {
        let left = self.places.get_mut(place)?.leave()?;
        self.free.push(place);
        self.progress.running -= 1;
        Some(left)
    }

    /// Gives an item its outcome where its handler returned none.
    #[cold]
    fn settle_unreturned(&mut self, index: usize, span: Option<&Span>, reason: NotRun) {
        record(span, reason.status());
        self.settle(index, Settled::NotRun(reason));
    }

    /// Gives an item the outcome that its handler returned. Mostly nobody else has to know: then it is written where it
    /// stays, and nowhere before.
    #[inline]
    fn settle_returned(&mut self, index: usize, outcome: S::Outcome) {
        let status = settle(outcome.status());
        if self.is_watched || status.as_u16() >= 500 {
            return self.settle(index, Settled::Returned(outcome));
        }
        self.progress.settled += 1;
        self.progress.failed += usize::from(Class::of(status) == Class::Failure);
        self.results.settle(index, Settled::Returned(outcome));
    }

    /// Gives an item its one outcome.
    #[inline(never)]
    fn settle(&mut self, index: usize, settled: Settled<S::Outcome>) {
        let status = settle(settled.status());
        let failed = Class::of(status) == Class::Failure;
        self.progress.settled += 1;
        if failed {
            self.fail(index, status.as_u16(), &settled);
        }
        if self.duplicates.is_none() && !matches!(self.queue, Queue::Dependent(_)) {
            self.results.settle(index, settled);
        } else {
            self.settle_with_others(index, settled, failed);
        }
        if let Some(observer) = &mut self.options.progress {
            observer(self.progress);
        }
    }

    /// Counts a failure, reports it, and stops the batch where it says so.
    #[cold]
    fn fail(&mut self, index: usize, status: u16, settled: &Settled<S::Outcome>) {
        self.progress.failed += 1;
        if status >= 500 {
            let key = self.results.key(index).map(tracing::field::display);
            tracing::error!(index, key, status, "an item failed");
        }
        let Mode::StopAfter(allowed) = self.options.mode else { return };
        if matches!(settled, Settled::NotRun(NotRun::NotAttempted { .. })) {
            return;
        }
        if self.first_failure.is_none() {
            self.first_failure = Some(self.name(index, settled));
        }
        if self.stop.count_failure(allowed) {
            self.stop.because_of(self.name(index, settled));
        }
    }

    /// What an item is called where it is the cause of something.
    fn name(&self, index: usize, settled: &Settled<S::Outcome>) -> Key {
        if let Settled::NotRun(NotRun::NotAttempted { cause }) = settled {
            return cause.clone();
        }
        let key = self.results.key(index).or_else(|| settled.href().map(Key::from));
        key.unwrap_or_else(|| index.to_string().into())
    }

    /// Gives an item its outcome, and those that share it or wait for it.
    #[cold]
    fn settle_with_others(&mut self, index: usize, settled: Settled<S::Outcome>, failed: bool) {
        let mut given_up = Vec::new();
        if let Queue::Dependent(dependencies) = &mut self.queue {
            if failed {
                given_up = dependencies.failed(index);
            } else {
                dependencies.succeeded(index);
            }
        }
        let cause = (!given_up.is_empty()).then(|| self.name(index, &settled));
        if let Some(duplicates) = &mut self.duplicates
            && duplicates.policy == OnDuplicate::Share
        {
            let followers = duplicates.take_followers(index);
            if !followers.is_empty() || !R::STAY {
                let item = Item::from_outcome(&settled);
                if !R::STAY {
                    duplicates.keep(index, item.clone());
                }
                for follower in followers {
                    self.settle(follower, Settled::Replayed(Box::new(item.clone())));
                }
            }
        }
        self.results.settle(index, settled);
        for (index, cause) in given_up.into_iter().zip(std::iter::repeat(cause).flatten()) {
            let reason = self.stop.reason().unwrap_or(NotRun::NotAttempted { cause });
            self.settle(index, Settled::NotRun(reason));
        }
    }

    /// Ends what is due, and the batch where it is over.
    fn expire(&mut self, context: &mut Context<'_>) {
        while let Some(timer) = &mut self.timer
            && let Poll::Ready(now) = timer.poll(context)
        {
            let (over, limit) = (timer.is_over(now), timer.item_timeout());
            if over {
                self.stop.past_deadline();
            }
            for place in 0..self.places.len() {
                let Some(room) = self.places.get(place).filter(|place| place.is_taken()) else { continue };
                let reason = if room.is_due(now) {
                    NotRun::TimedOut { limit }
                } else if over {
                    NotRun::PastDeadline { retry_after: self.options.retry_after, started: true }
                } else {
                    continue;
                };
                self.give_up(place, reason);
            }
            let next = self.places.iter().filter_map(Place::due).min();
            if let (Some(next), Some(timer)) = (next, &mut self.timer) {
                timer.wake_at(next);
            }
        }
    }

    /// Starts nothing more, and reads no further input: nobody wants to know what becomes of them.
    pub(super) fn close(&mut self) {
        self.stop.cancelled();
        self.queue = Queue::Closed;
    }

    /// Drops what runs, and starts nothing more.
    pub(super) fn cancel(&mut self) {
        self.stop.cancelled();
        for place in 0..self.places.len() {
            if self.places.get(place).is_some_and(Place::is_taken) {
                self.give_up(place, NotRun::Cancelled { retry_after: self.options.retry_after, started: true });
            }
        }
    }
}

impl<I, T, S, C, O: Outcome> Engine<I, T, S, C, MultiStatus<Settled<O>>> {
    /// The result of a batch that has ended.
    pub(super) fn finish(&mut self) -> Result<MultiStatus<Settled<O>>, Refused> {
        let mut result = std::mem::take(&mut self.results);
        // A source may have fewer inputs than it said.
        result.slots.truncate(self.came);
        if result.is_empty() && !self.options.allow_empty { Err(Refused::Empty) } else { Ok(result) }
    }
}

/// Says on the span of an item how it ended.
#[inline]
fn record(span: Option<&Span>, status: StatusCode) {
    if let Some(span) = span {
        span.record("status", status.as_u16());
    }
}
