//! A `tower::Service` as the handler of a batch.

use std::{
    marker::PhantomData,
    task::{Context, Poll, ready},
};

use tower_service::Service;

use super::{Handler, Sealed, reusable_future::ReusableFuture};

/// A service whose requests are the items.
pub(crate) struct ServiceHandler<S: Service<T>, T> {
    /// `None` in a slot.
    service: Option<S>,
    /// The clone of the service that takes the item once it is ready.
    request: Option<(S, T)>,
    response: ReusableFuture<S::Future>,
    handles: PhantomData<fn(T)>,
}

impl<S: Service<T> + Clone, T> ServiceHandler<S, T> {
    pub(crate) fn new(service: S) -> Self {
        Self { service: Some(service), request: None, response: ReusableFuture::empty(), handles: PhantomData }
    }
}

impl<S: Service<T>, T> Sealed for ServiceHandler<S, T> {}

impl<S: Service<T> + Clone, T> Handler for ServiceHandler<S, T> {
    type Item = T;
    type Outcome = Result<S::Response, S::Error>;

    fn new_slot(&self) -> Self {
        Self { service: None, request: None, response: ReusableFuture::empty(), handles: PhantomData }
    }

    fn start(&mut self, item: T, slot: &mut Self) {
        slot.response.clear();
        // A clone that is ready may hold a permit, so it is dropped with its item and not kept for the next one.
        slot.request = self.service.clone().map(|service| (service, item));
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Self::Outcome> {
        if let Some((service, _)) = &mut self.request {
            match ready!(service.poll_ready(context)) {
                Ok(()) => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
        if let Some((mut service, item)) = self.request.take() {
            self.response.set(service.call(item));
        }
        self.response.poll(context)
    }

    fn clear(&mut self) {
        self.request = None;
        self.response.clear();
    }
}
