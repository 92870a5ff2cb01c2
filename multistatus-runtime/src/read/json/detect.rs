//! Detects the shape of a body by the members that it begins with, and describes a body that has none.

use crate::json_shape::JsonShape;
use crate::tokens::json::{Cursor, JsonError, JsonValue, ValueKind};

/// The result of the detection.
#[derive(Debug)]
pub(crate) enum Detected {
    Shape(&'static JsonShape),
    /// Not a multi-status; a description of it.
    Other(String),
}

/// The shapes that are detected by the member with their items. The default shape reads what Graph writes.
static SHAPES: [JsonShape; 2] = [JsonShape::MULTISTATUS, JsonShape::ZALANDO];

/// Detects the shape by the first member that decides it.
pub(crate) fn detect(text: &str, at: usize, depth: usize) -> Result<Detected, JsonError> {
    let mut cursor = Cursor::new(text.as_bytes(), at, depth);
    if cursor.next()? == b'[' {
        return array(&mut cursor).map(Detected::Other);
    }
    cursor.expect(b'{', "an object or an array")?;
    let mut members: Vec<(&str, ValueKind)> = Vec::new();
    let mut more = !cursor.take(b'}')?;
    while more {
        let name = cursor.name()?.raw(text);
        let opens = cursor.next()?;
        if let Some(shape) = SHAPES.iter().find(|shape| opens == b'[' && shape.items_in(name).is_some()) {
            return Ok(Detected::Shape(shape));
        }
        let value = cursor.value()?;
        if name == "title" && value.kind != ValueKind::Null {
            members.insert(0, (name, value.kind));
        } else {
            members.push((name, value.kind));
        }
        more = cursor.more(b'}', "`,` or `}` after a member")?;
    }
    Ok(object(&members))
}

/// Returns what an object without a list of items is: a line, or not a multi-status.
fn object(members: &[(&str, ValueKind)]) -> Detected {
    let has = |name: &str| members.iter().any(|(known, _)| *known == name);
    let item = has("status") && (has("id") || has("index") || has("body") || has("headers"));
    if item && !has("title") || has("summary") {
        return Detected::Shape(&JsonShape::JSON_LINES);
    }
    if has("title") && (has("status") || has("type") || has("detail")) {
        return Detected::Other("a problem (RFC 9457)".into());
    }
    let container = |shape: &JsonShape| {
        let container = members.iter().find(|(name, _)| shape.items_in(name).is_some());
        container.map(|(name, kind)| format!("an object whose member `{name}` is {}", kind.name()))
    };
    Detected::Other(SHAPES.iter().find_map(container).unwrap_or_else(|| described(members)))
}

/// Describes an object by a few of its members.
fn described(members: &[(&str, ValueKind)]) -> String {
    let names: Vec<_> = members.iter().take(5).map(|(name, _)| shortened(name)).collect();
    match names.as_slice() {
        [] => "an empty object".into(),
        [name] => format!("an object with the member {name}"),
        _ => format!("an object with the members {}", names.join(", ")),
    }
}

/// Returns a name in quotes, of limited length: the sender may have chosen a long one.
fn shortened(name: &str) -> String {
    let mut characters = name.chars();
    let start: String = characters.by_ref().take(40).collect();
    if characters.next().is_some() { format!("`{start}...`") } else { format!("`{start}`") }
}

fn array(cursor: &mut Cursor<'_>) -> Result<String, JsonError> {
    cursor.at += 1;
    if cursor.take(b']')? {
        return Ok("an empty array".into());
    }
    let JsonValue { kind, .. } = cursor.value()?;
    Ok(match kind {
        ValueKind::Text { .. } => "an array of strings".into(),
        ValueKind::Number => "an array of numbers".into(),
        ValueKind::Boolean(_) => "an array of booleans".into(),
        ValueKind::Null => "an array that begins with null".into(),
        ValueKind::Object => "an array of objects".into(),
        ValueKind::Array => "an array of arrays".into(),
    })
}
