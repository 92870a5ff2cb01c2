//! How far a batch is, for whoever watches it run.

/// How far a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BatchProgress {
    /// The number of items that have their outcome.
    pub settled: usize,
    /// How many of them failed.
    pub failed: usize,
    /// The number of items that run now.
    pub running: usize,
    /// The number of items in the batch, where it is known before the last one came.
    pub total: Option<usize>,
}
