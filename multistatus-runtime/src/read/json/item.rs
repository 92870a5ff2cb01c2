//! Maps the members of a JSON object to an item, as described by a [`JsonShape`](crate::json_shape::JsonShape).
//!
//! One pass: each member is read once, in whatever order. Only a body that comes before the members that say what it is
//! is read twice.

use http::StatusCode;

use super::builder::{COMPARED, ItemBuilder};
use super::problem::{self, KNOWN};
use super::{paths::Path, propstat, status};
use crate::item::{DefectKind, spans::Span};
use crate::outcome::problem::PROBLEM_JSON;
use crate::tokens::json::{Cursor, DEPTH, JsonError, JsonText, JsonValue, ValueKind, members_named};

impl ItemBuilder<'_> {
    /// Reads an item, which is the next value. `given` is the status that its list gives it.
    pub(crate) fn read(&mut self, cursor: &mut Cursor<'_>, given: Option<u16>) -> Result<(), JsonError> {
        if !self.paths.wrappers.is_empty() {
            return self.wrapped(cursor, given);
        }
        self.unwrapped(cursor, given)
    }

    /// Reads an item that is not the value of a wrapper.
    pub(super) fn unwrapped(&mut self, cursor: &mut Cursor<'_>, given: Option<u16>) -> Result<(), JsonError> {
        let first = cursor.next()?;
        let start = cursor.at;
        self.values.clear();
        if first == b'{' {
            cursor.object(|cursor, name| {
                let member = match self.paths.member(cursor.bytes, name.start, name.end) {
                    Some(member) => Some(member),
                    None => self.other_member(name)?,
                };
                match member {
                    Some(member) => self.member(cursor, start, name, member, given),
                    None => cursor.value().map(drop),
                }
            })?;
            self.complete(start, given)?;
        } else {
            cursor.value()?;
            self.not_an_item(start, given)?;
        }
        // Parts are read in another order than they are sent in.
        if self.record.defects.kept().len() > 1 {
            self.record.defects.sort();
        }
        Ok(())
    }

    /// Reads a value that is not an item, which is a failure.
    #[cold]
    pub(super) fn not_an_item(&mut self, start: usize, given: Option<u16>) -> Result<(), JsonError> {
        self.values.clear();
        self.defect(start, DefectKind::WrongType);
        self.complete(start, given.filter(|given| *given >= 400))
    }

    /// Reads the value of a member that the shape knows. The first of two members of one name counts, except for a status.
    #[inline]
    fn member(
        &mut self,
        cursor: &mut Cursor<'_>,
        start: usize,
        name: JsonText,
        member: usize,
        given: Option<u16>,
    ) -> Result<(), JsonError> {
        if self.values.member(member).is_some() {
            self.repeated_member(name, member)?;
            return cursor.value().map(drop);
        }
        let is = |path: Option<Path>| path.is_some_and(|path| path.is_member(member));
        let value = if is(self.paths.headers) {
            self.seen.headers = true;
            self.headers(cursor)?
        } else if is(self.paths.body) && self.is_typed_problem(cursor, start, given)? {
            problem::read(self, cursor)?
        } else {
            cursor.value()?
        };
        self.values.set(member, value);
        Ok(())
    }

    #[cold]
    fn repeated_member(&mut self, name: JsonText, member: usize) -> Result<(), JsonError> {
        self.count_member(name.start)?;
        self.seen.repeated |= self.paths.decides(member);
        if !self.paths.is_status(member) {
            self.defect(name.start, DefectKind::RepeatedElement);
        }
        Ok(())
    }

    /// Returns the number of a member whose name is spelled with an escape. Reports a repeated name that the shape does
    /// not know.
    #[cold]
    fn other_member(&mut self, name: JsonText) -> Result<Option<usize>, JsonError> {
        if name.escaped
            && let Some(member) = self.paths.named(self.text, name)
        {
            return Ok(Some(member));
        }
        self.count_member(name.start)?;
        let unknown = &mut self.values.unknown;
        let spelled = |start, end| self.text.as_bytes().get(start..end);
        if unknown.iter().any(|(start, end)| spelled(*start, *end) == spelled(name.start, name.end)) {
            self.defect(name.start, DefectKind::RepeatedElement);
        } else if unknown.len() < COMPARED {
            unknown.push((name.start, name.end));
        }
        Ok(None)
    }

    /// True if the body, which is next, is a problem by what was read before it. Then it is read at once.
    fn is_typed_problem(
        &mut self,
        cursor: &mut Cursor<'_>,
        start: usize,
        given: Option<u16>,
    ) -> Result<bool, JsonError> {
        let known = |path| self.values.get(self.text, path).is_some_and(|value| value.kind != ValueKind::Null);
        let in_order = known(self.paths.status) && known(self.paths.headers);
        // A member that is still to come could change the status or the content type.
        let settled = self.paths.code.is_none() && self.paths.fields.is_empty();
        if !in_order || !settled || cursor.next()? != b'{' {
            return Ok(false);
        }
        self.head(start, given)?;
        Ok(self.failed() && self.content_type().is_some_and(is_problem))
    }

    /// Reads the status and the headers, once. `start` is that of the item.
    fn head(&mut self, start: usize, given: Option<u16>) -> Result<(), JsonError> {
        if std::mem::replace(&mut self.seen.head, true) {
            return Ok(());
        }
        self.status(start, given);
        if let Some(headers) = self.values.get(self.text, self.paths.headers).filter(|_| !self.seen.headers) {
            self.headers(&mut Cursor::new(self.text.as_bytes(), headers.start, DEPTH))?;
        }
        Ok(())
    }

    /// Reads what is left once all members are known.
    fn complete(&mut self, start: usize, given: Option<u16>) -> Result<(), JsonError> {
        let paths = self.paths;
        self.identity(start);
        if self.seen.repeated && self.seen.head {
            self.status_again(start, given);
        }
        self.head(start, given)?;
        if self.values.has_more(paths) {
            self.parts()?;
        }
        if let Some(rare) = &paths.rare {
            self.rare_parts(rare, start)?;
        }
        Ok(())
    }

    /// Reads the parts behind the status and the headers.
    #[inline]
    fn parts(&mut self) -> Result<(), JsonError> {
        let (text, paths) = (self.text, self.paths);
        for (name, path) in &paths.fields {
            if let Some(value) = self.values.get(text, Some(*path)).filter(|value| value.kind != ValueKind::Null) {
                let name = self.record.decode(|out| out.push_str(name));
                self.field(name, value)?;
            }
        }
        match self.values.get(text, paths.description) {
            Some(description) if !self.seen.detail => self.description(description),
            Some(description) if !matches!(description.kind, ValueKind::Text { .. } | ValueKind::Null) => {
                self.defect(description.start, DefectKind::WrongType);
            }
            _ => {}
        }
        if let Some(body) = self.values.get(text, paths.body) {
            match self.seen.problem {
                true => self.problem_body(body),
                false => self.body(body)?,
            }
        }
        if let Some(propstats) = self.values.get(text, paths.propstats) {
            propstat::read(self, propstats)?;
        }
        self.error_text();
        Ok(())
    }

    /// Reads the text of an error, if the item failed and has no other text.
    pub(super) fn error_text(&mut self) {
        let (text, paths) = (self.text, self.paths);
        if self.failed() && self.record.description.is_none() {
            let paths = paths.error.iter().filter(|path| !self.is_absent(**path));
            let error = paths.filter_map(|path| self.values.get(text, Some(*path))?.string()).next();
            self.record.description = error.map(|error| self.span(error));
        }
    }

    /// True if a path leads to nothing: through a problem, whose members are known.
    fn is_absent(&self, path: Path) -> bool {
        let inside = self.paths.body.filter(|_| self.seen.problem).and_then(|body| path.inside(body));
        let is_member = |name| self.record.members.iter().any(|(known, _)| self.text_of(*known) == name);
        inside.is_some_and(|name| !KNOWN.contains(&name) && !is_member(name))
    }

    fn status(&mut self, start: usize, given: Option<u16>) {
        match self.plain_status() {
            Some(status) => self.record.status = Some(status),
            None => status::read(self, start, given),
        }
    }

    /// Returns the status if it is a number of three digits in a member of its own, as most are.
    #[inline]
    fn plain_status(&self) -> Option<StatusCode> {
        let path = self.paths.status.filter(|_| self.paths.has_plain_status && !self.seen.repeated)?;
        let value = self.values.member(path.member()).filter(|_| path.is_member(path.member()))?;
        let [first @ b'2'..=b'9', second @ b'0'..=b'9', third @ b'0'..=b'9'] =
            self.text.as_bytes().get(value.start..value.end)?
        else {
            return None;
        };
        let digit = |byte: &u8| u16::from(byte - b'0');
        StatusCode::from_u16(100 * digit(first) + 10 * digit(second) + digit(third)).ok()
    }

    /// Reads the status again, since it was read before all members were known.
    #[cold]
    fn status_again(&mut self, start: usize, given: Option<u16>) {
        use DefectKind::{InterimStatus, InvalidStatus, MissingStatus, RepeatedStatus};
        self.record.defects.drop_kinds(&[InterimStatus, InvalidStatus, MissingStatus, RepeatedStatus]);
        status::read(self, start, given);
    }

    /// Reads the body once everything else is known.
    pub(crate) fn body(&mut self, body: JsonValue) -> Result<(), JsonError> {
        if body.huge {
            self.defect(body.start, DefectKind::WrongType);
            return Ok(());
        }
        let may_be_problem = body.kind == ValueKind::Object && self.failed();
        let is_problem = match self.content_type() {
            _ if !may_be_problem => false,
            Some(media_type) => is_problem(media_type),
            None => members_named(self.text, body, ["title", "detail"]).iter().any(Option::is_some),
        };
        if is_problem {
            problem::read(self, &mut Cursor::new(self.text.as_bytes(), body.start, DEPTH))?;
            self.problem_body(body);
            return Ok(());
        }
        self.count_values(body)?;
        let span = Span::of(body.start, body.end);
        self.record.sent_body = Some(span);
        self.record.body = Some(span);
        self.drop_content_type("application/json");
        Ok(())
    }

    fn problem_body(&mut self, body: JsonValue) {
        self.record.sent_body = Some(Span::of(body.start, body.end));
        self.drop_content_type(PROBLEM_JSON);
    }
}

fn is_problem(media_type: &str) -> bool {
    media_type.eq_ignore_ascii_case(PROBLEM_JSON)
}
