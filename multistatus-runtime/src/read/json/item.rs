//! Maps the members of a JSON object to an item, as described by a [`JsonShape`](crate::json_shape::JsonShape).
//!
//! One pass: each member is read once, in whatever order. Only a body that comes before the members that say what it is
//! is read twice.

use http::StatusCode;

use super::{
    builder::{COMPARED, ItemBuilder},
    problem, propstat,
};
use crate::{
    item::{DefectKind, spans::Span},
    outcome::problem::PROBLEM_JSON,
    read::tokens::json::{Cursor, DEPTH, JsonError, JsonText, Value, ValueKind, members_named},
};

impl ItemBuilder<'_> {
    /// Reads an item, which is the next value. `given` is the status that its list gives it.
    pub(crate) fn read(&mut self, cursor: &mut Cursor<'_>, given: Option<u16>) -> Result<(), JsonError> {
        let first = cursor.next()?;
        let start = cursor.at;
        self.values.clear(self.paths);
        let first_value = match first {
            b'{' => self.members(cursor, given)?,
            _ => {
                cursor.value()?;
                self.defect(start, DefectKind::WrongType);
                None
            }
        };
        self.complete(first_value.unwrap_or(start), given);
        // Parts are read in another order than they are sent in.
        if self.record.defects.len() > 1 {
            self.record.defects.sort_by_key(|defect| defect.at);
        }
        Ok(())
    }

    /// Reads the members; returns the position of the first value.
    fn members(&mut self, cursor: &mut Cursor<'_>, given: Option<u16>) -> Result<Option<usize>, JsonError> {
        cursor.at += 1;
        cursor.enter().ok_or(JsonError::TooDeep { at: cursor.at })?;
        let mut first_value = None;
        let mut more = !cursor.take(b'}')?;
        while more {
            let name = cursor.name()?;
            let spelled = cursor.bytes.get(name.start..name.end).unwrap_or_default();
            let value = match self.paths.member(spelled) {
                Some(member) => self.member(cursor, name, member, given)?,
                None => {
                    self.unknown_member(name, spelled);
                    cursor.value()?
                }
            };
            first_value.get_or_insert(value.start);
            more = cursor.more(b'}', "`,` or `}` after a member")?;
        }
        cursor.leave();
        Ok(first_value)
    }

    /// Reads the value of a member that the shape knows. The first of two members of one name counts.
    #[inline]
    fn member(
        &mut self,
        cursor: &mut Cursor<'_>,
        name: JsonText,
        member: usize,
        given: Option<u16>,
    ) -> Result<Value, JsonError> {
        if self.values.member(member).is_some_and(|value| value.is_some()) {
            self.defect(name.start, DefectKind::RepeatedElement);
            return cursor.value();
        }
        let value = if self.is_body(member) && self.is_typed_problem(cursor, given)? {
            problem::read(self, cursor)?
        } else {
            cursor.value()?
        };
        if let Some(slot) = self.values.member(member) {
            *slot = Some(value);
        }
        Ok(value)
    }

    fn unknown_member(&mut self, name: JsonText, spelled: &[u8]) {
        let unknown = &mut self.values.unknown;
        if unknown.iter().any(|(start, end)| self.text.as_bytes().get(*start..*end) == Some(spelled)) {
            self.defect(name.start, DefectKind::RepeatedElement);
        } else if unknown.len() < COMPARED {
            unknown.push((name.start, name.end));
        }
    }

    fn is_body(&self, member: usize) -> bool {
        self.paths.body.is_some_and(|path| path.is_member(member))
    }

    /// True if the body, which is next, is a problem by what was read before it. Then it is read at once.
    fn is_typed_problem(&mut self, cursor: &mut Cursor<'_>, given: Option<u16>) -> Result<bool, JsonError> {
        let known = |path| self.values.get(self.text, path).is_some_and(|value| value.kind != ValueKind::Null);
        let in_order = known(self.paths.status) && known(self.paths.headers);
        // A member that is still to come could change the status or the content type.
        let settled = self.paths.code.is_none() && self.paths.fields.is_empty();
        if !in_order || !settled || cursor.next()? != b'{' {
            return Ok(false);
        }
        self.head(cursor.at, given);
        Ok(self.failed() && self.content_type().is_some_and(is_problem))
    }

    /// Reads the status and the headers, once. `at` is where a missing status is reported.
    fn head(&mut self, at: usize, given: Option<u16>) {
        if std::mem::replace(&mut self.has_head, true) {
            return;
        }
        self.status(at, given);
        if let Some(headers) = self.values.get(self.text, self.paths.headers) {
            self.headers(headers);
        }
    }

    /// Reads what is left once all members are known.
    fn complete(&mut self, at: usize, given: Option<u16>) {
        let (text, paths) = (self.text, self.paths);
        self.identity();
        self.head(at, given);
        for (name, path) in &paths.fields {
            if let Some(value) = self.values.get(text, Some(*path)).filter(|value| value.kind != ValueKind::Null) {
                let name = self.record.decode(|out| out.push_str(name));
                self.field(name, value);
            }
        }
        if let Some(description) = self.values.get(text, paths.description)
            && !self.has_detail
        {
            self.description(description);
        }
        if let Some(body) = self.values.get(text, paths.body) {
            match self.has_problem {
                true => self.problem_body(body),
                false => self.body(body),
            }
        }
        if let Some(propstats) = self.values.get(text, paths.propstats) {
            propstat::read(self, propstats);
        }
        if self.failed() && self.record.description.is_none() {
            let errors = paths.error.iter().filter_map(|path| self.values.get(text, Some(*path)));
            let error = errors.filter_map(|error| error.string()).next();
            self.record.description = error.map(|error| self.span(error));
        }
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
            let digits = self.text.get(start..end).unwrap_or_default();
            self.record.index = digits.parse().ok().filter(|_| !digits.starts_with('+'));
            if self.record.index.is_none() {
                self.defect(index.start, DefectKind::InvalidIndex);
            }
        }
    }

    fn status(&mut self, at: usize, given: Option<u16>) {
        let status = self.values.get(self.text, self.paths.status).filter(|status| status.kind != ValueKind::Null);
        let code = self.values.get(self.text, self.paths.code).and_then(|code| self.code(code));
        let known = match status {
            Some(Value { kind: ValueKind::Boolean(succeeded), .. }) => {
                code.or(given).filter(|code| *code >= 400 || succeeded).or(succeeded.then_some(200))
            }
            Some(value) => self.code(value).or(code).or(given),
            None => code.or(given),
        };
        let at = status.map_or(at, |value| value.start);
        self.record.status = known.and_then(|code| StatusCode::from_u16(code).ok());
        match (self.record.status, status) {
            (Some(known), _) if known.as_u16() < 200 => self.defect(at, DefectKind::InterimStatus),
            (Some(_), _) => {}
            (None, Some(_)) => self.defect(at, DefectKind::InvalidStatus),
            (None, None) => self.defect(at, DefectKind::MissingStatus),
        }
    }

    /// Reads the body once everything else is known.
    pub(crate) fn body(&mut self, body: Value) {
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

    fn problem_body(&mut self, body: Value) {
        self.record.sent_body = Some(Span::of(body.start, body.end));
        self.drop_content_type(PROBLEM_JSON);
    }
}

fn is_problem(media_type: &str) -> bool {
    media_type.eq_ignore_ascii_case(PROBLEM_JSON)
}
