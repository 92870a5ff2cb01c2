//! `ReportBuilder`: a report whose items are still being read.

use super::{Report, item::ReportItem, retention::Retention};
use crate::{
    item::{FromItem, Item},
    key::Key,
    outcome::Outcome,
    read::{Document, Ending},
};

impl<O> Report<O> {
    /// Creates the report on a document. The items are in the order of their indices, or else of the document.
    pub fn new(document: Document) -> Self
    where
        O: FromItem + Outcome,
    {
        let mut builder = ReportBuilder::new(None);
        document.items.into_iter().for_each(|item| builder.push(item));
        builder.finish(document.ending)
    }

    /// Creates the report on items that are already read, for example from a store, as a complete response.
    ///
    /// ```
    /// use multistatus::{Item, Report, StatusCode};
    ///
    /// let stored = [Item::of("b", &StatusCode::CREATED), Item::of("a", &StatusCode::OK)];
    /// let report = Report::<StatusCode>::from_items(stored).for_keys(["a", "b"]);
    /// assert_eq!(report.into_result()?, [StatusCode::OK, StatusCode::CREATED]);
    /// # Ok::<(), multistatus::client::PartialFailure>(())
    /// ```
    pub fn from_items(items: impl IntoIterator<Item = Item>) -> Self
    where
        O: FromItem + Outcome,
    {
        let mut builder = ReportBuilder::new(None);
        items.into_iter().for_each(|item| builder.push(item));
        builder.finish(Self::empty(None).ending)
    }
}

/// A report whose items are still being read.
pub(crate) struct ReportBuilder<'k, O> {
    entries: Vec<ReportItem<O>>,
    /// Limits the items by the keys of the request, if they are known.
    retention: Option<Retention<'k>>,
}

impl<'k, O> ReportBuilder<'k, O> {
    pub(crate) fn new(keys: Option<&'k [Key]>) -> Self {
        Self { entries: Vec::new(), retention: keys.map(Retention::new) }
    }

    /// Returns the number of items so far, without those that were dropped.
    #[cfg(feature = "reqwest")]
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// True if an item succeeded.
    #[cfg(feature = "reqwest")]
    pub(crate) fn has_success(&self) -> bool {
        self.entries.iter().any(|entry| entry.status().is_success())
    }

    pub(crate) fn push(&mut self, item: Item)
    where
        O: FromItem + Outcome,
    {
        for item in item.for_each_key() {
            let entry = ReportItem::new(item, self.entries.len());
            match &mut self.retention {
                Some(retention) => retention.push(&mut self.entries, entry),
                None => self.entries.push(entry),
            }
        }
    }

    pub(crate) fn finish(mut self, ending: Ending) -> Report<O> {
        let confirmed = ending.verdict.confirms_items();
        self.entries.iter_mut().for_each(|entry| entry.confirmed = confirmed);
        let surplus = self.retention.map_or(0, |retention| retention.dropped());
        let mut report = Report { entries: self.entries, ending, surplus, ..Report::empty(None) };
        report.arrange();
        report
    }
}
