//! What a batch allows, and how it goes on after a failure.

use std::time::Duration;

/// How many items a batch takes unless it says otherwise.
const MAX_ITEMS: usize = 1_000;

/// How many items run at once unless a batch says otherwise.
const CONCURRENCY: usize = 16;

/// How long a client waits before it sends what the deadline left, unless a batch says otherwise.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// The limits of a batch, and its mode.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    pub(crate) max_items: usize,
    pub(crate) allow_empty: bool,
    pub(crate) concurrency: usize,
    pub(crate) item_timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry_after: Duration,
    pub(crate) mode: Mode,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_items: MAX_ITEMS,
            allow_empty: true,
            concurrency: CONCURRENCY,
            item_timeout: None,
            deadline: None,
            retry_after: RETRY_AFTER,
            mode: Mode::BestEffort,
        }
    }
}

/// How a batch goes on after an item that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// As before: every item is attempted.
    #[default]
    BestEffort,
    /// After so many failures no further item starts: what was not attempted is a 424. What has started ends. 0 counts
    /// as 1.
    StopAfter(usize),
}
