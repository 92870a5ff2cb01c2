//! The place of one item that waits: its slot, its waker, and until when.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    task::{Context, Poll, Waker},
};

use tokio::time::Instant;
use tracing::Span;

use super::Slot;

/// A place for one item after another.
pub(super) struct Place<S> {
    slot: S,
    waker: Waker,
    /// The item that waits here.
    item: Option<Waiting>,
}

struct Waiting {
    index: usize,
    due: Option<Instant>,
    /// `None` where nobody listens.
    span: Option<Span>,
}

impl<S> Place<S> {
    pub(super) fn new(slot: S, waker: Waker) -> Self {
        Self { slot, waker, item: None }
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
}

impl<S: Slot> Place<S> {
    /// Starts an item and polls it once; `None` where it panics.
    #[inline(always)]
    pub(super) fn start(
        &mut self,
        context: &mut S::Context,
        item: S::Item,
        span: Option<&Span>,
    ) -> Option<Poll<S::Outcome>> {
        let Self { slot, waker, .. } = self;
        let _entered = span.map(Span::enter);
        caught(|| {
            slot.start(context, item);
            slot.poll(&mut Context::from_waker(waker))
        })
    }

    /// Polls the item once more; `None` where it panics.
    pub(super) fn poll(&mut self) -> Option<Poll<S::Outcome>> {
        let Self { slot, waker, item } = self;
        let _entered = item.as_ref().and_then(|item| item.span.as_ref()).map(Span::enter);
        caught(|| slot.poll(&mut Context::from_waker(waker)))
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
