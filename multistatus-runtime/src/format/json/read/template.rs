//! An item of the default shape as our own writer spells it: the members in their order, without white space.
//!
//! On any surprise nothing is noted, and the general way reads the item from its start.

use http::StatusCode;

use super::{
    cursor::{Cursor, Value},
    item::Notes,
    string::plain,
};
use crate::item::Span;

/// What stands in an item that is spelled this way.
struct Spelled {
    id: Span,
    index: usize,
    status: StatusCode,
    description: Option<Value>,
    headers: Option<Value>,
    body: Option<Value>,
}

/// Notes an item and moves behind it; `false` where it is spelled in another way.
#[inline]
pub(super) fn note(notes: &mut Notes<'_>, cursor: &mut Cursor<'_>) -> bool {
    let start = cursor.at;
    let Some(item) = spelled(cursor) else {
        cursor.at = start;
        return false;
    };
    notes.record.keys.push(item.id);
    notes.record.index = Some(item.index);
    notes.record.status = Some(item.status);
    if let Some(headers) = item.headers {
        notes.headers(headers);
    }
    if let Some(description) = item.description {
        notes.description(description);
    }
    if let Some(body) = item.body {
        notes.body(body);
    }
    // Only a failure whose body is no problem may hide its text.
    if item.body.is_some() && notes.record.body.is_some() && notes.failed() {
        notes.forget();
        cursor.at = start;
        return false;
    }
    true
}

#[inline]
fn spelled(cursor: &mut Cursor<'_>) -> Option<Spelled> {
    literal(cursor, "{\"id\":\"")?;
    let start = cursor.at;
    cursor.at += plain(cursor.text.as_bytes().get(start..)?);
    let id = Span::of(start, cursor.at);
    literal(cursor, "\",\"index\":")?;
    let index = number(cursor)?;
    literal(cursor, ",\"status\":")?;
    let status = u16::try_from(number(cursor)?).ok().filter(|status| *status >= 200)?;
    let status = StatusCode::from_u16(status).ok()?;
    let description = member(cursor, ",\"description\":")?;
    let headers = member(cursor, ",\"headers\":")?;
    let body = member(cursor, ",\"body\":")?;
    literal(cursor, "}")?;
    Some(Spelled { id, index, status, description, headers, body })
}

#[inline]
fn literal(cursor: &mut Cursor<'_>, literal: &str) -> Option<()> {
    cursor.text.as_bytes().get(cursor.at..)?.starts_with(literal.as_bytes()).then(|| cursor.at += literal.len())
}

/// A number without leading zeros.
#[inline]
fn number(cursor: &mut Cursor<'_>) -> Option<usize> {
    let start = cursor.at;
    let mut number = 0_usize;
    while let Some(digit) = cursor.byte().filter(u8::is_ascii_digit) {
        number = number.checked_mul(10)?.checked_add(usize::from(digit - b'0'))?;
        cursor.at += 1;
    }
    match cursor.at - start {
        0 => None,
        1 => Some(number),
        _ => (cursor.text.as_bytes().get(start) != Some(&b'0')).then_some(number),
    }
}

/// The value behind `name`, if it stands here. `None` where it cannot be read.
#[inline]
fn member(cursor: &mut Cursor<'_>, name: &str) -> Option<Option<Value>> {
    if literal(cursor, name).is_none() {
        return Some(None);
    }
    cursor.deeper()?;
    let value = cursor.value().ok();
    cursor.shallower();
    value.map(Some)
}
