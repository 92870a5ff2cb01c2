//! The parts of a value that was read before: its members, its elements, and what a path leads to.

use std::ops::ControlFlow;

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

/// The end of a path such as `error/code` in a value. A member that is repeated gives a path several ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PathEnd {
    /// The value that the path leads to, which may be null.
    Value(JsonValue),
    /// An object on the path that lacks the next member, by its position.
    Absent { at: usize },
    /// A value on the path that cannot have the next member or element, by its position.
    Mismatch { at: usize },
}

/// Calls `visit` with each end of a path. A path leads into the first element of an array by the name `0`. A null or an
/// empty array on the path is no end.
#[cold]
pub(crate) fn visit_path(
    text: &str,
    value: JsonValue,
    path: Option<&str>,
    visit: &mut dyn FnMut(PathEnd) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let Some(path) = path else { return visit(PathEnd::Value(value)) };
    let (name, rest) = match path.split_once('/') {
        Some((name, rest)) => (name, Some(rest)),
        None => (path, None),
    };
    match value.kind {
        ValueKind::Null => ControlFlow::Continue(()),
        ValueKind::Array if name == "0" => match elements_of(text, value).next() {
            Some(element) => visit_path(text, element, rest, visit),
            None => ControlFlow::Continue(()),
        },
        ValueKind::Object => {
            let mut is_absent = true;
            for member in members_of(text, value).filter(|member| member.name.is(text, name)) {
                is_absent = false;
                visit_path(text, member.value, rest, visit)?;
            }
            if is_absent { visit(PathEnd::Absent { at: value.start }) } else { ControlFlow::Continue(()) }
        }
        _ => visit(PathEnd::Mismatch { at: value.start }),
    }
}

/// Returns the first value that a path leads to.
#[cold]
pub(crate) fn at_path(text: &str, value: JsonValue, path: &str) -> Option<JsonValue> {
    let mut found = None;
    let _ = visit_path(text, value, Some(path), &mut |end| match end {
        PathEnd::Value(value) => {
            found = Some(value);
            ControlFlow::Break(())
        }
        PathEnd::Absent { .. } | PathEnd::Mismatch { .. } => ControlFlow::Continue(()),
    });
    found
}

/// Returns the values of the first members of these names, in one pass.
pub(crate) fn members_named<const COUNT: usize>(
    text: &str,
    value: JsonValue,
    names: [&str; COUNT],
) -> [Option<JsonValue>; COUNT] {
    let mut found = [None; COUNT];
    for member in members_of(text, value) {
        for (found, wanted) in found.iter_mut().zip(names) {
            if member.name.is(text, wanted) {
                found.get_or_insert(member.value);
            }
        }
    }
    found
}

/// Returns at least the number of values inside of a value, at every level: one for each separator and each bracket.
#[cold]
pub(crate) fn values_in(text: &str, value: JsonValue) -> usize {
    let mut rest = text.as_bytes().get(value.start..value.end).unwrap_or_default().iter();
    let (mut count, mut in_string) = (0, false);
    while let Some(byte) = rest.next() {
        match byte {
            b'"' => in_string = !in_string,
            b'\\' if in_string => drop(rest.next()),
            b',' | b'[' | b'{' if !in_string => count += 1,
            _ => {}
        }
    }
    count
}
