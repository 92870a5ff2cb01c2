//! Items that repeat the key of an earlier one.

use std::{collections::HashMap, sync::Arc};

use crate::{batch::options::OnDuplicate, item::Item, key::Key};

/// The keys seen so far, and the duplicates that wait for an outcome.
pub(crate) struct RepeatedKeys {
    policy: OnDuplicate,
    /// The index of the first item of each key.
    first: HashMap<Key, usize>,
    /// The duplicates that wait for the outcome of the first item of their key.
    waiting: HashMap<usize, Vec<usize>>,
    /// Outcomes for later duplicates, if the results do not retain them.
    outcomes: HashMap<usize, Arc<Item>>,
}

impl RepeatedKeys {
    /// Returns `None` if duplicates run as any other item.
    pub(crate) fn new(policy: OnDuplicate) -> Option<Box<Self>> {
        let duplicates = Self { policy, first: HashMap::new(), waiting: HashMap::new(), outcomes: HashMap::new() };
        (policy != OnDuplicate::Run).then(|| Box::new(duplicates))
    }

    pub(crate) fn policy(&self) -> OnDuplicate {
        self.policy
    }

    /// Returns the earlier item with this key. Records `index` as the first one if there is none.
    pub(crate) fn first(&mut self, index: usize, key: Option<&Key>) -> Option<usize> {
        let key = key?;
        let first = self.first.get(key).copied();
        if first.is_none() {
            self.first.insert(key.clone(), index);
        }
        first
    }

    /// Lets `duplicate` wait for the outcome of `first`.
    pub(crate) fn wait_for(&mut self, first: usize, duplicate: usize) {
        self.waiting.entry(first).or_default().push(duplicate);
    }

    /// Takes the duplicates that wait for the outcome of `first`.
    pub(crate) fn take_waiting(&mut self, first: usize) -> Vec<usize> {
        self.waiting.remove(&first).unwrap_or_default()
    }

    pub(crate) fn keep_outcome(&mut self, index: usize, outcome: Arc<Item>) {
        self.outcomes.insert(index, outcome);
    }

    pub(crate) fn outcome(&self, index: usize) -> Option<Arc<Item>> {
        self.outcomes.get(&index).map(Arc::clone)
    }
}
