//! The limits and policies of a batch.

use std::{fmt, time::Duration};

use tokio_util::sync::CancellationToken;

use crate::panic_guard::{DropGuarded, guard};

/// Default of [`Batch::max_items`](crate::Batch::max_items).
const MAX_ITEMS: usize = 1_000;

/// Default of [`Batch::concurrency`](crate::Batch::concurrency).
const CONCURRENCY: usize = 16;

/// Maximum of [`Batch::concurrency`](crate::Batch::concurrency). Each slot has a bit in the ready set.
pub(crate) const MAX_CONCURRENCY: usize = 1 << 16;

/// Default of [`Batch::retry_after`](crate::Batch::retry_after).
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// What the builder methods of [`Batch`](crate::Batch) set.
pub(crate) struct Options {
    pub(crate) max_items: usize,
    pub(crate) allow_empty: bool,
    pub(crate) concurrency: usize,
    pub(crate) item_timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry_after: Duration,
    pub(crate) mode: Mode,
    pub(crate) on_duplicate: OnDuplicate,
    pub(crate) on_disconnect: OnDisconnect,
    /// `None` for the value of `max_items`.
    pub(crate) buffer: Option<usize>,
    pub(crate) cancellation: Option<CancellationToken>,
    pub(crate) progress: ProgressObserver,
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
            progress: ProgressObserver::none(),
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

/// The observer of a batch, if it has one. It is dropped if it panics, and does not affect any item.
pub(crate) struct ProgressObserver(DropGuarded<Callback>);

type Callback = Box<dyn FnMut(BatchProgress) + Send>;

impl ProgressObserver {
    pub(crate) const fn none() -> Self {
        Self(DropGuarded::empty())
    }

    pub(crate) fn new(observer: impl FnMut(BatchProgress) + Send + 'static) -> Self {
        Self(DropGuarded::new(Box::new(observer)))
    }

    pub(crate) fn is_some(&self) -> bool {
        self.0.get().is_some()
    }

    pub(crate) fn observe(&mut self, progress: BatchProgress) {
        if let Some(observer) = self.0.get_mut()
            && guard("the observer of a batch", || observer(progress)).is_err()
        {
            self.0.clear();
        }
    }
}

/// Policy of a batch after an item failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// Attempts every item.
    #[default]
    BestEffort,
    /// Starts no further item after this number of failures. Items that have started run to their end; the others are
    /// reported as 424. 0 counts as 1.
    StopAfter(usize),
}

/// Policy of a batch for an item that has the key of an earlier one. Items without a key are never duplicates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnDuplicate {
    /// Runs it as any other item.
    #[default]
    Run,
    /// Does not run it, and reports it as 409.
    Conflict,
    /// Does not run it, and reports the outcome of the earlier item.
    Share,
}

/// Policy of a spawned batch once its [`Outcomes`](super::Outcomes) are dropped, for example because the client
/// disconnected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnDisconnect {
    /// Runs to its end.
    #[default]
    Detach,
    /// Starts no further item. Items that have started run to their end.
    Stop,
    /// Starts no further item, and drops those that run. They may have been applied in part.
    Cancel,
}

/// The progress of a batch, as given to the observer of [`Batch::progress`](crate::Batch::progress).
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
