//! Where the items of a body come from: stored items, an iterator, or a stream.

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
};

/// The result of advancing a source.
#[derive(Debug, PartialEq)]
pub(crate) enum Advance {
    /// There is an item: `current` returns it.
    Item,
    /// There are no more.
    End,
    /// The source failed. The error is logged.
    Failed,
}

/// A sequence of items, one of them current.
pub(crate) trait ItemSource<O> {
    /// Moves to the next item.
    fn poll_advance(&mut self, context: &mut Context<'_>) -> Poll<Advance>;

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
    current: Option<(K, O)>,
}

impl<I, K, O> TryIter<I, K, O> {
    pub(crate) fn new(pairs: I) -> Self {
        Self { pairs, current: None }
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
        Poll::Ready(set_current(&mut self.current, self.pairs.next()))
    }

    #[inline]
    fn current(&self) -> Option<(Option<KeyRef<'_>>, MaybeOutcome<'_, O>)> {
        current(&self.current)
    }
}

/// Pairs from a stream that may fail. `convert` makes such a pair of each element.
pub(crate) struct TryStream<S, C, K, O> {
    /// Boxed once per body, so that a chunk can be filled without a pinned encoder.
    pairs: Pin<Box<S>>,
    convert: C,
    current: Option<(K, O)>,
}

impl<S, C, K, O> TryStream<S, C, K, O> {
    pub(crate) fn new(pairs: S, convert: C) -> Self {
        Self { pairs: Box::pin(pairs), convert, current: None }
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
        let next = ready!(self.pairs.as_mut().poll_next(context));
        Poll::Ready(set_current(&mut self.current, next.map(&mut self.convert)))
    }

    fn current(&self) -> Option<(Option<KeyRef<'_>>, MaybeOutcome<'_, O>)> {
        current(&self.current)
    }
}

#[inline]
fn set_current<K, O, E: fmt::Display>(current: &mut Option<(K, O)>, next: Option<Result<(K, O), E>>) -> Advance {
    match next {
        Some(Ok(pair)) => {
            *current = Some(pair);
            Advance::Item
        }
        Some(Err(error)) => {
            tracing::error!(%error, "the source of a multi-status failed");
            Advance::Failed
        }
        None => Advance::End,
    }
}

#[inline]
fn current<K: AsKey, O>(current: &Option<(K, O)>) -> Option<(Option<KeyRef<'_>>, MaybeOutcome<'_, O>)> {
    current.as_ref().map(|(key, outcome)| (key.as_key(), MaybeOutcome::Outcome(outcome)))
}
