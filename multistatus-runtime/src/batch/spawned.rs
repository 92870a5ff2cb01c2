//! A slot whose item runs in a task of its own, so that items use as many threads as there are.

use std::{
    future::poll_fn,
    panic::resume_unwind,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::task::JoinHandle;
use tracing::{Instrument, Span};

use super::Slot;

/// Makes a task of what another slot would run. Cleared or dropped, it aborts the task.
pub(super) struct Spawned<S: Slot> {
    slot: S,
    task: Option<JoinHandle<S::Outcome>>,
}

impl<S: Slot> Spawned<S> {
    pub(super) fn new(slot: S) -> Self {
        Self { slot, task: None }
    }
}

impl<S> Slot for Spawned<S>
where
    S: Slot<Outcome: Send> + Send + 'static,
{
    type Context = S::Context;
    type Item = S::Item;
    type Outcome = S::Outcome;

    fn fresh(&self) -> Self {
        Self::new(self.slot.fresh())
    }

    fn start(&mut self, context: &mut S::Context, item: S::Item) {
        let mut slot = self.slot.fresh();
        slot.start(context, item);
        self.task = Some(tokio::spawn(poll_fn(move |context| slot.poll(context)).instrument(Span::current())));
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<S::Outcome> {
        let Some(task) = &mut self.task else { return Poll::Pending };
        match ready!(Pin::new(task).poll(context)) {
            Ok(outcome) => Poll::Ready(outcome),
            // Whoever polls this slot catches it, as if the item had run here.
            Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
            // The runtime shuts down, and this task with it.
            Err(_) => Poll::Pending,
        }
    }

    fn clear(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

impl<S: Slot> Drop for Spawned<S> {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}
