//! A concurrency slot: it runs one item at a time, and is reused for the next one.

use std::task::{Context, Poll, Waker, ready};

use http::StatusCode;
use tokio::time::Instant;
use tracing::Span;

use super::{
    leased_item::{LeasedItem, Stage},
    stop::StopState,
};
use crate::{
    batch::{
        handler::{Handler, clear_item, poll_item},
        idempotency::ItemLease,
        settled::{NotRun, Settled},
    },
    outcome::{Outcome, status::final_status},
    panic_guard::Unwound,
};

/// The result of polling an item: its outcome and status, or the reason why it has none.
pub(crate) type Polled<O> = Result<Poll<(O, StatusCode)>, Unwound>;

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
    pub(crate) fn clear(&mut self) -> bool {
        clear_item(&mut self.handler_slot)
    }

    /// Returns the slot of the handler, and the waker of its item.
    #[inline]
    pub(super) fn parts(&mut self) -> (&mut H, &Waker) {
        (&mut self.handler_slot, &self.waker)
    }
}

impl<H: Handler<Outcome: Outcome>> TaskSlot<H> {
    /// Starts an item and polls it once.
    #[inline]
    pub(crate) fn start(&mut self, handler: &mut H, item: H::Item, span: Option<&Span>) -> Polled<H::Outcome> {
        let Self { handler_slot, waker, .. } = self;
        let _entered = span.map(Span::enter);
        let start = |slot: &mut H| {
            handler.start(item, slot);
            slot.poll(&mut Context::from_waker(waker))
        };
        poll_item(handler_slot, start, |outcome| final_status(outcome.status()))
    }

    /// Polls the item again.
    pub(crate) fn poll(&mut self) -> Polled<H::Outcome> {
        let Self { handler_slot, waker, item, .. } = self;
        let _entered = item.as_ref().and_then(|item| item.span.as_ref()).map(Span::enter);
        let poll = |slot: &mut H| slot.poll(&mut Context::from_waker(waker));
        poll_item(handler_slot, poll, |outcome| final_status(outcome.status()))
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
                        ready!(settled(polled, stop))
                    }
                },
                Stage::Running => {
                    let polled = self.poll();
                    ready!(settled(polled, stop))
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

    /// Drops the future of the item. Returns its outcome if it is known already, else `reason`.
    pub(crate) fn interrupt(&mut self, reason: NotRun) -> Settled<H::Outcome> {
        self.clear();
        match &mut self.lease {
            Some(lease) => lease.interrupt(reason),
            None => Settled::NotRun(reason),
        }
    }
}

/// Returns the outcome of an item that ended, or the reason why it has none.
fn settled<O>(polled: Polled<O>, stop: &StopState) -> Poll<Settled<O>> {
    match polled {
        Ok(polled) => polled.map(|(outcome, _)| Settled::Returned(outcome)),
        Err(unwound) => Poll::Ready(Settled::NotRun(stop.reason_of(unwound))),
    }
}
