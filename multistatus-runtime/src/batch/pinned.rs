//! Room for one future after another, which is kept.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

pub(super) struct Pinned<Fut>(Pin<Box<Option<Fut>>>);

impl<Fut> Pinned<Fut> {
    pub(super) fn empty() -> Self {
        Self(Box::pin(None))
    }

    /// Puts a future here. What was here before is dropped.
    #[inline]
    pub(super) fn set(&mut self, future: Fut) {
        self.0.set(Some(future));
    }

    #[inline]
    pub(super) fn clear(&mut self) {
        self.0.set(None);
    }

    pub(super) fn is_taken(&self) -> bool {
        self.0.is_some()
    }
}

impl<Fut: Future> Pinned<Fut> {
    /// Polls the future that is here. Where none is, it never ends.
    #[inline]
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Fut::Output> {
        match self.0.as_mut().as_pin_mut() {
            Some(future) => future.poll(context),
            None => Poll::Pending,
        }
    }
}
