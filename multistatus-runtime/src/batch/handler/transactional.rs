//! A handler whose items take effect together, in a transaction.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use super::{Handler, Sealed, Step, StepFailed};
use crate::{
    batch::atomic::Atomic,
    panic_guard::{DropGuarded, GuardedFuture},
};

/// A handler, and a closure that returns the future of one step of the transaction.
///
/// The futures of the transaction have no name of their own, so the closure's type stands for them.
struct Transactional<H, F, Fut> {
    handler: H,
    /// Empty in a slot.
    steps: DropGuarded<F>,
    /// The step that runs.
    step: Option<GuardedFuture<Pin<Box<Fut>>>>,
}

/// Returns a handler that runs the items of `handler` within `transaction`.
pub(crate) fn transactional<H: Handler, A: Atomic>(
    handler: H,
    transaction: A,
) -> impl Handler<Item = H::Item, Outcome = H::Outcome> {
    let transaction = Arc::new(transaction);
    let steps = move |step| {
        let transaction = Arc::clone(&transaction);
        async move {
            let (done, failure) = match step {
                Step::Begin => (transaction.begin().await, "a transaction could not begin"),
                Step::Commit => (transaction.commit().await, "a transaction could not commit"),
                Step::RollBack => (transaction.rollback().await, "a transaction could not roll back"),
            };
            done.map_err(|error| {
                tracing::error!(%error, "{failure}");
                StepFailed
            })
        }
    };
    Transactional { handler, steps: DropGuarded::new(steps), step: None }
}

impl<H, F, Fut> Sealed for Transactional<H, F, Fut> {}

impl<H, F, Fut> Handler for Transactional<H, F, Fut>
where
    H: Handler,
    F: Fn(Step) -> Fut,
    Fut: Future<Output = Result<(), StepFailed>>,
{
    type Item = H::Item;
    type Outcome = H::Outcome;

    const IS_ATOMIC: bool = true;

    fn new_slot(&self) -> Self {
        Self { handler: self.handler.new_slot(), steps: DropGuarded::empty(), step: None }
    }

    fn start(&mut self, item: H::Item, slot: &mut Self) {
        self.handler.start(item, &mut slot.handler);
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<H::Outcome> {
        self.handler.poll(context)
    }

    fn clear(&mut self) {
        self.handler.clear();
    }

    fn poll_transaction(&mut self, step: Step, context: &mut Context<'_>) -> Poll<Result<(), StepFailed>> {
        if self.step.is_none() {
            let steps = self.steps.get_mut();
            self.step = steps.map(|steps| GuardedFuture::new("a transaction", Box::pin(steps(step))));
        }
        let Some(future) = &mut self.step else { return Poll::Ready(Err(StepFailed)) };
        let done = ready!(Pin::new(future).poll(context));
        self.step = None;
        Poll::Ready(done.unwrap_or(Err(StepFailed)))
    }
}
