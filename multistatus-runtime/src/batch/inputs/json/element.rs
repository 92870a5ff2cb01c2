//! Decodes one element of a body into an input: the item or what is wrong with it, and its key.

use jsonptr::PointerBuf;
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use super::{
    id::{Id, id},
    line_column::LineColumn,
};
use crate::{
    batch::{FieldError, Fingerprint, Input, NotRun},
    tokens::json::{Cursor, JsonError, ValueScanner},
};

/// Maximum length of a message, in characters. It quotes the element, which may be long.
const MESSAGE: usize = 300;

pub(super) const UNFINISHED: &str = "the line ends before its value does";

/// Decodes an element, which is valid JSON. `id` is the name of the member with its id. `pointer` is that of the element; it is
/// only computed for an error.
pub(crate) fn input<T: DeserializeOwned>(json: &str, id: Option<&str>, pointer: impl Fn() -> PointerBuf) -> Input<T> {
    let input = match serde_json::from_str(json) {
        Ok(item) => Input::new(item),
        Err(error) => Input::refused(NotRun::invalid([field_error::<T>(json, &error, pointer())])),
    };
    named(input, json, id, pointer).fingerprinted(Fingerprint::of(json))
}

/// Decodes a document with one item. One that is not valid JSON fails alone.
#[cfg(feature = "lambda")]
pub(crate) fn decode_alone<T: DeserializeOwned>(document: &[u8]) -> Input<T> {
    line(document, None, LineColumn::START)
}

/// Returns bytes that begin at `start` as one JSON value.
#[cfg(feature = "dialects")]
pub(super) fn one_value<'b>(
    bytes: &'b [u8],
    start: LineColumn,
    unfinished: &str,
) -> Result<&'b str, super::line_column::InvalidJson> {
    let json = start.text(bytes)?;
    grammar(bytes).map_err(|error| start.syntax(bytes, error, unfinished))?;
    Ok(json.trim_ascii())
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
            Err(error) => start.syntax(line, error, UNFINISHED).into(),
        }),
    };
    named(input, json, id, PointerBuf::new).fingerprinted(Fingerprint::of(line))
}

/// Checks that a line is one value.
#[cold]
fn grammar(line: &[u8]) -> Result<(), JsonError> {
    let mut cursor = Cursor::of_grammar(line, 0, true);
    ValueScanner::default().end(&mut cursor, 0)?;
    cursor.space();
    if cursor.byte().is_some() { Err(cursor.unexpected("the end of the line")) } else { Ok(()) }
}

/// Names an input by the id of its element, if it has one. An input with two ids cannot run: the handler might take the other.
fn named<T>(mut input: Input<T>, json: &str, member: Option<&str>, pointer: impl FnOnce() -> PointerBuf) -> Input<T> {
    let Some(member) = member else { return input };
    match id(json, member) {
        Id::Absent => {}
        Id::Key(key) => return input.keyed(key),
        Id::Twice { second } => {
            if !matches!(input.item, Err(NotRun::Undecodable { .. })) {
                input.item = Err(NotRun::invalid([repeated(member, second, pointer())]));
            }
        }
    }
    input
}

#[cold]
fn repeated(member: &str, second: usize, mut pointer: PointerBuf) -> FieldError {
    pointer.push_back(member);
    let byte = second + 1;
    FieldError::new(
        pointer.as_str(),
        format!("the member `{member}` occurs again at byte {byte} of the item; expected one id"),
    )
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
