//! A batch of what a closure does with one item.

use std::{fmt, marker::PhantomData};

use super::{Batch, FnSlot, InputSource, IntoInputs, Outcomes, Run};
use crate::outcome::Outcome;

/// The handler of a batch that a closure is.
pub struct Closure<F, T, Fut> {
    closure: F,
    handles: PhantomData<fn(T) -> Fut>,
}

impl<F: FnMut(T) -> Fut, T, Fut: Future> Batch<(), Closure<F, T, Fut>> {
    /// A batch of what this closure does with one item.
    ///
    /// The type of the item is written at the closure: `async |path: String| remove(&path).await`.
    pub fn new(closure: F) -> Self {
        Self::of(Closure { closure, handles: PhantomData })
    }
}

impl<P: IntoInputs<Item = T>, F: FnMut(T) -> Fut, T, Fut: Future> Batch<P, Closure<F, T, Fut>> {
    /// Runs the batch in this task. Nothing is spawned, so the handler may borrow; with a timeout or a deadline it needs
    /// tokio's timer.
    #[expect(clippy::type_complexity, reason = "each part is a type of the caller's, and none can be named shorter")]
    pub fn run(self) -> Run<P::Source, T, FnSlot<F, T, Fut>, F, Fut::Output> {
        Run::new(self.inputs.into_inputs(), FnSlot::new(), self.handler.closure, self.options)
    }
}

impl<P, F, T, Fut> Batch<P, Closure<F, T, Fut>>
where
    P: IntoInputs<Item = T, Source: InputSource<Item = T> + Send + 'static>,
    F: FnMut(T) -> Fut + Send + 'static,
    T: Send + 'static,
    Fut: Future<Output: Outcome + Send + 'static> + Send + 'static,
{
    /// Runs each item in a task of its own. The batch goes on when whoever waits for it goes away, unless
    /// [`on_disconnect`](Batch::on_disconnect) says otherwise.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn spawn(self) -> Outcomes<Fut::Output> {
        Outcomes::spawn(self.inputs.into_inputs(), FnSlot::new(), self.handler.closure, self.options)
    }
}

impl<F, T, Fut> fmt::Debug for Closure<F, T, Fut> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Closure")
    }
}
