//! What a batch allows, and how it goes on after a failure.

use std::{fmt, time::Duration};

use tokio_util::sync::CancellationToken;

use super::BatchProgress;

/// How many items a batch takes unless it says otherwise.
const MAX_ITEMS: usize = 1_000;

/// How many items run at once unless a batch says otherwise.
const CONCURRENCY: usize = 16;

/// How many items may run at once: each has a bit that says whether it was woken.
pub(super) const MOST_AT_ONCE: usize = 1 << 16;

/// How long a client waits before it sends what the deadline left, unless a batch says otherwise.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// The limits of a batch, and its mode.
pub(super) struct Options {
    pub(super) max_items: usize,
    pub(super) allow_empty: bool,
    pub(super) concurrency: usize,
    pub(super) item_timeout: Option<Duration>,
    pub(super) deadline: Option<Duration>,
    pub(super) retry_after: Duration,
    pub(super) mode: Mode,
    pub(super) on_duplicate: OnDuplicate,
    pub(super) on_disconnect: OnDisconnect,
    /// `None` for as many as there may be items.
    pub(super) buffer: Option<usize>,
    pub(super) cancellation: Option<CancellationToken>,
    pub(super) progress: Option<Box<dyn FnMut(BatchProgress) + Send>>,
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
            on_duplicate: OnDuplicate::Run,
            on_disconnect: OnDisconnect::Detach,
            buffer: None,
            cancellation: None,
            progress: None,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("max_items", &self.max_items)
            .field("allow_empty", &self.allow_empty)
            .field("concurrency", &self.concurrency)
            .field("item_timeout", &self.item_timeout)
            .field("deadline", &self.deadline)
            .field("retry_after", &self.retry_after)
            .field("mode", &self.mode)
            .field("on_duplicate", &self.on_duplicate)
            .field("on_disconnect", &self.on_disconnect)
            .field("buffer", &self.buffer)
            .finish_non_exhaustive()
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

/// What becomes of an item whose key an earlier one has already. Items without a key are never duplicates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnDuplicate {
    /// It runs as any other.
    #[default]
    Run,
    /// It does not run, and is a 409.
    Conflict,
    /// It does not run, and is told what the earlier one is.
    Share,
}

/// What becomes of a spawned batch whose outcomes nobody reads any more, because the client went away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnDisconnect {
    /// It runs to its end.
    #[default]
    Detach,
    /// Nothing more starts; what has started ends.
    Stop,
    /// Nothing more starts, and what has started is dropped where it waits. What of it was applied, nobody knows.
    Cancel,
}
