//! What both runners share: starts items while there is room, polls those that were woken, and gives each its one outcome.
//!
//! A future is polled once as soon as it is made; only one that has to wait keeps its place.

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use tracing::{Span, field::Empty};

use super::{
    BatchProgress, Input, InputSource, Mode, NotRun, OnDuplicate, Refused, Settled, Slot,
    duplicates::Duplicates,
    guard::Guard,
    idempotency::Ticket,
    options::Options,
    place::Place,
    queue::{Next, Queue},
    results::Results,
    signals::Signals,
    stop::Stop,
    timer::Timer,
};
use crate::{Class, Item, Key, Outcome, status::settle};

/// How many items may end in one poll before other tasks get their turn.
const BUDGET: usize = 128;

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
    /// The tickets of what ended, where outcomes are kept once all of them take effect.
    deferred: Option<Vec<(usize, Ticket)>>,
    pub(super) results: R,
    /// The number of inputs that came.
    came: usize,
    progress: BatchProgress,
    span: Span,
}

impl<I: InputSource<Item = T>, T, S, C, O, R> Engine<I, T, S, C, O, R> {
    pub(super) fn new(inputs: I, pattern: S, context: C, options: Options, results: R) -> Result<Self, Refused> {
        let queue = Queue::new(inputs, &options)?;
        let total = queue.len();
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
            duplicates: Duplicates::watch(options.on_duplicate),
            deferred: None,
            options,
            results,
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
        self.deferred = Some(Vec::new());
    }

