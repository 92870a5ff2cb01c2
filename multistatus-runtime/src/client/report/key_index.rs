//! `KeyIndex`: finds the key of a request that an item answers.

use std::{
    cell::{Cell, OnceCell},
    collections::HashMap,
};

use super::normalized_href::NormalizedHref;
use crate::{
    item::{Item, defect::DefectKind},
    key::Key,
};

/// The keys of a request, by each form in which an item may name one of them.
pub(crate) struct KeyIndex<'k> {
    keys: &'k [Key],
    /// By the text and the encoded form.
    exact: HashMap<(&'k str, &'k str), Group>,
    /// Computed when the first key is not found as it is.
    forms: OnceCell<OtherForms<'k>>,
}

/// The other forms of the keys.
#[derive(Default)]
struct OtherForms<'k> {
    /// By the text, for keys that name something else if their text is taken as a URI reference.
    raw: HashMap<&'k str, Group>,
    /// By the normal form in which keys are equal.
    equal: HashMap<String, Group>,
    /// By the path of the normalized href, and true if it ends in a slash.
    hrefs: HashMap<(String, bool), Hosts>,
}

/// The keys with the same path.
#[derive(Default)]
struct Hosts {
    /// The keys that are a path only.
    unnamed: Group,
    /// The others, by scheme and host.
    named: HashMap<String, Group>,
}

/// The indices of equal keys, in ascending order.
#[derive(Default)]
struct Group {
    indices: Vec<usize>,
    /// The position of the first index that may be free. An index that is taken stays taken.
    next: Cell<usize>,
}

/// The key that an item answers, if it answers one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    /// The key at this index.
    Key(usize),
    /// No key of the request, or more than one.
    None,
    /// Its id or index cannot be read or is out of range, or the index is that of another key.
    Contradiction,
}

impl<'k> KeyIndex<'k> {
    pub(crate) fn new(keys: &'k [Key]) -> Self {
        let mut exact = HashMap::<_, Group>::new();
        for (index, key) in keys.iter().enumerate() {
            exact.entry((key.as_str(), key.encoded())).or_default().indices.push(index);
        }
        Self { keys, exact, forms: OnceCell::new() }
    }

    /// Returns the key that an item answers: that of its own key and its index, which must agree. If several keys are equal,
    /// each item answers one that is still `free`, or else the first one.
    pub(crate) fn find(&self, item: &Item, free: impl Fn(usize) -> bool) -> Match {
        if has_invalid_name(item) {
            return Match::Contradiction;
        }
        let key = item.key().filter(|key| !key.as_str().is_empty());
        match (key, item.index()) {
            (None, None) => Match::None,
            (None, Some(index)) if index < self.keys.len() => Match::Key(index),
            (None, Some(_)) => Match::Contradiction,
            (Some(key), None) => self.find_key(key, free).map_or(Match::None, Match::Key),
            (Some(key), Some(index)) => match self.keys.get(index) {
                Some(asked) if agrees(asked, key) => Match::Key(index),
                _ if self.is_asked(key) => Match::Contradiction,
                // An item without a key of its own is named by its index.
                Some(_) if key.as_str() == index.to_string() => Match::Key(index),
                _ => Match::None,
            },
        }
    }

    /// True if the key of an item is equal to one key of the request, and has the text of another one that is a raw path. Such
    /// an item can be matched only when the others are.
    pub(crate) fn is_ambiguous(&self, item: &Item) -> bool {
        let Some(key) = item.key().filter(|_| item.index().is_none()) else { return false };
        !self.exact.contains_key(&(key.as_str(), key.encoded()))
            && self.raw(key).is_some()
            && self.reference(key).is_some()
    }

    fn find_key(&self, key: &Key, free: impl Fn(usize) -> bool) -> Option<usize> {
        let exact = self.exact.get(&(key.as_str(), key.encoded()));
        if let Some(index) = exact.and_then(|group| group.first_free(&free)) {
            return Some(index);
        }
        let (reference, raw) = (self.reference(key), self.raw(key));
        let free_reference = reference.and_then(|group| group.first_free(&free));
        let free_raw = raw.and_then(|group| group.first_free(&free));
        match (free_reference, free_raw) {
            (Some(index), None) | (None, Some(index)) => Some(index),
            (Some(_), Some(_)) => None,
            (None, None) => reference.or(raw)?.indices.first().copied(),
        }
    }

    fn is_asked(&self, key: &Key) -> bool {
        self.exact.contains_key(&(key.as_str(), key.encoded())) || self.raw(key).or(self.reference(key)).is_some()
    }

    /// Returns the keys that are the same URI reference in the most similar form.
    fn reference(&self, key: &Key) -> Option<&Group> {
        let forms = self.forms();
        forms.equal.get(&*key.normal()).or_else(|| {
            let NormalizedHref { authority, path, slash } = NormalizedHref::of(key.encoded());
            let same = forms.hrefs.get(&(path.clone(), slash)).and_then(|hosts| hosts.group(authority.as_deref()));
            same.or_else(|| forms.hrefs.get(&(path, !slash))?.group(authority.as_deref()))
        })
    }

    /// Returns the keys whose text, taken as it is, is that of this key.
    fn raw(&self, key: &Key) -> Option<&Group> {
        self.forms().raw.get(key.as_str()).filter(|_| !key.is_raw())
    }

    fn forms(&self) -> &OtherForms<'k> {
        self.forms.get_or_init(|| OtherForms::of(self.keys))
    }
}

impl<'k> OtherForms<'k> {
    fn of(keys: &'k [Key]) -> Self {
        let mut forms = Self::default();
        for (index, key) in keys.iter().enumerate() {
            if key.is_raw() {
                forms.raw.entry(key.as_str()).or_default().indices.push(index);
            }
            forms.equal.entry(key.normal().into_owned()).or_default().indices.push(index);
            let href = NormalizedHref::of(key.encoded());
            let hosts = forms.hrefs.entry((href.path, href.slash)).or_default();
            let group = match href.authority {
                Some(authority) => hosts.named.entry(authority).or_default(),
                None => &mut hosts.unnamed,
            };
            group.indices.push(index);
        }
        forms
    }
}

impl Hosts {
    /// Returns the keys that agree with this scheme and host. A path agrees with a host only if there is no other one.
    fn group(&self, authority: Option<&str>) -> Option<&Group> {
        let unnamed = Some(&self.unnamed).filter(|group| !group.indices.is_empty());
        match authority {
            Some(authority) => self.named.get(authority).or(unnamed),
            None => unnamed.or_else(|| self.named.values().next().filter(|_| self.named.len() == 1)),
        }
    }
}

impl Group {
    /// Returns the first index that is free. All calls together take linear time.
    fn first_free(&self, free: impl Fn(usize) -> bool) -> Option<usize> {
        let rest = self.indices.get(self.next.get()..)?;
        let taken = rest.iter().take_while(|index| !free(**index)).count();
        self.next.set(self.next.get() + taken);
        rest.get(taken).copied()
    }
}

/// True if the id or the index of an item cannot be read.
pub(crate) fn has_invalid_name(item: &Item) -> bool {
    item.defects().iter().any(|defect| matches!(defect.kind, DefectKind::InvalidId | DefectKind::InvalidIndex))
}

/// True if the key of an item can be the key that was asked for.
fn agrees(asked: &Key, key: &Key) -> bool {
    asked == key
        || asked.as_str() == key.as_str()
        || NormalizedHref::of(asked.encoded()).agrees(&NormalizedHref::of(key.encoded()))
}
