//! The reorder buffer of a spawned batch: the engine settles outcomes in any order, and the reader takes them in
//! request order. It bounds the number of outcomes that were not read.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use crate::{
    batch::{
        run::results::Results,
        settled::{NotRun, Settled},
    },
    entry::StoredItem,
    item::Item,
    key::Key,
    outcome::Outcome,
    panic_guard::{drop_each, drop_guarded, store_waker, wake},
};

/// The end that the batch writes to. Dropped, it ends the outcomes.
pub(crate) struct OutcomeSender<O>(Arc<Mutex<ReorderBuffer<O>>>);

/// The end that outcomes are read from. Dropped, it tells the batch that the outcomes are read no more.
pub(crate) struct OutcomeReceiver<O>(Arc<Mutex<ReorderBuffer<O>>>);

struct ReorderBuffer<O> {
    /// The outcomes that were not read.
    entries: VecDeque<StoredItem<Settled<O>>>,
    /// The index of the first of them.
    first: usize,
    capacity: usize,
    reader: Option<Waker>,
    writer: Option<Waker>,
    /// True if the batch writes no further outcome.
    has_ended: bool,
    /// True once the reader was dropped.
    is_abandoned: bool,
    is_cancelled: bool,
}

/// The demand of the reader on the batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Demand {
    Outcomes,
    Cancellation,
    /// The reader was dropped, and did not request cancellation.
    Nothing,
}

/// Returns both ends of a buffer for this number of outcomes, at least one.
pub(crate) fn reorder_buffer<O>(capacity: usize) -> (OutcomeSender<O>, OutcomeReceiver<O>) {
    let buffer = ReorderBuffer {
        entries: VecDeque::new(),
        first: 0,
        capacity: capacity.max(1),
        reader: None,
        writer: None,
        has_ended: false,
        is_abandoned: false,
        is_cancelled: false,
    };
    let buffer = Arc::new(Mutex::new(buffer));
    (OutcomeSender(Arc::clone(&buffer)), OutcomeReceiver(buffer))
}

impl<O> ReorderBuffer<O> {
    /// Returns the entry of an input, if it was not read.
    fn entry(&self, index: usize) -> Option<&StoredItem<Settled<O>>> {
        self.entries.get(index.checked_sub(self.first)?)
    }

    fn entry_mut(&mut self, index: usize) -> Option<&mut StoredItem<Settled<O>>> {
        self.entries.get_mut(index.checked_sub(self.first)?)
    }
}

/// Code of the user runs under the lock only in a guard, so the lock is never poisoned.
fn lock<O>(buffer: &Mutex<ReorderBuffer<O>>) -> MutexGuard<'_, ReorderBuffer<O>> {
    buffer.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Called without the lock, since a waker runs other code.
fn wake_taken(waker: Option<Waker>) {
    if let Some(waker) = waker {
        wake(&waker);
        drop_guarded(waker);
    }
}

/// Outcomes that were not read are dropped one by one, also if they panic.
impl<O> Drop for ReorderBuffer<O> {
    fn drop(&mut self) {
        drop_each(self.entries.drain(..));
        drop_guarded(self.reader.take());
    }
}

impl<O> OutcomeSender<O> {
    /// Returns what the reader demands. Wakes the batch when that changes, or when an outcome is read.
    pub(crate) fn demand(&self, context: &Context<'_>) -> Demand {
        let mut buffer = lock(&self.0);
        store_waker(&mut buffer.writer, context);
        match () {
            () if buffer.is_cancelled => Demand::Cancellation,
            () if buffer.is_abandoned => Demand::Nothing,
            () => Demand::Outcomes,
        }
    }

    fn end(&self) {
        let mut buffer = lock(&self.0);
        buffer.has_ended = true;
        let reader = buffer.reader.take();
        drop(buffer);
        wake_taken(reader);
    }
}

impl<O> Drop for OutcomeSender<O> {
    fn drop(&mut self) {
        self.end();
    }
}

impl<O: Outcome> Results<O> for OutcomeSender<O> {
    const RETAINS: bool = false;

    /// Reserves nothing: the buffer never holds more than was not read.
    fn reserve(&mut self, _: usize) {}

    fn admit(&mut self, index: usize, key: Option<Key>) {
        let mut buffer = lock(&self.0);
        if index >= buffer.first + buffer.entries.len() {
            buffer.entries.push_back(StoredItem { key, outcome: None });
        }
    }

    fn entries_mut(&mut self, _: usize, _: usize) -> &mut [StoredItem<Settled<O>>] {
        &mut []
    }

    fn key(&self, index: usize) -> Option<Key> {
        lock(&self.0).entry(index)?.key.clone()
    }

    fn settle(&mut self, index: usize, settled: Settled<O>) {
        let mut buffer = lock(&self.0);
        let is_next = index == buffer.first;
        if let Some(entry) = buffer.entry_mut(index) {
            entry.outcome = Some(settled);
        }
        // Dropped after the lock is released.
        let mut unread = Vec::new();
        if buffer.is_abandoned {
            while buffer.entries.front().is_some_and(|entry| entry.outcome.is_some()) {
                unread.extend(buffer.entries.pop_front());
                buffer.first += 1;
            }
        }
        let reader = if is_next { buffer.reader.take() } else { None };
        drop(buffer);
        drop_each(unread.into_iter());
        wake_taken(reader);
    }

    fn item(&self, index: usize) -> Option<Arc<Item>> {
        lock(&self.0).entry(index)?.outcome.as_ref().map(|settled| settled.to_item().into())
    }

    fn complete(&mut self, _: usize) {
        self.end();
    }

    fn accept_all(&mut self) {
        lock(&self.0).capacity = usize::MAX;
    }

    /// [`demand`](Self::demand) registered the waker in the same poll.
    fn has_capacity(&self) -> bool {
        let buffer = lock(&self.0);
        buffer.is_abandoned || buffer.entries.len() < buffer.capacity
    }
}

impl<O> OutcomeReceiver<O> {
    /// Returns the next outcome in request order; `None` after the last one.
    pub(crate) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<(Option<Key>, Settled<O>)>> {
        let mut buffer = lock(&self.0);
        let settled = match (buffer.entries.front_mut().map(|entry| entry.outcome.take()), buffer.has_ended) {
            (Some(Some(settled)), _) => settled,
            (Some(None), true) => Settled::NotRun(NotRun::Undecided),
            (None, true) => return Poll::Ready(None),
            (_, false) => {
                store_waker(&mut buffer.reader, context);
                return Poll::Pending;
            }
        };
        let key = buffer.entries.pop_front().and_then(|entry| entry.key);
        buffer.first += 1;
        let writer = buffer.writer.take();
        drop(buffer);
        wake_taken(writer);
        Poll::Ready(Some((key, settled)))
    }

    /// Requests cancellation.
    pub(crate) fn cancel(&self) {
        self.change(|buffer| buffer.is_cancelled = true);
    }

    /// Marks the buffer as complete: the batch was refused, and writes nothing.
    pub(crate) fn complete(&self) {
        self.change(|buffer| buffer.has_ended = true);
    }

    fn change(&self, change: impl FnOnce(&mut ReorderBuffer<O>)) {
        let mut buffer = lock(&self.0);
        change(&mut buffer);
        let writer = buffer.writer.take();
        drop(buffer);
        wake_taken(writer);
    }
}

impl<O> Drop for OutcomeReceiver<O> {
    fn drop(&mut self) {
        self.change(|buffer| buffer.is_abandoned = true);
    }
}
