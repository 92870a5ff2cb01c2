//! The runner in the caller's task: nothing is spawned, and what the handler borrows may be borrowed.
//!
//! A future is polled once as soon as it is made; only one that has to wait keeps its place.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use tokio::time::Instant;

use super::{
    Input, InputSource, NotRun, Refused, Settled, Slot,
    options::{Mode, Options},
    signals::Signals,
    timer::Timer,
};
use crate::{Class, Key, MultiStatus, Outcome, entry, status::settle};

/// How many items may end in one poll before other tasks get their turn.
const BUDGET: usize = 128;

/// A batch on its way. It is a future that ends with a [`MultiStatus`] of one [`Settled`] outcome for each input, or with
/// the refusal of the whole, before anything ran.
///
/// Dropped before its end, it drops what runs, and nobody knows what of it was applied.
#[must_use = "a batch does nothing until it is awaited"]
pub struct Run<I, T, S, C, O> {
    inputs: Gathered<I, T>,
    context: C,
    /// What makes the places, each as concurrent items need one.
    pattern: S,
    places: Vec<Place<S>>,
    /// The places that are not in use.
    free: Vec<usize>,
    signals: Arc<Signals>,
    options: Options,
    timer: Option<Timer>,
    refused: Option<Refused>,
    result: MultiStatus<Settled<O>>,
    failures: usize,
    /// Why no further item starts.
    stopped: Option<Stopped>,
}

/// The inputs: as they come, where it is known that they are not too many, else all of them.
enum Gathered<I, T> {
    Lazily(I),
    All(std::vec::IntoIter<Input<T>>),
}

struct Place<S> {
    slot: S,
    waker: Waker,
    /// The item that runs here.
    item: Option<usize>,
    due: Option<Instant>,
}

/// Why no further item starts.
#[derive(Clone, Debug)]
enum Stopped {
    Because(Key),
    PastDeadline,
}

impl<I: InputSource<Item = T>, T, S, C, O> Run<I, T, S, C, O> {
    pub(super) fn new(inputs: I, pattern: S, context: C, options: Options) -> Self {
        let (inputs, refused) = gather(inputs, &options);
        Self {
            inputs,
            context,
            pattern,
            places: Vec::new(),
            free: Vec::new(),
            signals: Signals::new(options.concurrency),
            options,
            timer: None,
            refused,
            result: MultiStatus::new(),
            failures: 0,
            stopped: None,
        }
    }
}

/// Counts the inputs before anything runs, unless they still arrive.
fn gather<I: InputSource<Item = T>, T>(mut inputs: I, options: &Options) -> (Gathered<I, T>, Option<Refused>) {
    let too_many = Some(Refused::TooManyItems { max_items: options.max_items });
    match inputs.size_hint() {
        _ if inputs.arrives() => (Gathered::Lazily(inputs), None),
        (least, _) if least > options.max_items => (Gathered::Lazily(inputs), too_many),
        (least, Some(most)) if most <= options.max_items && (least > 0 || options.allow_empty) => {
            (Gathered::Lazily(inputs), None)
        }
        _ => {
            let mut context = Context::from_waker(Waker::noop());
            let next = || match inputs.poll_next(&mut context) {
                Poll::Ready(input) => input,
                Poll::Pending => None,
            };
            let all: Vec<_> = std::iter::from_fn(next).take(options.max_items.saturating_add(1)).collect();
            let refused = match all.len() {
                0 if !options.allow_empty => Some(Refused::Empty),
                count if count > options.max_items => too_many,
                _ => None,
            };
            (Gathered::All(all.into_iter()), refused)
        }
    }
}

impl<I: InputSource<Item = T>, T> Gathered<I, T> {
    #[inline]
    fn next(&mut self, context: &mut Context<'_>) -> Poll<Option<Input<T>>> {
        match self {
            Self::Lazily(inputs) => inputs.poll_next(context),
            Self::All(inputs) => Poll::Ready(inputs.next()),
        }
    }
}

/// Futures are pinned in boxes of their own; nothing else here is.
impl<I, T, S, C, O> Unpin for Run<I, T, S, C, O> {}

impl<I, T, S, C, O> Future for Run<I, T, S, C, O>
where
    I: InputSource<Item = T>,
    S: Slot<Context = C, Item = T, Outcome = O>,
    O: Outcome,
{
    type Output = Result<MultiStatus<Settled<O>>, Refused>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let run = &mut *self;
        if let Some(refused) = run.refused.take() {
            return Poll::Ready(Err(refused));
        }
        run.signals.watch(context.waker());
        let options = run.options;
        run.timer.get_or_insert_with(|| Timer::start(options.item_timeout, options.deadline));
        let mut budget = BUDGET;
        run.expire(context);
        while budget > 0 {
            let resumed = run.resume(&mut budget);
            let started = run.start(context, &mut budget);
            if !resumed && !started {
                break;
            }
        }
        if run.free.len() == run.places.len() && budget > 0 {
            return Poll::Ready(Ok(std::mem::take(&mut run.result)));
        }
        if budget == 0 {
            context.waker().wake_by_ref();
        } else {
            // What began to wait in this poll may have armed the timer anew.
            run.expire(context);
        }
        Poll::Pending
    }
}

