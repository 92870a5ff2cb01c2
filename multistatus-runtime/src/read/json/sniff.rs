//! Which shape a body has, by the members it begins with; and what to call one that has none.

use crate::json_shape::JsonShape;
use crate::read::tokens::json::{Cursor, Kind, Stop, Text, Value};

/// What a body turned out to be.
#[derive(Debug)]
pub(crate) enum Found {
    Shape(&'static JsonShape),
    /// Something else, in words.
    Other(String),
}

/// The shapes that are found by the member which holds their items. What Graph writes, the default shape reads.
static SHAPES: [JsonShape; 2] = [JsonShape::MULTISTATUS, JsonShape::ZALANDO];

/// Looks at the members of the first object until one tells.
pub(crate) fn sniff(text: &str, at: usize, depth: usize) -> Result<Found, Stop> {
    let mut cursor = Cursor::new(text, at, depth);
    if cursor.next()? == b'[' {
        return array(&mut cursor).map(Found::Other);
    }
    cursor.expect(b'{', "an object or an array")?;
    let mut members: Vec<(&str, Kind)> = Vec::new();
    let mut more = !cursor.take(b'}')?;
    while more {
        let name = inside(text, cursor.name()?);
        let opens = cursor.next()?;
        if let Some(shape) = SHAPES.iter().find(|shape| opens == b'[' && shape.items_in(name).is_some()) {
            return Ok(Found::Shape(shape));
        }
        let value = cursor.value()?;
        if name == "title" && value.kind != Kind::Null {
            members.insert(0, (name, value.kind));
        } else {
            members.push((name, value.kind));
        }
        more = cursor.more(b'}', "`,` or `}` behind a member")?;
    }
    Ok(object(&members))
}

fn inside(text: &str, name: Text) -> &str {
    text.get(name.start..name.end).unwrap_or_default()
}

/// An object without a list of items: a line, or something else.
fn object(members: &[(&str, Kind)]) -> Found {
    let has = |name: &str| members.iter().any(|(known, _)| *known == name);
    let item = has("status") && (has("id") || has("index") || has("body") || has("headers"));
    if item && !has("title") || has("summary") {
        return Found::Shape(&JsonShape::JSON_LINES);
    }
    if has("title") && (has("status") || has("type") || has("detail")) {
        return Found::Other("a problem (RFC 9457)".into());
    }
    let container = |shape: &JsonShape| {
        let container = members.iter().find(|(name, _)| shape.items_in(name).is_some());
        container.map(|(name, kind)| format!("an object whose member `{name}` is {}", kind.name()))
    };
    Found::Other(SHAPES.iter().find_map(container).unwrap_or_else(|| described(members)))
}

/// An object, by a few of its members.
fn described(members: &[(&str, Kind)]) -> String {
    let names: Vec<_> = members.iter().take(5).map(|(name, _)| shortened(name)).collect();
    match names.as_slice() {
        [] => "an empty object".into(),
        [name] => format!("an object with the member {name}"),
        _ => format!("an object with the members {}", names.join(", ")),
    }
}

/// Names come from the sender, and may be long.
fn shortened(name: &str) -> String {
    let mut characters = name.chars();
    let start: String = characters.by_ref().take(40).collect();
    if characters.next().is_some() { format!("`{start}...`") } else { format!("`{start}`") }
}

fn array(cursor: &mut Cursor<'_>) -> Result<String, Stop> {
    cursor.at += 1;
    if cursor.take(b']')? {
        return Ok("an empty array".into());
    }
    let Value { kind, .. } = cursor.value()?;
    Ok(match kind {
        Kind::Text { .. } => "an array of strings".into(),
        Kind::Number => "an array of numbers".into(),
        Kind::Boolean(_) => "an array of booleans".into(),
        Kind::Null => "an array that begins with null".into(),
        Kind::Object => "an array of objects".into(),
        Kind::Array => "an array of arrays".into(),
    })
}
