//! From the members of an object to what the record holds of an item, by the shape that names them.

use http::StatusCode;

use super::{problem, propstat};
use crate::read::tokens::json::{Cursor, DEPTH, Kind, Member, Text, Value, string::decode};
use crate::{
    item::{
        DefectKind,
        spans::{ItemSpans, Span},
    },
    json_shape::JsonShape,
    outcome::{StatusClass, header, problem::PROBLEM_JSON, reason},
};

/// How many names are compared to find repeated ones: whoever sends thousands must not make this quadratic.
pub(crate) const COMPARED: usize = 64;

/// One item that is being noted.
pub(crate) struct Notes<'n> {
    pub(crate) text: &'n str,
    /// The position of the text in the body.
    pub(crate) base: u64,
    pub(crate) shape: &'n JsonShape,
    pub(crate) record: &'n mut ItemSpans,
}

impl<'n> Notes<'n> {
    /// Notes the item that begins at `start`; `given` is the status that its place gives it.
    pub(crate) fn item(&mut self, start: usize, members: &[Member], given: Option<u16>) {
        self.repeated(members);
        self.identity(members);
        self.status(start, members, given);
        let shape = self.shape;
        if let Some(headers) = self.find(members, shape.headers) {
            self.headers(headers);
        }
        for (name, path) in shape.fields {
            if let Some(value) = self.find(members, path).filter(|value| value.kind != Kind::Null) {
                let name = self.record.decode(|out| out.push_str(name));
                self.field(name, value);
            }
        }
        if let Some(description) = self.find(members, shape.description) {
            self.description(description);
        }
        if let Some(body) = self.find(members, shape.body) {
            self.body(body);
        }
        if let Some(propstats) = self.find(members, shape.propstats) {
            propstat::note(self, propstats);
        }
        if self.failed() && self.record.description.is_none() {
            let errors = shape.error.iter().filter_map(|path| self.find(members, path));
            let text = errors.filter_map(|error| error.string()).next();
            self.record.description = text.map(|text| self.span(text));
        }
    }

    pub(crate) fn description(&mut self, description: Value) {
        self.record.description = self.string(description).filter(|span| span.start < span.end);
    }

    /// Forgets what was noted of this item.
    #[cold]
    pub(crate) fn forget(&mut self) {
        self.record.clear();
    }

    pub(crate) fn failed(&self) -> bool {
        self.record.status.is_none_or(|status| StatusClass::of(status) == StatusClass::Failure)
    }

    #[cold]
    pub(crate) fn defect(&mut self, at: usize, kind: DefectKind) {
        self.record.defect(self.base + at as u64, kind);
    }

    /// The first of two members with one name counts.
    fn repeated(&mut self, members: &[Member]) {
        let bytes = self.text.as_bytes();
        let name = |member: &Member| bytes.get(member.name.start..member.name.end);
        for (position, member) in members.iter().enumerate().take(COMPARED) {
            if members.iter().take(position).any(|earlier| name(earlier) == name(member)) {
                self.defect(member.name.start, DefectKind::RepeatedElement);
            }
        }
    }

