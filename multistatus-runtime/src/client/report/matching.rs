//! Matching the items of a response with those of the request.
//!
//! Items are matched by key and index, which must agree. They are matched by position only if none has a key or an index and
//! the counts agree.

use std::collections::HashMap;

use super::{
    Discrepancy, Missing, Report,
    item::ReportItem,
    key_index::{KeyIndex, Match, has_invalid_name},
};
use crate::{key::Key, outcome::StatusClass};

impl<O> Report<O> {
    /// Takes all items, in the order of the body.
    pub(crate) fn take_items(&mut self) -> Vec<ReportItem<O>> {
        let mut items = std::mem::take(&mut self.entries);
        items.append(&mut self.duplicates);
        items.append(&mut self.unknown);
        items.sort_by_key(|entry| entry.position);
        items
    }

    /// Brings the items into request order and finds the missing ones.
    pub(crate) fn arrange(&mut self) {
        let mut items = self.take_items();
        for entry in &mut items {
            entry.index = entry.item.index();
            entry.asked = None;
            entry.next = entry.decided.clone();
        }
        self.discrepancies.clear();
        self.missing.clear();
        self.unlisted.clear();
        if self.surplus > 0 {
            self.discrepancies.push(Discrepancy::Surplus { items: self.surplus });
        }
        self.check_failures(&items);
        match self.asked.take() {
            Some(keys) => {
                self.match_keys(&keys, items);
                self.asked = Some(keys);
            }
            None => self.without_keys(items),
        }
        self.check_total();
        self.check_status();
    }

    /// Matches each item with a key.
    fn match_keys(&mut self, keys: &[Key], items: Vec<ReportItem<O>>) {
        let without_names = items.iter().all(|entry| entry.item.key().is_none() && entry.item.index().is_none());
        let complete = self.ending.verdict.is_complete();
        let failures_only = self.failures_only || self.ending.unlisted.is_some();
        let by_position = without_names
            && complete
            && !failures_only
            && !self.ending.unordered
            && !items.iter().any(|entry| has_invalid_name(&entry.item));
        let answered = items.len() + self.surplus;
        if by_position && answered != keys.len() {
            self.discrepancies.push(Discrepancy::Count { asked: keys.len(), answered });
        }
        let by_position = by_position && answered == keys.len();
        let key_index = KeyIndex::new(keys);
        let mut slots: Vec<Option<ReportItem<O>>> = keys.iter().map(|_| None).collect();
        let (ambiguous, clear): (Vec<_>, Vec<_>) =
            items.into_iter().partition(|entry| key_index.is_ambiguous(&entry.item));
        let mut contradictions = 0;
        for (position, mut entry) in clear.into_iter().chain(ambiguous).enumerate() {
            let free = |index: usize| slots.get(index).is_some_and(Option::is_none);
            let found = if by_position { Match::Key(position) } else { key_index.find(&entry.item, free) };
            contradictions += usize::from(found == Match::Contradiction);
            let index = if let Match::Key(index) = found { Some(index) } else { None };
            let Some((index, slot)) = index.and_then(|index| Some((index, slots.get_mut(index)?))) else {
                entry.index = None;
                self.unknown.push(entry);
                continue;
            };
            entry.index = Some(index);
            entry.asked = keys.get(index).cloned();
            match slot {
                None => *slot = Some(entry),
                Some(first) => self.duplicates.push(first.merge(entry)),
            }
        }
        if contradictions > 0 {
            self.discrepancies.push(Discrepancy::Name { items: contradictions });
        }
        // An item that is dropped, not listed, or does not say what it answers may be the failure of any key.
        let known = self.discrepancies.is_empty() && self.unknown.iter().all(|entry| entry.item.key().is_some());
        let succeeded_unlisted = failures_only && complete && known && !self.failed_as_a_whole();
        for ((index, slot), key) in slots.into_iter().enumerate().zip(keys) {
            match slot {
                Some(entry) => self.entries.push(entry),
                None if succeeded_unlisted => self.unlisted.push(index),
                None => self.missing.push(Missing { index, key: key.clone(), sent: true }),
            }
        }
    }

    /// Lists the items in the order of their indices, without keys of a request. Repeated items are found by their own keys.
    fn without_keys(&mut self, items: Vec<ReportItem<O>>) {
        let mut seen: HashMap<(Key, Option<usize>), usize> = HashMap::new();
        for entry in items {
            let name = entry.item.key().map(|key| (key.clone(), entry.index));
            let known = name.as_ref().and_then(|name| seen.get(name)).copied();
            if let Some(first) = known.and_then(|at| self.entries.get_mut(at)) {
                self.duplicates.push(first.merge(entry));
                continue;
            }
            seen.extend(name.map(|name| (name, self.entries.len())));
            self.entries.push(entry);
        }
        if self.entries.iter().all(|entry| entry.index.is_some()) {
            self.entries.sort_by_key(|entry| entry.index);
        }
    }

    fn failed_as_a_whole(&self) -> bool {
        self.ending.status.is_some_and(|status| !status.is_success())
    }

    /// Compares the status of the whole with those of the items. A failure of all of them agrees with any status.
    fn check_status(&mut self) {
        let Some(status) = self.ending.status.filter(|_| self.failed_as_a_whole()) else { return };
        let succeeded = self.entries.iter().filter(|entry| entry.status().is_success()).count();
        if succeeded > 0 {
            self.discrepancies.push(Discrepancy::Status { status, succeeded });
        }
    }

    /// Compares the number of items with the summary of the sender.
    fn check_total(&mut self) {
        let Some(summary) = &self.ending.summary else { return };
        let listed = self.entries.len() + self.duplicates.len() + self.unknown.len();
        let expected = match &self.asked {
            Some(keys) => keys.len(),
            None if self.failures_only => return,
            None => listed,
        };
        if summary.total != expected {
            self.discrepancies.push(Discrepancy::Total { expected, total: summary.total });
        }
    }

    /// Compares the number of failures with the summary of the sender, and with its other counts. Every failure is listed,
    /// whatever else is not.
    fn check_failures(&mut self, items: &[ReportItem<O>]) {
        if self.surplus > 0 || !self.ending.verdict.is_complete() {
            return;
        }
        let summary = self.ending.summary.map(|summary| summary.failed);
        let listed = items.iter().filter(|entry| StatusClass::of(entry.status()) == StatusClass::Failure).count();
        let failed = summary.filter(|failed| *failed > listed).or(self.ending.failures);
        if let Some(failed) = failed.filter(|failed| *failed != listed) {
            self.discrepancies.push(Discrepancy::Failed { listed, failed });
        }
    }
}
