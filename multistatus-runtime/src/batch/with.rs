//! The operations by the number of their contexts, from none to eight. Only what depends on that number is here.

#![allow(
    clippy::too_many_arguments,
    clippy::unused_unit,
    reason = "a method has as many arguments as there are contexts"
)]

use std::fmt;

use super::{Batch, InputSource, IntoInputs, Outcomes, Run, Slot, atomically::atomically};
use crate::outcome::Outcome;

/// Everything that is one for each number of contexts.
macro_rules! with {
    ($($number:literal $with:ident $contexts:ident ($($argument:ident: $type:ident),*);)*) => {$(
        #[doc = concat!("The contexts of an operation that takes ", $number, ": a tuple of them.")]
        ///
        /// An argument whose type is asked of a trait is coerced, as that of a function is.
        pub trait $contexts: Sized {
            $(
                #[doc = concat!("The context `", stringify!($argument), "`.")]
                type $type;
            )*

            /// The tuple.
            fn of($($argument: Self::$type),*) -> Self;
        }

        impl<$($type),*> $contexts for ($($type,)*) {
            $(type $type = $type;)*

            #[inline]
            fn of($($argument: $type),*) -> Self {
                ($($argument,)*)
            }
        }

        #[doc = concat!("The handler that an operation is which takes ", $number, ".")]
        ///
        /// Its slots are those of `run`, and of `spawn`.
        #[derive(Clone)]
        pub struct $with<R, D> {
            pub(super) run: R,
            pub(super) spawn: D,
        }

        impl<R: Slot<Context: $contexts>, D> $with<R, D> {
            /// An operation of these two slots.
            pub fn new(run: R, spawn: D) -> Self {
                Self { run, spawn }
            }
        }

        impl<R, D> fmt::Debug for $with<R, D> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($with))
            }
        }

        impl<P: IntoInputs, R: Slot<Context: $contexts, Item = P::Item>, D> Batch<P, $with<R, D>> {
            /// Runs the batch in this task. Nothing is spawned, so contexts and items may borrow; with a timeout or a
            /// deadline it needs tokio's timer.
            pub fn run(
                self,
                $($argument: <R::Context as $contexts>::$type),*
            ) -> Run<P::Source, P::Item, R, R::Context, R::Outcome> {
                let context = R::Context::of($($argument),*);
                Run::new(self.inputs.into_inputs(), self.handler.run, context, self.options)
            }
        }

        impl<P, R, D> Batch<P, $with<R, D>>
        where
            P: IntoInputs<Item: Send + 'static, Source: InputSource + Send + 'static>,
        {
            /// Runs each item in a task of its own, which owns the contexts: an `Arc` where the operation borrows. The
            /// batch goes on when whoever waits for it goes away, unless [`on_disconnect`](Batch::on_disconnect) says
            /// otherwise.
            ///
            /// # Panics
            ///
            /// Outside of a tokio runtime.
            pub fn spawn<O>(self, $($argument: <D::Context as $contexts>::$type),*) -> Outcomes<O>
            where
                D: Slot<Context: $contexts + Send + 'static, Item = P::Item, Outcome = O> + Send + 'static,
                O: Outcome + Send + 'static,
            {
                let context = D::Context::of($($argument),*);
                Outcomes::spawn(self.inputs.into_inputs(), self.handler.spawn, context, self.options)
            }
        }

        atomically!($with $contexts ($($argument: $type),*));
    )*};
}

with! {
    "no context" With0 Contexts0 ();
    "one context" With1 Contexts1 (a: A);
    "two contexts" With2 Contexts2 (a: A, b: B);
    "three contexts" With3 Contexts3 (a: A, b: B, c: C);
    "four contexts" With4 Contexts4 (a: A, b: B, c: C, d: D);
    "five contexts" With5 Contexts5 (a: A, b: B, c: C, d: D, e: E);
    "six contexts" With6 Contexts6 (a: A, b: B, c: C, d: D, e: E, f: F);
    "seven contexts" With7 Contexts7 (a: A, b: B, c: C, d: D, e: E, f: F, g: G);
    "eight contexts" With8 Contexts8 (a: A, b: B, c: C, d: D, e: E, f: F, g: G, h: H);
}
