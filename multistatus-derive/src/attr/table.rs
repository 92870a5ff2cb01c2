//! The table of the keys of one macro: the name of each key, where it may be written, and the form of its value.
//!
//! The parser, the suggestions, the placement errors and the tests of the docs pages all read it.

use super::word::Words;
use crate::diagnostics::{self, closest};

/// The keys of one macro.
pub(crate) trait AttributeKey: Copy + PartialEq + 'static {
    type Target: AttributeTarget;

    fn table() -> &'static Table<Self>;
}

/// The kind of item that an attribute is written on.
pub(crate) trait AttributeTarget: Copy + PartialEq + 'static {
    /// The target with its article, such as `a variant`.
    fn noun(self) -> &'static str;
}

pub(crate) struct Table<K: AttributeKey> {
    pub(crate) rows: &'static [Row<K>],
    /// Each key with the words that other crates use for it.
    pub(crate) aliases: &'static [(&'static str, &'static [&'static str])],
}

/// One key.
pub(crate) struct Row<K: AttributeKey> {
    pub(crate) key: K,
    pub(crate) name: &'static str,
    pub(crate) targets: &'static [K::Target],
    pub(crate) form: Form,
    /// True if one target may have the key more than once.
    pub(crate) repeats: bool,
    /// The key with a value, as a message shows it.
    pub(crate) example: &'static str,
}

/// The form of what follows a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Nothing.
    Flag,
    /// `= "text"`.
    Text,
    /// Nothing, or `= "text"`.
    FlagOrText,
    /// `("text", "text")`, as in the example.
    Pair,
    /// `= "text"`, or a pair as in this example.
    TextOrPair(&'static str),
    /// `= path::to::something`.
    Path,
    /// `= ::name` or `= crate::path`.
    CratePath,
    /// `= 404`, `= NOT_FOUND` or `= path::to::CONST`.
    Status,
    /// `= 16`, or the path of a constant.
    Count,
    /// `= "5s"`, or the path of a constant.
    Duration,
    /// `= word`, one of these.
    Word(&'static Words),
    /// `(T: Bound, U: Bound)`.
    Predicates,
    /// Nothing yet: the key is for a later version.
    Reserved,
}

impl<K: AttributeKey> Row<K> {
    pub(crate) const fn new(
        key: K,
        name: &'static str,
        targets: &'static [K::Target],
        form: Form,
        example: &'static str,
    ) -> Self {
        Self { key, name, targets, form, repeats: false, example }
    }

    /// A key for a later version.
    pub(crate) const fn reserved(key: K, name: &'static str, targets: &'static [K::Target]) -> Self {
        Self::new(key, name, targets, Form::Reserved, name)
    }

    pub(crate) const fn repeated(mut self) -> Self {
        self.repeats = true;
        self
    }

    fn is_reserved(&self) -> bool {
        self.form == Form::Reserved
    }
}

impl<K: AttributeKey> Table<K> {
    /// Returns the row of `name` on `target`.
    pub(crate) fn find(&self, name: &str, target: K::Target) -> Option<&'static Row<K>> {
        self.rows.iter().find(|row| row.name == name && row.targets.contains(&target))
    }

    /// Returns the row of `name` on any target. A row that is not reserved comes first.
    pub(crate) fn find_anywhere(&self, name: &str) -> Option<&'static Row<K>> {
        self.rows.iter().filter(|row| row.name == name).min_by_key(|row| row.is_reserved())
    }

    /// Returns the names of the keys that `target` takes, in the order of the table.
    pub(crate) fn names(&self, target: K::Target) -> impl Iterator<Item = &'static str> {
        self.rows.iter().filter(move |row| !row.is_reserved() && row.targets.contains(&target)).map(|row| row.name)
    }

    /// Returns the list of the keys that `target` takes, for a message.
    pub(crate) fn takes(&self, target: K::Target) -> String {
        format!("{} takes: {}", target.noun(), diagnostics::list(self.names(target), "and"))
    }

    /// Returns the message for a word that is not a key of `target`, if the table suggests what to write instead.
    pub(crate) fn suggest(&self, word: &str, target: K::Target) -> Option<String> {
        if let Some(row) = self.find_anywhere(word) {
            let targets: Vec<&str> = row.targets.iter().map(|target| target.noun()).collect();
            return Some(format!("`{word}` does not go on {}; it goes on {}", target.noun(), targets.join(" or ")));
        }
        if let Some((key, value)) = self.key_of_value(word, target) {
            return Some(format!("`{word}` is a value of `{key}`; write `{key} = {value}`"));
        }
        let near = self.alias(word, target).or_else(|| closest(word, self.names(target)))?;
        Some(format!("unknown key `{word}`; did you mean `{near}`?"))
    }

    fn alias(&self, word: &str, target: K::Target) -> Option<&'static str> {
        let known = |(name, words): &&(&str, &[&str])| words.contains(&word) && self.find(name, target).is_some();
        self.aliases.iter().find(known).map(|(name, _)| *name)
    }

    /// Returns the key that takes `word` as its value, and how the value is written.
    fn key_of_value(&self, word: &str, target: K::Target) -> Option<(&'static str, &'static str)> {
        self.rows.iter().filter(|row| row.targets.contains(&target)).find_map(|row| {
            let Form::Word(words) = row.form else { return None };
            Some((row.name, words.find(word)?.example()))
        })
    }
}
