//! Where the outcomes of a batch go, in request order.

use std::task::Context;

use super::Settled;
use crate::{Item, Key, MultiStatus, Outcome, entry::Slot};

/// Keeps a place for each input as it comes, and takes its outcome when it is known.
pub(super) trait Results<O> {
    /// Expects so many inputs.
    fn reserve(&mut self, items: usize);

    /// Makes a place for the next input, and gives its index.
    fn push(&mut self, key: Option<Key>) -> usize;

    /// The key that an input came with.
    fn key(&self, index: usize) -> Option<Key>;

    /// The one outcome of an input.
    fn settle(&mut self, index: usize, settled: Settled<O>);

    /// What became of an input, where that is known and still here.
    fn item(&self, index: usize) -> Option<Item>;

    /// Whether outcomes stay here until the batch ends.
    const STAY: bool;

    /// Whether there is room for one more; wakes the batch once there is.
    fn has_room(&mut self, context: &mut Context<'_>) -> bool;
}

impl<O: Outcome> Results<O> for MultiStatus<Settled<O>> {
    fn reserve(&mut self, items: usize) {
        self.slots.reserve_exact(items);
    }

    #[inline(always)]
    fn push(&mut self, key: Option<Key>) -> usize {
        let index = self.slots.len();
        // Made where it stays: `push` would make it elsewhere and copy it, which is slow right after it was made.
        self.slots.resize_with(index + 1, || Slot { key: None, outcome: None });
        if let (Some(key), Some(slot)) = (key, self.slots.last_mut()) {
            slot.key = Some(key);
        }
        index
    }

    fn key(&self, index: usize) -> Option<Key> {
        self.slots.get(index)?.key.clone()
    }

    #[inline]
    fn settle(&mut self, index: usize, settled: Settled<O>) {
        // There is no other outcome yet, and so none to drop.
        if let Some(slot) = self.slots.get_mut(index)
            && slot.outcome.is_none()
        {
            slot.outcome = Some(settled);
        }
    }

    fn item(&self, index: usize) -> Option<Item> {
        self.slots.get(index)?.outcome.as_ref().map(Item::from_outcome)
    }

    const STAY: bool = true;

    #[inline]
    fn has_room(&mut self, _: &mut Context<'_>) -> bool {
        true
    }
}
