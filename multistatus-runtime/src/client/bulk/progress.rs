//! `BulkProgress`: the counts of a batch while it is sent, and when they are reported.

use std::{
    collections::HashSet,
    fmt,
    sync::{Mutex, PoisonError},
};

use crate::client::report::{Report, ReportItem};

pub(crate) type Observer = Box<dyn FnMut(BulkProgress) + Send>;

/// The progress of a batch.
///
/// Within an attempt, the counts only grow. `succeeded` also grows from one attempt to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BulkProgress {
    /// The number of the attempt, from 1.
    pub attempt: usize,
    /// The number of items that this attempt sends.
    pub sending: usize,
    /// The number of them that are answered, or whose request ended without an answer. It grows while bodies arrive.
    pub answered: usize,
    /// The number of items in the batch.
    pub total: usize,
    /// The number of items of the batch that succeeded, as of the last complete response.
    pub succeeded: usize,
    /// The number of items of the batch that failed, as of the last complete response. An item that this attempt sends again
    /// does not count until it is answered.
    pub failed: usize,
}

impl fmt::Display for BulkProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { attempt, sending, answered, total, succeeded, failed } = self;
        write!(f, "attempt {attempt}: {answered} of {sending}; {succeeded} of {total} succeeded, {failed} failed")
    }
}

impl BulkProgress {
    /// Returns the progress before an attempt.
    pub(crate) fn before<O>(report: &Report<O>, indices: &[usize], attempt: usize) -> Self {
        let sending: HashSet<_> = indices.iter().collect();
        let stays = |entry: &&ReportItem<O>| entry.index().is_none_or(|index| !sending.contains(&index));
        Self {
            attempt,
            sending: indices.len(),
            answered: 0,
            total: report.total(),
            succeeded: report.succeeded().filter(stays).count() + report.unlisted().count(),
            failed: report.failed().filter(stays).count(),
        }
    }

    /// Adds the counts of a report on some of the items.
    pub(crate) fn add<O>(&mut self, report: &Report<O>) {
        self.succeeded += report.succeeded().count() + report.unlisted().count();
        self.failed += report.failed().count();
    }

    /// Adds the items that failed in an earlier attempt and that this attempt was to send, but did not.
    pub(crate) fn add_unsent<O>(&mut self, report: &Report<O>) {
        self.failed = self.failed.max(report.failed().count());
    }
}

/// Counts what the requests of a batch report, and calls the observer of the batch once for each change.
pub(crate) struct ProgressCounter {
    observed: Mutex<Observed>,
}

#[derive(Default)]
struct Observed {
    progress: BulkProgress,
    observer: Option<Observer>,
}

impl ProgressCounter {
    pub(crate) fn new(observer: Option<Observer>) -> Self {
        Self { observed: Mutex::new(Observed { observer, ..Observed::default() }) }
    }

    /// Changes the progress, and reports it if it differs from before.
    pub(crate) fn update(&self, change: impl FnOnce(&mut BulkProgress)) {
        let mut observed = self.observed.lock().unwrap_or_else(PoisonError::into_inner);
        let Observed { progress, observer } = &mut *observed;
        let before = *progress;
        change(progress);
        if let Some(observer) = observer.as_mut().filter(|_| *progress != before) {
            observer(*progress);
        }
    }
}
