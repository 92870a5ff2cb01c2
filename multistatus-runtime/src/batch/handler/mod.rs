//! Handlers of the items of a batch: a closure, a service, or either of them in a transaction.

pub(crate) mod closure;
mod reusable_future;
#[cfg(feature = "tower")]
pub(crate) mod service;
pub(crate) mod transactional;

use std::task::{Context, Poll};

/// Handles the items of a batch.
///
/// [`Batch::new`](crate::Batch::new) makes a handler of a closure, `Batch::service` one of a `tower::Service`. The
/// trait is sealed: other crates name it in bounds and return types, and do not implement it.
///
/// ```
/// use multistatus::{Batch, StatusCode, batch::{Handler, InputSource}};
///
/// fn removals(
///     paths: Vec<String>,
/// ) -> Batch<impl InputSource<Item = String>, impl Handler<Item = String, Outcome = StatusCode>> {
///     Batch::new(async |_path: String| StatusCode::NO_CONTENT).max_items(100).inputs(paths)
/// }
/// ```
pub trait Handler: Sized + Sealed {
    /// The item.
    type Item;
    /// The outcome of an item.
    type Outcome;

    /// True if the batch runs in a transaction.
    #[doc(hidden)]
    const IS_ATOMIC: bool = false;

    /// Returns an empty slot, which runs one item of this handler at a time.
    ///
    /// A slot has the type of its handler, since the compiler decides from that type alone whether a batch is `Send`.
    #[doc(hidden)]
    fn new_slot(&self) -> Self;

    /// Starts an item in `slot`. Drops what the slot held before.
    #[doc(hidden)]
    fn start(&mut self, item: Self::Item, slot: &mut Self);

    /// Polls the item of this slot. Always pending if none was started.
    #[doc(hidden)]
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Self::Outcome>;

    /// Drops the item of this slot.
    #[doc(hidden)]
    fn clear(&mut self);

    /// Polls one step of the transaction. An error was logged.
    #[doc(hidden)]
    fn poll_transaction(&mut self, _: Step, _: &mut Context<'_>) -> Poll<Result<(), StepFailed>> {
        Poll::Ready(Ok(()))
    }
}

/// Keeps [`Handler`] closed to other crates.
pub trait Sealed {}

/// One step of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Before the first item.
    Begin,
    /// After the last item, if none failed.
    Commit,
    /// After the last item, if any failed.
    RollBack,
}

/// A step of a transaction failed. The reason was logged.
#[derive(Clone, Copy, Debug)]
pub struct StepFailed;
