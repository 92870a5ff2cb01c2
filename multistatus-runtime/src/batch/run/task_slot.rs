//! A concurrency slot: it runs one item at a time, and is reused for the next one.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    task::{Context, Poll, Waker, ready},
};

use tokio::time::Instant;
use tracing::Span;

use super::{
    leased_item::{LeasedItem, Stage},
    stop::StopState,
};
use crate::{
    batch::{
        handler::Handler,
        idempotency::ItemLease,
        settled::{NotRun, Settled},
    },
    outcome::Outcome,
};

/// One of the slots of a batch, as many as may run at once.
pub(crate) struct TaskSlot<H: Handler> {
    /// The slot of the handler, which holds the future of the item.
    handler_slot: H,
    waker: Waker,
    /// The item that occupies the slot because it has to wait.
    item: Option<WaitingItem>,
    /// Set if the item has a lease.
    lease: Option<Box<LeasedItem<H::Item, H::Outcome>>>,
}

struct WaitingItem {
    index: usize,
    due: Option<Instant>,
    /// `None` if no subscriber is interested.
    span: Option<Span>,
}

impl<H: Handler> TaskSlot<H> {
    pub(crate) fn new(handler_slot: H, waker: Waker) -> Self {
        Self { handler_slot, waker, item: None, lease: None }
    }

    pub(crate) fn is_occupied(&self) -> bool {
        self.item.is_some()
    }

    /// Returns the time at which the item times out.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.item.as_ref()?.due
    }

    pub(crate) fn is_due(&self, now: Instant) -> bool {
        self.due().is_some_and(|due| due <= now)
    }

    /// Occupies the slot with the item that began to wait in it.
    pub(crate) fn occupy(&mut self, index: usize, due: Option<Instant>, span: Option<Span>) {
        self.item = Some(WaitingItem { index, due, span });
    }

    /// Vacates the slot. Returns the index of its item, and the item's span.
    pub(crate) fn vacate(&mut self) -> Option<(usize, Option<Span>)> {
        self.item.take().map(|item| (item.index, item.span))
    }

    /// True if the item has a lease.
    pub(crate) fn is_leased(&self) -> bool {
        self.lease.is_some()
    }

    /// Takes the lease of the item that ended.
    pub(crate) fn take_lease(&mut self) -> Option<ItemLease> {
        self.lease.take().map(|lease| lease.into_lease())
    }

    /// Drops the future of the item. Returns `false` if that panics.
    #[inline]
    pub(crate) fn clear(&mut self) -> bool {
        catch_panic(|| self.handler_slot.clear()).is_some()
    }
}

impl<H: Handler<Outcome: Outcome>> TaskSlot<H> {
    /// Starts an item and polls it once. Returns `None` if it panics.
    #[inline]
    pub(crate) fn start(&mut self, handler: &mut H, item: H::Item, span: Option<&Span>) -> Option<Poll<H::Outcome>> {
        let Self { handler_slot, waker, .. } = self;
        let _entered = span.map(Span::enter);
        catch_panic(|| {
            handler.start(item, handler_slot);
            handler_slot.poll(&mut Context::from_waker(waker))
        })
    }

    /// Polls the item again. Returns `None` if it panics.
    pub(crate) fn poll(&mut self) -> Option<Poll<H::Outcome>> {
        let Self { handler_slot, waker, item, .. } = self;
        let _entered = item.as_ref().and_then(|item| item.span.as_ref()).map(Span::enter);
        catch_panic(|| handler_slot.poll(&mut Context::from_waker(waker)))
    }

    /// Claims an item, and starts it once it is claimed.
    #[cold]
    pub(crate) fn claim(
        &mut self,
        lease: LeasedItem<H::Item, H::Outcome>,
        handler: &mut H,
        stop: &StopState,
    ) -> Poll<Settled<H::Outcome>> {
        self.lease = Some(Box::new(lease));
        self.poll_leased(handler, stop)
    }

    /// Polls an item that has a lease: its claim, its handler, or the storing of its outcome.
    pub(crate) fn poll_leased(&mut self, handler: &mut H, stop: &StopState) -> Poll<Settled<H::Outcome>> {
        let span = self.item.as_ref().and_then(|item| item.span.clone());
        let _entered = span.as_ref().map(Span::enter);
        while let Some(lease) = &mut self.lease {
            let settled = match ready!(lease.poll(&mut Context::from_waker(&self.waker))) {
                // The batch may have stopped while the item was claimed.
                Stage::Claimed(item) => match stop.reason() {
                    Some(reason) => Settled::NotRun(reason),
                    None => {
                        let polled = self.start(handler, item, None);
                        ready!(self.settled(polled))
                    }
                },
                Stage::Running => {
                    let polled = self.poll();
                    ready!(self.settled(polled))
                }
                Stage::Ended(settled) => return Poll::Ready(settled),
            };
            if let Some(settled) = self.store_outcome(settled) {
                return Poll::Ready(settled);
            }
        }
        Poll::Pending
    }

    /// Begins to store an outcome. Returns it if it is not to be stored.
    fn store_outcome(&mut self, settled: Settled<H::Outcome>) -> Option<Settled<H::Outcome>> {
        match &mut self.lease {
            Some(lease) => lease.store(settled),
            None => Some(settled),
        }
    }

    /// Drops the future of an item that ended. Returns its outcome, or that it panicked.
    fn settled(&mut self, polled: Option<Poll<H::Outcome>>) -> Poll<Settled<H::Outcome>> {
        if let Some(Poll::Pending) = polled {
            return Poll::Pending;
        }
        let is_dropped = self.clear();
        Poll::Ready(match polled {
            Some(Poll::Ready(outcome)) if is_dropped => Settled::Returned(outcome),
            _ => Settled::NotRun(NotRun::Panicked),
        })
    }

    /// Drops the future of the item. Returns its outcome if it is known already, else `reason`.
    pub(crate) fn interrupt(&mut self, reason: NotRun) -> Settled<H::Outcome> {
        self.clear();
        match &mut self.lease {
            Some(lease) => lease.interrupt(reason),
            None => Settled::NotRun(reason),
        }
    }
}

/// Returns what `run` returns, or `None` if it panics, which is logged.
#[inline]
fn catch_panic<R>(run: impl FnOnce() -> R) -> Option<R> {
    // After a panic, the future is dropped without another poll.
    catch_unwind(AssertUnwindSafe(run)).map_err(|panic| log_panic(&*panic)).ok()
}

#[cold]
fn log_panic(panic: &(dyn Any + Send)) {
    let message = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(message = message.unwrap_or("no text"), "the handler of an item panicked");
}