impl<I, T, S, C, O> Run<I, T, S, C, O>
where
    I: InputSource<Item = T>,
    S: Slot<Context = C, Item = T, Outcome = O>,
    O: Outcome,
{
    /// Polls what was woken; whether anything was.
    fn resume(&mut self, budget: &mut usize) -> bool {
        let mut any = false;
        for word in 0..self.signals.words() {
            for place in self.signals.take(word) {
                if self.places.get(place).is_some_and(|place| place.item.is_some()) {
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
        {
            let Poll::Ready(Some(Input { key, item, .. })) = self.inputs.next(context) else { break };
            any = true;
            *budget -= 1;
            let index = self.result.len();
            self.result.slots.push(entry::Slot { key, outcome: None });
            match (item, self.not_started()) {
                (Err(reason), _) | (Ok(_), Some(reason)) => self.settle(index, Settled::NotRun(reason)),
                (Ok(item), None) => self.begin(place, index, item),
            }
        }
        any
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
        let waker = self.signals.waker(place);
        self.places.push(Place { slot: self.pattern.fresh(), waker, item: None, due: None });
        self.free.push(place);
        Some(place)
    }

    /// Runs an item in the free place.
    #[inline]
    fn begin(&mut self, place: usize, index: usize, item: T) {
        let Some(Place { slot, waker, .. }) = self.places.get_mut(place) else { return };
        let context = &mut self.context;
        let polled = caught(|| {
            slot.start(context, item);
            slot.poll(&mut Context::from_waker(waker))
        });
        match polled {
            Some(Poll::Pending) => {
                self.free.pop();
                let due = self.timer.as_mut().and_then(Timer::due);
                if let Some(place) = self.places.get_mut(place) {
                    (place.item, place.due) = (Some(index), due);
                }
            }
            polled => self.end(place, index, polled),
        }
    }

    /// Polls an item once more.
    fn go_on(&mut self, place: usize) {
        let Some(Place { slot, waker, item: Some(index), .. }) = self.places.get_mut(place) else { return };
        let index = *index;
        match caught(|| slot.poll(&mut Context::from_waker(waker))) {
            Some(Poll::Pending) => {}
            polled => {
                self.free.push(place);
                self.end(place, index, polled);
            }
        }
    }

    /// Empties a place whose item has ended: with an outcome, or by a panic.
    #[inline]
    fn end(&mut self, place: usize, index: usize, polled: Option<Poll<O>>) {
        let dropped = self.vacate(place);
        let settled = match polled {
            Some(Poll::Ready(outcome)) if dropped => Settled::Returned(outcome),
            _ => Settled::NotRun(NotRun::Panicked),
        };
        self.settle(index, settled);
    }

    /// Drops what runs in a place; `false` where that panics.
    #[inline]
    fn vacate(&mut self, place: usize) -> bool {
        let Some(place) = self.places.get_mut(place) else { return true };
        (place.item, place.due) = (None, None);
        caught(|| place.slot.clear()).is_some()
    }

    /// Gives an item its one outcome.
    #[inline]
    fn settle(&mut self, index: usize, settled: Settled<O>) {
        let failed = Class::of(settle(settled.status())) == Class::Failure;
        if let Some(slot) = self.result.slots.get_mut(index) {
            slot.outcome = Some(settled);
        }
        if failed && self.stopped.is_none() {
            self.failures += 1;
            if let Mode::StopAfter(failures) = self.options.mode
                && self.failures >= failures
            {
                let key = self.result.slots.get(index).and_then(entry::Slot::name);
                self.stopped = Some(Stopped::Because(key.map_or_else(|| index.to_string().into(), Key::from)));
            }
        }
    }

    /// Why an item does not start, if it does not.
    #[inline]
    fn not_started(&self) -> Option<NotRun> {
        let retry_after = self.options.retry_after;
        self.stopped.as_ref().map(|stopped| match stopped {
            Stopped::Because(key) => NotRun::NotAttempted { cause: key.clone() },
            Stopped::PastDeadline => NotRun::PastDeadline { retry_after, started: false },
        })
    }

    /// Ends what is due, and the batch where it is over.
    fn expire(&mut self, context: &mut Context<'_>) {
        while let Some(timer) = &mut self.timer
            && let Poll::Ready(now) = timer.poll(context)
        {
            let (over, limit) = (timer.is_over(now), timer.item_timeout());
            if over {
                self.stopped = Some(Stopped::PastDeadline);
            }
            for place in 0..self.places.len() {
                let Some(Place { item: Some(index), due, .. }) = self.places.get(place) else { continue };
                let (index, due) = (*index, *due);
                let reason = if due.is_some_and(|due| due <= now) {
                    NotRun::TimedOut { limit }
                } else if over {
                    NotRun::PastDeadline { retry_after: self.options.retry_after, started: true }
                } else {
                    continue;
                };
                self.vacate(place);
                self.free.push(place);
                self.settle(index, Settled::NotRun(reason));
            }
            let next = self.places.iter().filter_map(|place| place.due).min();
            if let (Some(next), Some(timer)) = (next, &mut self.timer) {
                timer.wake_at(next);
            }
        }
    }
}

/// What `run` returns; `None` where it panics, which is logged.
#[inline]
fn caught<R>(run: impl FnOnce() -> R) -> Option<R> {
    // What panicked is dropped, and never looked at again.
    catch_unwind(AssertUnwindSafe(run)).map_err(|panic| log(&*panic)).ok()
}

#[cold]
fn log(panic: &(dyn std::any::Any + Send)) {
    let message = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(message = message.unwrap_or("no text"), "the handler of an item panicked");
}

impl<I, T, S, C, O> fmt::Debug for Run<I, T, S, C, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let running = self.places.len() - self.free.len();
        f.debug_struct("Run").field("options", &self.options).field("running", &running).finish_non_exhaustive()
    }
}
