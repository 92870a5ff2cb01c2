//! The error of an outcome that cannot be set.

use thiserror::Error;

/// The error of [`MultiStatus::set`](crate::MultiStatus::set).
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
    /// The item already has an outcome.
    #[error("item {index} already has an outcome; each item is set once")]
    AlreadySet {
        /// The index of the item.
        index: usize,
    },
}
