//! An item of the default shape as our own writer spells it: the members in their order, without white space.
//!
//! On any surprise the general way reads the item from its start, and what was noted of it until then is forgotten.

use http::StatusCode;

use super::{
    cursor::Cursor,
    item::Notes,
    problem::{KNOWN, condition_names, defaults, extension},
};
use crate::{
    format::json::head::known_head,
    item::{ConditionSpans, Span},
    problem::PROBLEM_JSON,
};

/// Notes an item and moves behind it; `false` where it is spelled in another way.
#[inline]
pub(super) fn note(notes: &mut Notes<'_>, cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = cursor.clone();
    let spelled = item(notes, &mut ahead).is_some();
    if spelled {
        cursor.at = ahead.at;
    } else {
        notes.forget();
    }
    spelled
}

#[inline]
fn item(notes: &mut Notes<'_>, cursor: &mut Cursor<'_>) -> Option<()> {
    open(cursor, b"{")?;
    literal(cursor, b"\"id\":\"")?;
    let id = text(notes, cursor)?;
    notes.record.keys.push(id);
    literal(cursor, b",\"index\":")?;
    notes.record.index = Some(number(cursor)?);
    literal(cursor, b",\"status\":")?;
    let status = u16::try_from(number(cursor)?).ok().filter(|status| *status >= 200)?;
    notes.record.status = Some(StatusCode::from_u16(status).ok()?);
    // Most items say no more.
    if literal(cursor, b"}").is_some() {
        return Some(());
    }
    if literal(cursor, b",\"description\":\"").is_some() {
        let description = text(notes, cursor)?;
        notes.record.description = Some(description).filter(|text| text.start < text.end);
    }
    if literal(cursor, b",\"headers\":").is_some() {
        headers_and_body(notes, cursor)?;
    } else {
        body(notes, cursor)?;
    }
    literal(cursor, b"}")
}

/// How the header fields of an item end whose body is a problem.
const TYPED: &[u8; 50] = b"\"Content-Type\":\"application/problem+json\"},\"body\":";

fn headers_and_body(notes: &mut Notes<'_>, cursor: &mut Cursor<'_>) -> Option<()> {
    open(cursor, b"{")?;
    loop {
        let start = cursor.at;
        if notes.failed() && literal(cursor, TYPED).is_some() {
            cursor.shallower();
            // Another content type, before this one, would be the one that counts.
            return if notes.content_type().is_none() { typed_problem(notes, cursor, start) } else { None };
        }
        field(notes, cursor)?;
        if literal(cursor, b",").is_none() {
            break;
        }
    }
    close(cursor, b"}")?;
    body(notes, cursor)
}

fn field(notes: &mut Notes<'_>, cursor: &mut Cursor<'_>) -> Option<()> {
    literal(cursor, b"\"")?;
    let name = text(notes, cursor)?;
    literal(cursor, b":")?;
    let value = cursor.value().ok()?;
    notes.field(name, value);
    Some(())
}

/// A body that the general way looks at.
fn body(notes: &mut Notes<'_>, cursor: &mut Cursor<'_>) -> Option<()> {
    if literal(cursor, b",\"body\":").is_none() {
        return Some(());
    }
    let body = cursor.value().ok()?;
    notes.body(body);
    // A failure without a text may hide it in its body.
    (!notes.failed() || notes.record.description.is_some()).then_some(())
}

/// The problem behind its content type, which began at `field`.
fn typed_problem(notes: &mut Notes<'_>, cursor: &mut Cursor<'_>, field: usize) -> Option<()> {
    let start = cursor.at;
    problem(notes, cursor)?;
    let name = Span::of(field + 1, field + 1 + "Content-Type".len());
    let value = name.end + "\":\"".len();
    notes.record.implied = Some((name, Span::of(value, value + PROBLEM_JSON.len())));
    notes.record.sent_body = Some(Span::of(start, cursor.at));
    Some(())
}

fn problem(notes: &mut Notes<'_>, cursor: &mut Cursor<'_>) -> Option<()> {
    open(cursor, b"{")?;
    head(notes, cursor)?;
    if literal(cursor, b",\"detail\":\"").is_some() {
        notes.record.description = Some(text(notes, cursor)?);
    }
    while literal(cursor, b"}").is_none() {
        if literal(cursor, b",\"conditions\":").is_some() {
            conditions(notes, cursor)?;
            literal(cursor, b"}")?;
            break;
        }
        member(notes, cursor)?;
    }
    cursor.shallower();
    Some(())
}

