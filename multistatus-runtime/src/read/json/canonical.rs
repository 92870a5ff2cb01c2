//! Fast path: reads an item of the default shape as this crate writes it, with its members in order and no white space.
//!
//! - Speeds up: [`ItemBuilder::read`], by three times for such items.
//! - Gate: `decode-json` of `multistatus-runtime/benches/src/bin/instructions.rs`.
//! - Equal to the general path: `tests/reading/json_spelling.rs`.
//!
//! `None` at any step: the general path reads the item from its start.

use http::StatusCode;

use super::builder::ItemBuilder;
use super::problem::{KNOWN, condition_names, defaults, extension};
use crate::item::spans::{ConditionSpans, Span};
use crate::outcome::problem::{PROBLEM_JSON, known_head};
use crate::tokens::json::Cursor;

/// Reads an item and moves behind it; false, and nothing read, if it is spelled in another way.
#[inline]
pub(crate) fn read(item: &mut ItemBuilder<'_>, cursor: &mut Cursor<'_>) -> bool {
    if cursor.bytes.get(cursor.at..).and_then(|rest| rest.first_chunk()) != Some(START) {
        return false;
    }
    let mut canonical = CanonicalItem { cursor: cursor.clone(), item };
    let is_canonical = canonical.item().is_some();
    if is_canonical {
        cursor.at = canonical.cursor.at;
    } else {
        item.forget();
    }
    is_canonical
}

/// The position in an item, and what is read of it so far.
struct CanonicalItem<'t, 'n> {
    cursor: Cursor<'t>,
    item: &'t mut ItemBuilder<'n>,
}

/// The start of an item.
const START: &[u8; 7] = b"{\"id\":\"";

/// The end of the headers of an item whose body is a problem.
const TYPED: &[u8; 50] = b"\"Content-Type\":\"application/problem+json\"},\"body\":";

impl CanonicalItem<'_, '_> {
    #[inline]
    fn item(&mut self) -> Option<()> {
        self.cursor.at += START.len();
        self.cursor.enter()?;
        let id = self.text()?;
        self.item.record.keys.push(id);
        self.literal(b",\"index\":")?;
        self.item.record.index = Some(self.number()?);
        self.literal(b",\"status\":")?;
        let status = u16::try_from(self.number()?).ok().filter(|status| *status >= 200)?;
        self.item.record.status = Some(StatusCode::from_u16(status).ok()?);
        // Most items end here.
        if self.literal(b"}").is_some() {
            return Some(());
        }
        if self.literal(b",\"description\":\"").is_some() {
            let description = self.text()?;
            self.item.record.description = Some(description).filter(|text| text.start < text.end);
        }
        match self.literal(b",\"headers\":") {
            Some(()) => self.headers_and_body()?,
            None => self.body()?,
        }
        self.close(b"}")
    }

    fn headers_and_body(&mut self) -> Option<()> {
        self.open(b"{")?;
        loop {
            let field = self.cursor.at;
            if self.item.failed() && self.literal(TYPED).is_some() {
                self.cursor.leave();
                return self.typed_problem(field);
            }
            self.field()?;
            if self.literal(b",").is_none() {
                break;
            }
        }
        self.close(b"}")?;
        self.body()
    }

    fn field(&mut self) -> Option<()> {
        self.literal(b"\"")?;
        let name = self.text()?;
        self.literal(b":")?;
        let value = self.cursor.value().ok()?;
        self.item.field(name, value).ok()?;
        Some(())
    }

    /// Reads a body as the general path does.
    fn body(&mut self) -> Option<()> {
        if self.literal(b",\"body\":").is_none() {
            return Some(());
        }
        let body = self.cursor.value().ok()?;
        self.item.body(body).ok()?;
        // The text of a failure may be inside of its body.
        (!self.item.failed() || self.item.record.description.is_some()).then_some(())
    }

    /// Reads the problem behind its content type, a field that begins at `field`.
    fn typed_problem(&mut self, field: usize) -> Option<()> {
        // The first content type counts.
        if self.item.content_type().is_some() {
            return None;
        }
        let start = self.cursor.at;
        self.problem()?;
        let name = Span::of(field + 1, field + 1 + "Content-Type".len());
        let value = name.end + "\":\"".len();
        self.item.record.implied = Some((name, Span::of(value, value + PROBLEM_JSON.len())));
        self.item.record.sent_body = Some(Span::of(start, self.cursor.at));
        Some(())
    }

