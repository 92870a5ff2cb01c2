//! The error of an outcome that cannot be set.

use thiserror::Error;

/// An outcome that cannot be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SetError {
    /// There is no item at this index.
    #[error("there is no item {index}: the batch has {total}")]
    NoSuchItem {
        /// The index that was asked for.
        index: usize,
        /// The number of items.
        total: usize,
    },
    /// The item has an outcome already.
    #[error("item {index} has its outcome already; an item is reported once")]
    AlreadySet {
        /// The index of the item.
        index: usize,
    },
}
