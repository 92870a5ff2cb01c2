//! An allocation that holds one future after another.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use crate::panic_guard::guard;

pub(crate) struct ReusableFuture<Fut>(Pin<Box<Option<Fut>>>);

impl<Fut> ReusableFuture<Fut> {
    pub(crate) fn empty() -> Self {
        Self(Box::pin(None))
    }

    /// Stores a future. Drops the one that was stored before.
    #[inline]
    pub(crate) fn set(&mut self, future: Fut) {
        self.0.set(Some(future));
    }

    #[inline]
    pub(crate) fn clear(&mut self) {
        self.0.set(None);
    }
}

/// Futures that are dropped together are dropped one by one, also if they panic.
impl<Fut> Drop for ReusableFuture<Fut> {
    fn drop(&mut self) {
        let _logged = guard("the future of an item", || self.clear());
    }
}

impl<Fut: Future> ReusableFuture<Fut> {
    /// Polls the stored future. Always pending if there is none.
    #[inline]
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Fut::Output> {
        match self.0.as_mut().as_pin_mut() {
            Some(future) => future.poll(context),
            None => Poll::Pending,
        }
    }
}
