//! A handler that runs each item in a task of its own, so that items use as many threads as there are.

use std::{
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::task::JoinHandle;
use tracing::{Instrument, Span};

use crate::{
    batch::handler::{Handler, ITEM, Sealed, Step, StepFailed, poll_item},
    panic_guard::{DropGuarded, Unwound, caught},
};

/// The task of an item. No panic reaches tokio, which would drop the payload outside of a guard.
type Task<O> = JoinHandle<Result<DropGuarded<O>, Unwound>>;

/// Spawns what another handler would run. Cleared or dropped, a slot aborts its task.
pub(crate) struct TaskHandler<H: Handler> {
    handler: H,
    task: Option<Task<H::Outcome>>,
}

impl<H: Handler> TaskHandler<H> {
    pub(crate) fn new(handler: H) -> Self {
        Self { handler, task: None }
    }
}

impl<H: Handler> Sealed for TaskHandler<H> {}

impl<H> Handler for TaskHandler<H>
where
    H: Handler<Outcome: Send + 'static> + Send + 'static,
{
    type Item = H::Item;
    type Outcome = H::Outcome;

    const IS_ATOMIC: bool = H::IS_ATOMIC;

    fn new_slot(&self) -> Self {
        Self::new(self.handler.new_slot())
    }

    fn start(&mut self, item: H::Item, slot: &mut Self) {
        let mut inner = self.handler.new_slot();
        self.handler.start(item, &mut inner);
        let task = poll_fn(move |context| match poll_item(&mut inner, |slot| slot.poll(context), |_| ()) {
            Ok(polled) => polled.map(|(outcome, ())| Ok(DropGuarded::new(outcome))),
            Err(unwound) => Poll::Ready(Err(unwound)),
        });
        slot.task = Some(tokio::spawn(task.instrument(Span::current())));
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<H::Outcome> {
        let Some(task) = &mut self.task else { return Poll::Pending };
        // The engine catches it, as if the item had run in the engine's task.
        let unwound = match ready!(Pin::new(task).poll(context)) {
            Ok(Ok(mut outcome)) => match outcome.take() {
                Some(outcome) => return Poll::Ready(outcome),
                None => Unwound::Panicked,
            },
            Ok(Err(unwound)) => unwound,
            Err(error) if error.is_panic() => caught(ITEM, error.into_panic()),
            // The runtime shuts down.
            Err(_) => Unwound::Aborted,
        };
        unwound.resume()
    }

    fn clear(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }

    fn poll_transaction(&mut self, step: Step, context: &mut Context<'_>) -> Poll<Result<(), StepFailed>> {
        self.handler.poll_transaction(step, context)
    }
}

impl<H: Handler> Drop for TaskHandler<H> {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}
