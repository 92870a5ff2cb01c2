//! Extension members of a problem (RFC 9457 section 3.2), each name once.

use std::{
    collections::HashSet,
    fmt::{self, Write},
    mem, str,
};

use serde::ser::{Serialize, SerializeMap};

use super::{
    condition::{Condition, ConditionVisitor},
    logging::log_dropped_member,
    outcome::Outcome,
};
use crate::key::KeyRef;

/// Passes on the extension members of an outcome, and drops those whose name is taken: parsers disagree on an object with
/// two members of one name.
pub(crate) struct DistinctMembers<'o, O: ?Sized, M> {
    outcome: &'o O,
    members: M,
    names: MemberNames,
    /// True if the value that comes next belongs to a dropped member.
    dropping: bool,
}

impl<'o, O: Outcome + ?Sized, M: SerializeMap> DistinctMembers<'o, O, M> {
    #[inline]
    pub(crate) fn new(outcome: &'o O, members: M) -> Self {
        Self { outcome, members, names: MemberNames::default(), dropping: false }
    }

    #[inline]
    pub(crate) fn into_inner(self) -> M {
        self.members
    }
}

impl<O: Outcome + ?Sized, M: SerializeMap> SerializeMap for DistinctMembers<'_, O, M> {
    type Ok = M::Ok;
    type Error = M::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), M::Error> {
        let outcome = self.outcome;
        self.dropping = !self.names.admit(key, |name| is_of_problem(outcome, name));
        if self.dropping { Ok(()) } else { self.members.serialize_key(key) }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), M::Error> {
        if mem::take(&mut self.dropping) { Ok(()) } else { self.members.serialize_value(value) }
    }

    fn end(self) -> Result<M::Ok, M::Error> {
        self.members.end()
    }
}

/// True if the problem of an outcome has a member of this name that is no extension.
fn is_of_problem<O: Outcome + ?Sized>(outcome: &O, name: &str) -> bool {
    match name {
        "type" | "title" | "status" | "detail" => true,
        // Without an instance or conditions it may be a member of another API: readers keep it as an extension.
        "instance" => outcome.instance().is_some(),
        "conditions" => {
            let mut any = AnyCondition(false);
            outcome.conditions(&mut any);
            any.0
        }
        _ => false,
    }
}

/// Notes if there is a condition.
struct AnyCondition(bool);

impl ConditionVisitor for AnyCondition {
    fn condition(&mut self, _: Condition<'_>, _: &[KeyRef<'_>]) {
        self.0 = true;
    }
}

/// The bytes for names that take no allocation.
const FEW: usize = 120;

/// A byte that UTF-8 does not use.
const END: u8 = 0xff;

/// The names of the members so far.
struct MemberNames {
    /// The first names, each followed by `END`.
    few: [u8; FEW],
    used: usize,
    /// The other names. Made with the first of them: most problems have few members or none.
    more: Option<HashSet<String, foldhash::fast::RandomState>>,
}

impl Default for MemberNames {
    #[inline]
    fn default() -> Self {
        Self { few: [0; FEW], used: 0, more: None }
    }
}

impl MemberNames {
    /// Returns true if a member with this key is not taken, and remembers its name. A key that is not text is left to the
    /// map that it is written to.
    fn admit<T: Serialize + ?Sized>(&mut self, key: &T, is_taken: impl FnOnce(&str) -> bool) -> bool {
        let (few, free) = self.few.split_at_mut(self.used);
        let mut name = NameText { inline: free, length: 0, long: String::new() };
        if write!(name, "{}", MemberKey(key)).is_err() {
            return true;
        }
        let text = name.text();
        let mut names = few.split_inclusive(|byte| *byte == END);
        let is_repeated = names.any(|known| known.strip_suffix(&[END]) == Some(text.as_bytes()))
            || self.more.as_ref().is_some_and(|more| more.contains(text));
        if is_repeated || is_taken(text) {
            log_dropped_member(text);
            return false;
        }
        let NameText { inline, length, long } = name;
        if long.is_empty()
            && let Some(end) = inline.get_mut(length)
        {
            *end = END;
            self.used += length + 1;
        } else {
            let long = if long.is_empty() { text_of(inline, length).to_owned() } else { long };
            self.more.get_or_insert_default().insert(long);
        }
        true
    }
}

/// The name of a member. It is written behind the names before it, or into a string if there is not enough room.
struct NameText<'n> {
    inline: &'n mut [u8],
    length: usize,
    long: String,
}

impl NameText<'_> {
    fn text(&self) -> &str {
        if self.long.is_empty() { text_of(self.inline, self.length) } else { &self.long }
    }
}

impl Write for NameText<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        match self.inline.get_mut(self.length..end) {
            Some(free) if self.long.is_empty() => {
                free.copy_from_slice(text.as_bytes());
                self.length = end;
            }
            _ => {
                if self.long.is_empty() {
                    self.long.push_str(text_of(self.inline, self.length));
                }
                self.long.push_str(text);
            }
        }
        Ok(())
    }
}

/// Returns the first `length` bytes, which are whole pieces of text.
fn text_of(bytes: &[u8], length: usize) -> &str {
    bytes.get(..length).and_then(|text| str::from_utf8(text).ok()).unwrap_or_default()
}

/// The text of a key. A formatter of the standard library serializes every value that has a plain text.
struct MemberKey<'k, T: ?Sized>(&'k T);

impl<T: Serialize + ?Sized> fmt::Display for MemberKey<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.serialize(f)
    }
}
