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
    idempotency::ItemLease,
    stop::Stop,
};
use crate::outcome::Outcome;

/// A place for one item after another.
pub(super) struct Place<S, T, O> {
    slot: S,
    waker: Waker,
    /// The item that waits here.
    item: Option<Waiting>,
    /// Where the item has a lease.
    guard: Option<Box<Guard<T, O>>>,
}

struct Waiting {
    index: usize,
    due: Option<Instant>,
    /// `None` where nobody listens.
    span: Option<Span>,
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
    pub(super) fn keep(&mut self, index: usize, due: Option<Instant>, span: Option<Span>) {
        self.item = Some(Waiting { index, due, span });
    }

    /// Gives the place up.
    pub(super) fn leave(&mut self) -> Option<(usize, Option<Span>)> {
        self.item.take().map(|item| (item.index, item.span))
    }

    /// Whether the item has a lease.
    pub(super) fn is_guarded(&self) -> bool {
        self.guard.is_some()
    }

    /// The lease of the item that ended here.
    pub(super) fn take_lease(&mut self) -> Option<ItemLease> {
        self.guard.take().map(|guard| guard.into_lease())
    }
}

impl<S: Slot<Item = T, Outcome = O>, T, O: Outcome> Place<S, T, O> {
    /// Starts an item and polls it once; `None` where it panics.
    #[inline(always)]
    pub(super) fn start(&mut self, context: &mut S::Context, item: T, span: Option<&Span>) -> Option<Poll<O>> {
        let Self { slot, waker, .. } = self;
        let _entered = span.map(Span::enter);
        caught(|| {
            slot.start(context, item);
            slot.poll(&mut Context::from_waker(waker))
        })
    }

    /// Polls the item once more; `None` where it panics.
    pub(super) fn poll(&mut self) -> Option<Poll<O>> {
        let Self { slot, waker, item, .. } = self;
        let _entered = item.as_ref().and_then(|item| item.span.as_ref()).map(Span::enter);
        caught(|| slot.poll(&mut Context::from_waker(waker)))
    }

    /// Claims an item, and starts it once it is claimed.
    #[cold]
    pub(super) fn claim(&mut self, guard: Guard<T, O>, context: &mut S::Context, stop: &Stop) -> Poll<Settled<O>> {
        self.guard = Some(Box::new(guard));
        self.go_on_guarded(context, stop)
    }

    /// Goes on with an item that has a lease.
    pub(super) fn go_on_guarded(&mut self, context: &mut S::Context, stop: &Stop) -> Poll<Settled<O>> {
        let span = self.item.as_ref().and_then(|item| item.span.clone());
        let _entered = span.as_ref().map(Span::enter);
        while let Some(guard) = &mut self.guard {
            let settled = match ready!(guard.poll(&mut Context::from_waker(&self.waker))) {
                // The batch may have stopped while the item was claimed.
                Step::Start(item) => match stop.reason() {
                    Some(reason) => Settled::NotRun(reason),
                    None => {
                        let polled = self.start(context, item, None);
                        ready!(self.end(polled))
                    }
                },
                Step::GoOn => {
                    let polled = self.poll();
                    ready!(self.end(polled))
                }
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
    pub(super) fn clear(&mut self) -> bool {
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
