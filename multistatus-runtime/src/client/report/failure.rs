//! The error of a report that is no full success: every item that did not succeed, by name.

use std::fmt;

use http::StatusCode;
use thiserror::Error;

use super::{Discrepancy, Report, item::ReportItem};
use crate::{
    client::next_action::NextAction, item::from_item::UnrecognizedReason, key::Key, outcome::reason, read::Verdict,
};

/// How many failures the one line of a [`PartialFailure`] names.
const NAMED: usize = 3;

/// Some items did not succeed, or nobody knows whether they did.
///
/// Its `Display` is one line that names the first few; the fields have all of them.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PartialFailure {
    /// The number of items, answered or not.
    pub total: usize,
    /// The items that did not succeed, in request order.
    pub failures: Vec<FailedItem>,
    /// Where the counts contradict each other.
    pub discrepancies: Vec<Discrepancy>,
    /// What the reader vouches for.
    pub verdict: Verdict,
}

/// An item that did not succeed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FailedItem {
    /// The key, where it is known.
    pub key: Option<Key>,
    /// The index in the request, where it is known.
    pub index: Option<usize>,
    /// The status; `None` where the item is missing, or has none that can be read.
    pub status: Option<StatusCode>,
    /// Text for a person; empty where there is none.
    pub description: String,
    /// What to do next.
    pub next: NextAction,
    /// How it failed.
    pub kind: FailureKind,
}

/// How an item failed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FailureKind {
    /// It was answered with a failure.
    #[error("failed")]
    Failed,
    /// It is elsewhere, so nothing was done.
    #[error("redirected")]
    Redirected,
    /// It was asked for and not answered.
    #[error("missing")]
    Missing,
    /// It was never sent.
    #[error("not sent")]
    NotSent,
    /// It was answered and never asked for.
    #[error("not asked for")]
    Unknown,
    /// It was answered in a body that cannot be relied on.
    #[error("unconfirmed")]
    Unconfirmed,
    /// It was answered with something that the type of the report has no name for.
    #[error("{0}")]
    Unrecognized(UnrecognizedReason),
}

impl<O> Report<O> {
    /// As [`into_result`](Report::into_result), and keeps the report.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn check(&self) -> Result<(), PartialFailure> {
        let answered = self.entries.iter().filter_map(|entry| Some(entry.failed(entry.failure_kind()?)));
        let unknown = self.unknown.iter().map(|entry| entry.failed(FailureKind::Unknown));
        let missing = self.missing.iter().map(|missing| FailedItem {
            key: Some(missing.key.clone()),
            index: Some(missing.index),
            status: None,
            description: String::new(),
            next: missing.next(),
            kind: if missing.sent { FailureKind::Missing } else { FailureKind::NotSent },
        });
        let mut failures: Vec<_> = answered.chain(missing).collect();
        failures.sort_by_key(|failure| failure.index.unwrap_or(usize::MAX));
        failures.extend(unknown);
        if failures.is_empty() && self.discrepancies.is_empty() && self.ending.verdict.is_complete() {
            return Ok(());
        }
        let verdict = self.ending.verdict.clone();
        Err(PartialFailure { total: self.total(), failures, discrepancies: self.discrepancies.clone(), verdict })
    }

    /// The outcomes in request order, where nothing failed. What succeeded unlisted has none.
    ///
    /// # Errors
    ///
    /// Where any item failed, was redirected, is missing, unconfirmed, unknown or unrecognized, where the counts
    /// contradict each other, or where the body is not complete. Use [`check`](Report::check) to keep the report.
    pub fn into_result(self) -> Result<Vec<O>, PartialFailure> {
        self.check()?;
        Ok(self.entries.into_iter().filter_map(|entry| entry.outcome.ok()).collect())
    }
}

impl<O> ReportItem<O> {
    /// How the item failed, if it did.
    fn failure_kind(&self) -> Option<FailureKind> {
        match (&self.next, &self.outcome) {
            _ if !self.confirmed => Some(FailureKind::Unconfirmed),
            (next, _) if next.is_failure() => Some(FailureKind::Failed),
            (NextAction::Redirect { .. }, _) => Some(FailureKind::Redirected),
            (_, Err(reason)) => Some(FailureKind::Unrecognized(reason.clone())),
            _ => None,
        }
    }

    fn failed(&self, kind: FailureKind) -> FailedItem {
        let status = self.item.sent_status().or_else(|| (!self.item.propstats().is_empty()).then(|| self.status()));
        let description = self.item.description().to_owned();
        FailedItem { key: self.key().cloned(), index: self.index, status, description, next: self.next.clone(), kind }
    }
}

/// `a: 404 Not Found`.
impl fmt::Display for FailedItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.key, self.index) {
            (Some(key), _) => write!(f, "{key}: ")?,
            (None, Some(index)) => write!(f, "#{index}: ")?,
            (None, None) => {}
        }
        let Some(status) = self.status else { return write!(f, "{}", self.kind) };
        write!(f, "{}", status.as_u16())?;
        if !reason(status).is_empty() {
            write!(f, " {}", reason(status))?;
        }
        match self.kind {
            FailureKind::Failed | FailureKind::Redirected => Ok(()),
            _ => write!(f, " ({})", self.kind),
        }
    }
}

impl fmt::Display for PartialFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { total, failures, discrepancies, verdict } = self;
        write!(f, "{} of {total} items did not succeed", failures.len())?;
        for (number, failure) in failures.iter().take(NAMED).enumerate() {
            write!(f, "{} {failure}", if number == 0 { ":" } else { "," })?;
        }
        if let Some(more) = failures.len().checked_sub(NAMED).filter(|more| *more > 0) {
            write!(f, ", and {more} more")?;
        }
        for discrepancy in discrepancies {
            write!(f, "; {discrepancy}")?;
        }
        if verdict.is_complete() { Ok(()) } else { write!(f, "; {verdict}") }
    }
}

impl std::error::Error for PartialFailure {}
