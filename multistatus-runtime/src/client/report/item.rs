//! One item of a report: what was said, what it means to the client, and what to do next.

use http::StatusCode;

use crate::{
    client::next_action::NextAction,
    item::{FromItem, Item, defect::Defect, from_item::UnrecognizedReason},
    key::Key,
    outcome::{Outcome, Retry},
};

/// One item of a report.
#[derive(Clone, Debug)]
pub struct ReportItem<O> {
    pub(crate) item: Item,
    pub(crate) outcome: Result<O, UnrecognizedReason>,
    /// The key of the request, where the item was found among its keys.
    pub(crate) asked: Option<Key>,
    pub(crate) index: Option<usize>,
    /// The place in the body.
    pub(crate) position: usize,
    /// The decision for this item alone.
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
        let known = item.sent_status().is_some() || item.propstats().iter().any(|propstat| propstat.status.is_some());
        // An unknown status stays unknown, whatever variant was made of it.
        let typed = outcome.as_ref().ok().filter(|_| known).and_then(Outcome::retry);
        let decided = NextAction::on_terms(&item, typed.or_else(|| item.retry()));
        let index = item.index();
        Self { item, outcome, asked: None, index, position, next: decided.clone(), decided, confirmed: true }
    }

    /// The key: that of the request as it was asked for, else that of the item.
    pub fn key(&self) -> Option<&Key> {
        self.asked.as_ref().or_else(|| self.item.key())
    }

    /// The index in the request, where it is known.
    pub fn index(&self) -> Option<usize> {
        self.index
    }

    /// The outcome.
    ///
    /// # Errors
    ///
    /// Where the item is none of what `O` names; [`item`](Self::item) has all of it.
    pub fn outcome(&self) -> Result<&O, &UnrecognizedReason> {
        self.outcome.as_ref()
    }

    /// The item as it was read.
    pub fn item(&self) -> &Item {
        &self.item
    }

    /// The status; a 500 where the item has none that can be read.
    pub fn status(&self) -> StatusCode {
        self.item.status()
    }

    /// What to do next.
    pub fn next(&self) -> &NextAction {
        &self.next
    }

    /// Whether what was read stands: see [`Verdict::confirms_items`](crate::read::Verdict::confirms_items).
    pub fn is_confirmed(&self) -> bool {
        self.confirmed
    }

    /// What is odd about the item.
    pub fn defects(&self) -> &[Defect] {
        self.item.defects()
    }

    pub(crate) fn decide(&mut self, next: NextAction) {
        self.decided = next.clone();
        self.next = next;
    }

    /// Takes a second answer to the same item, and returns the one that does not stand. No failure hides behind a
    /// success; and where the two differ, nobody can tell whether the item was applied.
    pub(crate) fn meet(&mut self, mut second: Self) -> Self {
        let differ = self.decided.name() != second.decided.name() || self.class() != second.class();
        let standing = |entry: &Self| match entry.decided {
            NextAction::Done => 0,
            NextAction::Pending { .. } => 1,
            NextAction::Redirect { .. } => 2,
            _ => 3,
        };
        if standing(&second) > standing(self) {
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
