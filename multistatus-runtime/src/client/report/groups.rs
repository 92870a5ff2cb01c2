//! What a report shows to those who ask: its items in groups, and what is known of the whole.

use std::time::Duration;

use super::{Discrepancy, Missing, Report, item::ReportItem};
use crate::{client::next_action::NextAction, key::Key, read::Verdict, summary::Summary};

impl<O> Report<O> {
    /// The items that were answered, in request order; one that was answered twice is here once.
    pub fn items(&self) -> impl Iterator<Item = &ReportItem<O>> {
        self.entries.iter()
    }

    /// The item with this key.
    pub fn get(&self, key: impl Into<Key>) -> Option<&ReportItem<O>> {
        let key = key.into();
        self.entries.iter().find(|entry| entry.key() == Some(&key))
    }

    /// The item at this index of the request.
    pub fn at(&self, index: usize) -> Option<&ReportItem<O>> {
        self.entries.iter().find(|entry| entry.index == Some(index))
    }

    fn confirmed(&self, belongs: impl Fn(&NextAction) -> bool) -> impl Iterator<Item = &ReportItem<O>> {
        self.entries.iter().filter(move |entry| entry.confirmed && belongs(&entry.next))
    }

    /// The items that are [`Done`](NextAction::Done).
    pub fn succeeded(&self) -> impl Iterator<Item = &ReportItem<O>> {
        self.confirmed(|next| *next == NextAction::Done)
    }

    /// The indices and keys of the items that succeeded without being listed: see
    /// [`listing_failures`](Report::listing_failures).
    pub fn unlisted(&self) -> impl Iterator<Item = (usize, &Key)> {
        let keys = self.asked.as_deref().unwrap_or_default();
        self.unlisted.iter().filter_map(|index| Some((*index, keys.get(*index)?)))
    }

    /// The items that failed: each is either [`retryable`](Self::retryable) or [`permanent`](Self::permanent).
    pub fn failed(&self) -> impl Iterator<Item = &ReportItem<O>> {
        self.confirmed(NextAction::is_failure)
    }

    /// The items that failed and may be sent again, on the terms that their [`next`](ReportItem::next) says.
    pub fn retryable(&self) -> impl Iterator<Item = &ReportItem<O>> {
        self.confirmed(NextAction::is_retryable)
    }

    /// The items that failed for good.
    pub fn permanent(&self) -> impl Iterator<Item = &ReportItem<O>> {
        self.confirmed(|next| next.is_failure() && !next.is_retryable())
    }

    /// The items that were accepted and are not finished.
    pub fn pending(&self) -> impl Iterator<Item = &ReportItem<O>> {
        self.confirmed(|next| matches!(next, NextAction::Pending { .. }))
    }

    /// The items that are elsewhere.
    pub fn redirected(&self) -> impl Iterator<Item = &ReportItem<O>> {
        self.confirmed(|next| matches!(next, NextAction::Redirect { .. }))
    }

    /// The items of a body that cannot be relied on; they are in no other group.
    pub fn unconfirmed(&self) -> impl Iterator<Item = &ReportItem<O>> {
        self.entries.iter().filter(|entry| !entry.confirmed)
    }

    /// The items that were asked for and not answered.
    pub fn missing(&self) -> &[Missing] {
        &self.missing
    }

    /// Second answers to items that were answered before. Where the two differ, the one that says less good stands among
    /// the [`items`](Self::items), and nobody can tell whether the item was applied.
    pub fn duplicates(&self) -> &[ReportItem<O>] {
        &self.duplicates
    }

    /// The items that were answered and never asked for.
    pub fn unknown(&self) -> &[ReportItem<O>] {
        &self.unknown
    }

    /// Where the counts contradict each other.
    pub fn discrepancies(&self) -> &[Discrepancy] {
        &self.discrepancies
    }

    /// How long the response as a whole asks to wait. Items that do not say it themselves have it in their
    /// [`next`](ReportItem::next).
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The number of items: those that were asked for, or else those that were answered.
    pub fn total(&self) -> usize {
        self.asked.as_ref().map_or(self.entries.len(), Vec::len)
    }

    /// What the reader vouches for.
    pub fn verdict(&self) -> &Verdict {
        &self.ending.verdict
    }

    /// Text about the batch as a whole.
    pub fn description(&self) -> Option<&str> {
        self.ending.description.as_deref()
    }

    /// The token for the next synchronization (RFC 6578 section 6.2).
    pub fn sync_token(&self) -> Option<&str> {
        self.ending.sync_token.as_deref()
    }

    /// The counts that the sender gave.
    pub fn summary(&self) -> Option<&Summary> {
        self.ending.summary.as_ref()
    }
}
