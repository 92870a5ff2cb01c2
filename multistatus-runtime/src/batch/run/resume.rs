//! Polls items again that were woken.

use std::task::Poll;

use super::{Engine, results::Results, settle::record_status, task_slot::TaskSlot};
use crate::{
    batch::{handler::Handler, inputs::InputSource},
    outcome::Outcome,
};

impl<I: InputSource<Item = H::Item>, H: Handler<Outcome: Outcome>, R: Results<H::Outcome>> Engine<I, H, R> {
    /// Polls the items that were woken. Returns `true` if there were any.
    pub(super) fn resume(&mut self, budget: &mut usize) -> bool {
        let mut any = false;
        for word in 0..self.ready_set.words() {
            for slot in self.ready_set.take(word) {
                if self.slots.get(slot).is_some_and(TaskSlot::is_occupied) {
                    any = true;
                    *budget = budget.saturating_sub(1);
                    self.resume_slot(slot);
                }
            }
        }
        any
    }

    fn resume_slot(&mut self, slot: usize) {
        let Some(task) = self.slots.get_mut(slot) else { return };
        if task.is_leased() {
            if let Poll::Ready(settled) = task.poll_leased(&mut self.handler, &self.stop) {
                self.finish(slot, settled);
            }
            return;
        }
        match task.poll() {
            Ok(Poll::Pending) => {}
            Ok(Poll::Ready((outcome, status))) => {
                let Some((index, span)) = self.vacate(slot) else { return };
                record_status(span.as_ref(), status);
                self.settle_returned(index, outcome, status);
            }
            Err(unwound) => self.interrupt(slot, self.stop.reason_of(unwound)),
        }
    }
}
