//! A body that is there as a whole: which elements it has. Nothing is decoded before all of it is known to be JSON.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{element::Named, position::Position};
use crate::Refused;

/// The byte order mark, which RFC 8259 section 8.1 lets a reader ignore.
pub(super) const MARK: &[u8] = b"\xef\xbb\xbf";

/// The elements of the array that the body is, or that its member of this name is.
pub(super) fn elements<'b>(body: &'b [u8], member: Option<&str>) -> Result<Vec<&'b RawValue>, Refused> {
    let body = body.strip_prefix(MARK).unwrap_or(body);
    let text = std::str::from_utf8(body).map_err(|error| Position::START.not_text(body, error))?;
    let document: &RawValue = json(text)?;
    let array = match member {
        Some(member) if document.get().starts_with('{') => in_member(text, member)?,
        Some(member) => return Err(Refused::NoMember { member: member.into() }),
        None => document,
    };
    match array.get().bytes().next() {
        Some(b'[') => json(array.get()),
        first => Err(Refused::NotAnArray { member: member.map(Into::into), found: kind(first) }),
    }
}

fn json<'b, V: Deserialize<'b>>(text: &'b str) -> Result<V, Refused> {
    serde_json::from_str(text).map_err(|error| Position::START.syntax(&error).into())
}

/// The value of the one member of that name.
fn in_member<'b>(text: &'b str, member: &str) -> Result<&'b RawValue, Refused> {
    let members = serde_json::Deserializer::from_str(text).deserialize_map(Find { member });
    match members.map_err(|error| Position::START.syntax(&error))? {
        Found::Nothing => Err(Refused::NoMember { member: member.into() }),
        Found::Once(value) => Ok(value),
        Found::Twice => Err(Refused::MemberTwice { member: member.into() }),
    }
}

enum Found<'b> {
    Nothing,
    Once(&'b RawValue),
    Twice,
}

struct Find<'n> {
    member: &'n str,
}

impl<'b> Visitor<'b> for Find<'_> {
    type Value = Found<'b>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'b>>(self, mut members: A) -> Result<Found<'b>, A::Error> {
        let mut found = Found::Nothing;
        while let Some(named) = members.next_key_seed(Named(self.member))? {
            if !named {
                members.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = members.next_value()?;
            found = if matches!(found, Found::Nothing) { Found::Once(value) } else { Found::Twice };
        }
        Ok(found)
    }
}

/// What a person calls a value that begins like this.
pub(super) fn kind(first: Option<u8>) -> &'static str {
    match first {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        Some(_) => "a number",
        None => "nothing",
    }
}

/// The lines of a body that are not empty, with their numbers.
pub(super) fn lines(body: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let lines = (1..).zip(body.split(|byte| *byte == b'\n'));
    lines.filter(|(_, line)| !line.trim_ascii().is_empty())
}
