//! `PartialFailure`: the error of a report in which an item did not succeed.

use std::fmt;

use http::StatusCode;
use thiserror::Error;

use super::{Discrepancy, Report, item::ReportItem};
use crate::{
    client::next_action::NextAction, item::from_item::UnrecognizedReason, key::Key, outcome::reason, read::Verdict,
};

/// Number of failures in the one line of a [`PartialFailure`].
const NAMED: usize = 3;

/// The error of a batch in which items did not succeed, or may not have succeeded.
///
/// Its `Display` is one line with the first failures; the fields have all of them.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PartialFailure {
    /// The number of items, answered or not.
    pub total: usize,
    /// The items that did not succeed, in request order.
    pub failures: Vec<FailedItem>,
    /// The parts of the response that do not agree.
    pub discrepancies: Vec<Discrepancy>,
    /// The verdict of the reader.
    pub verdict: Verdict,
}

/// An item that did not succeed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FailedItem {
    /// The key, if it is known.
    pub key: Option<Key>,
    /// The index in the request, if it is known.
    pub index: Option<usize>,
    /// The status; `None` if the item is missing or has no readable one.
    pub status: Option<StatusCode>,
    /// The text for a person; empty if there is none.
    pub description: String,
    /// The properties that failed with this status, in Clark notation, if the item reports properties. Properties that depend
    /// on them (424) are not listed.
    pub properties: Vec<String>,
    /// The next action.
    pub next: NextAction,
    /// The kind of failure.
    pub kind: FailureKind,
}

/// The kind of a failure.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FailureKind {
    /// The item failed.
    #[error("failed")]
    Failed,
    /// The item has another URI, so it was not applied.
    #[error("redirected")]
    Redirected,
    /// The item is not answered.
    #[error("missing")]
    Missing,
    /// The item was never sent.
    #[error("not sent")]
    NotSent,
    /// The item matches no item of the request.
    #[error("not asked for")]
    Unknown,
    /// The item is part of a body that cannot be relied on.
    #[error("unconfirmed")]
    Unconfirmed,
    /// The type of the report cannot be read from the item.
    #[error("{0}")]
    Unrecognized(UnrecognizedReason),
}

impl<O> Report<O> {
    /// Checks that every item succeeded, without consuming the report.
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`into_result`](Report::into_result).
    pub fn check(&self) -> Result<(), PartialFailure> {
        let answered = self.entries.iter().filter_map(|entry| Some(entry.failed(entry.failure_kind()?)));
        let unknown = self.unknown.iter().map(|entry| entry.failed(FailureKind::Unknown));
        let missing = self.missing.iter().map(|missing| FailedItem {
            key: Some(missing.key.clone()),
            index: Some(missing.index),
            status: None,
            description: String::new(),
            properties: Vec::new(),
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

    /// Returns the outcomes in request order. Items that succeeded without being listed have none.
    ///
    /// # Errors
    ///
    /// Returns an error if any item failed, was redirected, is missing, unconfirmed, unknown or unrecognized, if the body is not
    /// complete, or if there is a [`Discrepancy`], such as items that succeeded in a response that failed. Use
    /// [`check`](Report::check) to keep the report.
    pub fn into_result(self) -> Result<Vec<O>, PartialFailure> {
        self.check()?;
        Ok(self.entries.into_iter().filter_map(|entry| entry.outcome.ok()).collect())
    }
}

impl<O> ReportItem<O> {
    /// Returns the kind of failure, if the item failed.
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
        let status = self.item.sent_status().or_else(|| self.status_of_properties());
        let with_status = self.item.propstats().iter().filter(|propstat| propstat.status == status);
        let properties = with_status.flat_map(|propstat| &propstat.properties).map(ToString::to_string);
        FailedItem {
            key: self.key().cloned(),
            index: self.index,
            status,
            description: self.description(),
            properties: if kind == FailureKind::Failed { properties.collect() } else { Vec::new() },
            next: self.next.clone(),
            kind,
        }
    }

    /// Returns the description of the item, or else the first one of its properties.
    fn description(&self) -> String {
        let own = Some(self.item.description()).filter(|text| !text.is_empty());
        let of_properties = || self.item.propstats().iter().map(|propstat| &*propstat.description);
        own.or_else(|| of_properties().find(|text| !text.is_empty())).unwrap_or_default().to_owned()
    }

    /// Returns the status that the properties amount to. Absent ones count only if the caller decided that the item failed.
    fn status_of_properties(&self) -> Option<StatusCode> {
        let propstats = self.item.propstats();
        let absent = || propstats.iter().filter_map(|propstat| propstat.status).find(|status| !status.is_success());
        let status = (!propstats.is_empty()).then(|| self.status());
        status.map(|status| if status.is_success() { absent().unwrap_or(status) } else { status })
    }
}

/// Writes the item as in `a: 404 Not Found`.
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
        if let [first, others @ ..] = &self.properties[..] {
            write!(f, " for {first}")?;
            if !others.is_empty() {
                write!(f, " and {} more", others.len())?;
            }
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