/// The members `type`, `title` and `status`.
#[inline]
fn head(notes: &mut Notes<'_>, cursor: &mut Cursor<'_>) -> Option<()> {
    let status = notes.record.status?.as_u16();
    let known = known_head(status);
    if !known.is_empty() && rest(cursor)?.starts_with(known.as_bytes()) {
        cursor.at += known.len();
        return Some(());
    }
    literal(cursor, b"\"type\":\"")?;
    notes.record.problem_type = Some(text(notes, cursor)?);
    if literal(cursor, b",\"title\":\"").is_some() {
        notes.record.title = Some(text(notes, cursor)?);
    }
    literal(cursor, b",\"status\":")?;
    if number(cursor)? != usize::from(status) {
        return None;
    }
    defaults(notes);
    Some(())
}

/// An extension member.
fn member(notes: &mut Notes<'_>, cursor: &mut Cursor<'_>) -> Option<()> {
    literal(cursor, b",\"")?;
    let name = cursor.inside().ok()?;
    literal(cursor, b":")?;
    let value = cursor.value().ok()?;
    let spelled = notes.raw(name);
    let misplaced = name.escaped || KNOWN.contains(&spelled);
    // `error` may have the text that the problem lacks.
    let hides = spelled == "error" && notes.record.description.is_none();
    if misplaced || hides || value.huge {
        return None;
    }
    extension(notes, Span::of(name.start, name.end), value);
    Some(())
}

fn conditions(notes: &mut Notes<'_>, cursor: &mut Cursor<'_>) -> Option<()> {
    open(cursor, b"[")?;
    loop {
        condition(notes, cursor)?;
        if literal(cursor, b",").is_none() {
            return close(cursor, b"]");
        }
    }
}

fn condition(notes: &mut Notes<'_>, cursor: &mut Cursor<'_>) -> Option<()> {
    open(cursor, b"{")?;
    literal(cursor, b"\"name\":\"")?;
    let clark = text(notes, cursor)?;
    let (namespace, name) = condition_names(notes, clark)?;
    let first = notes.record.condition_hrefs.len();
    if literal(cursor, b",\"hrefs\":").is_some() {
        hrefs(notes, cursor)?;
    }
    let content = match literal(cursor, b",\"content\":\"") {
        Some(()) => Some(text(notes, cursor)?),
        None => None,
    };
    close(cursor, b"}")?;
    let hrefs = (first, notes.record.condition_hrefs.len());
    notes.record.conditions.push(ConditionSpans { propstat: None, namespace, name, hrefs, content });
    Some(())
}

fn hrefs(notes: &mut Notes<'_>, cursor: &mut Cursor<'_>) -> Option<()> {
    open(cursor, b"[")?;
    loop {
        literal(cursor, b"\"")?;
        let href = text(notes, cursor)?;
        notes.record.condition_hrefs.push(href);
        if literal(cursor, b",").is_none() {
            return close(cursor, b"]");
        }
    }
}

#[inline]
fn rest<'t>(cursor: &Cursor<'t>) -> Option<&'t [u8]> {
    cursor.text.as_bytes().get(cursor.at..)
}

/// Steps over what stands here, if it is this. Its length is known when it is compiled, so comparing takes no loop.
#[inline]
fn literal<const LENGTH: usize>(cursor: &mut Cursor<'_>, literal: &[u8; LENGTH]) -> Option<()> {
    (rest(cursor)?.first_chunk() == Some(literal)).then(|| cursor.at += LENGTH)
}

/// Goes into an object or an array.
#[inline]
fn open(cursor: &mut Cursor<'_>, bracket: &[u8; 1]) -> Option<()> {
    literal(cursor, bracket)?;
    cursor.deeper()
}

/// And out of it.
#[inline]
fn close(cursor: &mut Cursor<'_>, bracket: &[u8; 1]) -> Option<()> {
    cursor.shallower();
    literal(cursor, bracket)
}

/// The rest of a string, behind its first quote.
#[inline]
fn text(notes: &mut Notes<'_>, cursor: &mut Cursor<'_>) -> Option<Span> {
    let text = cursor.inside().ok()?;
    Some(notes.span(text))
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
