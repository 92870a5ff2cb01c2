//! `ReportItem`: an item of a report, its outcome, and the next action.

use http::StatusCode;

use crate::{
    client::next_action::NextAction,
    item::{FromItem, Item, defect::Defect, from_item::UnrecognizedReason},
    key::Key,
    outcome::{Outcome, Retry},
};

/// An item of a [`Report`](crate::Report).
#[derive(Clone, Debug)]
pub struct ReportItem<O> {
    pub(crate) item: Item,
    pub(crate) outcome: Result<O, UnrecognizedReason>,
    /// The key of the request that the item matches.
    pub(crate) asked: Option<Key>,
    pub(crate) index: Option<usize>,
    /// The position among the items of the body.
    pub(crate) position: usize,
    /// The action for this item alone.
    pub(crate) decided: NextAction,
    pub(crate) next: NextAction,
    pub(crate) confirmed: bool,
}

impl<O> ReportItem<O> {
    pub(crate) fn new(item: Item, position: usize) -> Self
    where
        O: FromItem + Outcome,
    {
        let outcome = O::from_item(item.clone()).map_err(|unrecognized| unrecognized.reason);
        let of_properties = item.propstats().iter().any(|propstat| propstat.status.is_some());
        let known = item.sent_status().is_some() || of_properties && !item.unreadable_status;
        // An unknown status is not retried, whatever variant the item was read as.
        let typed = outcome.as_ref().ok().filter(|_| known).and_then(Outcome::retry);
        let decided = NextAction::on_terms(&item, typed.or_else(|| item.retry()));
        let index = item.index();
        Self { item, outcome, asked: None, index, position, next: decided.clone(), decided, confirmed: true }
    }

    /// Returns the key: that of the request, or else that of the item.
    pub fn key(&self) -> Option<&Key> {
        self.asked.as_ref().or_else(|| self.item.key())
    }

    /// Returns the index in the request, if it is known.
    pub fn index(&self) -> Option<usize> {
        self.index
    }

    /// Returns the outcome.
    ///
    /// # Errors
    ///
    /// Returns an error if `O` cannot be read from the item: see [`item`](Self::item).
    pub fn outcome(&self) -> Result<&O, &UnrecognizedReason> {
        self.outcome.as_ref()
    }

    /// Returns the item as it was read.
    pub fn item(&self) -> &Item {
        &self.item
    }

    /// Returns the status; 500 if the item has no readable one.
    pub fn status(&self) -> StatusCode {
        self.item.status()
    }

    /// True if the resource does not exist (any more): see [`Item::is_gone`].
    pub fn is_gone(&self) -> bool {
        self.item.is_gone()
    }

    /// Returns the next action.
    pub fn next(&self) -> &NextAction {
        &self.next
    }

    /// True if the item can be relied on: see [`Verdict::confirms_items`](crate::read::Verdict::confirms_items).
    pub fn is_confirmed(&self) -> bool {
        self.confirmed
    }

    /// Returns what the sender should have written differently, with positions.
    pub fn defects(&self) -> &[Defect] {
        self.item.defects()
    }

    pub(crate) fn decide(&mut self, next: NextAction) {
        self.decided = next.clone();
        self.next = next;
    }

    /// Merges a second answer to the same item, and returns the answer that does not count. A failure takes precedence over a
    /// success. If the two differ, the item may have been applied.
    pub(crate) fn merge(&mut self, mut second: Self) -> Self {
        let differ = self.decided.name() != second.decided.name() || self.class() != second.class();
        let severity = |entry: &Self| match entry.decided {
            NextAction::Done => 0,
            NextAction::Pending { .. } => 1,
            NextAction::Redirect { .. } => 2,
            _ => 3,
        };
        if severity(&second) > severity(self) {
            std::mem::swap(self, &mut second);
        }
        if let (true, NextAction::Retry { class, .. }) = (differ, &mut self.next) {
            *class = Retry::IfIdempotent;
        }
        second
    }

    fn class(&self) -> Option<Retry> {
        match self.decided {
            NextAction::Retry { class, .. } => Some(class),
            _ => None,
        }
    }
}
