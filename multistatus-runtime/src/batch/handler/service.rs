//! A `tower::Service` as the handler of a batch.

use std::task::{Context, Poll, ready};

use tower_service::Service;

use super::{Handler, Sealed, reusable_future::ReusableFuture};
use crate::panic_guard::DropGuarded;

/// A service whose requests are the items.
pub(crate) struct ServiceHandler<S: Service<T>, T> {
    /// Empty in a slot.
    service: DropGuarded<S>,
    /// The clone of the service that takes the item once it is ready.
    ready: DropGuarded<S>,
    item: DropGuarded<T>,
    response: ReusableFuture<S::Future>,
}

impl<S: Service<T> + Clone, T> ServiceHandler<S, T> {
    pub(crate) fn new(service: S) -> Self {
        Self { service: DropGuarded::new(service), ..Self::empty() }
    }
}

impl<S: Service<T>, T> ServiceHandler<S, T> {
    fn empty() -> Self {
        Self {
            service: DropGuarded::empty(),
            ready: DropGuarded::empty(),
            item: DropGuarded::empty(),
            response: ReusableFuture::empty(),
        }
    }
}

impl<S: Service<T>, T> Sealed for ServiceHandler<S, T> {}

impl<S: Service<T> + Clone, T> Handler for ServiceHandler<S, T> {
    type Item = T;
    type Outcome = Result<S::Response, S::Error>;

    fn new_slot(&self) -> Self {
        Self::empty()
    }

    fn start(&mut self, item: T, slot: &mut Self) {
        slot.clear();
        slot.item = DropGuarded::new(item);
        // A clone that is ready may hold a permit, so it is dropped with its item and not kept for the next one.
        if let Some(service) = self.service.get() {
            slot.ready = DropGuarded::new(service.clone());
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Self::Outcome> {
        if let Some(service) = self.ready.get_mut() {
            match ready!(service.poll_ready(context)) {
                Ok(()) => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
            if let Some(item) = self.item.take() {
                self.response.set(service.call(item));
            }
            self.ready.clear();
        }
        self.response.poll(context)
    }

    fn clear(&mut self) {
        self.ready.clear();
        self.item.clear();
        self.response.clear();
    }
}
