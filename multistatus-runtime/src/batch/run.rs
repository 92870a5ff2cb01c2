//! The runner in the caller's task: nothing is spawned, and what the handler borrows may be borrowed.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use super::{InputSource, Refused, Settled, Slot, engine::Engine, options::Options};
use crate::{multistatus::MultiStatus, outcome::Outcome};

/// A batch on its way. It is a future that ends with a [`MultiStatus`] of one [`Settled`] outcome for each input, or with
/// the refusal of the whole, before anything ran.
///
/// Dropped before its end, it drops what runs, and nobody knows what of it was applied.
#[must_use = "a batch does nothing until it is awaited"]
pub struct Run<I, T, S, C, O> {
    pub(super) state: Result<Together<I, T, S, C, O>, Option<Refused>>,
}

/// The engine of a batch whose outcomes stay together.
pub(super) type Together<I, T, S, C, O> = Engine<I, T, S, C, O, MultiStatus<Settled<O>>>;

impl<I: InputSource<Item = T>, T, S, C, O> Run<I, T, S, C, O> {
    pub(super) fn new(inputs: I, pattern: S, context: C, options: Options) -> Self {
        Self { state: Engine::new(inputs, pattern, context, options, MultiStatus::new()).map_err(Some) }
    }
}

/// Futures are pinned in boxes of their own; nothing else here is.
impl<I, T, S, C, O> Unpin for Run<I, T, S, C, O> {}

impl<I, T, S, C, O> Future for Run<I, T, S, C, O>
where
    I: InputSource<Item = T>,
    S: Slot<Context = C, Item = T, Outcome = O>,
    O: Outcome,
{
    type Output = Result<MultiStatus<Settled<O>>, Refused>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.state {
            Ok(engine) => {
                ready!(engine.poll(context));
                Poll::Ready(std::mem::take(&mut engine.results).accepted())
            }
            // A future that has ended is not polled again.
            Err(refused) => refused.take().map_or(Poll::Pending, |refused| Poll::Ready(Err(refused))),
        }
    }
}

impl<I, T, S, C, O> fmt::Debug for Run<I, T, S, C, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state {
            Ok(engine) => f
                .debug_struct("Run")
                .field("options", engine.options())
                .field("running", &engine.running())
                .finish_non_exhaustive(),
            Err(refused) => f.debug_tuple("Run").field(refused).finish(),
        }
    }
}