    pub(crate) fn raw(&self, text: Text) -> &'n str {
        self.text.get(text.start..text.end).unwrap_or_default()
    }

    /// The text of a string.
    pub(crate) fn span(&mut self, text: Text) -> Span {
        if !text.escaped {
            return Span::of(text.start, text.end);
        }
        let raw = self.raw(text);
        self.record.decode(|out| decode(raw, out))
    }

    /// The text of a value that should be a string.
    pub(crate) fn string(&mut self, value: Value) -> Option<Span> {
        match value.string() {
            Some(text) => Some(self.span(text)),
            None => {
                if value.kind != Kind::Null {
                    self.defect(value.start, DefectKind::WrongType);
                }
                None
            }
        }
    }

    pub(crate) fn text_of(&self, span: Span) -> &str {
        self.record.text(span, self.text)
    }

    /// The value at a path.
    #[inline]
    fn find(&self, members: &[Member], path: &str) -> Option<Value> {
        members.iter().find_map(|member| at_path(self.text, member, path))
    }

    fn identity(&mut self, members: &[Member]) {
        if let Some(id) = self.find(members, self.shape.id) {
            let key = match (id.kind, id.string()) {
                (Kind::Number, _) => Some(Span::of(id.start, id.end)),
                (_, Some(text)) => Some(self.span(text)),
                _ => None,
            };
            match key {
                Some(key) => self.record.keys.push(key),
                None if id.kind == Kind::Null => {}
                None => self.defect(id.start, DefectKind::WrongType),
            }
        }
        if let Some(index) = self.find(members, self.shape.index).filter(|index| index.kind != Kind::Null) {
            let (start, end) = index.string().map_or((index.start, index.end), |text| (text.start, text.end));
            let digits = self.text.get(start..end).unwrap_or_default();
            self.record.index = digits.parse().ok().filter(|_| !digits.starts_with('+'));
            if self.record.index.is_none() {
                self.defect(index.start, DefectKind::InvalidIndex);
            }
        }
    }

    fn status(&mut self, start: usize, members: &[Member], given: Option<u16>) {
        let status = self.find(members, self.shape.status).filter(|status| status.kind != Kind::Null);
        let code = self.find(members, self.shape.code).and_then(|code| self.code(code));
        let known = match status {
            Some(Value { kind: Kind::Boolean(succeeded), .. }) => {
                code.or(given).filter(|code| *code >= 400 || succeeded).or(succeeded.then_some(200))
            }
            Some(value) => self.code(value).or(code).or(given),
            None => code.or(given),
        };
        let at = status.or(members.first().map(|member| member.value)).map_or(start, |value| value.start);
        self.record.status = known.and_then(|code| StatusCode::from_u16(code).ok());
        match (self.record.status, status) {
            (Some(known), _) if known.as_u16() < 200 => self.defect(at, DefectKind::InterimStatus),
            (Some(_), _) => {}
            (None, Some(_)) => self.defect(at, DefectKind::InvalidStatus),
            (None, None) => self.defect(at, DefectKind::MissingStatus),
        }
    }

    /// The code in any of its spellings.
    pub(crate) fn code(&self, value: Value) -> Option<u16> {
        let text = self.text.get(value.start..value.end)?;
        match value.kind {
            Kind::Number => text.parse().ok(),
            Kind::Text { .. } => line_code(text.trim_matches('"')),
            Kind::Object => {
                let code = ["code", "status"].iter().find_map(|name| member_of(self.text, value, name))?;
                if code.kind == Kind::Object { None } else { self.code(code) }
            }
            _ => None,
        }
        .filter(|code| (100..1000).contains(code))
    }

    pub(crate) fn headers(&mut self, headers: Value) {
        match headers.kind {
            Kind::Object => {
                for member in members_of(self.text, headers) {
                    let name = self.span(member.name);
                    self.field(name, member.value);
                }
            }
            Kind::Array => self.header_list(headers),
            Kind::Null => {}
            _ => self.defect(headers.start, DefectKind::WrongType),
        }
    }

    fn header_list(&mut self, list: Value) {
        for element in elements_of(self.text, list) {
            let [name, value] = members_named(self.text, element, ["name", "value"]);
            match (name.and_then(|name| name.string()), value) {
                (Some(name), Some(value)) => {
                    let name = self.span(name);
                    self.field(name, value);
                }
                _ => self.defect(element.start, DefectKind::WrongType),
            }
        }
    }

    pub(crate) fn field(&mut self, name: Span, value: Value) {
        let span = match (value.kind, value.string()) {
            (Kind::Number, _) => Span::of(value.start, value.end),
            (_, Some(text)) => self.span(text),
            _ => return self.defect(value.start, DefectKind::WrongType),
        };
        let valid = header::is_name(self.text_of(name)) && header::is_value(self.text_of(span).as_bytes());
        let twice =
            || self.record.headers.iter().take(COMPARED).any(|(known, _)| self.text_of(*known) == self.text_of(name));
        match (valid, valid && twice()) {
            (true, false) => self.record.headers.push((name, span)),
            (true, true) => self.defect(value.start, DefectKind::RepeatedElement),
            (false, _) => self.defect(value.start, DefectKind::InvalidHeader),
        }
    }

    pub(crate) fn body(&mut self, body: Value) {
        if body.huge {
            return self.defect(body.start, DefectKind::WrongType);
        }
        self.record.sent_body = Some(Span::of(body.start, body.end));
        let typed = self.content_type();
        let is_problem = match typed {
            Some(media_type) => media_type.eq_ignore_ascii_case(PROBLEM_JSON),
            None => false,
        };
        let looks = || ["title", "detail"].iter().any(|name| member_of(self.text, body, name).is_some());
        let may_be = body.kind == Kind::Object && self.failed();
        if may_be && (is_problem || typed.is_none() && looks()) {
            problem::note(self, body);
            self.drop_content_type(PROBLEM_JSON);
        } else {
            self.record.body = self.record.sent_body;
            self.drop_content_type("application/json");
        }
    }

    /// The media type that the item gives its body.
    pub(crate) fn content_type(&self) -> Option<&str> {
        let mut fields = self.record.headers.iter();
        let (_, value) = fields.find(|(name, _)| self.text_of(*name).eq_ignore_ascii_case("content-type"))?;
        self.text_of(*value).split(';').next().map(str::trim)
    }

    /// What a body always has is no field that the outcome set: a writer ends the fields with it.
    fn drop_content_type(&mut self, media_type: &str) {
        let last = self.record.headers.last();
        let own = |name, value| self.text_of(name) == "Content-Type" && self.text_of(value) == media_type;
        if last.is_some_and(|(name, value)| own(*name, *value)) {
            self.record.implied = self.record.headers.pop();
        }
    }

    /// Whether a title is what the status alone means.
    pub(crate) fn is_reason(&self, title: Span) -> bool {
        self.has_reason() && self.record.status.map(reason) == Some(self.text_of(title))
    }

    /// Whether the status means something by itself.
    pub(crate) fn has_reason(&self) -> bool {
        self.record.status.is_some_and(|status| !reason(status).is_empty())
    }
}

