//! What [`#[batch]`](macro@crate::batch) expands to, for whoever writes it by hand: a function of contexts and one item, made
//! the handler of a batch.
//!
//! The futures of an `async fn` have a type without a name. An operation returns them as opaque [`Slot`]s: one for
//! [`run`](crate::Batch), which borrows its contexts, and one for `spawn`, which owns them.

use std::{
    fmt,
    marker::PhantomData,
    task::{Context, Poll},
};

pub use super::with::*;
use super::{Slot, pinned::Pinned};

/// The place of an item that a function of contexts and that item handles. The contexts are a tuple, of which each item
/// takes what it needs.
///
/// ```
/// use multistatus::{Batch, StatusCode, batch::operation::{NotSpawned, OperationSlot, With1}};
///
/// async fn delete(kept: &[&str], path: &str) -> StatusCode {
///     if kept.contains(&path) { StatusCode::FORBIDDEN } else { StatusCode::NO_CONTENT }
/// }
///
/// # async fn example() -> Result<(), multistatus::Refused> {
/// let kept = ["/a"];
/// let slot = OperationSlot::new(|(kept,): &(&[&str],), path: &str| delete(kept, path));
/// let result = Batch::of(With1::new(slot, NotSpawned)).inputs(["/a", "/b"]).run(&kept).await?;
/// assert_eq!(result.summary().succeeded, 1);
/// # Ok(())
/// # }
/// ```
pub struct OperationSlot<F, C, T, Fut> {
    function: F,
    place: Pinned<Fut>,
    handles: PhantomData<fn(&C, T)>,
}

impl<F: Fn(&C, T) -> Fut, C, T, Fut: Future> OperationSlot<F, C, T, Fut> {
    /// A place for what this function does with one item.
    pub fn new(function: F) -> Self {
        Self { function, place: Pinned::empty(), handles: PhantomData }
    }
}

impl<F: Fn(&C, T) -> Fut + Clone, C, T, Fut: Future> Slot for OperationSlot<F, C, T, Fut> {
    type Context = C;
    type Item = T;
    type Outcome = Fut::Output;

    fn fresh(&self) -> Self {
        Self::new(self.function.clone())
    }

    #[inline]
    fn start(&mut self, context: &mut C, item: T) {
        self.place.set((self.function)(context, item));
    }

    #[inline]
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Fut::Output> {
        self.place.poll(context)
    }

    #[inline]
    fn clear(&mut self) {
        self.place.clear();
    }
}

impl<F, C, T, Fut> fmt::Debug for OperationSlot<F, C, T, Fut> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OperationSlot").field("running", &self.place.is_taken()).finish()
    }
}

/// Stands where an operation has no slot for `spawn`: its outcome borrows from a context, which a task of its own would
/// not outlive.
#[derive(Clone, Copy, Debug)]
pub struct NotSpawned;
