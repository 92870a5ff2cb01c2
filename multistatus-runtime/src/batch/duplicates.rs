//! Items that repeat the key of an earlier one.

use std::{collections::HashMap, sync::Arc};

use super::options::OnDuplicate;
use crate::{item::Item, key::Key};

/// The keys seen so far, where a batch wants to know.
pub(super) struct Duplicates {
    pub(super) policy: OnDuplicate,
    first: HashMap<Key, usize>,
    /// Those that wait for the outcome of the first of their key.
    followers: HashMap<usize, Vec<usize>>,
    /// The outcomes that followers may still come for, where the results do not keep them.
    ended: HashMap<usize, Arc<Item>>,
}

impl Duplicates {
    /// `None` where duplicates are nobody's business.
    pub(super) fn watch(policy: OnDuplicate) -> Option<Box<Self>> {
        let duplicates = Self { policy, first: HashMap::new(), followers: HashMap::new(), ended: HashMap::new() };
        (policy != OnDuplicate::Run).then(|| Box::new(duplicates))
    }

    /// The earlier item with this key.
    pub(super) fn earlier(&mut self, index: usize, key: Option<&Key>) -> Option<usize> {
        let key = key?;
        let first = self.first.get(key).copied();
        if first.is_none() {
            self.first.insert(key.clone(), index);
        }
        first
    }

    /// Waits for the outcome of `first`.
    pub(super) fn follow(&mut self, first: usize, follower: usize) {
        self.followers.entry(first).or_default().push(follower);
    }

    /// Those that waited for this one.
    pub(super) fn take_followers(&mut self, first: usize) -> Vec<usize> {
        self.followers.remove(&first).unwrap_or_default()
    }

    pub(super) fn keep(&mut self, index: usize, item: Arc<Item>) {
        self.ended.insert(index, item);
    }

    pub(super) fn kept(&self, index: usize) -> Option<Arc<Item>> {
        self.ended.get(&index).map(Arc::clone)
    }
}
