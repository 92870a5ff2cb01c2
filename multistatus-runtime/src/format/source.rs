//! The sources of the items of a body: stored items, an iterator, or a stream.

use std::{
    borrow::Borrow,
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use crate::{
    entry::{MaybeOutcome, StoredItem},
    key::{AsKey, KeyRef},
    panic_guard::{drop_each, drop_guarded},
};

/// The code of the user that runs while items are written, as the log names it.
pub(crate) const ITEMS: &str = "an outcome, or the source of the items of a response,";

/// The result of advancing a source.
#[derive(Debug, PartialEq)]
pub(crate) enum Advance {
    /// There is an item: `current` returns it.
    Item,
    /// There are no more items.
    End,
    /// The source failed. The error is logged.
    Failed,
}

/// A sequence of items, one of them current.
pub(crate) trait ItemSource<O> {
    /// Moves to the next item.
    fn poll_advance(&mut self, context: &mut Context<'_>) -> Poll<Advance>;

    /// True if the last call of `poll_advance` panicked in the source itself, so that there is no next item.
    fn is_broken(&self) -> bool {
        false
    }

    /// Returns the current item: the one that the last `Advance::Item` moved to.
    fn current(&self) -> Option<(Option<KeyRef<'_>>, MaybeOutcome<'_, O>)>;
}

/// The items of a `MultiStatus`, owned or borrowed.
pub(crate) struct StoredItems<S> {
    items: S,
    /// The position behind the current item.
    next: usize,
}

impl<S> StoredItems<S> {
    pub(crate) fn new(items: S) -> Self {
        Self { items, next: 0 }
    }
}

impl<O, S: Borrow<[StoredItem<O>]>> ItemSource<O> for StoredItems<S> {
    #[inline]
    fn poll_advance(&mut self, _: &mut Context<'_>) -> Poll<Advance> {
        if self.next == self.items.borrow().len() {
            return Poll::Ready(Advance::End);
        }
        self.next += 1;
        Poll::Ready(Advance::Item)
    }

    #[inline]
    fn current(&self) -> Option<(Option<KeyRef<'_>>, MaybeOutcome<'_, O>)> {
        let item = self.items.borrow().get(self.next.checked_sub(1)?)?;
        Some((item.key.as_ref().map(KeyRef::from), item.outcome()))
    }
}

/// Pairs from an iterator that may fail.
pub(crate) struct TryIter<I, K, O> {
    pairs: I,
    current: Current<K, O>,
}

impl<I, K, O> TryIter<I, K, O> {
    pub(crate) fn new(pairs: I) -> Self {
        Self { pairs, current: Current::default() }
    }
}

impl<I, K, O, E> ItemSource<O> for TryIter<I, K, O>
where
    I: Iterator<Item = Result<(K, O), E>>,
    K: AsKey,
    E: fmt::Display,
{
    #[inline]
    fn poll_advance(&mut self, _: &mut Context<'_>) -> Poll<Advance> {
        self.current.clear();
        let next = self.pairs.next();
        Poll::Ready(self.current.set(next))
    }

    fn is_broken(&self) -> bool {
        self.current.is_awaited
    }

    #[inline]
    fn current(&self) -> Option<(Option<KeyRef<'_>>, MaybeOutcome<'_, O>)> {
        self.current.get()
    }
}

/// Pairs from a stream that may fail. `convert` makes such a pair of each element.
pub(crate) struct TryStream<S, C, K, O> {
    /// Boxed once per body, so that a chunk can be filled without a pinned encoder.
    pairs: Pin<Box<S>>,
    convert: C,
    current: Current<K, O>,
}

impl<S, C, K, O> TryStream<S, C, K, O> {
    pub(crate) fn new(pairs: S, convert: C) -> Self {
        Self { pairs: Box::pin(pairs), convert, current: Current::default() }
    }
}

impl<S, C, K, O, E> ItemSource<O> for TryStream<S, C, K, O>
where
    S: Stream,
    C: FnMut(S::Item) -> Result<(K, O), E>,
    K: AsKey,
    E: fmt::Display,
{
    fn poll_advance(&mut self, context: &mut Context<'_>) -> Poll<Advance> {
        self.current.clear();
        let next = ready!(self.pairs.as_mut().poll_next(context));
        Poll::Ready(self.current.set(next.map(&mut self.convert)))
    }

    fn is_broken(&self) -> bool {
        self.current.is_awaited
    }

    fn current(&self) -> Option<(Option<KeyRef<'_>>, MaybeOutcome<'_, O>)> {
        self.current.get()
    }
}

/// The pair that a source gave last.
struct Current<K, O> {
    pair: Option<(K, O)>,
    /// True while the source is asked for the next pair.
    is_awaited: bool,
}

impl<K, O> Default for Current<K, O> {
    fn default() -> Self {
        Self { pair: None, is_awaited: false }
    }
}

impl<K, O> Current<K, O> {
    /// Drops the pair, before the source is asked for the next one.
    #[inline]
    fn clear(&mut self) {
        if std::mem::needs_drop::<(K, O)>() {
            self.pair = None;
        }
        self.is_awaited = true;
    }

    #[inline]
    fn set<E: fmt::Display>(&mut self, next: Option<Result<(K, O), E>>) -> Advance {
        let advance = match next {
            Some(Ok(pair)) => {
                self.pair = Some(pair);
                Advance::Item
            }
            Some(Err(error)) => {
                tracing::error!(%error, "the source of a multi-status failed");
                Advance::Failed
            }
            None => Advance::End,
        };
        self.is_awaited = false;
        advance
    }
}

impl<K: AsKey, O> Current<K, O> {
    #[inline]
    fn get(&self) -> Option<(Option<KeyRef<'_>>, MaybeOutcome<'_, O>)> {
        self.pair.as_ref().map(|(key, outcome)| (key.as_key(), MaybeOutcome::Outcome(outcome)))
    }
}

/// The last pair may panic when it is dropped.
impl<K, O> Drop for Current<K, O> {
    fn drop(&mut self) {
        let pair = self.pair.take();
        if let Some((key, outcome)) = pair {
            drop_guarded(key);
            drop_guarded(outcome);
        }
    }
}

/// The items of a `MultiStatus` that a body owns. They are dropped one by one, also if they panic.
pub(crate) struct OwnedItems<O>(Vec<StoredItem<O>>);

impl<O> OwnedItems<O> {
    pub(crate) fn new(items: Vec<StoredItem<O>>) -> Self {
        Self(items)
    }
}

impl<O> Borrow<[StoredItem<O>]> for OwnedItems<O> {
    #[inline]
    fn borrow(&self) -> &[StoredItem<O>] {
        &self.0
    }
}

impl<O> Drop for OwnedItems<O> {
    fn drop(&mut self) {
        drop_each(self.0.drain(..));
    }
}