    #[inline]
    fn problem(&mut self) -> Option<()> {
        self.open(b"{")?;
        self.head()?;
        if self.literal(b",\"detail\":\"").is_some() {
            self.item.record.description = Some(self.text()?);
        }
        while self.literal(b",\"conditions\":").is_none() {
            if self.literal(b"}").is_some() {
                self.cursor.leave();
                return Some(());
            }
            self.extension()?;
        }
        self.conditions()?;
        self.close(b"}")
    }

    /// Reads the members `type`, `title` and `status`.
    #[inline]
    fn head(&mut self) -> Option<()> {
        let status = self.item.record.status?.as_u16();
        let known = known_head(status);
        if !known.is_empty() && self.rest()?.starts_with(known.as_bytes()) {
            self.cursor.at += known.len();
            return Some(());
        }
        self.literal(b"\"type\":\"")?;
        self.item.record.problem_type = Some(self.text()?);
        if self.literal(b",\"title\":\"").is_some() {
            self.item.record.title = Some(self.text()?);
        }
        self.literal(b",\"status\":")?;
        if self.number()? != usize::from(status) {
            return None;
        }
        defaults(self.item);
        Some(())
    }

    fn extension(&mut self) -> Option<()> {
        self.literal(b",\"")?;
        let name = self.cursor.inside().ok()?;
        self.literal(b":")?;
        let value = self.cursor.value().ok()?;
        let spelled = self.item.raw(name);
        if spelled == "instance" && self.item.record.instance.is_none() && value.string().is_some() {
            self.item.record.instance = self.item.string(value);
            return Some(());
        }
        let misplaced = name.escaped || KNOWN.contains(&spelled);
        // `error` may hold the text that the problem lacks.
        let hides = spelled == "error" && self.item.record.description.is_none();
        if misplaced || hides || value.huge {
            return None;
        }
        extension(self.item, Span::of(name.start, name.end), value).ok()?;
        Some(())
    }

    fn conditions(&mut self) -> Option<()> {
        self.open(b"[")?;
        loop {
            self.condition()?;
            if self.literal(b",").is_none() {
                return self.close(b"]");
            }
        }
    }

    #[inline]
    fn condition(&mut self) -> Option<()> {
        self.open(b"{")?;
        self.literal(b"\"name\":\"")?;
        let clark = self.text()?;
        let (namespace, name) = condition_names(self.item, clark)?;
        let first = self.item.record.condition_hrefs.len();
        if self.literal(b",\"hrefs\":").is_some() {
            self.hrefs()?;
        }
        let content = match self.literal(b",\"content\":\"") {
            Some(()) => Some(self.text()?),
            None => None,
        };
        self.close(b"}")?;
        let hrefs = (first, self.item.record.condition_hrefs.len());
        self.item.record.add_condition(ConditionSpans { propstat: None, namespace, name, hrefs, content }).ok()
    }

    #[inline]
    fn hrefs(&mut self) -> Option<()> {
        self.open(b"[")?;
        loop {
            self.literal(b"\"")?;
            let href = self.text()?;
            self.item.record.add_condition_href(href).ok()?;
            if self.literal(b",").is_none() {
                return self.close(b"]");
            }
        }
    }

    #[inline]
    fn rest(&self) -> Option<&[u8]> {
        self.cursor.bytes.get(self.cursor.at..)
    }

    /// Skips `literal`. Its length is known to the compiler, so that the comparison takes no call.
    #[inline]
    fn literal<const LENGTH: usize>(&mut self, literal: &[u8; LENGTH]) -> Option<()> {
        (self.rest()?.first_chunk() == Some(literal)).then(|| self.cursor.at += LENGTH)
    }

    /// Enters an object or an array.
    #[inline]
    fn open(&mut self, bracket: &[u8; 1]) -> Option<()> {
        self.literal(bracket)?;
        self.cursor.enter()
    }

    /// Leaves an object or an array.
    #[inline]
    fn close(&mut self, bracket: &[u8; 1]) -> Option<()> {
        self.cursor.leave();
        self.literal(bracket)
    }

    /// Reads the rest of a string, behind its first quote.
    #[inline]
    fn text(&mut self) -> Option<Span> {
        let text = self.cursor.inside().ok()?;
        Some(self.item.span(text))
    }

    /// Reads a number without leading zeros.
    #[inline]
    fn number(&mut self) -> Option<usize> {
        let start = self.cursor.at;
        let mut number = 0_usize;
        while let Some(digit) = self.cursor.byte().filter(u8::is_ascii_digit) {
            number = number.checked_mul(10)?.checked_add(usize::from(digit - b'0'))?;
            self.cursor.at += 1;
        }
        match self.cursor.at - start {
            0 => None,
            1 => Some(number),
            _ => (self.cursor.bytes.get(start) != Some(&b'0')).then_some(number),
        }
    }
}
