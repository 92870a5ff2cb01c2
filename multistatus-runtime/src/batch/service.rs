//! A batch whose items are the requests of a `tower::Service`.

use std::{
    fmt,
    marker::PhantomData,
    task::{Context, Poll, ready},
};

use tower_service::Service;

use super::{Batch, InputSource, IntoInputs, Outcomes, Run, Slot, pinned::Pinned};
use crate::outcome::Outcome;

/// The handler of a batch that a service is.
pub struct OfService<S, T> {
    service: S,
    requests: PhantomData<fn(T)>,
}

impl<S: Service<T> + Clone, T> Batch<(), OfService<S, T>> {
    /// A batch of what this service answers to one item: with the layers of tower around it, an item has retries, limits
    /// and timeouts of its own.
    ///
    /// The response of the service is an outcome, and so is its error. Each item calls a clone, once it is ready.
    ///
    /// ```
    /// use std::convert::Infallible;
    /// use multistatus::{Batch, StatusCode};
    ///
    /// # async fn example() -> Result<(), multistatus::Refused> {
    /// let service = tower::service_fn(async |_path: String| Ok::<_, Infallible>(StatusCode::NO_CONTENT));
    /// let result = Batch::service(service).inputs(["/a".to_owned()]).run().await?;
    /// assert_eq!(result.summary().succeeded, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn service(service: S) -> Self {
        Self::of(OfService { service, requests: PhantomData })
    }
}

impl<P: IntoInputs<Item = T>, S: Service<T> + Clone, T> Batch<P, OfService<S, T>> {
    /// Runs the batch in this task. Nothing is spawned.
    #[expect(clippy::type_complexity, reason = "each part is a type of the caller's, and none can be named shorter")]
    pub fn run(self) -> Run<P::Source, T, ServiceSlot<S, T>, S, Result<S::Response, S::Error>> {
        Run::new(self.inputs.into_inputs(), ServiceSlot::new(), self.handler.service, self.options)
    }
}

impl<P, S, T> Batch<P, OfService<S, T>>
where
    P: IntoInputs<Item = T, Source: InputSource<Item = T> + Send + 'static>,
    S: Service<T, Future: Send + 'static> + Clone + Send + 'static,
    S::Response: Outcome + Send + 'static,
    S::Error: Outcome + Send + 'static,
    T: Send + 'static,
{
    /// Runs each item in a task of its own, as other batches are [spawned](Batch::spawn).
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn spawn(self) -> Outcomes<Result<S::Response, S::Error>> {
        Outcomes::spawn(self.inputs.into_inputs(), ServiceSlot::new(), self.handler.service, self.options)
    }
}

impl<S, T> fmt::Debug for OfService<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OfService")
    }
}

/// The place of an item that a service answers.
pub struct ServiceSlot<S: Service<T>, T> {
    /// The service, until it takes the item.
    request: Option<(S, T)>,
    response: Pinned<S::Future>,
}

impl<S: Service<T>, T> ServiceSlot<S, T> {
    fn new() -> Self {
        Self { request: None, response: Pinned::empty() }
    }
}

impl<S: Service<T> + Clone, T> Slot for ServiceSlot<S, T> {
    type Context = S;
    type Item = T;
    type Outcome = Result<S::Response, S::Error>;

    fn fresh(&self) -> Self {
        Self::new()
    }

    fn start(&mut self, context: &mut S, item: T) {
        self.response.clear();
        self.request = Some((context.clone(), item));
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

impl<S: Service<T>, T> fmt::Debug for ServiceSlot<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let running = self.request.is_some() || self.response.is_taken();
        f.debug_struct("ServiceSlot").field("running", &running).finish()
    }
}
