//! `Retention`: limits the items of a report by the number of items that were asked for.
//!
//! A server that repeats its answers, or adds others, must not fill the memory of the client.

use std::io;

use super::{
    Report,
    item::ReportItem,
    key_index::{KeyIndex, Match},
};
use crate::{client::next_action::NextAction, item::Item, key::Key, outcome::Retry};

/// Number of duplicate and unknown items that are kept besides one for each key.
const SLACK: usize = 100;

/// Number of bytes that these items may take as JSON.
const SLACK_BYTES: usize = 1 << 20;

/// Decides which items are kept.
///
/// As many items as there are keys are kept. Of the others, one answer to each key is kept for each next action, so that a
/// failure is never dropped in favor of a success, and a limited number of further ones.
pub(crate) struct Retention<'k> {
    keys: &'k [Key],
    /// `None` until there are more items than keys.
    answers: Option<Answers<'k>>,
    dropped: usize,
}

struct Answers<'k> {
    index: KeyIndex<'k>,
    /// The next actions of the answers to each key, one bit for each.
    actions: Vec<u16>,
    /// Number of further items that may be kept, and of their bytes.
    items_left: usize,
    bytes_left: usize,
}

impl<'k> Retention<'k> {
    pub(crate) fn new(keys: &'k [Key]) -> Self {
        Self { keys, answers: None, dropped: 0 }
    }

    /// Adds an item, or drops and counts it.
    pub(crate) fn push<O>(&mut self, kept: &mut Vec<ReportItem<O>>, entry: ReportItem<O>) {
        if kept.len() < self.keys.len() {
            return kept.push(entry);
        }
        let keys = self.keys;
        let answers = self.answers.get_or_insert_with(|| Answers::of(keys, kept));
        if answers.is_new(&entry) || answers.has_space(&entry) {
            kept.push(entry);
        } else {
            self.dropped += 1;
        }
    }

    /// Returns the number of items that were dropped.
    pub(crate) fn dropped(&self) -> usize {
        self.dropped
    }
}

impl<'k> Answers<'k> {
    fn of<O>(keys: &'k [Key], entries: &[ReportItem<O>]) -> Self {
        let mut answers = Self {
            index: KeyIndex::new(keys),
            actions: vec![0; keys.len()],
            items_left: keys.len().saturating_add(SLACK),
            bytes_left: SLACK_BYTES,
        };
        for entry in entries {
            answers.is_new(entry);
        }
        answers
    }

    /// True if the item is the first answer to its key with its next action. Remembers the item.
    fn is_new<O>(&mut self, entry: &ReportItem<O>) -> bool {
        let free = |index: usize| self.actions.get(index) == Some(&0);
        let Match::Key(index) = self.index.find(&entry.item, free) else { return false };
        let Some(actions) = self.actions.get_mut(index) else { return false };
        let before = *actions;
        *actions |= 1 << number(&entry.decided);
        *actions != before
    }

    /// True if the item may be kept besides the answers. Counts the item.
    fn has_space<O>(&mut self, entry: &ReportItem<O>) -> bool {
        let left = self.items_left.checked_sub(1);
        let Some(left) = left.zip(self.bytes_left.checked_sub(length(&entry.item))) else { return false };
        (self.items_left, self.bytes_left) = left;
        true
    }
}

/// Returns the length of an item as JSON.
fn length(item: &Item) -> usize {
    let mut counter = Counter(0);
    serde_json::to_writer(&mut counter, item).map_or(usize::MAX, |()| counter.0)
}

/// Counts bytes.
struct Counter(usize);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Returns a number for each action and its terms.
fn number(next: &NextAction) -> u32 {
    match next {
        NextAction::Done => 0,
        NextAction::Pending { .. } => 1,
        NextAction::Retry { class: Retry::Safe, .. } => 2,
        NextAction::Retry { .. } => 3,
        NextAction::Redirect { .. } => 4,
        NextAction::Fix => 5,
        NextAction::Authenticate => 6,
        NextAction::Dependency => 7,
        NextAction::GiveUp => 8,
    }
}

impl<O> Report<O> {
    /// Drops and counts the items that are more than these keys allow.
    pub(crate) fn drop_surplus(&mut self, keys: &[Key]) {
        let mut retention = Retention::new(keys);
        for entry in self.take_items() {
            retention.push(&mut self.entries, entry);
        }
        self.surplus += retention.dropped();
    }
}
