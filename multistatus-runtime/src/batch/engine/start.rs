//! Items that start, and items that go on.

use std::task::{Context, Poll, ready};

use tracing::{Level, Span, field::Empty};

use super::{Engine, settle::record};
use crate::{
    batch::{
        Input, InputSource, NotRun, OnDuplicate, Refused, Settled, Slot,
        guard::Guard,
        idempotency::ItemLease,
        place::Place,
        queue::{Next, Queue},
        results::Results,
        timer::Timer,
    },
    outcome::Outcome,
};

impl<I, T, S, C, O, R> Engine<I, T, S, C, O, R>
where
    I: InputSource<Item = T>,
    S: Slot<Context = C, Item = T, Outcome = O>,
    O: Outcome,
    R: Results<O>,
{
    /// Starts items while there is room; whether any started.
    pub(super) fn start(&mut self, context: &mut Context<'_>, budget: &mut usize) -> bool {
        let mut any = false;
        while *budget > 0
            && let Some(place) = self.place()
            && self.has_room(context)
        {
            let next = if self.runs_through() {
                self.run_through(place, context, budget)
            } else {
                *budget -= 1;
                self.next(place, context)
            };
            match next {
                Poll::Ready(Some(())) => {}
                Poll::Ready(None) => {
                    self.queue = Queue::Closed;
                    break;
                }
                Poll::Pending => {
                    self.hang_up();
                    break;
                }
            }
            any = true;
        }
        any
    }

    /// Whether there is room for one more outcome. Where items wait for others, the first to be read may be the last to
    /// start: such a batch is there as a whole, and so are its outcomes.
    #[inline]
    fn has_room(&mut self, context: &mut Context<'_>) -> bool {
        matches!(self.queue, Queue::Dependent(_)) || self.results.has_room(context)
    }

    /// Takes the next input; `None` where all of them were. Pending where it waits.
    fn next(&mut self, place: usize, context: &mut Context<'_>) -> Poll<Option<()>> {
        let next = ready!(self.queue.poll_next(context));
        Poll::Ready(next.map(|Next { index, input }| self.take(place, index, input)))
    }

    /// Starts an input, or says why it does not.
    pub(super) fn take(&mut self, place: usize, index: Option<usize>, input: Input<T>) {
        let is_dependent = index.is_none() && input.is_dependent();
        let Input { key, item, terms } = input;
        let index = match index {
            Some(index) => index,
            None => match self.admit(key) {
                (index, None) => index,
                (index, Some(first)) => return self.repeat(index, first),
            },
        };
        if index >= self.options.max_items {
            return self.overflow(index);
        }
        match item {
            Ok(item) if !is_dependent && !self.stop.is_stopped() => match terms.and_then(|terms| terms.lease) {
                None => self.begin(place, index, item),
                Some(lease) => self.claim(place, index, item, lease),
            },
            Ok(_) => {
                let reason = self.stop.reason().unwrap_or(NotRun::DependencyInStream);
                self.settle(index, Settled::NotRun(reason));
            }
            Err(reason) => self.settle(index, Settled::NotRun(reason)),
        }
    }

    /// An input whose key an earlier one has.
    #[cold]
    pub(super) fn repeat(&mut self, index: usize, first: usize) {
        let Some(duplicates) = &mut self.duplicates else { return };
        let settled = match duplicates.policy {
            OnDuplicate::Share => match self.results.item(first).or_else(|| duplicates.kept(first)) {
                Some(item) => Settled::Replayed(item),
                None => return duplicates.follow(first, index),
            },
            OnDuplicate::Conflict | OnDuplicate::Run => Settled::NotRun(NotRun::Duplicate { first }),
        };
        self.settle(index, settled);
    }

    /// The first item past the limit, which only a stream can bring: it is told so, and nothing more is read.
    #[cold]
    fn overflow(&mut self, index: usize) {
        self.queue = Queue::Closed;
        let refused = Refused::TooManyItems { max_items: self.options.max_items };
        self.settle(index, Settled::NotRun(refused.into()));
    }

    /// Stops reading a request that still arrives when the batch is over: who sends slowly cannot keep it.
    fn hang_up(&mut self) {
        if self.stop.is_over() && matches!(self.queue, Queue::AsTheyCome(_)) {
            self.queue = Queue::Closed;
            let (index, _) = self.admit(None);
            self.settle(index, Settled::NotRun(NotRun::NotRead { retry_after: self.options.retry_after }));
        }
    }

    /// A stream without items, where there must be one, says so in place of one.
    pub(super) fn refuse_empty(&mut self) {
        if self.came == 0 && !self.options.allow_empty {
            let (index, _) = self.admit(None);
            self.settle(index, Settled::NotRun(Refused::Empty.into()));
        }
    }

    fn item_span(&self, index: usize) -> Span {
        let key = self.results.key(index).map(tracing::field::display);
        tracing::debug_span!("item", index, key, status = Empty)
    }

    /// Runs an item in the free place.
    fn begin(&mut self, place: usize, index: usize, item: T) {
        let span = tracing::level_enabled!(Level::DEBUG).then(|| self.item_span(index));
        let Some(room) = self.places.get_mut(place) else { return };
        match room.start(&mut self.context, item, span.as_ref()) {
            Some(Poll::Pending) => self.occupy(place, index, span),
            Some(Poll::Ready(outcome)) if room.clear() => {
                record(span.as_ref(), outcome.status());
                self.settle_returned(index, outcome);
            }
            _ => {
                room.clear();
                record(span.as_ref(), NotRun::Panicked.status());
                self.settle(index, Settled::NotRun(NotRun::Panicked));
            }
        }
    }

    /// Claims an item that has a lease, and runs it once it is claimed.
    #[cold]
    fn claim(&mut self, place: usize, index: usize, item: T, lease: ItemLease) {
        let span = self.item_span(index);
        let Some(room) = self.places.get_mut(place) else { return };
        let guard = Guard::new(lease, item, self.deferred.is_none());
        match span.in_scope(|| room.claim(guard, &mut self.context, &self.stop)) {
            Poll::Pending => self.occupy(place, index, Some(span)),
            Poll::Ready(settled) => {
                self.give_back(place, index);
                record(Some(&span), settled.status());
                self.settle(index, settled);
            }
        }
    }

    /// Keeps the free place for an item that began to wait there.
    #[inline]
    pub(super) fn occupy(&mut self, place: usize, index: usize, span: Option<Span>) {
        self.free.pop();
        let due = self.timer.as_mut().and_then(Timer::due);
        if let Some(room) = self.places.get_mut(place) {
            room.keep(index, due, span);
        }
        self.progress.running += 1;
    }

    /// Polls what was woken; whether anything was.
    pub(super) fn resume(&mut self, budget: &mut usize) -> bool {
        let mut any = false;
        for word in 0..self.signals.words() {
            for place in self.signals.take(word) {
                if self.places.get(place).is_some_and(Place::is_taken) {
                    any = true;
                    *budget = budget.saturating_sub(1);
                    self.go_on(place);
                }
            }
        }
        any
    }

    /// Polls an item once more.
    fn go_on(&mut self, place: usize) {
        let Some(room) = self.places.get_mut(place) else { return };
        if room.is_guarded() {
            if let Poll::Ready(settled) = room.go_on_guarded(&mut self.context, &self.stop) {
                self.end(place, settled);
            }
            return;
        }
        match room.poll() {
            Some(Poll::Pending) => {}
            Some(Poll::Ready(outcome)) if room.clear() => {
                let Some((index, span)) = self.leave(place) else { return };
                record(span.as_ref(), outcome.status());
                self.settle_returned(index, outcome);
            }
            _ => self.give_up(place, NotRun::Panicked),
        }
    }
}
