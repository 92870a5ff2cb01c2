//! The items of one batch in request order, and the policy for the status of the whole.
//!
//! Nothing here knows a format: see `format` for bytes and `response` for HTTP.

use std::{
    collections::{HashMap, hash_map::Entry},
    hash::BuildHasher,
};

use http::StatusCode;
use thiserror::Error;

use crate::{
    entry::{self, StoredItem},
    key::Key,
    outcome::{Outcome, SetError},
    summary::{Overall, Summary, Tally},
};

/// The outcomes of one batch, in request order.
///
/// Each item has a key, given beside its outcome or, failing that, by the outcome's own `href`; without either its index
/// names it.
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
#[must_use = "a multi-status that nobody looks at hides its failures; respond with it or check its `summary`"]
pub struct MultiStatus<O> {
    pub(crate) items: Vec<StoredItem<O>>,
    pub(crate) overall: Overall,
    pub(crate) description: Option<Box<str>>,
    pub(crate) summary_header: bool,
}

impl<O> MultiStatus<O> {
    /// A multi-status without items.
    pub const fn new() -> Self {
        Self { items: Vec::new(), overall: Overall::Always207, description: None, summary_header: false }
    }

    /// A multi-status with room for `capacity` items.
    pub fn with_capacity(capacity: usize) -> Self {
        Self { items: Vec::with_capacity(capacity), ..Self::new() }
    }

    /// One item for each outcome, named by its own `href` or else by its index.
    pub fn from_outcomes(outcomes: impl IntoIterator<Item = O>) -> Self {
        let items = outcomes.into_iter().map(|outcome| StoredItem { key: None, outcome: Some(outcome) }).collect();
        Self { items, ..Self::new() }
    }

    /// One item for each key, its outcome to be [`set`](Self::set) later, in any order. An item that is never set is
    /// reported as a 500: it can be missing from the results, never from the answer.
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

    /// Adds an item. The key wins over an `href` of the outcome.
    pub fn push(&mut self, key: impl Into<Key>, outcome: O) {
        self.items.push(StoredItem { key: Some(key.into()), outcome: Some(outcome) });
    }

    /// Adds an item that is named by its outcome's `href`, or else by its index.
    pub fn push_outcome(&mut self, outcome: O) {
        self.items.push(StoredItem { key: None, outcome: Some(outcome) });
    }

    /// Sets the outcome of the item at `index`.
    ///
    /// # Errors
    ///
    /// Where there is no such item, or where its outcome is already known: each item has exactly one.
    pub fn set(&mut self, index: usize, outcome: O) -> Result<(), SetError> {
        let total = self.items.len();
        let item = self.items.get_mut(index).ok_or(SetError::NoSuchItem { index, total })?;
        if item.outcome.is_some() {
            return Err(SetError::AlreadySet { index });
        }
        item.outcome = Some(outcome);
        Ok(())
    }

    /// The policy for the status of the whole; 207 in any case unless set.
    pub fn overall(mut self, overall: Overall) -> Self {
        self.overall = overall;
        self
    }

    /// Text about the batch as a whole: the `responsedescription` of the multi-status in DAV XML, the member
    /// `description` beside the summary in JSON.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into().into_boxed_str());
        self
    }

    /// Sends the summary as the response header `Multi-Status` too, a dictionary of RFC 9651, for proxies and tools that
    /// never open the body: `Multi-Status: total=3, succeeded=2, failed=1, retryable=1, complete`.
    pub fn summary_header(mut self) -> Self {
        self.summary_header = true;
        self
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Applies `change` to each outcome; keys, order and policies stay, and so do items that were never set.
    pub fn map<P>(self, mut change: impl FnMut(O) -> P) -> MultiStatus<P> {
        let Self { items, overall, description, summary_header } = self;
        let items = items
            .into_iter()
            .map(|StoredItem { key, outcome }| StoredItem { key, outcome: outcome.map(&mut change) })
            .collect();
        MultiStatus { items, overall, description, summary_header }
    }
}

/// The bounds stand on the methods, so that a missing `Outcome` is said in its own words where one is called.
impl<O> MultiStatus<O> {
    /// The item at `index`.
    pub fn get(&self, index: usize) -> Option<entry::Entry<'_, O>>
    where
        O: Outcome,
    {
        self.items.get(index).map(|item| item.entry(index))
    }

    /// The items in request order.
    pub fn iter(&self) -> Iter<'_, O>
    where
        O: Outcome,
    {
        Iter { items: self.items.iter().enumerate() }
    }

    /// The counts.
    pub fn summary(&self) -> Summary
    where
        O: Outcome,
    {
        let mut tally = Tally::new();
        for item in &self.items {
            tally.count(&item.outcome());
        }
        tally.summary()
    }

    /// The status of the whole, by the policy.
    pub fn status(&self) -> StatusCode
    where
        O: Outcome,
    {
        self.overall.status(&self.summary())
    }

    /// Each item whose key an earlier item has already, as the indices of the earlier and the later one. DAV XML allows
    /// a key once (RFC 4918 section 14.24); JSON does not mind.
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
            match seen.entry(key.encoded()) {
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

    /// Whether two keys have the same hash. Nearly always none do, and sorting numbers is much faster than keeping keys.
    fn may_repeat_keys(&self) -> bool
    where
        O: Outcome,
    {
        let state = foldhash::quality::RandomState::default();
        let keys = self.items.iter().filter_map(StoredItem::name);
        let mut hashes: Vec<u64> = keys.map(|key| state.hash_one(&*key.encoded())).collect();
        hashes.sort_unstable();
        hashes.windows(2).any(|pair| pair[0] == pair[1])
    }
}

/// Two items have the same key, which DAV XML does not allow (RFC 4918 section 14.24).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("items {first} and {second} have the same key `{key}`; DAV XML reports each href once")]
#[non_exhaustive]
pub struct DuplicateKey {
    /// The key, as the later item gives it.
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
