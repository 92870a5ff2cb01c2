//! Detects the shape of a body by the members that it begins with.
//!
//! A shape is detected only if no other body has its members: what is in doubt is not a multi-status, so that a list of
//! something else is never read as a list of successes.

use super::found::{FoundObject, describe_array};
use super::signatures::{self, ShapeSignature};
use crate::json_shape::{JsonShape, members::Container};
use crate::tokens::json::{Cursor, JsonError, JsonValue, ValueKind};

/// The result of the detection.
#[derive(Debug)]
pub(crate) enum Detected {
    Shape(&'static JsonShape),
    /// Not a multi-status; a description of it.
    Other(String),
}

/// Detects the shape by the first member that decides it.
pub(crate) fn detect(text: &str, at: usize, depth: usize) -> Result<Detected, JsonError> {
    let mut cursor = Cursor::new(text.as_bytes(), at, depth);
    if cursor.next()? == b'[' {
        return array(text, &mut cursor);
    }
    let start = cursor.at;
    cursor.expect(b'{', "an object or an array")?;
    let mut found = FoundObject::default();
    let mut empty = None;
    let mut more = !cursor.take(b'}')?;
    while more {
        let name = cursor.name()?;
        let opens = cursor.next()?;
        let lists = || signatures::all().filter(|signature| signature.has_list(&name.decoded(text)));
        if opens == b'[' {
            match list(text, &cursor, lists)? {
                List::Of(shape) => return Ok(Detected::Shape(shape)),
                List::Empty(shape) => empty = empty.or(Some(shape)),
                List::Other => {}
            }
        }
        let value = cursor.value()?;
        found.member(text, name, value);
        if opens != b'[' && lists().any(ShapeSignature::is_certain) {
            found.wrong_container(&name.decoded(text), value.kind);
        }
        more = cursor.more(b'}', "`,` or `}` after a member")?;
    }
    let object = JsonValue { start, end: cursor.at, kind: ValueKind::Object, huge: false };
    Ok(match empty.or_else(|| line(text, object)) {
        Some(shape) => Detected::Shape(shape),
        None if is_line(&found) => Detected::Shape(&JsonShape::JSON_LINES),
        None => Detected::Other(found.describe()),
    })
}

/// Detects the shape of lines by the first line, which begins at `at`.
pub(crate) fn detect_line(text: &str, at: usize, depth: usize) -> Result<&'static JsonShape, JsonError> {
    let mut cursor = Cursor::new(text.as_bytes(), at, depth);
    let shape = if cursor.next()? == b'{' { line(text, cursor.value()?) } else { None };
    Ok(shape.unwrap_or(&JsonShape::JSON_LINES))
}

/// A list that begins at the cursor, as its first item shows it.
enum List {
    Of(&'static JsonShape),
    /// A list without items, which may be of this shape.
    Empty(&'static JsonShape),
    Other,
}

/// Finds the shape of the list that begins at the cursor among those that have a list of this name.
fn list<S: Iterator<Item = &'static ShapeSignature>>(
    text: &str,
    cursor: &Cursor<'_>,
    candidates: impl Fn() -> S,
) -> Result<List, JsonError> {
    let certain = candidates().find(|signature| signature.is_certain());
    let Some(any) = candidates().next() else { return Ok(List::Other) };
    if let Some(certain) = certain.filter(|_| candidates().all(ShapeSignature::is_certain)) {
        return Ok(List::Of(&certain.shape));
    }
    let mut cursor = cursor.clone();
    cursor.at += 1;
    if cursor.take(b']')? {
        return Ok(List::Empty(&certain.unwrap_or(any).shape));
    }
    let first = cursor.value()?;
    let signature = candidates().find(|signature| !signature.is_certain() && signature.matches(text, first));
    Ok(signature.or(certain).map_or(List::Other, |signature| List::Of(&signature.shape)))
}

/// Detects the shape of a root that is an array by its first element.
fn array(text: &str, cursor: &mut Cursor<'_>) -> Result<Detected, JsonError> {
    let mut inside = cursor.clone();
    inside.at += 1;
    if !inside.take(b']')? {
        let first = inside.value()?;
        let mut roots = signatures::all().filter(|signature| signature.shape.container == Container::Root);
        if let Some(signature) = roots.find(|signature| signature.matches(text, first)) {
            return Ok(Detected::Shape(&signature.shape));
        }
    }
    first_element(text, cursor).map(Detected::Other)
}

fn line(text: &str, line: JsonValue) -> Option<&'static JsonShape> {
    let mut lines = signatures::all().filter(|signature| signature.shape.container == Container::Lines);
    lines.find(|signature| signature.matches(text, line)).map(|signature| &signature.shape)
}

/// True if an object without a list of items is a line of JSON Lines.
fn is_line(found: &FoundObject) -> bool {
    let is_item = found.has("status") && ["id", "index", "body", "headers"].iter().any(|name| found.has(name));
    is_item && !found.has("title") || found.kind("summary") == Some(ValueKind::Object) && !found.has_error()
}

/// Describes the array that begins at the cursor.
pub(super) fn first_element(text: &str, cursor: &mut Cursor<'_>) -> Result<String, JsonError> {
    cursor.at += 1;
    let first = if cursor.take(b']')? { None } else { Some(cursor.value()?) };
    Ok(describe_array(text, first))
}
