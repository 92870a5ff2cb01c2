//! The place of one running item: a future that is made, polled and dropped in room that is kept.

use std::{
    fmt,
    marker::PhantomData,
    task::{Context, Poll},
};

use super::pinned::Pinned;

/// Runs one item at a time, again and again, in the same room.
///
/// A future type that cannot be named (of an `async fn` or an `async` closure) hides behind it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no slot for the items of a batch",
    label = "nothing here runs an item",
    note = "an operation whose outcome borrows from a context has no slot for `spawn`: return what is owned, or use `run`"
)]
pub trait Slot: Sized {
    /// What all items share.
    type Context;
    /// What is handled.
    type Item;
    /// What the handler returns.
    type Outcome;

    /// Another place for the same handler.
    fn fresh(&self) -> Self;

    /// Begins with an item. What ran here before is gone.
    fn start(&mut self, context: &mut Self::Context, item: Self::Item);

    /// Goes on with it. Where nothing was started, it never ends.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Self::Outcome>;

    /// Drops what runs here.
    fn clear(&mut self);
}

/// The place of an item that a closure handles: the closure itself is the context.
pub struct FnSlot<F, T, Fut> {
    place: Pinned<Fut>,
    handler: PhantomData<fn(F, T)>,
}

impl<F, T, Fut> FnSlot<F, T, Fut> {
    pub(crate) fn new() -> Self {
        Self { place: Pinned::empty(), handler: PhantomData }
    }
}

impl<F: FnMut(T) -> Fut, T, Fut: Future> Slot for FnSlot<F, T, Fut> {
    type Context = F;
    type Item = T;
    type Outcome = Fut::Output;

    fn fresh(&self) -> Self {
        Self::new()
    }

    #[inline]
    fn start(&mut self, context: &mut F, item: T) {
        self.place.set(context(item));
    }

    #[inline]
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Fut::Output> {
        self.place.poll(context)
    }

    #[inline]
    fn clear(&mut self) {
        self.place.clear();
    }
}

impl<F, T, Fut> fmt::Debug for FnSlot<F, T, Fut> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FnSlot").field("running", &self.place.is_taken()).finish()
    }
}
