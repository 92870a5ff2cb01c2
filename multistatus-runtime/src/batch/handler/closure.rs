//! A closure as the handler of a batch.

use std::{
    marker::PhantomData,
    task::{Context, Poll},
};

use super::{Handler, Sealed, reusable_future::ReusableFuture};
use crate::panic_guard::DropGuarded;

/// A closure that returns the future of one item.
pub(crate) struct ClosureHandler<F, T, Fut> {
    /// Empty in a slot.
    closure: DropGuarded<F>,
    future: ReusableFuture<Fut>,
    handles: PhantomData<fn(T)>,
}

impl<F: FnMut(T) -> Fut, T, Fut: Future> ClosureHandler<F, T, Fut> {
    pub(crate) fn new(closure: F) -> Self {
        Self { closure: DropGuarded::new(closure), future: ReusableFuture::empty(), handles: PhantomData }
    }
}

impl<F, T, Fut> Sealed for ClosureHandler<F, T, Fut> {}

impl<F: FnMut(T) -> Fut, T, Fut: Future> Handler for ClosureHandler<F, T, Fut> {
    type Item = T;
    type Outcome = Fut::Output;

    fn new_slot(&self) -> Self {
        Self { closure: DropGuarded::empty(), future: ReusableFuture::empty(), handles: PhantomData }
    }

    #[inline]
    fn start(&mut self, item: T, slot: &mut Self) {
        if let Some(closure) = self.closure.get_mut() {
            slot.future.set(closure(item));
        }
    }

    #[inline]
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Fut::Output> {
        self.future.poll(context)
    }

    #[inline]
    fn clear(&mut self) {
        self.future.clear();
    }
}
