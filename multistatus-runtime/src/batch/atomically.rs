//! Operations that run all or nothing: their first context is the transaction.

use super::Batch;

/// The handler that runs all or nothing. Its first context is [`Atomic`](super::Atomic).
#[derive(Clone, Debug)]
pub struct Atomically<H> {
    pub(super) operation: H,
}

impl<P, H> Batch<P, H> {
    /// Runs all or nothing, as [`Run::atomic`](super::Run::atomic) does, in a transaction of the first context of the
    /// operation. It cannot be spawned.
    pub fn atomic(self) -> Batch<P, Atomically<H>> {
        Batch { inputs: self.inputs, handler: Atomically { operation: self.handler }, options: self.options }
    }
}

/// `run` of the operations of one number of contexts, where there is a first one.
macro_rules! atomically {
    ($with:ident $contexts:ident ()) => {};
    ($with:ident $contexts:ident ($first:ident: $First:ident $(, $argument:ident: $type:ident)*)) => {
        impl<P, R, D> Batch<P, crate::batch::Atomically<$with<R, D>>>
        where
            P: IntoInputs,
            R: Slot<Context: $contexts<$First: crate::Atomic + Clone>, Item = P::Item, Outcome: Outcome>,
        {
            /// Runs the batch in this task, all or nothing.
            ///
            /// # Errors
            ///
            /// Where the whole batch was refused, or the transaction did not begin; nothing ran.
            pub async fn run(
                self,
                $first: <R::Context as $contexts>::$First,
                $($argument: <R::Context as $contexts>::$type),*
            ) -> Result<crate::MultiStatus<crate::Settled<R::Outcome>>, crate::Refused> {
                let transaction = $first.clone();
                let context = R::Context::of($first, $($argument),*);
                let handler = self.handler.operation.run;
                Run::new(self.inputs.into_inputs(), handler, context, self.options).atomic(transaction).await
            }
        }
    };
}
pub(super) use atomically;
