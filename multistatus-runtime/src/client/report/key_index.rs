//! `KeyIndex`: finds the key of a request that an item answers.

use std::{cell::OnceCell, collections::HashMap};

use super::normalized_href::NormalizedHref;
use crate::{item::Item, key::Key};

/// An index of the keys of a request.
pub(crate) struct KeyIndex<'k> {
    keys: &'k [Key],
    encoded: HashMap<&'k str, Vec<usize>>,
    /// Other spellings of the keys, computed when the first key is not found as it is.
    others: OnceCell<OtherSpellings<'k>>,
}

struct OtherSpellings<'k> {
    given: HashMap<&'k str, Vec<usize>>,
    normal: HashMap<String, Vec<(usize, NormalizedHref)>>,
}

impl<'k> KeyIndex<'k> {
    pub(crate) fn new(keys: &'k [Key]) -> Self {
        Self { keys, encoded: indices(keys.iter().map(Key::encoded)), others: OnceCell::new() }
    }

    /// Returns the index that an item answers: that of its key, or else its own index. If several keys are the same, each item
    /// answers one that is still `free`.
    pub(crate) fn find(&self, item: &Item, free: impl Fn(usize) -> bool) -> Option<usize> {
        let own = item.index().filter(|index| *index < self.keys.len());
        let Some(key) = item.key().filter(|key| !key.as_str().is_empty()) else { return own };
        let exact = self.encoded.get(key.encoded());
        let agreed = |indices: &[usize]| own.filter(|own| indices.contains(own));
        let chosen =
            |indices: &[usize]| indices.iter().copied().find(|index| free(*index)).or(indices.first().copied());
        if let Some(indices) = exact
            && (own.is_none() || agreed(indices).is_some())
        {
            return agreed(indices).or_else(|| chosen(indices));
        }
        let [given, normal] = self.spelled_otherwise(key);
        let lists = [exact.cloned().unwrap_or_default(), given, normal];
        let found = lists.iter().find_map(|indices| agreed(indices));
        let found = found.or_else(|| lists.iter().find_map(|indices| chosen(indices)));
        // An item without a key of its own is named by its index.
        found.or_else(|| own.filter(|own| key.as_str() == own.to_string()))
    }

    fn spelled_otherwise(&self, key: &Key) -> [Vec<usize>; 2] {
        let others = self.others.get_or_init(|| OtherSpellings::of(self.keys));
        let given = others.given.get(key.as_str()).cloned().unwrap_or_default();
        let wanted = NormalizedHref::of(key.encoded());
        let normal = others.normal.get(&wanted.path).into_iter().flatten();
        let normal = normal.filter(|(_, normal)| normal.agrees(&wanted)).map(|(index, _)| *index).collect();
        [given, normal]
    }
}

impl<'k> OtherSpellings<'k> {
    fn of(keys: &'k [Key]) -> Self {
        let mut normal: HashMap<String, Vec<_>> = HashMap::new();
        for (index, key) in keys.iter().enumerate() {
            let form = NormalizedHref::of(key.encoded());
            normal.entry(form.path.clone()).or_default().push((index, form));
        }
        Self { given: indices(keys.iter().map(Key::as_str)), normal }
    }
}

fn indices<'k>(names: impl Iterator<Item = &'k str>) -> HashMap<&'k str, Vec<usize>> {
    let mut indices: HashMap<_, Vec<_>> = HashMap::new();
    for (index, name) in names.enumerate() {
        indices.entry(name).or_default().push(index);
    }
    indices
}
