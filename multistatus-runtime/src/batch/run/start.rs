//! Starts items.

use std::task::{Context, Poll, ready};

use tracing::{Level, Span, field::Empty};

use super::{
    Engine,
    leased_item::LeasedItem,
    pending::{Next, Pending},
    results::Results,
    settle::{checked, record_status},
    timer::Timer,
};
use crate::{
    batch::{
        handler::Handler,
        idempotency::ItemLease,
        inputs::{Input, InputSource},
        settled::NotRun,
    },
    outcome::Outcome,
    panic_guard::drop_guarded,
};

impl<I: InputSource<Item = H::Item>, H: Handler<Outcome: Outcome>, R: Results<H::Outcome>> Engine<I, H, R> {
    /// Starts items while a slot is free. Returns `true` if any started.
    pub(super) fn start(&mut self, context: &mut Context<'_>, budget: &mut usize) -> bool {
        let mut any = false;
        while *budget > 0
            && let Some(slot) = self.free_slot()
            && self.has_capacity()
        {
            let next = if self.may_skip_events() {
                self.run_ready_items(slot, context, budget)
            } else {
                *budget -= 1;
                self.start_next(slot, context)
            };
            match next {
                Poll::Ready(Some(())) => {}
                Poll::Ready(None) => {
                    self.pending.close();
                    break;
                }
                Poll::Pending => {
                    self.refuse_unread();
                    break;
                }
            }
            any = true;
        }
        any
    }

    /// True if one more outcome can be stored.
    ///
    /// Always true if items depend on each other: the first to be read may be the last to start, so such a batch and
    /// its outcomes are held as a whole.
    #[inline]
    fn has_capacity(&self) -> bool {
        matches!(self.pending, Pending::Dependent(_)) || self.results.has_capacity()
    }

    /// Takes the next input. Returns `None` after the last one; pending if it has to wait for the request or another
    /// item.
    fn start_next(&mut self, slot: usize, context: &mut Context<'_>) -> Poll<Option<()>> {
        let next = ready!(self.pending.poll_next(context));
        Poll::Ready(next.map(|Next { index, input }| self.start_input(slot, index, input)))
    }

    /// Starts an input, or settles it with the reason why it does not run.
    pub(super) fn start_input(&mut self, slot: usize, index: Option<usize>, input: Input<H::Item>) {
        let is_dependent = index.is_none() && input.is_dependent();
        let Input { key, item, meta } = input;
        let index = match index {
            Some(index) => index,
            None => match self.admit(key) {
                (index, None) => index,
                (index, Some(first)) => {
                    drop_guarded(item);
                    return self.settle_duplicate(index, first);
                }
            },
        };
        if index >= self.options.max_items && !matches!(item, Err(NotRun::SourceFailed)) {
            drop_guarded(item);
            return self.refuse_excess(index);
        }
        match item {
            Ok(item) if !is_dependent && !self.stop.is_stopped() => match meta.and_then(|meta| meta.lease) {
                None => self.start_item(slot, index, item),
                Some(lease) => self.claim_item(slot, index, item, lease),
            },
            Ok(item) => {
                drop_guarded(item);
                let reason = self.stop.reason().unwrap_or(NotRun::DependencyInStream);
                self.settle_not_run(index, reason);
            }
            Err(reason) => self.settle_not_run(index, reason),
        }
    }

    fn item_span(&self, index: usize) -> Span {
        let key = self.results.key(index).map(tracing::field::display);
        tracing::debug_span!("item", index, key, status = Empty)
    }

    /// Starts an item in a free slot.
    fn start_item(&mut self, slot: usize, index: usize, item: H::Item) {
        let span = tracing::level_enabled!(Level::DEBUG).then(|| self.item_span(index));
        let Some(task) = self.slots.get_mut(slot) else { return };
        match task.start(&mut self.handler, item, span.as_ref()) {
            Ok(Poll::Pending) => self.occupy(slot, index, span),
            Ok(Poll::Ready((outcome, status))) => {
                record_status(span.as_ref(), status);
                self.settle_returned(index, outcome, status);
            }
            Err(unwound) => {
                let reason = self.stop.reason_of(unwound);
                record_status(span.as_ref(), reason.status());
                self.settle_not_run(index, reason);
            }
        }
    }

    /// Claims an item that has a lease, and starts it once it is claimed.
    #[cold]
    fn claim_item(&mut self, slot: usize, index: usize, item: H::Item, lease: ItemLease) {
        let span = self.item_span(index);
        let Some(task) = self.slots.get_mut(slot) else { return };
        let lease = LeasedItem::new(lease, item, self.deferred_leases.is_none());
        match span.in_scope(|| task.claim(lease, &mut self.handler, &self.stop)) {
            Poll::Pending => self.occupy(slot, index, Some(span)),
            Poll::Ready(settled) => {
                self.return_lease(slot, index);
                let (settled, status) = checked(settled);
                record_status(Some(&span), status);
                self.settle(index, settled, status);
            }
        }
    }

    /// Occupies a free slot with the item that began to wait in it.
    #[inline]
    pub(super) fn occupy(&mut self, slot: usize, index: usize, span: Option<Span>) {
        self.free_slots.pop();
        let due = self.timer.as_mut().and_then(Timer::due);
        if let Some(task) = self.slots.get_mut(slot) {
            task.occupy(index, due, span);
        }
        self.progress.running += 1;
    }
}
