//! The runner in the caller's task. It spawns nothing, so handlers may borrow.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use super::{Engine, transaction::Transaction};
use crate::{
    batch::{handler::Handler, inputs::InputSource, options::Options, refused::Refused, settled::Settled},
    multistatus::MultiStatus,
    outcome::Outcome,
    panic_guard::{drop_each, guard},
};

/// The future of a batch. Dropped before its end, it drops the items that run.
///
/// A type of its own, since the future of an `async fn` is not provably `Send` if its items borrow.
pub(crate) struct Running<I, H: Handler> {
    /// The refusal is taken when the future ends.
    #[expect(clippy::type_complexity, reason = "each part is a type of the caller's")]
    engine: Result<Engine<I, H, MultiStatus<Settled<H::Outcome>>>, Option<Refused>>,
    transaction: Transaction,
}

impl<I: InputSource<Item = H::Item>, H: Handler> Running<I, H> {
    pub(crate) fn new(inputs: I, handler: H, options: Options) -> Self {
        let engine = Engine::new(inputs, handler, options, MultiStatus::new()).map_err(Some);
        Self { engine, transaction: Transaction::new(H::IS_ATOMIC) }
    }
}

/// Outcomes that are not reported are dropped one by one, also if they panic.
impl<I, H: Handler> Drop for Running<I, H> {
    fn drop(&mut self) {
        if let Ok(engine) = &mut self.engine {
            drop_each(engine.results_mut().items.drain(..));
        }
    }
}

/// Futures of items are pinned in allocations of their own.
impl<I, H: Handler> Unpin for Running<I, H> {}

impl<I, H> Future for Running<I, H>
where
    I: InputSource<Item = H::Item>,
    H: Handler<Outcome: Outcome>,
{
    type Output = Result<MultiStatus<Settled<H::Outcome>>, Refused>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { engine, transaction } = self.get_mut();
        match engine {
            // All code of the user in it has a guard of its own.
            Ok(engine) => match guard("a batch", || transaction.poll(engine, context)) {
                Ok(polled) => polled,
                Err(_) => Poll::Ready(Ok(transaction.abandon(engine))),
            },
            Err(refused) => refused.take().map_or(Poll::Pending, |refused| Poll::Ready(Err(refused))),
        }
    }
}
