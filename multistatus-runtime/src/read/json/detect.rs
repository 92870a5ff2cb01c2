//! Detects the shape of a body by the members that it begins with.

use super::found::{FoundObject, describe_array};
use crate::json_shape::JsonShape;
use crate::tokens::json::{Cursor, JsonError, ValueKind};

/// The result of the detection.
#[derive(Debug)]
pub(crate) enum Detected {
    Shape(&'static JsonShape),
    /// Not a multi-status; a description of it.
    Other(String),
}

/// The shapes that are detected by the member with their items. The default shape reads what Graph writes.
static SHAPES: &[JsonShape] = &[
    JsonShape::MULTISTATUS,
    #[cfg(feature = "dialects")]
    crate::dialect::ZALANDO,
];

/// Detects the shape by the first member that decides it.
pub(crate) fn detect(text: &str, at: usize, depth: usize) -> Result<Detected, JsonError> {
    let mut cursor = Cursor::new(text.as_bytes(), at, depth);
    if cursor.next()? == b'[' {
        return first_element(text, &mut cursor).map(Detected::Other);
    }
    cursor.expect(b'{', "an object or an array")?;
    let mut found = FoundObject::default();
    let mut more = !cursor.take(b'}')?;
    while more {
        let name = cursor.name()?;
        let opens = cursor.next()?;
        let shape = SHAPES.iter().find(|shape| shape.items_in(&name.decoded(text)).is_some());
        if let Some(shape) = shape.filter(|_| opens == b'[') {
            return Ok(Detected::Shape(shape));
        }
        let value = cursor.value()?;
        found.member(text, name, value);
        if shape.is_some() {
            found.wrong_container(&name.decoded(text), value.kind);
        }
        more = cursor.more(b'}', "`,` or `}` after a member")?;
    }
    Ok(if is_line(&found) { Detected::Shape(&JsonShape::JSON_LINES) } else { Detected::Other(found.describe()) })
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
