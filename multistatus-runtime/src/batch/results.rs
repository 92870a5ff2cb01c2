//! Where the outcomes of a batch go, in request order.

use std::{sync::Arc, task::Context};

use super::Settled;
use crate::{entry::StoredItem, item::Item, key::Key, multistatus::MultiStatus, outcome::Outcome};

/// Keeps a place for each input as it comes, and takes its outcome when it is known.
pub(super) trait Results<O> {
    /// So many inputs are said to come.
    fn expect(&mut self, inputs: usize);

    /// Makes a place for the next input, whose index this is.
    fn place(&mut self, index: usize);

    /// The places from one index up to another, of results that [stay](Self::STAY).
    fn places(&mut self, from: usize, to: usize) -> &mut [StoredItem<Settled<O>>];

    /// Keeps the key that an input came with.
    fn name(&mut self, index: usize, key: Key);

    /// The key that an input came with.
    fn key(&self, index: usize) -> Option<Key>;

    /// The one outcome of an input.
    fn settle(&mut self, index: usize, settled: Settled<O>);

    /// What became of an input, where that is known and still here.
    fn item(&self, index: usize) -> Option<Arc<Item>>;

    /// So many inputs came, and each has its outcome.
    fn complete(&mut self, inputs: usize);

    /// Whether outcomes stay here until the batch ends.
    const STAY: bool;

    /// Whether there is room for one more; wakes the batch once there is.
    fn has_room(&mut self, context: &mut Context<'_>) -> bool;
}

impl<O: Outcome> Results<O> for MultiStatus<Settled<O>> {
    fn expect(&mut self, inputs: usize) {
        // A source may say what no memory holds: then places are made as inputs come.
        let _ = self.items.try_reserve_exact(inputs);
    }

    #[inline]
    fn place(&mut self, index: usize) {
        if index >= self.items.len() {
            make(&mut self.items, index + 1);
        }
    }

    fn places(&mut self, from: usize, to: usize) -> &mut [StoredItem<Settled<O>>] {
        if to > self.items.len() {
            make(&mut self.items, to);
        }
        self.items.get_mut(from..to).unwrap_or_default()
    }

    fn name(&mut self, index: usize, key: Key) {
        if let Some(slot) = self.items.get_mut(index) {
            slot.key = Some(key);
        }
    }

    fn key(&self, index: usize) -> Option<Key> {
        self.items.get(index)?.key.clone()
    }

    #[inline]
    fn settle(&mut self, index: usize, settled: Settled<O>) {
        // There is no other outcome yet, and so none to drop.
        if let Some(slot) = self.items.get_mut(index)
            && slot.outcome.is_none()
        {
            slot.outcome = Some(settled);
        }
    }

    fn item(&self, index: usize) -> Option<Arc<Item>> {
        self.items.get(index)?.outcome.as_ref().map(|settled| Item::from_outcome(settled).into())
    }

    fn complete(&mut self, inputs: usize) {
        // A source may have fewer than it said.
        self.items.truncate(inputs);
    }

    const STAY: bool = true;

    #[inline]
    fn has_room(&mut self, _: &mut Context<'_>) -> bool {
        true
    }
}

/// Makes places where they stay: one that is pushed is made elsewhere and copied, which costs more than the rest of an item.
#[inline(never)]
fn make<O>(slots: &mut Vec<StoredItem<Settled<O>>>, places: usize) {
    slots.resize_with(places, || StoredItem { key: None, outcome: None });
}
