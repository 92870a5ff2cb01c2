//! `MultiStatus`: the items of one batch in request order, and the policy for the status of the whole.

use std::{
    collections::{HashMap, hash_map::Entry},
    hash::BuildHasher,
};

use http::StatusCode;
use thiserror::Error;

use crate::{
    entry::{self, NoOutcome, StoredItem},
    key::Key,
    outcome::{Outcome, SetError},
    panic_guard::guard,
    summary::{Overall, Summary, Tally},
};

/// The outcomes of one batch, in request order.
///
/// Each item has a key: the one given beside its outcome, or else the `href` of the outcome. Without either, its index is its
/// name.
///
/// ```
/// use multistatus::{Key, MultiStatus, Outcome, StatusCode};
///
/// #[derive(Outcome)]
/// enum Delete {
///     #[outcome(204)]
///     Deleted,
///     #[outcome(404, "no file at {path}")]
///     Missing { path: String },
/// }
///
/// let mut result = MultiStatus::new();
/// result.push("/files/doc.txt", Delete::Deleted);
/// result.push(Key::path("/files/100%.txt"), Delete::Missing { path: "100%.txt".into() });
/// assert_eq!(result.summary().to_string(), "2 items: 1 succeeded, 1 failed, 0 may be sent again");
/// assert_eq!(result.status(), StatusCode::MULTI_STATUS);
/// ```
#[derive(Clone, Debug)]
#[must_use = "a multi-status may have failures; respond with it or check its `summary`"]
pub struct MultiStatus<O> {
    pub(crate) items: Vec<StoredItem<O>>,
    pub(crate) overall: Overall,
    pub(crate) description: Option<Box<str>>,
    pub(crate) summary_header: bool,
}

impl<O> MultiStatus<O> {
    /// Creates a multi-status without items.
    pub const fn new() -> Self {
        Self { items: Vec::new(), overall: Overall::Always207, description: None, summary_header: false }
    }

    /// Creates a multi-status with capacity for `capacity` items.
    pub fn with_capacity(capacity: usize) -> Self {
        Self { items: Vec::with_capacity(capacity), ..Self::new() }
    }

    /// Creates one item for each outcome. Its key is the `href` of the outcome, or else its index.
    pub fn from_outcomes(outcomes: impl IntoIterator<Item = O>) -> Self {
        let items = outcomes.into_iter().map(|outcome| StoredItem { key: None, outcome: Some(outcome) }).collect();
        Self { items, ..Self::new() }
    }

    /// Creates one item for each key. The outcomes are [`set`](Self::set) later, in any order. An item that is never set is
    /// reported as a 500, so that no item is missing from the response.
    ///
    /// ```
    /// use multistatus::{MultiStatus, StatusCode};
    ///
    /// let mut result = MultiStatus::for_keys(["a", "b"]);
    /// result.set(1, StatusCode::OK)?;
    /// assert_eq!(result.get(0).unwrap().status(), StatusCode::INTERNAL_SERVER_ERROR);
    /// # Ok::<(), multistatus::outcome::SetError>(())
    /// ```
    pub fn for_keys<K: Into<Key>>(keys: impl IntoIterator<Item = K>) -> Self {
        let items = keys.into_iter().map(|key| StoredItem { key: Some(key.into()), outcome: None }).collect();
        Self { items, ..Self::new() }
    }

    /// Adds an item. The key takes precedence over the `href` of the outcome.
    pub fn push(&mut self, key: impl Into<Key>, outcome: O) {
        self.items.push(StoredItem { key: Some(key.into()), outcome: Some(outcome) });
    }

    /// Adds an item. Its key is the `href` of the outcome, or else its index.
    pub fn push_outcome(&mut self, outcome: O) {
        self.items.push(StoredItem { key: None, outcome: Some(outcome) });
    }

    /// Sets the outcome of the item at `index`.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no such item, or if it already has an outcome.
    pub fn set(&mut self, index: usize, outcome: O) -> Result<(), SetError> {
        let total = self.items.len();
        let item = self.items.get_mut(index).ok_or(SetError::NoSuchItem { index, total })?;
        if item.outcome.is_some() {
            return Err(SetError::AlreadySet { index });
        }
        item.outcome = Some(outcome);
        Ok(())
    }

    /// Sets the policy for the status of the whole. The default is always 207.
    pub fn overall(mut self, overall: Overall) -> Self {
        self.overall = overall;
        self
    }

    /// Sets the text about the batch as a whole: the `responsedescription` of the multi-status in DAV XML, the member
    /// `description` beside the summary in JSON.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into().into_boxed_str());
        self
    }

    /// Adds the summary to the response as the header field `Multi-Status`, a dictionary of RFC 9651, for proxies and tools
    /// that do not read the body: `Multi-Status: total=3, succeeded=2, failed=1, retryable=1, complete`.
    pub fn summary_header(mut self) -> Self {
        self.summary_header = true;
        self
    }

    /// Returns the number of items.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// True if there are no items.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Applies `change` to each outcome. Keys, order, policies and items without an outcome stay the same.
    pub fn map<P>(self, mut change: impl FnMut(O) -> P) -> MultiStatus<P> {
        let Self { items, overall, description, summary_header } = self;
        let items = items
            .into_iter()
            .map(|StoredItem { key, outcome }| StoredItem { key, outcome: outcome.map(&mut change) })
            .collect();
        MultiStatus { items, overall, description, summary_header }
    }
}

