//! The keys of a request, and which of them an item answers.

use std::{cell::OnceCell, collections::HashMap};

use super::normalized_href::NormalizedHref;
use crate::{item::Item, key::Key};

/// The keys that were asked for, ready to be found.
pub(crate) struct KeyIndex<'k> {
    keys: &'k [Key],
    encoded: HashMap<&'k str, Vec<usize>>,
    /// Spelled otherwise: made when the first key is not found as it is.
    others: OnceCell<Others<'k>>,
}

struct Others<'k> {
    given: HashMap<&'k str, Vec<usize>>,
    normal: HashMap<String, Vec<(usize, NormalizedHref)>>,
}

impl<'k> KeyIndex<'k> {
    pub(crate) fn new(keys: &'k [Key]) -> Self {
        Self { keys, encoded: indices(keys.iter().map(Key::encoded)), others: OnceCell::new() }
    }

    /// The index that an item answers: that of its key, or else the one that it says. Of several items with the same key
    /// each answers one that is still `free`.
    pub(crate) fn place(&self, item: &Item, free: impl Fn(usize) -> bool) -> Option<usize> {
        let told = item.index().filter(|index| *index < self.keys.len());
        let Some(key) = item.key().filter(|key| !key.as_str().is_empty()) else { return told };
        let exact = self.encoded.get(key.encoded());
        let agreed = |indices: &[usize]| told.filter(|told| indices.contains(told));
        let chosen =
            |indices: &[usize]| indices.iter().copied().find(|index| free(*index)).or(indices.first().copied());
        if let Some(indices) = exact
            && (told.is_none() || agreed(indices).is_some())
        {
            return agreed(indices).or_else(|| chosen(indices));
        }
        let [given, normal] = self.spelled_otherwise(key);
        let lists = [exact.cloned().unwrap_or_default(), given, normal];
        let place = lists.iter().find_map(|indices| agreed(indices));
        let place = place.or_else(|| lists.iter().find_map(|indices| chosen(indices)));
        // An item that had no key of its own is named by its index.
        place.or_else(|| told.filter(|told| key.as_str() == told.to_string()))
    }

    fn spelled_otherwise(&self, key: &Key) -> [Vec<usize>; 2] {
        let others = self.others.get_or_init(|| Others::of(self.keys));
        let given = others.given.get(key.as_str()).cloned().unwrap_or_default();
        let wanted = NormalizedHref::of(key.encoded());
        let normal = others.normal.get(&wanted.path).into_iter().flatten();
        let normal = normal.filter(|(_, normal)| normal.agrees(&wanted)).map(|(index, _)| *index).collect();
        [given, normal]
    }
}

impl<'k> Others<'k> {
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
