//! Items that leave their places before or when they end: by their own, by a limit, or because the batch is over.

use std::task::{Context, Poll};

use tracing::Span;

use super::{Engine, settle::record};
use crate::{
    batch::{InputSource, NotRun, Settled, Slot, place::Place, queue::Queue, results::Results},
    outcome::Outcome,
};

impl<I, T, S, C, O, R> Engine<I, T, S, C, O, R>
where
    I: InputSource<Item = T>,
    S: Slot<Context = C, Item = T, Outcome = O>,
    O: Outcome,
    R: Results<O>,
{
    /// Drops what runs in a place.
    pub(super) fn give_up(&mut self, place: usize, reason: NotRun) {
        if let Some(room) = self.places.get_mut(place) {
            let settled = room.interrupt(reason);
            self.end(place, settled);
        }
    }

    /// Empties a place whose item ended so.
    #[cold]
    pub(super) fn end(&mut self, place: usize, settled: Settled<O>) {
        if let Some((index, span)) = self.leave(place) {
            record(span.as_ref(), settled.status());
            self.settle(index, settled);
        }
    }

    /// Empties a place: the item that waited there, and its span.
    #[inline]
    pub(super) fn leave(&mut self, place: usize) -> Option<(usize, Option<Span>)> {
        let (index, span) = self.places.get_mut(place)?.leave()?;
        self.give_back(place, index);
        self.free.push(place);
        self.progress.running -= 1;
        Some((index, span))
    }

    /// Gives the lease of an item back, or holds it where outcomes are kept later.
    #[inline]
    pub(super) fn give_back(&mut self, place: usize, index: usize) {
        let lease = self.places.get_mut(place).and_then(Place::take_lease);
        if let (Some(leases), Some(lease)) = (&mut self.deferred, lease) {
            leases.push((index, lease));
        }
    }

    /// Ends what is due, and the batch where it is over; whether the timer fired.
    pub(super) fn expire(&mut self, context: &mut Context<'_>) -> bool {
        let mut fired = false;
        while let Some(timer) = &mut self.timer
            && let Poll::Ready(now) = timer.poll(context)
        {
            fired = true;
            let (over, limit) = (timer.is_over(now), timer.item_timeout());
            if over {
                self.stop.past_deadline();
            }
            for place in 0..self.places.len() {
                let Some(room) = self.places.get(place).filter(|place| place.is_taken()) else { continue };
                if room.is_due(now) {
                    self.give_up(place, NotRun::TimedOut { limit });
                } else if over {
                    self.give_up(place, NotRun::PastDeadline { retry_after: self.options.retry_after, started: true });
                }
            }
            let next = self.places.iter().filter_map(Place::due).min();
            if let (Some(next), Some(timer)) = (next, &mut self.timer) {
                timer.wake_at(next);
            }
        }
        fired
    }

    /// Starts nothing more.
    pub(in crate::batch) fn stop(&mut self) {
        self.stop.cancelled();
    }

    /// Starts nothing more, and reads no further input: nobody wants to know what becomes of them.
    pub(in crate::batch) fn close(&mut self) {
        self.stop();
        self.queue = Queue::Closed;
    }

    /// Drops what runs, and starts nothing more.
    pub(in crate::batch) fn cancel(&mut self) {
        self.stop();
        for place in 0..self.places.len() {
            if self.places.get(place).is_some_and(Place::is_taken) {
                self.give_up(place, NotRun::Cancelled { retry_after: self.options.retry_after, started: true });
            }
        }
    }
}
