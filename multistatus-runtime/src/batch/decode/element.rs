//! One element of a body as an input: the item that it decodes to, or what is wrong with it and where; and its key.

use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_path_to_error::Segment;

use super::{
    super::{FieldError, Fingerprint, Input, NotRun, pointer::Pointer},
    position::{Position, message},
};
use crate::key::Key;

/// How much of a message is told: it quotes the element, which may be long.
const TOLD: usize = 300;

/// The input that an element is, with the fingerprint of its text; an error where it is no JSON. `place` is asked where it
/// does not decode.
pub(super) fn input<T: DeserializeOwned>(
    json: &str,
    id: Option<&str>,
    place: impl FnOnce() -> Pointer,
) -> Result<Input<T>, serde_json::Error> {
    let input = match serde_json::from_str(json) {
        Ok(item) => Input::new(item),
        Err(error) => {
            is_json(json)?;
            Input::refused(NotRun::invalid([traced::<T>(json, &error, place())]))
        }
    };
    Ok(keyed(input, json, id).fingerprinted(Fingerprint::of(json)))
}

/// The input that a line is, which begins at `start`. One that is no JSON says so, and no other line suffers from it.
pub(super) fn line<T: DeserializeOwned>(line: &[u8], id: Option<&str>, start: Position) -> Input<T> {
    match std::str::from_utf8(line) {
        Ok(json) => input(json, id, Pointer::default)
            .unwrap_or_else(|error| keyed(refused(line, start.syntax(&error).into()), json, id)),
        // Of a line that is no text, not even the key is known.
        Err(error) => refused(line, start.not_text(line, error).into()),
    }
}

fn refused<T>(line: &[u8], reason: NotRun) -> Input<T> {
    Input::refused(reason).fingerprinted(Fingerprint::of(line))
}

/// The input under the key that its element has, if it has one.
pub(super) fn keyed<T>(input: Input<T>, json: &str, id: Option<&str>) -> Input<T> {
    match id.and_then(|id| key(json, id)) {
        Some(key) => input.keyed(key),
        None => input,
    }
}

/// Decodes once more, to find where it fails: to keep track of the place costs an allocation for each member.
#[cold]
fn traced<T: DeserializeOwned>(json: &str, error: &serde_json::Error, mut place: Pointer) -> FieldError {
    let traced = serde_path_to_error::deserialize::<_, T>(&mut serde_json::Deserializer::from_str(json));
    let segments = traced.as_ref().err().into_iter().flat_map(|error| error.path());
    for segment in segments {
        match segment {
            Segment::Seq { index } => place.push(index),
            Segment::Map { key } => place.push(key),
            Segment::Enum { variant } => place.push(variant),
            Segment::Unknown => break,
        }
    }
    FieldError::new(place, shortened(message(error)))
}

fn shortened(mut message: String) -> String {
    if let Some((end, _)) = message.char_indices().nth(TOLD) {
        message.truncate(end);
        message.push_str("...");
    }
    message
}

/// Whether a text is JSON, whatever it says.
pub(super) fn is_json(text: &str) -> Result<(), serde_json::Error> {
    serde_json::from_str::<&RawValue>(text).map(drop)
}

/// The key that the member `name` gives an object: a string, or an integer in its digits. It is found as far as the object
/// can be read.
fn key(json: &str, name: &str) -> Option<Key> {
    let mut key = None;
    // Whatever is wrong with the object behind the member is found elsewhere.
    let _ = serde_json::Deserializer::from_str(json).deserialize_map(Find { name, key: &mut key });
    key
}

struct Find<'f> {
    name: &'f str,
    key: &'f mut Option<Key>,
}

impl<'de> Visitor<'de> for Find<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(named) = members.next_key_seed(Named(self.name))? {
            if named && self.key.is_none() {
                *self.key = key_of(members.next_value()?);
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

fn key_of(value: &RawValue) -> Option<Key> {
    let value = value.get();
    if value.starts_with('"') {
        return serde_json::from_str::<String>(value).ok().map(Key::from);
    }
    let digits = value.strip_prefix('-').unwrap_or(value);
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| value.into())
}

/// Whether the name of a member is this one; it is never copied.
pub(super) struct Named<'n>(pub(super) &'n str);

impl Named<'_> {
    /// Reads the name, in its quotes.
    pub(super) fn read(self, json: &str) -> Result<bool, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        self.deserialize(&mut deserializer)
    }
}

impl<'de> DeserializeSeed<'de> for Named<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Named<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<bool, E> {
        Ok(name == self.0)
    }
}
