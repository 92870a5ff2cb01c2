//! Ends items that occupy a slot: with their outcome, at a time limit, or because the batch is stopped.

use std::task::{Context, Poll, Waker};

use tracing::Span;

use super::{
    Engine,
    results::Results,
    settle::{checked, record_status},
    task_slot::TaskSlot,
    timer::Timer,
};
use crate::{
    batch::{
        handler::Handler,
        inputs::InputSource,
        settled::{NotRun, Settled},
    },
    outcome::Outcome,
};

impl<I: InputSource<Item = H::Item>, H: Handler<Outcome: Outcome>, R: Results<H::Outcome>> Engine<I, H, R> {
    /// Drops the item of a slot before it completes.
    pub(super) fn interrupt(&mut self, slot: usize, reason: NotRun) {
        if let Some(task) = self.slots.get_mut(slot) {
            let settled = task.interrupt(reason);
            self.finish(slot, settled);
        }
    }

    /// Vacates a slot and settles its item.
    #[cold]
    pub(super) fn finish(&mut self, slot: usize, settled: Settled<H::Outcome>) {
        if let Some((index, span)) = self.vacate(slot) {
            let (settled, status) = checked(settled);
            record_status(span.as_ref(), status);
            self.settle(index, settled, status);
        }
    }

    /// Vacates a slot. Returns the index of its item, and the item's span.
    #[inline]
    pub(super) fn vacate(&mut self, slot: usize) -> Option<(usize, Option<Span>)> {
        let (index, span) = self.slots.get_mut(slot)?.vacate()?;
        self.return_lease(slot, index);
        self.free_slots.push(slot);
        self.progress.running -= 1;
        Some((index, span))
    }

    /// Releases the lease of an item, or defers that if outcomes are kept later.
    #[inline]
    pub(super) fn return_lease(&mut self, slot: usize, index: usize) {
        let lease = self.slots.get_mut(slot).and_then(TaskSlot::take_lease);
        if let (Some(leases), Some(lease)) = (&mut self.deferred_leases, lease) {
            leases.push((index, lease));
        }
    }

    /// Ends the items that are due, and the batch at its deadline or if its timer fails. Returns `true` if it did.
    pub(super) fn expire(&mut self, context: &mut Context<'_>) -> bool {
        let mut fired = false;
        while let Some(timer) = &mut self.timer
            && let Poll::Ready(now) = timer.poll(context)
        {
            fired = true;
            let (is_over, limit) = (timer.is_past_deadline(now), timer.item_timeout());
            if is_over {
                self.stop.past_deadline();
            }
            for slot in 0..self.slots.len() {
                let Some(task) = self.slots.get(slot).filter(|task| task.is_occupied()) else { continue };
                if task.is_due(now) {
                    self.interrupt(slot, NotRun::TimedOut { limit });
                } else if is_over {
                    self.interrupt(slot, NotRun::PastDeadline { retry_after: self.options.retry_after, started: true });
                }
            }
            let next = self.slots.iter().filter_map(TaskSlot::due).min();
            if let (Some(next), Some(timer)) = (next, &mut self.timer) {
                timer.fire_by(next);
            }
        }
        if self.timer.as_mut().is_some_and(Timer::take_failure) {
            fired = true;
            self.cancel();
        }
        fired
    }

    /// Starts no further item. What is left of the inputs is settled as cancelled.
    pub(crate) fn stop(&mut self) {
        self.stop.cancel();
    }

    /// Stops reading the inputs. What is left of them has no outcome.
    pub(crate) fn close(&mut self) {
        self.pending.close();
    }

    /// Ends the batch now. Running items are dropped, no further one starts, and every input gets its outcome.
    #[cold]
    pub(crate) fn abandon(&mut self) {
        self.results.accept_all();
        self.begin();
        self.cancel();
        if self.pending.arrives() {
            self.refuse_unread();
        }
        // In a batch that is cancelled, an input that would start is settled.
        let mut context = Context::from_waker(Waker::noop());
        let mut budget = usize::MAX;
        self.start(&mut context, &mut budget);
        self.results.complete(self.admitted);
    }

    /// Drops the running items, and starts no further one.
    pub(crate) fn cancel(&mut self) {
        self.stop();
        for slot in 0..self.slots.len() {
            if self.slots.get(slot).is_some_and(TaskSlot::is_occupied) {
                self.interrupt(slot, NotRun::Cancelled { retry_after: self.options.retry_after, started: true });
            }
        }
    }
}
