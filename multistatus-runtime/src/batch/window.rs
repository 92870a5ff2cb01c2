//! The outcomes of a spawned batch between the batch, which settles them in any order, and whoever reads them, in
//! request order.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use super::{NotRun, Settled, results::Results};
use crate::{entry::StoredItem, item::Item, key::Key, outcome::Outcome};

/// The end that the batch writes to. Dropped before its end, it says so to the reader.
pub(super) struct Writer<O>(Arc<Mutex<Window<O>>>);

/// The end that outcomes are read from. Dropped, it tells the batch that nobody reads any more.
pub(super) struct Reader<O>(Arc<Mutex<Window<O>>>);

struct Window<O> {
    /// Those that have not been read.
    slots: VecDeque<StoredItem<Settled<O>>>,
    /// The index of the first of them.
    first: usize,
    /// The most that there may be.
    room: usize,
    reader: Option<Waker>,
    writer: Option<Waker>,
    end: Option<End>,
    abandoned: bool,
    cancelled: bool,
}

/// What the reader wants of the batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Wish {
    GoOn,
    Cancel,
    /// Nobody reads any more.
    None,
}

#[derive(Clone, Copy, PartialEq)]
enum End {
    Complete,
    /// The batch was dropped on its way.
    Cut,
    Told,
}

/// The two ends of a window with room for so many outcomes that were not read, at least one.
pub(super) fn window<O>(room: usize) -> (Writer<O>, Reader<O>) {
    let window = Window {
        slots: VecDeque::new(),
        first: 0,
        room: room.max(1),
        reader: None,
        writer: None,
        end: None,
        abandoned: false,
        cancelled: false,
    };
    let window = Arc::new(Mutex::new(window));
    (Writer(Arc::clone(&window)), Reader(window))
}

impl<O> Window<O> {
    /// The place of an input, where it was not read.
    fn slot(&mut self, index: usize) -> Option<&mut StoredItem<Settled<O>>> {
        self.slots.get_mut(index.checked_sub(self.first)?)
    }
}

fn lock<O>(window: &Mutex<Window<O>>) -> MutexGuard<'_, Window<O>> {
    // Nothing that could panic runs under the lock, so it is never poisoned.
    window.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<O> Writer<O> {
    /// What the reader wants; wakes the batch when that changes.
    pub(super) fn wish(&self, context: &Context<'_>) -> Wish {
        let mut window = lock(&self.0);
        window.writer = Some(context.waker().clone());
        match () {
            () if window.abandoned => Wish::None,
            () if window.cancelled => Wish::Cancel,
            () => Wish::GoOn,
        }
    }

    fn end(&self, end: End) {
        let mut window = lock(&self.0);
        window.end.get_or_insert(end);
        let reader = window.reader.take();
        drop(window);
        wake(reader);
    }
}

impl<O> Drop for Writer<O> {
    fn drop(&mut self) {
        self.end(End::Cut);
    }
}

impl<O: Outcome> Results<O> for Writer<O> {
    /// There is never more here than was not read.
    fn expect(&mut self, _: usize) {}

    fn place(&mut self, index: usize) {
        let mut window = lock(&self.0);
        if index >= window.first + window.slots.len() {
            window.slots.push_back(StoredItem { key: None, outcome: None });
        }
    }

    fn places(&mut self, _: usize, _: usize) -> &mut [StoredItem<Settled<O>>] {
        &mut []
    }

    fn name(&mut self, index: usize, key: Key) {
        if let Some(slot) = lock(&self.0).slot(index) {
            slot.key = Some(key);
        }
    }

    fn key(&self, index: usize) -> Option<Key> {
        lock(&self.0).slot(index)?.key.clone()
    }

    fn settle(&mut self, index: usize, settled: Settled<O>) {
        let mut window = lock(&self.0);
        let is_next = index == window.first;
        if let Some(slot) = window.slot(index) {
            slot.outcome = Some(settled);
        }
        let mut unread = Vec::new();
        if window.abandoned {
            while window.slots.front().is_some_and(|slot| slot.outcome.is_some()) {
                unread.extend(window.slots.pop_front());
                window.first += 1;
            }
        }
        let reader = if is_next { window.reader.take() } else { None };
        drop(window);
        wake(reader);
    }

    fn item(&self, index: usize) -> Option<Arc<Item>> {
        lock(&self.0).slot(index)?.outcome.as_ref().map(|settled| Item::from_outcome(settled).into())
    }

    fn complete(&mut self, _: usize) {
        self.end(End::Complete);
    }

    const STAY: bool = false;

    fn has_room(&mut self, context: &mut Context<'_>) -> bool {
        let mut window = lock(&self.0);
        let has_room = window.abandoned || window.slots.len() < window.room;
        if !has_room {
            window.writer = Some(context.waker().clone());
        }
        has_room
    }
}

impl<O> Reader<O> {
    /// The next outcome in request order; `None` after the last one.
    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<(Option<Key>, Settled<O>)>> {
        let mut window = lock(&self.0);
        let cut = || Settled::NotRun(NotRun::Undecided);
        let next = match (window.slots.front_mut().map(|slot| slot.outcome.take()), window.end) {
            (Some(Some(settled)), _) => Some(settled),
            // What ran when the batch was dropped.
            (Some(None), Some(_)) => Some(cut()),
            (None, Some(End::Cut)) => {
                window.end = Some(End::Told);
                return Poll::Ready(Some((None, cut())));
            }
            (None, Some(End::Complete | End::Told)) => return Poll::Ready(None),
            (_, None) => {
                window.reader = Some(context.waker().clone());
                return Poll::Pending;
            }
        };
        let key = window.slots.pop_front().and_then(|slot| slot.key);
        window.first += 1;
        let writer = window.writer.take();
        drop(window);
        wake(writer);
        Poll::Ready(next.map(|settled| (key, settled)))
    }
}

impl<O> Reader<O> {
    /// Wants the batch to be cancelled.
    pub(super) fn cancel(&self) {
        self.tell(|window| window.cancelled = true);
    }

    /// Expects nothing, not even the end of a batch.
    pub(super) fn expect_nothing(&self) {
        self.tell(|window| window.end = Some(End::Complete));
    }

    fn tell(&self, change: impl FnOnce(&mut Window<O>)) {
        let mut window = lock(&self.0);
        change(&mut window);
        let writer = window.writer.take();
        drop(window);
        wake(writer);
    }
}

impl<O> Drop for Reader<O> {
    fn drop(&mut self) {
        self.tell(|window| window.abandoned = true);
    }
}

/// Outside of the lock: a waker is somebody else's code.
fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}