/// The members of a value that was read before: none where it is no object.
pub(crate) fn members_of(text: &str, value: Value) -> impl Iterator<Item = Member> {
    let mut cursor = Cursor::new(text, value.start + 1, DEPTH + 1);
    let mut more = value.kind == Kind::Object && cursor.take(b'}') == Ok(false);
    std::iter::from_fn(move || {
        let member = more.then(|| Some(Member { name: cursor.name().ok()?, value: cursor.value().ok()? })).flatten();
        more = cursor.more(b'}', "") == Ok(true);
        member
    })
}

/// The value at a path, where its first name is that of the member.
#[inline]
fn at_path(text: &str, member: &Member, path: &str) -> Option<Value> {
    let name = text.as_bytes().get(member.name.start..member.name.end)?;
    // What the path has behind so many bytes tells most names apart, and needs no call.
    match path.as_bytes().get(name.len()) {
        None => (name == path.as_bytes() && !path.is_empty()).then_some(member.value),
        Some(b'/') if path.as_bytes().starts_with(name) => inside(text, member.value, path.get(name.len() + 1..)?),
        Some(_) => None,
    }
}

/// Paths are seldom longer than one name.
#[cold]
fn inside(text: &str, value: Value, path: &str) -> Option<Value> {
    match path.strip_prefix("0/") {
        Some(rest) if value.kind == Kind::Array => inside(text, elements_of(text, value).next()?, rest),
        _ => members_of(text, value).find_map(|member| at_path(text, &member, path)),
    }
}

/// The member of that name in a value that was read before.
pub(crate) fn member_of(text: &str, value: Value, name: &str) -> Option<Value> {
    members_of(text, value).find_map(|member| at_path(text, &member, name))
}

/// The first member of each of these names in a value that was read before.
pub(crate) fn members_named<const COUNT: usize>(
    text: &str,
    value: Value,
    names: [&str; COUNT],
) -> [Option<Value>; COUNT] {
    let mut found = [None; COUNT];
    for member in members_of(text, value) {
        for (found, name) in found.iter_mut().zip(names) {
            *found = found.or_else(|| at_path(text, &member, name));
        }
    }
    found
}

/// The elements of a value that was read before: none where it is no array.
pub(crate) fn elements_of(text: &str, value: Value) -> impl Iterator<Item = Value> {
    let mut cursor = Cursor::new(text, value.start + 1, DEPTH + 1);
    let mut more = value.kind == Kind::Array && cursor.take(b']') == Ok(false);
    std::iter::from_fn(move || {
        let element = more.then(|| cursor.value().ok()).flatten();
        more = cursor.more(b']', "") == Ok(true);
        element
    })
}

/// The code in `201`, `201 Created` or `HTTP/1.1 201 Created`.
fn line_code(line: &str) -> Option<u16> {
    let line = line.trim();
    let line = match line.split_once(' ') {
        Some((version, rest)) if version.starts_with("HTTP/") => rest.trim_start(),
        _ => line,
    };
    let code = line.split(' ').next()?;
    if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()) { code.parse().ok() } else { None }
}
