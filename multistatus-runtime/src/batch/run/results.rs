//! Stores the outcomes of a batch in request order.

use std::sync::Arc;

use crate::{
    batch::settled::Settled, entry::StoredItem, item::Item, key::Key, multistatus::MultiStatus, outcome::Outcome,
};

/// Stores one outcome for each input.
pub(crate) trait Results<O> {
    /// True if outcomes are retained until the batch ends.
    const RETAINS: bool;

    /// Reserves space for the expected number of inputs.
    fn reserve(&mut self, inputs: usize);

    /// Creates the entry of the next input. It may exist already.
    fn admit(&mut self, index: usize, key: Option<Key>);

    /// Returns the entries in a range of indices, which it creates. Empty if outcomes are not
    /// [retained](Self::RETAINS).
    fn entries_mut(&mut self, from: usize, to: usize) -> &mut [StoredItem<Settled<O>>];

    /// Returns the key of an input.
    fn key(&self, index: usize) -> Option<Key>;

    /// Stores the one outcome of an input.
    fn settle(&mut self, index: usize, settled: Settled<O>);

    /// Returns the outcome of an input, if it is known and was not read.
    fn item(&self, index: usize) -> Option<Arc<Item>>;

    /// Called once after the last input has settled.
    fn complete(&mut self, inputs: usize);

    /// Makes space for all further inputs, because the batch ends now.
    fn accept_all(&mut self) {}

    /// True if there is space for one more input. The batch is woken once there is.
    fn has_capacity(&self) -> bool;
}

impl<O: Outcome> Results<O> for MultiStatus<Settled<O>> {
    const RETAINS: bool = true;

    fn reserve(&mut self, inputs: usize) {
        // A source may announce more than fits into memory; then the vector grows as inputs come.
        let _ = self.items.try_reserve_exact(inputs);
    }

    #[inline]
    fn admit(&mut self, index: usize, key: Option<Key>) {
        if index >= self.items.len() {
            grow(&mut self.items, index + 1);
        }
        if let Some(key) = key
            && let Some(stored) = self.items.get_mut(index)
        {
            stored.key = Some(key);
        }
    }

    fn entries_mut(&mut self, from: usize, to: usize) -> &mut [StoredItem<Settled<O>>] {
        if to > self.items.len() {
            grow(&mut self.items, to);
        }
        self.items.get_mut(from..to).unwrap_or_default()
    }

    fn key(&self, index: usize) -> Option<Key> {
        self.items.get(index)?.key.clone()
    }

    #[inline]
    fn settle(&mut self, index: usize, settled: Settled<O>) {
        // The entry is always empty; the check spares dropping what it held.
        if let Some(stored) = self.items.get_mut(index)
            && stored.outcome.is_none()
        {
            stored.outcome = Some(settled);
        }
    }

    fn item(&self, index: usize) -> Option<Arc<Item>> {
        self.items.get(index)?.outcome.as_ref().map(|settled| settled.to_item().into())
    }

    fn complete(&mut self, inputs: usize) {
        // A source may have fewer inputs than it announced.
        self.items.truncate(inputs);
    }

    #[inline]
    fn has_capacity(&self) -> bool {
        true
    }
}

/// Creates empty entries in place. A pushed entry is built elsewhere and copied, which costs more than the rest of an
/// item.
#[inline(never)]
fn grow<O>(entries: &mut Vec<StoredItem<Settled<O>>>, count: usize) {
    entries.resize_with(count, || StoredItem { key: None, outcome: None });
}
