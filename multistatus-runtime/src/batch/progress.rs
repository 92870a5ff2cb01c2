//! The progress of a batch.

/// The progress of a batch, as given to the observer of [`Batch::progress`](super::Batch::progress).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BatchProgress {
    /// Number of items that have their outcome.
    pub settled: usize,
    /// Number of those that failed.
    pub failed: usize,
    /// Number of items that run now.
    pub running: usize,
    /// Number of items in the batch, if it is known before the last one arrives.
    pub total: Option<usize>,
}
