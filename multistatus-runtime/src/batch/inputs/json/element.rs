//! Decodes one element of a body into an input: the item or what is wrong with it, and its key.

use std::fmt;

use jsonptr::PointerBuf;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_path_to_error::Segment;

use super::line_column::LineColumn;
use crate::{
    batch::{FieldError, Fingerprint, Input, NotRun},
    key::Key,
    tokens::json::{Cursor, JsonError, ValueScanner},
};

/// Maximum length of a message, in characters. It quotes the element, which may be long.
const MESSAGE: usize = 300;

/// Decodes an element, which is valid JSON. `pointer` is that of the element; it is only computed for an error.
pub(super) fn input<T: DeserializeOwned>(
    json: &str,
    id: Option<&str>,
    pointer: impl FnOnce() -> PointerBuf,
) -> Input<T> {
    let input = match serde_json::from_str(json) {
        Ok(item) => Input::new(item),
        Err(error) => Input::refused(NotRun::invalid([field_error::<T>(json, &error, pointer())])),
    };
    keyed(input, json, id).fingerprinted(Fingerprint::of(json))
}

/// Decodes a line that begins at `start`. One that is not valid JSON fails alone.
pub(super) fn line<T: DeserializeOwned>(line: &[u8], id: Option<&str>, start: LineColumn) -> Input<T> {
    let json = match start.text(line) {
        Ok(json) => json,
        Err(error) => return Input::refused(error.into()).fingerprinted(Fingerprint::of(line)),
    };
    let input = match serde_json::from_str(json) {
        Ok(item) => Input::new(item),
        Err(error) => Input::refused(match grammar(line) {
            Ok(()) => NotRun::invalid([field_error::<T>(json, &error, PointerBuf::new())]),
            Err(error) => start.syntax(line, error, "the line ends before its value does").into(),
        }),
    };
    keyed(input, json, id).fingerprinted(Fingerprint::of(line))
}

/// Checks that a line is one value.
#[cold]
fn grammar(line: &[u8]) -> Result<(), JsonError> {
    let mut cursor = Cursor::of_grammar(line, 0, true);
    ValueScanner::default().end(&mut cursor, 0)?;
    cursor.space();
    if cursor.byte().is_some() { Err(cursor.unexpected("the end of the line")) } else { Ok(()) }
}

/// Gives an input the key that its element has, if it has one.
fn keyed<T>(input: Input<T>, json: &str, id: Option<&str>) -> Input<T> {
    match id.and_then(|id| key(json, id)) {
        Some(key) => input.keyed(key),
        None => input,
    }
}

/// Decodes an element once more to find the pointer of the error: keeping track of it costs an allocation for each member.
#[cold]
fn field_error<T: DeserializeOwned>(json: &str, error: &serde_json::Error, mut pointer: PointerBuf) -> FieldError {
    let traced = serde_path_to_error::deserialize::<_, T>(&mut serde_json::Deserializer::from_str(json));
    let segments = traced.as_ref().err().into_iter().flat_map(|error| error.path());
    for segment in segments {
        match segment {
            Segment::Seq { index } => pointer.push_back(*index),
            Segment::Map { key } => pointer.push_back(key),
            Segment::Enum { variant } => pointer.push_back(variant),
            Segment::Unknown => break,
        }
    }
    FieldError::new(pointer.as_str(), shortened(message(error)))
}

/// Returns the message of serde_json without its position, which counts from the start of the element.
fn message(error: &serde_json::Error) -> String {
    let position = format!(" at line {} column {}", error.line(), error.column());
    let message = error.to_string();
    message.strip_suffix(&position).map(str::to_owned).unwrap_or(message)
}

fn shortened(mut message: String) -> String {
    if let Some((end, _)) = message.char_indices().nth(MESSAGE) {
        message.truncate(end);
        message.push_str("...");
    }
    message
}

/// Returns the key that the member `name` of an object holds, a string or an integer. The object may be
/// invalid behind that member.
fn key(json: &str, name: &str) -> Option<Key> {
    let mut key = None;
    // Such an error is reported for the element.
    let _ = serde_json::Deserializer::from_str(json).deserialize_map(KeyVisitor { name, key: &mut key });
    key
}

struct KeyVisitor<'f> {
    name: &'f str,
    key: &'f mut Option<Key>,
}

impl<'de> Visitor<'de> for KeyVisitor<'_> {
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

/// Compares the name of a member, without a copy.
struct Named<'n>(&'n str);

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
