//! An item of the default shape as our own writer spells it: the members in their order, without white space.
//!
//! On any surprise the general way reads the item from its start, and what was noted of it until then is forgotten.

use http::StatusCode;

use super::{
    item::Notes,
    problem::{KNOWN, condition_names, defaults, extension},
};
use crate::read::tokens::json::Cursor;
use crate::{
    item::spans::{ConditionSpans, Span},
    outcome::problem::{PROBLEM_JSON, known_head},
};

/// Notes an item and moves behind it; `false` where it is spelled in another way.
#[inline]
pub(crate) fn note(notes: &mut Notes<'_>, cursor: &mut Cursor<'_>) -> bool {
    let mut template = Template { cursor: cursor.clone(), notes };
    let spelled = template.item().is_some();
    if spelled {
        cursor.at = template.cursor.at;
    } else {
        notes.forget();
    }
    spelled
}

/// How far an item is read, and what is noted of it. Each step is `None` where something else stands there.
struct Template<'t, 'n> {
    cursor: Cursor<'t>,
    notes: &'t mut Notes<'n>,
}

/// How the header fields of an item end whose body is a problem.
const TYPED: &[u8; 50] = b"\"Content-Type\":\"application/problem+json\"},\"body\":";

impl Template<'_, '_> {
    #[inline]
    fn item(&mut self) -> Option<()> {
        self.open(b"{")?;
        self.literal(b"\"id\":\"")?;
        let id = self.text()?;
        self.notes.record.keys.push(id);
        self.literal(b",\"index\":")?;
        self.notes.record.index = Some(self.number()?);
        self.literal(b",\"status\":")?;
        let status = u16::try_from(self.number()?).ok().filter(|status| *status >= 200)?;
        self.notes.record.status = Some(StatusCode::from_u16(status).ok()?);
        // Most items say no more.
        if self.literal(b"}").is_some() {
            return Some(());
        }
        if self.literal(b",\"description\":\"").is_some() {
            let description = self.text()?;
            self.notes.record.description = Some(description).filter(|text| text.start < text.end);
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
            if self.notes.failed() && self.literal(TYPED).is_some() {
                self.cursor.shallower();
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
        self.notes.field(name, value);
        Some(())
    }

    /// A body that the general way looks at.
    fn body(&mut self) -> Option<()> {
        if self.literal(b",\"body\":").is_none() {
            return Some(());
        }
        let body = self.cursor.value().ok()?;
        self.notes.body(body);
        // A failure without a text may hide it in its body.
        (!self.notes.failed() || self.notes.record.description.is_some()).then_some(())
    }

    /// The problem behind its content type, which began at `field`.
    fn typed_problem(&mut self, field: usize) -> Option<()> {
        // Another content type, before this one, would be the one that counts.
        if self.notes.content_type().is_some() {
            return None;
        }
        let start = self.cursor.at;
        self.problem()?;
        let name = Span::of(field + 1, field + 1 + "Content-Type".len());
        let value = name.end + "\":\"".len();
        self.notes.record.implied = Some((name, Span::of(value, value + PROBLEM_JSON.len())));
        self.notes.record.sent_body = Some(Span::of(start, self.cursor.at));
        Some(())
    }

    #[inline]
    fn problem(&mut self) -> Option<()> {
        self.open(b"{")?;
        self.head()?;
        if self.literal(b",\"detail\":\"").is_some() {
            self.notes.record.description = Some(self.text()?);
        }
        while self.literal(b",\"conditions\":").is_none() {
            if self.literal(b"}").is_some() {
                self.cursor.shallower();
                return Some(());
            }
            self.extension()?;
        }
        self.conditions()?;
        self.close(b"}")
    }

    /// The members `type`, `title` and `status`.
    #[inline]
    fn head(&mut self) -> Option<()> {
        let status = self.notes.record.status?.as_u16();
        let known = known_head(status);
        if !known.is_empty() && self.rest()?.starts_with(known.as_bytes()) {
            self.cursor.at += known.len();
            return Some(());
        }
        self.literal(b"\"type\":\"")?;
        self.notes.record.problem_type = Some(self.text()?);
        if self.literal(b",\"title\":\"").is_some() {
            self.notes.record.title = Some(self.text()?);
        }
        self.literal(b",\"status\":")?;
        if self.number()? != usize::from(status) {
            return None;
        }
        defaults(self.notes);
        Some(())
    }

    fn extension(&mut self) -> Option<()> {
        self.literal(b",\"")?;
        let name = self.cursor.inside().ok()?;
        self.literal(b":")?;
        let value = self.cursor.value().ok()?;
        let spelled = self.notes.raw(name);
        let misplaced = name.escaped || KNOWN.contains(&spelled);
        // `error` may have the text that the problem lacks.
        let hides = spelled == "error" && self.notes.record.description.is_none();
        if misplaced || hides || value.huge {
            return None;
        }
        extension(self.notes, Span::of(name.start, name.end), value);
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
        let (namespace, name) = condition_names(self.notes, clark)?;
        let first = self.notes.record.condition_hrefs.len();
        if self.literal(b",\"hrefs\":").is_some() {
            self.hrefs()?;
        }
        let content = match self.literal(b",\"content\":\"") {
            Some(()) => Some(self.text()?),
            None => None,
        };
        self.close(b"}")?;
        let hrefs = (first, self.notes.record.condition_hrefs.len());
        self.notes.record.conditions.push(ConditionSpans { propstat: None, namespace, name, hrefs, content });
        Some(())
    }

    #[inline]
    fn hrefs(&mut self) -> Option<()> {
        self.open(b"[")?;
        loop {
            self.literal(b"\"")?;
            let href = self.text()?;
            self.notes.record.condition_hrefs.push(href);
            if self.literal(b",").is_none() {
                return self.close(b"]");
            }
        }
    }

    #[inline]
    fn rest(&self) -> Option<&[u8]> {
        self.cursor.text.as_bytes().get(self.cursor.at..)
    }

    /// Steps over what stands here, if it is this. The length is known to the compiler, so that comparing takes no call.
    #[inline]
    fn literal<const LENGTH: usize>(&mut self, literal: &[u8; LENGTH]) -> Option<()> {
        (self.rest()?.first_chunk() == Some(literal)).then(|| self.cursor.at += LENGTH)
    }

    /// Goes into an object or an array.
    #[inline]
    fn open(&mut self, bracket: &[u8; 1]) -> Option<()> {
        self.literal(bracket)?;
        self.cursor.deeper()
    }

    /// And out of it.
    #[inline]
    fn close(&mut self, bracket: &[u8; 1]) -> Option<()> {
        self.cursor.shallower();
        self.literal(bracket)
    }

    /// The rest of a string, behind its first quote.
    #[inline]
    fn text(&mut self) -> Option<Span> {
        let text = self.cursor.inside().ok()?;
        Some(self.notes.span(text))
    }

    /// A number without leading zeros.
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
            _ => (self.cursor.text.as_bytes().get(start) != Some(&b'0')).then_some(number),
        }
    }
}
