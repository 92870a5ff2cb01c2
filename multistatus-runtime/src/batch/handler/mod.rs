//! Handlers of the items of a batch: a closure, a service, or either of them in a transaction.

pub(crate) mod closure;
mod reusable_future;
#[cfg(feature = "tower")]
pub(crate) mod service;
pub(crate) mod transactional;

use std::task::{Context, Poll};

use crate::panic_guard::{Unwound, drop_guarded, guard};

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

/// Polls an item, and drops its future once it has an outcome. Returns the outcome together with what `view` sees of it.
///
/// Everything that may panic here is code of the user, and one guard is enough for all of it.
#[inline]
pub(crate) fn poll_item<H: Handler, V>(
    slot: &mut H,
    poll: impl FnOnce(&mut H) -> Poll<H::Outcome>,
    view: impl FnOnce(&H::Outcome) -> V,
) -> Result<Poll<(H::Outcome, V)>, Unwound> {
    let mut ended = None;
    let polled = guard(ITEM, || {
        let Poll::Ready(outcome) = poll(slot) else { return None };
        let seen = view(ended.insert(outcome));
        slot.clear();
        Some(seen)
    });
    match (polled, ended) {
        (Ok(Some(seen)), Some(outcome)) => Ok(Poll::Ready((outcome, seen))),
        (Ok(_), _) => Ok(Poll::Pending),
        (Err(unwound), ended) => {
            discard(slot, ended);
            Err(unwound)
        }
    }
}

/// Drops the future of an item. Returns `false` if that panics.
pub(crate) fn clear_item<H: Handler>(slot: &mut H) -> bool {
    guard(ITEM, || slot.clear()).is_ok()
}

/// Drops what is left of an item that panicked.
#[cold]
fn discard<H: Handler>(slot: &mut H, ended: Option<H::Outcome>) {
    drop_guarded(ended);
    clear_item(slot);
}

/// The code of an item, as the log names it.
pub(crate) const ITEM: &str = "the handler of an item";

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
