//! The place of one item that waits: its slot, its waker, and until when.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    task::{Context, Poll, Waker, ready},
};

use tokio::time::Instant;
use tracing::Span;

use super::{
    NotRun, Settled, Slot,
    guard::{Guard, Step},
    idempotency::Ticket,
    stop::Stop,
};
use crate::Outcome;

/// A place for one item after another.
pub(super) struct Place<S, T, O> {
    slot: S,
    waker: Waker,
    /// The item that waits here.
    item: Option<Waiting>,
    /// Where the item has a ticket.
    guard: Option<Box<Guard<T, O>>>,
}

struct Waiting {
    index: usize,
    due: Option<Instant>,
    span: Span,
}

impl<S, T, O> Place<S, T, O> {
    pub(super) fn new(slot: S, waker: Waker) -> Self {
        Self { slot, waker, item: None, guard: None }
    }

    pub(super) fn is_taken(&self) -> bool {
        self.item.is_some()
    }

    pub(super) fn due(&self) -> Option<Instant> {
        self.item.as_ref()?.due
    }

    pub(super) fn is_due(&self, now: Instant) -> bool {
        self.due().is_some_and(|due| due <= now)
    }

    /// Keeps the place for an item that began to wait.
    pub(super) fn keep(&mut self, index: usize, due: Option<Instant>, span: Span) {
        self.item = Some(Waiting { index, due, span });
    }

    /// Gives the place up.
    pub(super) fn leave(&mut self) -> Option<(usize, Span)> {
        self.item.take().map(|item| (item.index, item.span))
    }

    /// The ticket of the item that ended here.
    pub(super) fn take_ticket(&mut self) -> Option<Ticket> {
        self.guard.take().map(|guard| guard.into_ticket())
    }
}

impl<S: Slot<Item = T, Outcome = O>, T, O: Outcome> Place<S, T, O> {
    /// Starts an item and polls it once.
    #[inline]
    pub(super) fn start(&mut self, context: &mut S::Context, item: T) -> Poll<Settled<O>> {
        let Self { slot, waker, .. } = self;
        let polled = caught(|| {
            slot.start(context, item);
            slot.poll(&mut Context::from_waker(waker))
        });
        self.end(polled)
    }

    /// Claims an item, and starts it once it is claimed.
    #[cold]
    pub(super) fn claim(&mut self, guard: Guard<T, O>, context: &mut S::Context, stop: &Stop) -> Poll<Settled<O>> {
        self.guard = Some(Box::new(guard));
        self.go_on_guarded(context, stop)
    }

    /// Polls the item once more.
    pub(super) fn go_on(&mut self, context: &mut S::Context, stop: &Stop) -> Poll<Settled<O>> {
        let span = self.item.as_ref().map(|item| item.span.clone());
        let _entered = span.as_ref().map(Span::enter);
        if self.guard.is_some() { self.go_on_guarded(context, stop) } else { self.poll() }
    }

    fn poll(&mut self) -> Poll<Settled<O>> {
        let Self { slot, waker, .. } = self;
        let polled = caught(|| slot.poll(&mut Context::from_waker(waker)));
        self.end(polled)
    }

    fn go_on_guarded(&mut self, context: &mut S::Context, stop: &Stop) -> Poll<Settled<O>> {
        while let Some(guard) = &mut self.guard {
            let settled = match ready!(guard.poll(&mut Context::from_waker(&self.waker))) {
                // The batch may have stopped while the item was claimed.
                Step::Start(item) => match stop.reason() {
                    Some(reason) => Settled::NotRun(reason),
                    None => ready!(self.start(context, item)),
                },
                Step::GoOn => ready!(self.poll()),
                Step::End(settled) => return Poll::Ready(settled),
            };
            if let Some(settled) = self.keep_outcome(settled) {
                return Poll::Ready(settled);
            }
        }
        Poll::Pending
    }

    /// Keeps an outcome before it is reported; gives it back where it is not to be kept.
    fn keep_outcome(&mut self, settled: Settled<O>) -> Option<Settled<O>> {
        match &mut self.guard {
            Some(guard) => guard.keep(settled),
            None => Some(settled),
        }
    }

    /// Drops what ran here once it ended, and says how: with an outcome, or by a panic.
    #[inline]
    fn end(&mut self, polled: Option<Poll<O>>) -> Poll<Settled<O>> {
        if let Some(Poll::Pending) = polled {
            return Poll::Pending;
        }
        let dropped = self.clear();
        Poll::Ready(match polled {
            Some(Poll::Ready(outcome)) if dropped => Settled::Returned(outcome),
            _ => Settled::NotRun(NotRun::Panicked),
        })
    }

    /// Drops what runs here, for this reason; an outcome that is known already stays.
    pub(super) fn interrupt(&mut self, reason: NotRun) -> Settled<O> {
        self.clear();
        match &mut self.guard {
            Some(guard) => guard.interrupt(reason),
            None => Settled::NotRun(reason),
        }
    }

    /// Drops what runs here; `false` where that panics.
    #[inline]
    fn clear(&mut self) -> bool {
        caught(|| self.slot.clear()).is_some()
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
