//! Updating a report with later responses.

use std::collections::HashSet;

use super::{Discrepancy, Missing, Report, item::ReportItem};
use crate::read::Ending;

impl<O> Report<O> {
    /// Replaces the items at `indices` of this request by those of a later report, whose indices count from zero in that order.
    /// An item that the later report does not have is missing afterwards.
    ///
    /// Compare both reports with their keys before, and neither afterwards.
    ///
    /// ```
    /// use multistatus::{Item, Report, StatusCode};
    ///
    /// let item = |key: &str, code| Item::of(key, &StatusCode::from_u16(code).unwrap());
    /// let mut report = Report::<StatusCode>::from_items([item("a", 200), item("b", 503)]).for_keys(["a", "b"]);
    /// report.update(&[1], Report::from_items([item("b", 201)]).for_keys(["b"]));
    /// assert_eq!(report.into_result()?, [StatusCode::OK, StatusCode::CREATED]);
    /// # Ok::<(), multistatus::client::PartialFailure>(())
    /// ```
    pub fn update(&mut self, indices: &[usize], later: Self) {
        self.replace([(indices, later)]);
    }

    /// Updates the report with several later reports in one pass.
    pub(crate) fn replace<'i>(&mut self, answers: impl IntoIterator<Item = (&'i [usize], Self)>) {
        let answers: Vec<_> = answers.into_iter().collect();
        let Some(last) = answers.last().map(|(_, later)| later.ending.clone()) else { return };
        let cut = answers.iter().map(|(_, later)| &later.ending).find(|ending| !ending.verdict.is_complete()).cloned();
        self.retry_after = answers.iter().filter_map(|(_, later)| later.retry_after).max();

        self.forget(&answers.iter().flat_map(|(indices, _)| indices.iter().copied()).collect());
        let mut discrepancies = Vec::new();
        for (indices, later) in answers {
            discrepancies.extend_from_slice(&later.discrepancies);
            self.take(indices, later);
        }
        self.entries.sort_by_key(|entry| entry.index.unwrap_or(usize::MAX));
        self.missing.sort_by_key(|missing| missing.index);
        self.unlisted.sort_unstable();

        let known = self.missing.is_empty() && self.unconfirmed().next().is_none();
        if known {
            // A count that is too small does not matter any more, nor does an item that could not be matched.
            self.discrepancies.retain(|kept| match kept {
                Discrepancy::Total { expected, total } => total > expected,
                Discrepancy::Failed { .. } | Discrepancy::Status { .. } | Discrepancy::Surplus { .. } => true,
                Discrepancy::Count { .. } | Discrepancy::Name { .. } => false,
            });
        }
        self.discrepancies.extend(discrepancies);
        // The counts and the status of one response are not those of the whole.
        if let Some(ending) = cut.or(known.then_some(last)) {
            self.ending = Ending { summary: None, failures: None, status: None, ..ending };
        }
    }

    /// Removes the items at these indices.
    fn forget(&mut self, again: &HashSet<usize>) {
        let stays = |index: Option<usize>| index.is_none_or(|index| !again.contains(&index));
        self.entries.retain(|entry| stays(entry.index));
        self.duplicates.retain(|entry| stays(entry.index));
        self.missing.retain(|missing| stays(Some(missing.index)));
        self.unlisted.retain(|index| stays(Some(*index)));
    }

    /// Adds the items of a later report, with their indices in this one.
    fn take(&mut self, indices: &[usize], later: Self) {
        let here = |index: usize| indices.get(index).copied();
        let moved = |mut entry: ReportItem<O>| {
            entry.index = entry.index.and_then(here);
            entry
        };
        self.entries.extend(later.entries.into_iter().map(moved));
        self.duplicates.extend(later.duplicates.into_iter().map(moved));
        self.unknown.extend(later.unknown);
        self.unlisted.extend(later.unlisted.into_iter().filter_map(here));
        let missing = later.missing.into_iter();
        self.missing.extend(missing.filter_map(|missing| Some(Missing { index: here(missing.index)?, ..missing })));
    }
}
