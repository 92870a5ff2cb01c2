//! The table of the keys of one macro: the name of each key, its allowed positions, the form of its value, and its names in
//! other crates.
//!
//! The parser, the suggestions, the placement errors and the tests of the docs pages all read it.

use super::word::Words;
use crate::diagnostics::{self, closest};

/// The keys of one macro.
pub(crate) trait AttributeKey: Copy + PartialEq + 'static {
    type Target: AttributeTarget;

    /// The rows of the table, in the order in which messages list the keys.
    fn rows() -> &'static [Row<Self>];
}

/// The kind of item that an attribute is written on.
pub(crate) trait AttributeTarget: Copy + PartialEq + 'static {
    /// The target with its article, such as `a variant`.
    fn noun(self) -> &'static str;
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
    /// Words of other crates for the key.
    aliases: &'static [&'static str],
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
    /// `(word, word)`, of these.
    WordList(&'static Words),
    /// `(name = "text", "name" = "text")`.
    Assignments,
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
        Self { key, name, targets, form, repeats: false, example, aliases: &[] }
    }

    /// A key for a later version.
    pub(crate) const fn reserved(key: K, name: &'static str, targets: &'static [K::Target]) -> Self {
        Self::new(key, name, targets, Form::Reserved, name)
    }

    pub(crate) const fn repeated(mut self) -> Self {
        self.repeats = true;
        self
    }

    pub(crate) const fn alias(mut self, words: &'static [&'static str]) -> Self {
        self.aliases = words;
        self
    }

    fn is_reserved(&self) -> bool {
        self.form == Form::Reserved
    }
}

/// Returns the rows that `target` takes.
fn rows<K: AttributeKey>(target: K::Target) -> impl Iterator<Item = &'static Row<K>> {
    K::rows().iter().filter(move |row| row.targets.contains(&target))
}

/// Returns the row of `name` on `target`.
pub(crate) fn find<K: AttributeKey>(name: &str, target: K::Target) -> Option<&'static Row<K>> {
    rows(target).find(|row| row.name == name)
}

/// True if a key of this name takes assignments on some target, and may be something else on another one.
pub(crate) fn takes_assignments<K: AttributeKey>(name: &str) -> bool {
    K::rows().iter().any(|row| row.name == name && row.form == Form::Assignments)
}

/// Returns the row of `name` on any target. A row that is not reserved comes first.
pub(crate) fn find_anywhere<K: AttributeKey>(name: &str) -> Option<&'static Row<K>> {
    K::rows().iter().filter(|row| row.name == name).min_by_key(|row| row.is_reserved())
}

fn names<K: AttributeKey>(target: K::Target) -> impl Iterator<Item = &'static str> {
    rows::<K>(target).filter(|row| !row.is_reserved()).map(|row| row.name)
}

/// Returns the list of the keys that `target` takes, for a message.
pub(crate) fn takes<K: AttributeKey>(target: K::Target) -> String {
    format!("{} takes: {}", target.noun(), diagnostics::list(names::<K>(target), "and"))
}

/// Returns the message for a word that is not a key of `target`, if the table suggests what to write instead.
pub(crate) fn suggest<K: AttributeKey>(word: &str, target: K::Target) -> Option<String> {
    let elsewhere = K::rows().iter().filter(|row| row.name == word && !row.targets.contains(&target));
    if let Some(row) = elsewhere.min_by_key(|row| row.is_reserved()) {
        if row.is_reserved() {
            return Some(format!("`{word}` is not supported yet"));
        }
        let targets: Vec<&str> = row.targets.iter().map(|target| target.noun()).collect();
        return Some(format!("`{word}` does not go on {}; it goes on {}", target.noun(), targets.join(" or ")));
    }
    let value = |row: &Row<K>| match row.form {
        Form::Word(words) => words.find(word).map(|value| (row.name, format!("{} = {}", row.name, value.example()))),
        Form::WordList(words) => words.find(word).map(|value| (row.name, format!("{}({})", row.name, value.example()))),
        _ => None,
    };
    if let Some((key, setting)) = rows::<K>(target).find_map(value) {
        return Some(format!("`{word}` is a value of `{key}`; write `{setting}`"));
    }
    let alias = rows::<K>(target).find(|row| row.aliases.contains(&word)).map(|row| row.name);
    let near = alias.or_else(|| closest(word, names::<K>(target)))?;
    Some(format!("unknown key `{word}`; did you mean `{near}`?"))
}

/// Returns the message for a word that is near to a key of another target only.
pub(crate) fn suggest_elsewhere<K: AttributeKey>(word: &str) -> Option<String> {
    let elsewhere = K::rows().iter().find(|row| row.aliases.contains(&word)).or_else(|| {
        let names = K::rows().iter().filter(|row| !row.is_reserved()).map(|row| row.name);
        find_anywhere::<K>(closest(word, names)?)
    })?;
    let on = elsewhere.targets.first().map(|target| target.noun())?;
    Some(format!("unknown key `{word}`; did you mean `{}` on {on}?", elsewhere.name))
}
