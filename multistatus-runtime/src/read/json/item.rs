//! Maps the members of a JSON object to an item, as described by a [`JsonShape`](crate::json_shape::JsonShape).
//!
//! One pass: each member is read once, in whatever order. Only a body that comes before the members that say what it is
//! is read twice.

use http::StatusCode;

use super::builder::{COMPARED, ItemBuilder};
use super::problem::{self, KNOWN};
use super::{paths::Path, propstat};
use crate::item::{DefectKind, spans::Span};
use crate::outcome::problem::PROBLEM_JSON;
use crate::tokens::json::{Cursor, DEPTH, JsonError, JsonText, JsonValue, ValueKind, members_named};

impl ItemBuilder<'_> {
    /// Reads an item, which is the next value. `given` is the status that its list gives it.
    pub(crate) fn read(&mut self, cursor: &mut Cursor<'_>, given: Option<u16>) -> Result<(), JsonError> {
        let first = cursor.next()?;
        let start = cursor.at;
        self.values.clear();
        if first == b'{' {
            cursor.object(|cursor, name| match self.paths.member(cursor.bytes, name.start, name.end) {
                Some(member) => self.member(cursor, start, name, member, given),
                None => {
                    self.unknown_member(name);
                    cursor.value().map(drop)
                }
            })?;
        } else {
            cursor.value()?;
            self.defect(start, DefectKind::WrongType);
        }
        self.complete(start, given);
        // Parts are read in another order than they are sent in.
        if self.record.defects.kept().len() > 1 {
            self.record.defects.sort();
        }
        Ok(())
    }

    /// Reads the value of a member that the shape knows. The first of two members of one name counts.
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
            self.defect(name.start, DefectKind::RepeatedElement);
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
    fn unknown_member(&mut self, name: JsonText) {
        let unknown = &mut self.values.unknown;
        let spelled = |start, end| self.text.as_bytes().get(start..end);
        if unknown.iter().any(|(start, end)| spelled(*start, *end) == spelled(name.start, name.end)) {
            self.defect(name.start, DefectKind::RepeatedElement);
        } else if unknown.len() < COMPARED {
            unknown.push((name.start, name.end));
        }
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
        self.head(start, given);
        Ok(self.failed() && self.content_type().is_some_and(is_problem))
    }

    /// Reads the status and the headers, once. `start` is that of the item.
    fn head(&mut self, start: usize, given: Option<u16>) {
        if std::mem::replace(&mut self.seen.head, true) {
            return;
        }
        self.status(start, given);
        if let Some(headers) = self.values.get(self.text, self.paths.headers).filter(|_| !self.seen.headers) {
            // They were read before, so nothing is wrong with them.
            let _ = self.headers(&mut Cursor::new(self.text.as_bytes(), headers.start, DEPTH));
        }
    }

    /// Reads what is left once all members are known.
    fn complete(&mut self, start: usize, given: Option<u16>) {
        let (text, paths) = (self.text, self.paths);
        self.identity();
        self.head(start, given);
        if !self.values.has_more(paths) {
            return;
        }
        for (name, path) in &paths.fields {
            if let Some(value) = self.values.get(text, Some(*path)).filter(|value| value.kind != ValueKind::Null) {
                let name = self.record.decode(|out| out.push_str(name));
                self.field(name, value);
            }
        }
        if let Some(description) = self.values.get(text, paths.description)
            && !self.seen.detail
        {
            self.description(description);
        }
        if let Some(body) = self.values.get(text, paths.body) {
            match self.seen.problem {
                true => self.problem_body(body),
                false => self.body(body),
            }
        }
        if let Some(propstats) = self.values.get(text, paths.propstats) {
            propstat::read(self, propstats);
        }
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

    fn identity(&mut self) {
        if let Some(id) = self.values.get(self.text, self.paths.id) {
            let key = match (id.kind, id.string()) {
                (ValueKind::Number, _) => Some(Span::of(id.start, id.end)),
                (_, Some(text)) => Some(self.span(text)),
                _ => None,
            };
            match key {
                Some(key) => self.record.keys.push(key),
                None if id.kind == ValueKind::Null => {}
                None => self.defect(id.start, DefectKind::WrongType),
            }
        }
        if let Some(index) = self.values.get(self.text, self.paths.index).filter(|index| index.kind != ValueKind::Null)
        {
            let (start, end) = index.string().map_or((index.start, index.end), |text| (text.start, text.end));
            let digits = self.text.as_bytes().get(start..end).filter(|digits| !digits.is_empty()).unwrap_or(b"-");
            self.record.index = digits.iter().try_fold(0_usize, |index, digit| {
                let digit = digit.wrapping_sub(b'0');
                if digit > 9 { None } else { index.checked_mul(10)?.checked_add(usize::from(digit)) }
            });
            if self.record.index.is_none() {
                self.defect(index.start, DefectKind::InvalidIndex);
            }
        }
    }

    fn status(&mut self, start: usize, given: Option<u16>) {
        let status = self.values.get(self.text, self.paths.status).filter(|status| status.kind != ValueKind::Null);
        let code = self.values.get(self.text, self.paths.code).and_then(|code| self.code(code));
        let known = match status {
            Some(JsonValue { kind: ValueKind::Boolean(succeeded), .. }) => {
                code.or(given).filter(|code| *code >= 400 || succeeded).or(succeeded.then_some(200))
            }
            Some(value) => self.code(value).or(code).or(given),
            None => code.or(given),
        };
        self.record.status = known.and_then(|code| StatusCode::from_u16(code).ok());
        let kind = match self.record.status {
            Some(known) if known.as_u16() >= 200 => return,
            Some(_) => DefectKind::InterimStatus,
            None if status.is_some() => DefectKind::InvalidStatus,
            None => DefectKind::MissingStatus,
        };
        self.defect(status.map_or_else(|| self.first_value(start), |value| value.start), kind);
    }

    /// Returns the position of the first value of the item that begins at `start`.
    #[cold]
    fn first_value(&self, start: usize) -> usize {
        let mut cursor = Cursor::new(self.text.as_bytes(), start, DEPTH);
        let in_object = cursor.take(b'{') == Ok(true) && cursor.name().is_ok() && cursor.next().is_ok();
        if in_object { cursor.at } else { start }
    }

    /// Reads the body once everything else is known.
    pub(crate) fn body(&mut self, body: JsonValue) {
        if body.huge {
            return self.defect(body.start, DefectKind::WrongType);
        }
        let may_be_problem = body.kind == ValueKind::Object && self.failed();
        let is_problem = match self.content_type() {
            _ if !may_be_problem => false,
            Some(media_type) => is_problem(media_type),
            None => members_named(self.text, body, ["title", "detail"]).iter().any(Option::is_some),
        };
        // The body was read before, so nothing is wrong with it.
        let mut cursor = Cursor::new(self.text.as_bytes(), body.start, DEPTH);
        if is_problem && problem::read(self, &mut cursor).is_ok() {
            return self.problem_body(body);
        }
        let span = Span::of(body.start, body.end);
        self.record.sent_body = Some(span);
        self.record.body = Some(span);
        self.drop_content_type("application/json");
    }

    fn problem_body(&mut self, body: JsonValue) {
        self.record.sent_body = Some(Span::of(body.start, body.end));
        self.drop_content_type(PROBLEM_JSON);
    }
}

fn is_problem(media_type: &str) -> bool {
    media_type.eq_ignore_ascii_case(PROBLEM_JSON)
}
