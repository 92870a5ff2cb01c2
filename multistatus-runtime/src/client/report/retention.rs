//! `Retention`: limits the items of a report by the number of items that were asked for.
//!
//! A server that repeats its answers, or adds others, must not fill the memory of the client.

use super::{
    Report,
    item::ReportItem,
    key_index::{KeyIndex, Match},
};
use crate::{client::next_action::NextAction, key::Key, outcome::Retry};

/// Number of items that are kept besides one duplicate or unknown item for each key.
const SLACK: usize = 100;

/// Decides which items are kept.
///
/// The first items are kept, as many as there are keys and [`SLACK`] more. Of the others, one answer to each key is kept for each
/// next action, so that a failure is never dropped in favor of a success.
pub(crate) struct Retention<'k> {
    keys: &'k [Key],
    /// `None` until there are more items than are kept anyway.
    answers: Option<Answers<'k>>,
    dropped: usize,
}

struct Answers<'k> {
    index: KeyIndex<'k>,
    /// The next actions of the answers to each key, one bit for each.
    actions: Vec<u16>,
}

impl<'k> Retention<'k> {
    pub(crate) fn new(keys: &'k [Key]) -> Self {
        Self { keys, answers: None, dropped: 0 }
    }

    /// Adds an item, or drops and counts it.
    pub(crate) fn push<O>(&mut self, kept: &mut Vec<ReportItem<O>>, entry: ReportItem<O>) {
        if kept.len() < self.keys.len().saturating_add(SLACK) {
            return kept.push(entry);
        }
        let keys = self.keys;
        let answers = self.answers.get_or_insert_with(|| Answers::of(keys, kept));
        if answers.add(&entry) {
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
        let mut answers = Self { index: KeyIndex::new(keys), actions: vec![0; keys.len()] };
        for entry in entries {
            answers.add(entry);
        }
        answers
    }

    /// True if the item is the first answer to its key with its next action.
    fn add<O>(&mut self, entry: &ReportItem<O>) -> bool {
        let free = |index: usize| self.actions.get(index) == Some(&0);
        let Match::Key(index) = self.index.find(&entry.item, free) else { return false };
        let Some(actions) = self.actions.get_mut(index) else { return false };
        let before = *actions;
        *actions |= 1 << number(&entry.decided);
        *actions != before
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
        let mut pool = self.take_items();
        let mut retention = Retention::new(keys);
        for entry in pool.drain(..) {
            retention.push(&mut self.entries, entry);
        }
        self.surplus += retention.dropped();
    }
}
