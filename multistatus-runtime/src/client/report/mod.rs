//! `Report`: the items of a multi-status, compared with the items of the request.

mod builder;
mod discrepancy;
mod display;
mod failure;
mod groups;
mod item;
mod key_index;
mod matching;
mod normalized_href;
mod retention;
#[cfg(test)]
mod tests;
mod update;

use std::time::Duration;

#[cfg(feature = "reqwest")]
pub(crate) use self::builder::ReportBuilder;
pub use self::{
    discrepancy::Discrepancy,
    failure::{FailedItem, FailureKind, PartialFailure},
    item::ReportItem,
};
#[cfg(all(feature = "reqwest", feature = "webdav"))]
pub(crate) use self::{
    key_index::{KeyIndex, Match},
    normalized_href::NormalizedHref,
};
use super::next_action::NextAction;
#[cfg(feature = "reqwest")]
use crate::read::Truncation;
use crate::{
    item::Item,
    key::Key,
    outcome::Retry,
    read::{Ending, Verdict},
};

/// The report on the items of one batch, as outcomes of type `O`.
///
/// Given the keys of the request, it also reports items that are missing, answered twice, or not part of the request.
///
/// ```
/// use multistatus::{Item, Reader, Report};
///
/// let body = r#"<multistatus xmlns="DAV:">
///   <response><href>/a</href><status>HTTP/1.1 204 No Content</status></response>
///   <response><href>/b/</href><status>HTTP/1.1 423 Locked</status></response></multistatus>"#;
/// let report = Report::<Item>::new(Reader::new().read(body.as_bytes())).for_keys(["/a", "/b", "/c"]);
/// assert_eq!(report.to_string(), "3 items: 1 succeeded, 1 failed, 0 may be sent again, 1 missing");
/// let failure = report.into_result().unwrap_err();
/// assert_eq!(failure.to_string(), "2 of 3 items did not succeed: /b: 423 Locked, /c: missing");
/// ```
#[derive(Clone, Debug)]
#[must_use = "a report may have failures; use `into_result` to fail if it does"]
pub struct Report<O> {
    /// In request order.
    entries: Vec<ReportItem<O>>,
    asked: Option<Vec<Key>>,
    missing: Vec<Missing>,
    duplicates: Vec<ReportItem<O>>,
    unknown: Vec<ReportItem<O>>,
    /// The indices of items that succeeded without being listed.
    unlisted: Vec<usize>,
    discrepancies: Vec<Discrepancy>,
    /// The number of items that were dropped, because they are more than were asked for.
    surplus: usize,
    failures_only: bool,
    ending: Ending,
    /// The `Retry-After` of the response as a whole.
    retry_after: Option<Duration>,
}

/// An item of the request that is not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Missing {
    /// The index in the request.
    pub index: usize,
    /// The key, as in the request.
    pub key: Key,
    /// True if the item may have reached the server, so that it may have been applied.
    pub sent: bool,
}

impl Missing {
    /// Returns the next action: an item that was never sent may be sent; any other only if applying it twice is harmless.
    pub fn next(&self) -> NextAction {
        NextAction::Retry { after: None, class: if self.sent { Retry::IfIdempotent } else { Retry::Safe } }
    }
}

impl<O> Report<O> {
    /// Compares the items with the keys of the request, in request order.
    ///
    /// An item matches a key that is equal or has the same text. A trailing slash, and scheme and host before a path, may differ.
    /// An item without a key matches its index. Items without keys and indices match by position if there are as many of them
    /// as keys, and the body lists all of them in one list. An item whose index is not that of its key, or cannot be read, is [`unknown`](Self::unknown).
    ///
    /// The number of keys limits the number of items that the report has. It drops further
    /// [`duplicates`](Self::duplicates) and [`unknown`](Self::unknown) items, and counts them in [`Discrepancy::Surplus`].
    pub fn for_keys<K: Into<Key>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        let keys: Vec<_> = keys.into_iter().map(Into::into).collect();
        self.drop_surplus(&keys);
        self.asked = Some(keys);
        self.arrange();
        self
    }

    /// Declares that the response lists failures only, as responses to DELETE, COPY and MOVE do (RFC 4918 sections 9.6.1, 9.8.3
    /// and 9.9.2) and those with `Preference-Applied: return=minimal`. Items that are not listed then succeeded, if the body is
    /// complete, the response did not fail as a whole, and the items name what they answer.
    pub fn listing_failures(mut self) -> Self {
        self.failures_only = true;
        self.arrange();
        self
    }

    /// Replaces the next action of each item by what `decide` returns. `None` leaves the action as it is.
    ///
    /// ```
    /// use multistatus::{Item, Report, client::NextAction};
    ///
    /// fn gone_is_fine(report: Report<Item>) -> Report<Item> {
    ///     report.classify(|item| (item.status() == 404).then_some(NextAction::Done))
    /// }
    /// ```
    pub fn classify(mut self, decide: impl Fn(&Item) -> Option<NextAction>) -> Self {
        for entry in self.entries.iter_mut().chain(&mut self.duplicates).chain(&mut self.unknown) {
            if let Some(next) = decide(&entry.item) {
                entry.decide(next);
            }
        }
        self.arrange();
        self
    }
}

/// Reports on more than a body.
#[cfg(feature = "reqwest")]
impl<O> Report<O> {
    /// Creates a report on items that are not sent yet.
    pub(crate) fn unsent(keys: Vec<Key>) -> Self {
        let missing = |(index, key): (usize, &Key)| Missing { index, key: key.clone(), sent: false };
        Self { missing: keys.iter().enumerate().map(missing).collect(), ..Self::empty(Some(keys)) }
    }

    /// Creates a report on items that were sent and whose response was lost.
    pub(crate) fn lost(keys: Vec<Key>) -> Self {
        let mut report = Self::unsent(keys);
        report.missing.iter_mut().for_each(|missing| missing.sent = true);
        report.ending.verdict = Verdict::Truncated { at: 0, by: Truncation::Input };
        report
    }

    /// Applies the fields `Retry-After` and `Preference-Applied` of the response. The former is used for each item without its
    /// own. For properties, `return=minimal` does not omit resources (RFC 8144 section 2.1).
    pub(crate) fn with_response_fields(mut self, retry_after: Option<Duration>, minimal: bool) -> Self {
        self.retry_after = retry_after;
        for entry in self.entries.iter_mut().chain(&mut self.duplicates) {
            if let NextAction::Retry { after: None, class } = entry.decided {
                entry.decided = NextAction::Retry { after: retry_after, class };
            }
        }
        self.failures_only |= minimal && self.entries.iter().all(|entry| entry.item.propstats().is_empty());
        self.arrange();
        self
    }

    /// True if the response as a whole asks to send the request again later.
    pub(crate) fn is_refused(&self) -> bool {
        self.ending
            .status
            .is_some_and(|status| matches!(NextAction::of(&status), NextAction::Retry { class: Retry::Safe, .. }))
    }

    /// Creates the report on a response without a body, which means that every item succeeded.
    pub(crate) fn silent_success() -> Self {
        Self::empty(None).listing_failures()
    }
}

impl<O> Report<O> {
    fn empty(asked: Option<Vec<Key>>) -> Self {
        let ending = Ending { verdict: Verdict::Complete, ..Ending::new() };
        Self {
            entries: Vec::new(),
            asked,
            missing: Vec::new(),
            duplicates: Vec::new(),
            unknown: Vec::new(),
            unlisted: Vec::new(),
            discrepancies: Vec::new(),
            surplus: 0,
            failures_only: false,
            ending,
            retry_after: None,
        }
    }
}
