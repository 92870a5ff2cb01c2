//! A closure as the handler of a batch.

use std::{
    marker::PhantomData,
    task::{Context, Poll},
};

use super::{Handler, Sealed, reusable_future::ReusableFuture};

/// A closure that returns the future of one item.
pub(crate) struct ClosureHandler<F, T, Fut> {
    /// `None` in a slot.
    closure: Option<F>,
    future: ReusableFuture<Fut>,
    handles: PhantomData<fn(T)>,
}

impl<F: FnMut(T) -> Fut, T, Fut: Future> ClosureHandler<F, T, Fut> {
    pub(crate) fn new(closure: F) -> Self {
        Self { closure: Some(closure), future: ReusableFuture::empty(), handles: PhantomData }
    }
}

impl<F, T, Fut> Sealed for ClosureHandler<F, T, Fut> {}

impl<F: FnMut(T) -> Fut, T, Fut: Future> Handler for ClosureHandler<F, T, Fut> {
    type Item = T;
    type Outcome = Fut::Output;

    fn new_slot(&self) -> Self {
        Self { closure: None, future: ReusableFuture::empty(), handles: PhantomData }
    }

    #[inline]
    fn start(&mut self, item: T, slot: &mut Self) {
        if let Some(closure) = &mut self.closure {
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
