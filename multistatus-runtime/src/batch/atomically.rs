//! Operations that run all or nothing: their first context is the transaction.

use super::Batch;

/// The handler that runs all or nothing. Its first context is [`Atomic`](super::Atomic).
#[derive(Clone, Debug)]
pub struct Atomically<H> {
    pub(super) operation: H,
}

impl<P, H> Batch<P, H> {
    /// Runs an operation all or nothing, as [`Run::atomic`](super::Run::atomic) does: its first context is the
    /// transaction.
    pub fn atomic(self) -> Batch<P, Atomically<H>> {
        Batch { inputs: self.inputs, handler: Atomically { operation: self.handler }, options: self.options }
    }
}

/// `run` and `spawn` of the operations of one number of contexts, where there is a first one.
macro_rules! atomically {
    ($with:ident $contexts:ident ()) => {};
    ($with:ident $contexts:ident ($first:ident: $First:ident $(, $argument:ident: $type:ident)*)) => {
        impl<P, R, D> Batch<P, crate::batch::Atomically<$with<R, D>>>
        where
            P: IntoInputs,
            R: Slot<Context: $contexts<$First: crate::batch::Atomic + Clone>, Item = P::Item, Outcome: Outcome>,
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
            ) -> Result<crate::multistatus::MultiStatus<crate::Settled<R::Outcome>>, crate::Refused> {
                let transaction = $first.clone();
                let context = R::Context::of($first, $($argument),*);
                let handler = self.handler.operation.run;
                Run::new(self.inputs.into_inputs(), handler, context, self.options).atomic(transaction).await
            }
        }

        impl<P, R, D> Batch<P, crate::batch::Atomically<$with<R, D>>>
        where
            P: IntoInputs<Item: Send + 'static, Source: InputSource + Send + 'static>,
        {
            /// Runs each item in a task of its own, all or nothing: there are no outcomes before the transaction has
            /// ended. It goes on when whoever waits for it goes away, unless [`on_disconnect`](Batch::on_disconnect)
            /// says otherwise.
            ///
            /// # Panics
            ///
            /// Outside of a tokio runtime.
            pub fn spawn<O>(
                self,
                $first: <D::Context as $contexts>::$First,
                $($argument: <D::Context as $contexts>::$type),*
            ) -> Outcomes<O>
            where
                D: Slot<Context: $contexts + Send + 'static, Item = P::Item, Outcome = O> + Send + 'static,
                <D::Context as $contexts>::$First: crate::batch::Atomic + Clone + Send + Sync + 'static,
                O: Outcome + Send + 'static,
            {
                let transaction = $first.clone();
                let context = D::Context::of($first, $($argument),*);
                let handler = self.handler.operation.spawn;
                Outcomes::spawn_atomic(self.inputs.into_inputs(), handler, context, self.options, transaction)
            }
        }
    };
}
pub(super) use atomically;