/// The bounds are on the methods, so that a call without `Outcome` gives the message of that trait.
impl<O> MultiStatus<O> {
    /// Returns the item at `index`.
    pub fn get(&self, index: usize) -> Option<entry::Entry<'_, O>>
    where
        O: Outcome,
    {
        self.items.get(index).map(|item| item.entry(index))
    }

    /// Returns the items in request order.
    pub fn iter(&self) -> Iter<'_, O>
    where
        O: Outcome,
    {
        Iter { items: self.items.iter().enumerate() }
    }

    /// Counts the items.
    pub fn summary(&self) -> Summary
    where
        O: Outcome,
    {
        let mut tally = Tally::new();
        let mut items = self.items.iter();
        let count = |tally: &mut Tally, items: &mut std::slice::Iter<'_, StoredItem<O>>| {
            items.for_each(|item| {
                tally.count(&item.outcome());
            });
        };
        while guard("an outcome", || count(&mut tally, &mut items)).is_err() {
            tally.count(&NoOutcome::Panicked);
        }
        tally.summary()
    }

    /// Returns the status of the whole, by the policy.
    pub fn status(&self) -> StatusCode
    where
        O: Outcome,
    {
        self.overall.status(&self.summary())
    }

    /// Returns each item whose key an earlier item has. DAV XML allows each key once (RFC 4918 section 14.24); JSON allows
    /// repeated keys.
    pub fn duplicates(&self) -> Vec<DuplicateKey>
    where
        O: Outcome,
    {
        if !self.may_repeat_keys() {
            return Vec::new();
        }
        let mut seen = HashMap::with_capacity(self.len());
        let mut duplicates = Vec::new();
        for (index, item) in self.items.iter().enumerate() {
            let Some(key) = item.name() else { continue };
            match seen.entry(key.normal()) {
                Entry::Vacant(vacant) => {
                    vacant.insert(index);
                }
                Entry::Occupied(first) => {
                    duplicates.push(DuplicateKey { key: key.into(), first: *first.get(), second: index });
                }
            }
        }
        duplicates
    }

    /// True if two keys have the same hash. This is rare, and sorting hashes is much faster than collecting keys.
    fn may_repeat_keys(&self) -> bool
    where
        O: Outcome,
    {
        let state = foldhash::quality::RandomState::default();
        let keys = self.items.iter().filter_map(StoredItem::name);
        let mut hashes: Vec<u64> = keys.map(|key| state.hash_one(&*key.normal())).collect();
        hashes.sort_unstable();
        hashes.windows(2).any(|pair| pair[0] == pair[1])
    }
}

/// The error of two items with the same key, which DAV XML does not allow (RFC 4918 section 14.24).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("items {first} and {second} have the same key `{key}`; DAV XML allows each href once")]
#[non_exhaustive]
pub struct DuplicateKey {
    /// The key, as the later item has it.
    pub key: Key,
    /// The index of the item that has the key first.
    pub first: usize,
    /// The index of the item that repeats it.
    pub second: usize,
}

impl<O> Default for MultiStatus<O> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Into<Key>, O> FromIterator<(K, O)> for MultiStatus<O> {
    fn from_iter<I: IntoIterator<Item = (K, O)>>(pairs: I) -> Self {
        let mut result = Self::new();
        result.extend(pairs);
        result
    }
}

impl<K: Into<Key>, O> Extend<(K, O)> for MultiStatus<O> {
    fn extend<I: IntoIterator<Item = (K, O)>>(&mut self, pairs: I) {
        let item = |(key, outcome): (K, O)| StoredItem { key: Some(key.into()), outcome: Some(outcome) };
        self.items.extend(pairs.into_iter().map(item));
    }
}

/// The items of a [`MultiStatus`], in request order.
#[derive(Debug)]
pub struct Iter<'a, O> {
    items: std::iter::Enumerate<std::slice::Iter<'a, StoredItem<O>>>,
}

impl<'a, O: Outcome> Iterator for Iter<'a, O> {
    type Item = entry::Entry<'a, O>;

    fn next(&mut self) -> Option<Self::Item> {
        self.items.next().map(|(index, item)| item.entry(index))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }
}

impl<O: Outcome> ExactSizeIterator for Iter<'_, O> {}

impl<'a, O: Outcome> IntoIterator for &'a MultiStatus<O> {
    type Item = entry::Entry<'a, O>;
    type IntoIter = Iter<'a, O>;

    fn into_iter(self) -> Iter<'a, O> {
        self.iter()
    }
}
