//! Items that are ready at once, one after another in the same place, while nobody has to know of each.
//!
//! What is here is what such an item costs. Counts stay in registers, and an outcome is written where it stays.

use std::task::{Context, Poll, ready};

use tracing::Level;

use super::Engine;
use crate::{
    batch::{Input, InputSource, NotRun, Settled, Slot, queue::Queue, results::Results},
    outcome::{Outcome, StatusClass, status::final_status},
};

/// Why a run of ready items is over.
enum Pause<T, O> {
    /// There is more to do with this input than to start it.
    Input(Input<T>),
    /// The item of this index has to wait in its place.
    Waits(usize),
    /// More follows from an outcome than that it is kept.
    Outcome(usize, O),
    Panicked(usize),
    /// So many items started that others get their turn.
    Enough,
}

impl<I, T, S, C, O, R> Engine<I, T, S, C, O, R>
where
    I: InputSource<Item = T>,
    S: Slot<Context = C, Item = T, Outcome = O>,
    O: Outcome,
    R: Results<O>,
{
    /// Whether all that matters of an item is its outcome.
    #[inline]
    pub(super) fn runs_through(&self) -> bool {
        R::STAY
            && matches!(self.queue, Queue::AsTheyCome(_))
            && !self.is_watched
            && !self.stop.is_stopped()
            && self.came < self.options.max_items
            && !tracing::level_enabled!(Level::DEBUG)
    }

    /// Starts items in a free place until one needs more. `None` where there are no more inputs; pending where the next
    /// one has not arrived.
    pub(super) fn run_through(
        &mut self,
        place: usize,
        context: &mut Context<'_>,
        budget: &mut usize,
    ) -> Poll<Option<()>> {
        let first = self.came;
        let pause = self.ready_items(place, context, *budget);
        *budget = budget.saturating_sub((self.came - first).max(1));
        match ready!(pause) {
            None => return Poll::Ready(None),
            Some(Pause::Input(input)) => self.take(place, None, input),
            Some(Pause::Waits(index)) => self.occupy(place, index, None),
            Some(Pause::Outcome(index, outcome)) => self.settle(index, Settled::Returned(outcome)),
            Some(Pause::Panicked(index)) => self.settle(index, Settled::NotRun(NotRun::Panicked)),
            Some(Pause::Enough) => {}
        }
        Poll::Ready(Some(()))
    }

    fn ready_items(&mut self, place: usize, context: &mut Context<'_>, budget: usize) -> Poll<Option<Pause<T, O>>> {
        let Queue::AsTheyCome(inputs) = &mut self.queue else { return Poll::Ready(None) };
        let Some(room) = self.places.get_mut(place) else { return Poll::Ready(None) };
        let shared = &mut self.context;
        // No more places than inputs are said to come; a source may have more than it said.
        let said = self.progress.total.unwrap_or(usize::MAX).max(self.came + 1);
        let end = said.min(self.options.max_items).min(self.came.saturating_add(budget));
        let (mut index, mut failed) = (self.came, 0);
        let mut pause = Poll::Ready(Some(Pause::Enough));
        for slot in self.results.places(index, end) {
            let item = match inputs.poll_next(context) {
                // What has no key repeats none.
                Poll::Ready(Some(Input { key: None, item: Ok(item), terms: None })) => item,
                input => {
                    pause = input.map(|input| input.map(Pause::Input));
                    break;
                }
            };
            index += 1;
            match room.start(shared, item, None) {
                Some(Poll::Ready(outcome)) if room.clear() => {
                    let status = final_status(outcome.status());
                    if status.as_u16() >= 500 {
                        pause = Poll::Ready(Some(Pause::Outcome(index - 1, outcome)));
                        break;
                    }
                    failed += usize::from(StatusClass::of(status) == StatusClass::Failure);
                    // There is no other outcome yet, and so none to drop.
                    if slot.outcome.is_none() {
                        slot.outcome = Some(Settled::Returned(outcome));
                    }
                }
                Some(Poll::Pending) => {
                    pause = Poll::Ready(Some(Pause::Waits(index - 1)));
                    break;
                }
                _ => {
                    room.clear();
                    pause = Poll::Ready(Some(Pause::Panicked(index - 1)));
                    break;
                }
            }
        }
        let unsettled = matches!(pause, Poll::Ready(Some(Pause::Waits(_) | Pause::Outcome(..) | Pause::Panicked(_))));
        self.progress.settled += index - self.came - usize::from(unsettled);
        self.progress.failed += failed;
        self.came = index;
        pause
    }
}
