//! `BulkPart`: an item of a request.

use serde::{Serialize, Serializer};

use crate::{client::retry_plan::RetryPlan, key::Key};

/// An item of a request. It serializes as the item itself.
#[derive(Debug)]
#[non_exhaustive]
pub struct BulkPart<'a, T> {
    /// The index in the batch.
    pub index: usize,
    /// The key.
    pub key: &'a Key,
    /// The item.
    pub item: &'a T,
    /// The key by which the server recognizes the item, if the plan is [`keyed`](RetryPlan::keyed).
    pub idempotency_key: Option<String>,
}

impl<'a, T> BulkPart<'a, T> {
    /// Returns the parts of a batch at these indices.
    pub(crate) fn at(indices: &[usize], keys: &'a [Key], items: &'a [T], plan: &RetryPlan) -> Vec<Self> {
        let part = |&index: &usize| {
            let (key, item) = (keys.get(index)?, items.get(index)?);
            Some(Self { index, key, item, idempotency_key: plan.idempotency_key(index) })
        };
        indices.iter().filter_map(part).collect()
    }
}

impl<T: Serialize> Serialize for BulkPart<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.item.serialize(serializer)
    }
}
