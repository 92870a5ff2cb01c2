//! Accessors of a report: its items in groups, and the parts of the whole.

use std::time::Duration;

use super::{Discrepancy, Missing, Report, item::ReportItem};
use crate::{client::next_action::NextAction, key::Key, read::Verdict, summary::Summary};

impl<O> Report<O> {
    /// Returns the items that were answered, in request order. An item that was answered twice is listed once.
    pub fn items(&self) -> impl Iterator<Item = &ReportItem<O>> {
        self.entries.iter()
    }

    /// Returns the item with this key.
    pub fn get(&self, key: impl Into<Key>) -> Option<&ReportItem<O>> {
        let key = key.into();
        self.entries.iter().find(|entry| entry.key() == Some(&key))
    }

    /// Returns the item at this index of the request.
    pub fn at(&self, index: usize) -> Option<&ReportItem<O>> {
        self.entries.iter().find(|entry| entry.index == Some(index))
    }

    fn confirmed(&self, belongs: impl Fn(&NextAction) -> bool) -> impl Iterator<Item = &ReportItem<O>> {
        self.entries.iter().filter(move |entry| entry.confirmed && belongs(&entry.next))
    }

    /// Returns the items whose next action is [`Done`](NextAction::Done).
    pub fn succeeded(&self) -> impl Iterator<Item = &ReportItem<O>> {
        self.confirmed(|next| *next == NextAction::Done)
    }

    /// Returns the indices and keys of the items that succeeded without being listed, in a response that lists failures only:
    /// by its convention ([`Ending::unlisted`](crate::read::Ending::unlisted)), or as
    /// [`listing_failures`](Report::listing_failures) declares.
    pub fn unlisted(&self) -> impl Iterator<Item = (usize, &Key)> {
        let keys = self.asked.as_deref().unwrap_or_default();
        self.unlisted.iter().filter_map(|index| Some((*index, keys.get(*index)?)))
    }

    /// Returns the items that failed. Each is either [`retryable`](Self::retryable) or [`permanent`](Self::permanent).
    pub fn failed(&self) -> impl Iterator<Item = &ReportItem<O>> {
        self.confirmed(NextAction::is_failure)
    }

    /// Returns the items that failed and may be sent again, on the terms of their [`next`](ReportItem::next) action.
    pub fn retryable(&self) -> impl Iterator<Item = &ReportItem<O>> {
        self.confirmed(NextAction::is_retryable)
    }

    /// Returns the items that failed and must not be sent again.
    pub fn permanent(&self) -> impl Iterator<Item = &ReportItem<O>> {
        self.confirmed(|next| next.is_failure() && !next.is_retryable())
    }

    /// Returns the items that were accepted and are not finished.
    pub fn pending(&self) -> impl Iterator<Item = &ReportItem<O>> {
        self.confirmed(|next| matches!(next, NextAction::Pending { .. }))
    }

    /// Returns the items that have another URI.
    pub fn redirected(&self) -> impl Iterator<Item = &ReportItem<O>> {
        self.confirmed(|next| matches!(next, NextAction::Redirect { .. }))
    }

    /// Returns the items of a body that cannot be relied on. They are in no other group.
    pub fn unconfirmed(&self) -> impl Iterator<Item = &ReportItem<O>> {
        self.entries.iter().filter(|entry| !entry.confirmed)
    }

    /// Returns the items of the request that are not answered.
    pub fn missing(&self) -> &[Missing] {
        &self.missing
    }

    /// Returns second answers to items that were answered before. If the two differ, the worse one is among the
    /// [`items`](Self::items), and it is unknown whether the item was applied.
    pub fn duplicates(&self) -> &[ReportItem<O>] {
        &self.duplicates
    }

    /// Returns the items that match no item of the request.
    pub fn unknown(&self) -> &[ReportItem<O>] {
        &self.unknown
    }

    /// Returns the parts of the response that do not agree.
    pub fn discrepancies(&self) -> &[Discrepancy] {
        &self.discrepancies
    }

    /// Returns the time that the response as a whole asks to wait. Items without their own time have it in their
    /// [`next`](ReportItem::next) action.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Returns the number of items of the request, or else of the response.
    pub fn total(&self) -> usize {
        self.asked.as_ref().map_or(self.entries.len(), Vec::len)
    }

    /// Returns the verdict of the reader.
    pub fn verdict(&self) -> &Verdict {
        &self.ending.verdict
    }

    /// Returns the text about the batch as a whole.
    pub fn description(&self) -> Option<&str> {
        self.ending.description.as_deref()
    }

    /// Returns the token for the next synchronization (RFC 6578 section 6.2).
    pub fn sync_token(&self) -> Option<&str> {
        self.ending.sync_token.as_deref()
    }

    /// Returns the counts that the sender wrote.
    pub fn summary(&self) -> Option<&Summary> {
        self.ending.summary.as_ref()
    }
}
