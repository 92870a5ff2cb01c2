//! One item of a multi-status as formats and callers see it: its key, its index and its outcome.

use std::{borrow::Cow, fmt, time::Duration};

use http::StatusCode;
use serde::{Serializer, ser::SerializeMap};

use crate::{
    key::{Key, KeyRef},
    outcome::{
        ConditionVisitor, HeaderVisitor, Outcome, OutcomeInfo, Property, Propstat, Retry, forward, status::final_status,
    },
    panic_guard::guard,
};

/// An item as a [`MultiStatus`](crate::MultiStatus) stores it. `outcome` is `None` until it is set.
#[derive(Clone, Debug)]
pub(crate) struct StoredItem<O> {
    pub(crate) key: Option<Key>,
    pub(crate) outcome: Option<O>,
}

impl<O> StoredItem<O> {
    pub(crate) fn outcome(&self) -> MaybeOutcome<'_, O> {
        self.outcome.as_ref().map_or(MaybeOutcome::None(NoOutcome::NotReported), MaybeOutcome::Outcome)
    }
}

impl<O: Outcome> StoredItem<O> {
    /// The key given with the outcome, else the outcome's own.
    pub(crate) fn name(&self) -> Option<KeyRef<'_>> {
        let href = || guard(OUTCOME, || self.outcome.as_ref()?.href()).unwrap_or_default();
        self.key.as_ref().map(KeyRef::from).or_else(href)
    }

    pub(crate) fn entry(&self, index: usize) -> Entry<'_, O> {
        let outcome = self.outcome();
        let key = self.key.as_ref().map(KeyRef::from);
        let (status, outcome) = match guard(OUTCOME, || final_status(outcome.status())) {
            Ok(status) => (status, outcome),
            Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, MaybeOutcome::None(NoOutcome::Panicked)),
        };
        Entry { key, index, first: index == 0, status, outcome }
    }
}

/// The outcome of an item, as the log names it.
const OUTCOME: &str = "the outcome of an item";

/// The reason why an item has no outcome. The item is reported as a 500.
#[derive(Clone, Copy, Debug)]
pub(crate) enum NoOutcome {
    /// An item of `MultiStatus::for_keys` was never set.
    NotReported,
    /// The source of the items failed at this item.
    SourceFailed,
    /// The outcome panicked. The message is logged.
    Panicked,
}

impl NoOutcome {
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::NotReported => "not reported",
            Self::Panicked => "the outcome of this item could not be read",
            Self::SourceFailed => "the source of the items failed; the items after this one are unknown",
        }
    }
}

impl Outcome for NoOutcome {
    fn status(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_str(self.text())
    }
}

/// The outcome of an item, or the reason why it has none.
#[derive(Debug)]
pub(crate) enum MaybeOutcome<'a, O: ?Sized> {
    Outcome(&'a O),
    None(NoOutcome),
}

impl<O: ?Sized> Clone for MaybeOutcome<'_, O> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<O: ?Sized> Copy for MaybeOutcome<'_, O> {}

/// One item: its key, its index in the request, and its outcome.
///
/// An entry is an [`Outcome`] itself, also if the item has none: an item that was never reported, and the item at which a
/// source failed, are a 500 with a description. So a format reads the entry, not the outcome.
#[derive(Debug)]
pub struct Entry<'a, O: ?Sized> {
    pub(crate) key: Option<KeyRef<'a>>,
    pub(crate) index: usize,
    pub(crate) first: bool,
    pub(crate) status: StatusCode,
    pub(crate) outcome: MaybeOutcome<'a, O>,
}

impl<O: ?Sized> Clone for Entry<'_, O> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<O: ?Sized> Copy for Entry<'_, O> {}

impl<'a, O: Outcome + ?Sized> Entry<'a, O> {
    /// The entry of one outcome on its own.
    pub(crate) fn alone(outcome: &'a O) -> Self {
        Self {
            key: None,
            index: 0,
            first: true,
            status: final_status(outcome.status()),
            outcome: MaybeOutcome::Outcome(outcome),
        }
    }

    /// The entry of one outcome with its key.
    #[cfg(feature = "webdav")]
    pub(crate) fn keyed(key: &'a Key, outcome: &'a O) -> Self {
        Self { key: Some(KeyRef::from(key)), ..Self::alone(outcome) }
    }

    /// The key given with the outcome, else the outcome's `href`; `None` if the index names the item.
    #[inline]
    pub fn key(&self) -> Option<KeyRef<'a>> {
        match (self.key, self.outcome) {
            (None, MaybeOutcome::Outcome(outcome)) => outcome.href(),
            (key, _) => key,
        }
    }

    /// The position of the item in the request, from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// True if this is the first item that the body lists: a format writes no separator before it.
    pub fn is_first(&self) -> bool {
        self.first
    }

    /// The final status. A status that an item cannot have (1xx, 207) is returned as 500.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The outcome; `None` if none was reported.
    pub fn outcome(&self) -> Option<&'a O> {
        match self.outcome {
            MaybeOutcome::Outcome(outcome) => Some(outcome),
            MaybeOutcome::None(_) => None,
        }
    }
}

impl<O: Outcome + ?Sized> Outcome for MaybeOutcome<'_, O> {
    const OUTCOMES: &'static [OutcomeInfo] = O::OUTCOMES;
    forward!(inner: O in MaybeOutcome::Outcome(inner), NoOutcome in MaybeOutcome::None(inner));
}

impl<O: Outcome + ?Sized> Outcome for Entry<'_, O> {
    const OUTCOMES: &'static [OutcomeInfo] = O::OUTCOMES;
    forward!(inner: MaybeOutcome in Entry { outcome: inner, .. });
}
