//! Where the items of a body come from: kept slots, an iterator, or a stream.

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

/// What asking a source for its next item came to.
#[derive(Debug, PartialEq)]
pub(crate) enum Advance {
    /// There is one: `current` shows it.
    Item,
    /// There are no more.
    End,
    /// The source failed, and logged why.
    Failed,
}

/// A sequence of items, of which one at a time can be looked at.
pub(crate) trait Source<O> {
    fn poll_advance(&mut self, context: &mut Context<'_>) -> Poll<Advance>;

    /// The item that the last `Advance::Item` moved to.
    fn current(&self) -> Option<(Option<KeyRef<'_>>, MaybeOutcome<'_, O>)>;
}

/// The slots of a `MultiStatus`, owned or borrowed.
pub(crate) struct StoredItems<S> {
    items: S,
    /// One past the current slot.
    next: usize,
}

impl<S> StoredItems<S> {
    pub(crate) fn new(items: S) -> Self {
        Self { items, next: 0 }
    }
}

impl<O, S: Borrow<[StoredItem<O>]>> Source<O> for StoredItems<S> {
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
        let slot = self.items.borrow().get(self.next.checked_sub(1)?)?;
        Some((slot.key.as_ref().map(KeyRef::from), slot.outcome()))
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

impl<I, K, O, E> Source<O> for TryIter<I, K, O>
where
    I: Iterator<Item = Result<(K, O), E>>,
    K: AsKey,
    E: fmt::Display,
{
    #[inline]
    fn poll_advance(&mut self, _: &mut Context<'_>) -> Poll<Advance> {
        Poll::Ready(keep(&mut self.current, self.pairs.next()))
    }

    #[inline]
    fn current(&self) -> Option<(Option<KeyRef<'_>>, MaybeOutcome<'_, O>)> {
        show(&self.current)
    }
}

/// Pairs from a stream that may fail. `convert` turns what the stream yields into such a pair.
pub(crate) struct TryStream<S, C, K, O> {
    /// Boxed once for each body, so that a chunk can be filled without pinning the encoder.
    pairs: Pin<Box<S>>,
    convert: C,
    current: Option<(K, O)>,
}

impl<S, C, K, O> TryStream<S, C, K, O> {
    pub(crate) fn new(pairs: S, convert: C) -> Self {
        Self { pairs: Box::pin(pairs), convert, current: None }
    }
}

impl<S, C, K, O, E> Source<O> for TryStream<S, C, K, O>
where
    S: Stream,
    C: FnMut(S::Item) -> Result<(K, O), E>,
    K: AsKey,
    E: fmt::Display,
{
    fn poll_advance(&mut self, context: &mut Context<'_>) -> Poll<Advance> {
        let next = ready!(self.pairs.as_mut().poll_next(context));
        Poll::Ready(keep(&mut self.current, next.map(&mut self.convert)))
    }

    fn current(&self) -> Option<(Option<KeyRef<'_>>, MaybeOutcome<'_, O>)> {
        show(&self.current)
    }
}

#[inline]
fn keep<K, O, E: fmt::Display>(current: &mut Option<(K, O)>, next: Option<Result<(K, O), E>>) -> Advance {
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
fn show<K: AsKey, O>(current: &Option<(K, O)>) -> Option<(Option<KeyRef<'_>>, MaybeOutcome<'_, O>)> {
    current.as_ref().map(|(key, outcome)| (key.as_key(), MaybeOutcome::Outcome(outcome)))
}
