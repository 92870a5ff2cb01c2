//! The parts of a value that was read before: its members, its elements, and what a path leads to.

use super::{Cursor, DEPTH, JsonMember, JsonValue, ValueKind};

/// Returns the members of an object; none of any other value.
pub(crate) fn members_of(text: &str, value: JsonValue) -> impl Iterator<Item = JsonMember> {
    let mut cursor = Cursor::new(text.as_bytes(), value.start + 1, DEPTH);
    let mut more = value.kind == ValueKind::Object && cursor.take(b'}') == Ok(false);
    std::iter::from_fn(move || {
        let member =
            more.then(|| Some(JsonMember { name: cursor.name().ok()?, value: cursor.value().ok()? })).flatten();
        more = cursor.more(b'}', "") == Ok(true);
        member
    })
}

/// Returns the elements of an array; none of any other value.
pub(crate) fn elements_of(text: &str, value: JsonValue) -> impl Iterator<Item = JsonValue> {
    let mut cursor = Cursor::new(text.as_bytes(), value.start + 1, DEPTH);
    let mut more = value.kind == ValueKind::Array && cursor.take(b']') == Ok(false);
    std::iter::from_fn(move || {
        let element = more.then(|| cursor.value().ok()).flatten();
        more = cursor.more(b']', "") == Ok(true);
        element
    })
}

/// Returns the first value that a path such as `error/message` leads to. The name `0` leads to the first element of an array.
#[cold]
pub(crate) fn at_path(text: &str, value: JsonValue, path: &str) -> Option<JsonValue> {
    if let Some(rest) = path.strip_prefix("0/").filter(|_| value.kind == ValueKind::Array) {
        return at_path(text, elements_of(text, value).next()?, rest);
    }
    let (name, rest) = match path.split_once('/') {
        Some((name, rest)) => (name, Some(rest)),
        None => (path, None),
    };
    let named = |member: &JsonMember| member.name.raw(text) == name;
    let mut values = members_of(text, value).filter(named).map(|member| member.value);
    match rest {
        Some(rest) => values.find_map(|value| at_path(text, value, rest)),
        None => values.next(),
    }
}

/// Returns the value of the first member of that name.
pub(crate) fn member_of(text: &str, value: JsonValue, name: &str) -> Option<JsonValue> {
    members_named(text, value, [name])[0]
}

/// Returns the values of the first members of these names, in one pass.
pub(crate) fn members_named<const COUNT: usize>(
    text: &str,
    value: JsonValue,
    names: [&str; COUNT],
) -> [Option<JsonValue>; COUNT] {
    let mut found = [None; COUNT];
    for member in members_of(text, value) {
        let name = member.name.raw(text);
        for (found, wanted) in found.iter_mut().zip(names) {
            if name == wanted {
                found.get_or_insert(member.value);
            }
        }
    }
    found
}