    /// The tickets of a batch that can be undone.
    pub(super) fn take_tickets(&mut self) -> Vec<(usize, Ticket)> {
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
            self.refuse_empty();
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
        let first = self.duplicates.as_mut().and_then(|duplicates| duplicates.earlier(self.came, key.as_ref()));
        self.came += 1;
        (self.results.push(key), first)
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
            let next = match self.queue.poll_next(context) {
                Poll::Ready(Some(next)) => next,
                Poll::Ready(None) => {
                    self.queue = Queue::Closed;
                    break;
                }
                Poll::Pending => {
                    self.hang_up();
                    break;
                }
            };
            any = true;
            *budget -= 1;
            self.take(place, next);
        }
        any
    }

    /// Starts an input, or says why it does not.
    #[inline]
    fn take(&mut self, place: usize, Next { index, input }: Next<T>) {
        let is_dependent = index.is_none() && input.is_dependent();
        let Input { key, item, terms } = input;
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
        match (item, self.stop.reason()) {
            (Err(reason), _) | (Ok(_), Some(reason)) => self.settle(index, Settled::NotRun(reason)),
            (Ok(_), None) if is_dependent => self.settle(index, Settled::NotRun(NotRun::DependencyInStream)),
            (Ok(item), None) => self.begin(place, index, item, terms.and_then(|terms| terms.ticket)),
        }
    }

    /// Stops reading a request that still arrives when the batch is over: who sends slowly cannot keep it.
    fn hang_up(&mut self) {
        if self.stop.is_over() && matches!(self.queue, Queue::AsTheyCome(_)) {
            self.queue = Queue::Closed;
            let (index, _) = self.admit(None);
            self.settle(index, Settled::NotRun(NotRun::NotRead { retry_after: self.options.retry_after }));
        }
    }

    /// A stream without items, where there must be one, says so in place of one.
    fn refuse_empty(&mut self) {
        if self.came == 0 && !self.options.allow_empty {
            let (index, _) = self.admit(None);
            self.settle(index, Settled::NotRun(NotRun::Refused(Box::new(Refused::Empty))));
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

    /// Runs an item in the free place.
    #[inline]
    fn begin(&mut self, place: usize, index: usize, item: T, ticket: Option<Ticket>) {
        let Some(room) = self.places.get_mut(place) else { return };
        let span = tracing::debug_span!(
            "item",
            index,
            key = self.results.key(index).map(tracing::field::display),
            status = Empty
        );
        let has_ticket = ticket.is_some();
        let polled = span.in_scope(|| match ticket {
            None => room.start(&mut self.context, item),
            Some(ticket) => {
                let guard = Guard::new(ticket, item, self.deferred.is_none());
                room.claim(guard, &mut self.context, &self.stop)
            }
        });
        match polled {
            Poll::Pending => {
                self.free.pop();
                room.keep(index, self.timer.as_mut().and_then(Timer::due), span);
                self.progress.running += 1;
            }
            Poll::Ready(settled) => {
                if has_ticket {
                    self.give_back(place, index);
                }
                record(&span, &settled);
                self.settle(index, settled);
            }
        }
    }

    /// Polls an item once more.
    fn go_on(&mut self, place: usize) {
        let Some(room) = self.places.get_mut(place) else { return };
        if let Poll::Ready(settled) = room.go_on(&mut self.context, &self.stop) {
            self.leave(place, settled);
        }
    }

    /// Empties a place.
    fn leave(&mut self, place: usize, settled: Settled<O>) {
        let Some((index, span)) = self.places.get_mut(place).and_then(Place::leave) else { return };
        self.give_back(place, index);
        self.free.push(place);
        self.progress.running -= 1;
        record(&span, &settled);
        self.settle(index, settled);
    }

    /// Gives the ticket of an item back, or holds it where outcomes are kept later.
    #[inline]
    fn give_back(&mut self, place: usize, index: usize) {
        let ticket = self.places.get_mut(place).and_then(Place::take_ticket);
        if let (Some(tickets), Some(ticket)) = (&mut self.deferred, ticket) {
            tickets.push((index, ticket));
        }
    }

    /// Gives an item its one outcome.
    #[inline]
    fn settle(&mut self, index: usize, settled: Settled<O>) {
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
    fn fail(&mut self, index: usize, status: u16, settled: &Settled<O>) {
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
    fn name(&self, index: usize, settled: &Settled<O>) -> Key {
        if let Settled::NotRun(NotRun::NotAttempted { cause }) = settled {
            return cause.clone();
        }
        let key = self.results.key(index).or_else(|| settled.href().map(Key::from));
        key.unwrap_or_else(|| index.to_string().into())
    }

    /// Gives an item its outcome, and those that share it or wait for it.
    #[cold]
    fn settle_with_others(&mut self, index: usize, settled: Settled<O>, failed: bool) {
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
                let Some(room) = self.places.get_mut(place).filter(|place| place.is_taken()) else { continue };
                let reason = if room.is_due(now) {
                    NotRun::TimedOut { limit }
                } else if over {
                    NotRun::PastDeadline { retry_after: self.options.retry_after, started: true }
                } else {
                    continue;
                };
                let settled = room.interrupt(reason);
                self.leave(place, settled);
            }
            let next = self.places.iter().filter_map(Place::due).min();
            if let (Some(next), Some(timer)) = (next, &mut self.timer) {
                timer.wake_at(next);
            }
        }
    }

    /// Starts nothing more.
    pub(super) fn stop(&mut self) {
        self.stop.cancelled();
    }

    /// Starts nothing more, and reads no further input: nobody wants to know what becomes of them.
    pub(super) fn close(&mut self) {
        self.stop();
        self.queue = Queue::Closed;
    }

    /// Drops what runs, and starts nothing more.
    pub(super) fn cancel(&mut self) {
        self.stop();
        for place in 0..self.places.len() {
            if let Some(room) = self.places.get_mut(place).filter(|place| place.is_taken()) {
                let reason = NotRun::Cancelled { retry_after: self.options.retry_after, started: true };
                let settled = room.interrupt(reason);
                self.leave(place, settled);
            }
        }
    }
}

/// Says on the span of an item how it ended.
#[inline]
fn record<O: Outcome>(span: &Span, settled: &Settled<O>) {
    if !span.is_disabled() {
        span.record("status", settled.status().as_u16());
    }
}
