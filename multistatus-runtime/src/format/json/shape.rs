//! Writes any JSON convention from its description.
//!
//! The members of an item are a tree: paths with a common beginning share an object. A member comes at the first role of
//! its path in the order of the shape.

use std::fmt;

use http::StatusCode;

use super::{
    headers::{HeaderMembers, header_value, retry_after},
    problem, propstats,
    string::{name, string},
    trailer,
};
use crate::{
    entry::Entry,
    format::{
        Entries, Format, Trailer,
        text::{
            block::{WriteItem, append_item, fill},
            escape::escape,
            optional::description,
            output::{Output, append},
        },
    },
    json_shape::{
        JsonShape,
        members::{Container, MemberRole, StatusForm, meaning},
    },
    outcome::{
        HeaderVisitor, Outcome, StatusClass, header,
        logging::log_left_out,
        problem::{PROBLEM_JSON, may_have_body},
        reason,
    },
    summary::Overall,
    text::json::JsonString,
};

impl<O: Outcome> Format<O> for JsonShape {
    fn media_types(&self) -> &'static [&'static str] {
        self.media_types
    }

    fn start(&self, out: &mut Vec<u8>) {
        append(64, out, |out| match self.container {
            Container::Lines | Container::Alone => {}
            Container::Root => out.push_str("["),
            Container::Member(member) => list(member, out),
            Container::Members(lists) => list(lists.first().map_or("", |(member, _)| *member), out),
        });
    }

    fn item(&self, entry: &Entry<'_, O>, out: &mut Vec<u8>) {
        append_item(ShapeWriter::new(self), entry, out);
    }

    fn items(&self, entries: &mut dyn Entries<O>, full: usize, out: &mut Vec<u8>) {
        fill(ShapeWriter::new(self), entries, full, out);
    }

    fn overall(&self) -> Option<Overall> {
        self.overall
    }

    fn header_fields(&self) -> &'static [(&'static str, &'static str)] {
        self.header_fields
    }

    fn end(&self, trailer: &Trailer<'_>, out: &mut Vec<u8>) {
        append(256, out, |out| match self.container {
            Container::Root => out.push_str("]"),
            Container::Alone => {}
            Container::Lines if self.summary.is_empty() => {}
            Container::Lines => {
                trailer::members(trailer, "{", [self.whole, self.summary], out);
                out.push_str("}\n");
            }
            Container::Member(_) | Container::Members(_) => {
                out.push_str("]");
                trailer::members(trailer, ",", [self.whole, self.summary], out);
                out.push_str("}");
            }
        });
    }
}

fn list(member: &str, out: &mut Output<'_>) {
    out.push_str("{");
    name(member, out);
    out.push_str("[");
}

/// Writes items of a shape.
struct ShapeWriter<'s> {
    shape: &'s JsonShape,
    /// The JSON of one body. The buffer is kept for the next item.
    body: Vec<u8>,
}

impl<'s> ShapeWriter<'s> {
    fn new(shape: &'s JsonShape) -> Self {
        Self { shape, body: Vec::new() }
    }

    /// Serializes the body of the item; returns true if it has one.
    fn serialize_body<O: Outcome>(&mut self, entry: &Entry<'_, O>) -> bool {
        self.body.clear();
        if self.shape.body.is_empty() || !may_have_body(entry.status().as_u16()) {
            return false;
        }
        match entry.body(&mut serde_json::Serializer::new(&mut self.body)) {
            Ok(written) => written.is_some(),
            Err(error) => {
                log_left_out("body", &error);
                false
            }
        }
    }
}

impl<O: Outcome> WriteItem<O> for ShapeWriter<'_> {
    fn write(&mut self, entry: &Entry<'_, O>, out: &mut Output<'_>) {
        let failure = StatusClass::of(entry.status()) == StatusClass::Failure;
        let body = if self.serialize_body(entry) { Some(&*self.body) } else { None };
        let item = ShapedItem { shape: self.shape, entry, failure, body };
        let is_line = self.shape.container == Container::Lines;
        if !entry.is_first() && !is_line {
            out.push_str(",");
        }
        if !item.tree("", out) {
            out.push_str("{}");
        }
        if is_line {
            out.push_str("\n");
        }
    }
}

/// One item, and what decides on its members.
struct ShapedItem<'i, O> {
    shape: &'i JsonShape,
    entry: &'i Entry<'i, O>,
    failure: bool,
    /// The body of the item's own, as JSON.
    body: Option<&'i [u8]>,
}

/// A value other than the objects and arrays of the shape itself.
#[derive(Clone, Copy)]
enum Leaf {
    Member(MemberRole),
    /// The value of one header field.
    Field(&'static str),
    Null,
}

impl<'i, O: Outcome> ShapedItem<'i, O> {
    /// The leaves with their paths, in the order of the shape; then those that may be null.
    fn leaves(&self) -> impl Iterator<Item = (Leaf, &'static str)> + use<'i, O> {
        let shape = self.shape;
        let named = shape.roles().flat_map(move |role| {
            let fields = if role == MemberRole::Field { shape.fields } else { &[] };
            let member = (Leaf::Member(role), shape.path(role));
            let fields = fields.iter().map(|(name, path)| (Leaf::Field(name), *path));
            std::iter::once(member).filter(|(_, path)| !path.is_empty()).chain(fields)
        });
        named.chain(shape.nulls.iter().map(|path| (Leaf::Null, *path)))
    }

    /// Writes the object or array at a path; returns false, and writes nothing, if it is empty.
    fn tree(&self, parent: &str, out: &mut Output<'_>) -> bool {
        let mut close = None;
        for (position, (_, path)) in self.leaves().enumerate() {
            let Some((child, segment)) = child_of(parent, path) else { continue };
            let mut earlier = self.leaves().take(position).filter_map(|(_, path)| child_of(parent, path));
            if earlier.any(|(earlier, _)| earlier == child) {
                continue;
            }
            let mark = out.position();
            let is_element = segment == "0";
            out.push_str(match (close.is_some(), is_element) {
                (true, _) => ",",
                (false, true) => "[",
                (false, false) => "{",
            });
            if !is_element {
                name(segment, out);
            }
            if self.value(child, out) {
                close = close.or(Some(if is_element { "]" } else { "}" }));
            } else {
                out.truncate(mark);
            }
        }
        out.push_str(close.unwrap_or_default());
        close.is_some()
    }

    /// Writes the value at a path; returns false, and writes nothing, if there is none.
    fn value(&self, path: &str, out: &mut Output<'_>) -> bool {
        let mut here = self.leaves().filter(|(_, other)| *other == path);
        if here.any(|(leaf, _)| self.leaf(leaf, out)) || self.tree(path, out) {
            return true;
        }
        let is_null = self.shape.nulls.contains(&path);
        if is_null {
            out.push_str("null");
        }
        is_null
    }

    fn leaf(&self, leaf: Leaf, out: &mut Output<'_>) -> bool {
        let status = self.entry.status();
        match leaf {
            Leaf::Null => return false,
            Leaf::Field(name) => return self.field(name, out),
            Leaf::Member(role) => match role {
                MemberRole::Id if self.failure && !self.shape.failure_id.is_empty() => return false,
                MemberRole::FailureId if !self.failure => return false,
                MemberRole::Id | MemberRole::FailureId => match self.entry.key() {
                    Some(key) => string(key.text_in(&mut None), out),
                    None => string(itoa::Buffer::new().format(self.entry.index()), out),
                },
                MemberRole::Index => out.push_str(itoa::Buffer::new().format(self.entry.index())),
                MemberRole::Status if !self.shape.code.is_empty() => {
                    out.push_str(if self.failure { "false" } else { "true" });
                }
                MemberRole::Status => self.status(status, out),
                MemberRole::Code => out.push_str(status.as_str()),
                MemberRole::Headers => return self.headers(out),
                MemberRole::Field => return false,
                MemberRole::Body => return self.body(out),
                MemberRole::Description => {
                    let elsewhere = self.failure && (self.shape.problems || !self.shape.error.is_empty());
                    return !elsewhere && self.description(out);
                }
                MemberRole::Propstats => {
                    let propstats = self.entry.propstats();
                    if propstats.is_empty() {
                        return false;
                    }
                    propstats::array(&propstats, self.entry.key(), out);
                }
                MemberRole::ErrorMessage | MemberRole::ErrorCode if !self.failure => return false,
                MemberRole::ErrorMessage => {
                    if !self.description(out) {
                        string(meaning(&status), out);
                    }
                }
                MemberRole::ErrorCode => return self.error_code(out),
                MemberRole::RetryAfter | MemberRole::Problem | MemberRole::Context | MemberRole::Value => return false,
            },
        }
        true
    }

    fn status(&self, status: StatusCode, out: &mut Output<'_>) {
        match self.shape.status_form {
            StatusForm::Number => out.push_str(status.as_str()),
            StatusForm::Text => string(status.as_str(), out),
            StatusForm::Line => {
                out.push_str("\"");
                out.push_str(status.as_str());
                if !reason(status).is_empty() {
                    out.push_str(" ");
                    out.push_str(reason(status));
                }
                out.push_str("\"");
            }
            StatusForm::Boolean => out.push_str(if self.failure { "false" } else { "true" }),
            form @ StatusForm::Words(_) => string(form.word(status), out),
        }
    }

    /// Writes the error code: that of the outcome, that of its status, or the reason phrase without its spaces.
    fn error_code(&self, out: &mut Output<'_>) -> bool {
        let (codes, status) = (&self.shape.codes, self.entry.status());
        let own = self.entry.error_code(codes.dialect).or_else(|| codes.of(status));
        match own {
            Some(code) if !codes.are_numbers => string(code, out),
            Some(code) if code.parse::<i64>().is_ok() => out.push_str(code),
            None if codes.defaults.is_empty() => {
                out.push_str("\"");
                meaning(&status).split([' ', '-', '\'']).for_each(|word| escape::<JsonString>(word, out));
                out.push_str("\"");
            }
            _ => return false,
        }
        true
    }

    fn description(&self, out: &mut Output<'_>) -> bool {
        description::<JsonString, O>(self.entry, ["\"", "\""], out)
    }

    fn body(&self, out: &mut Output<'_>) -> bool {
        match self.body {
            Some(body) => out.push(body),
            None if self.failure && self.shape.problems => {
                out.push_str("{");
                problem::members(self.entry, out);
                out.push_str("}");
            }
            None => return false,
        }
        true
    }

    fn headers(&self, out: &mut Output<'_>) -> bool {
        let mut fields = HeaderMembers::new("{", out.reborrow());
        retry_after(self.entry, &mut fields);
        self.entry.headers(&mut fields);
        let (mut any, typed, end) = fields.finish();
        out.resume(end);
        if let Some(content_type) = self.content_type().filter(|_| !typed) {
            out.push_str(if any { "," } else { "{" });
            name("Content-Type", out);
            string(content_type, out);
            any = true;
        }
        if any {
            out.push_str("}");
        }
        any
    }

    /// The content type of the body, if there is one.
    fn content_type(&self) -> Option<&'static str> {
        let shape = self.shape;
        let within = |path: &str| path.strip_prefix(shape.body).is_some_and(|rest| rest.starts_with('/'));
        match self.body {
            Some(_) => Some("application/json"),
            None if shape.body.is_empty() || !self.failure => None,
            None if shape.problems => Some(PROBLEM_JSON),
            None => shape.error.first().is_some_and(|path| within(path)).then_some("application/json"),
        }
    }

    /// Writes the value of one header field.
    fn field(&self, name: &'static str, out: &mut Output<'_>) -> bool {
        let mut value = FieldValue { name, written: false, out: out.reborrow() };
        retry_after(self.entry, &mut value);
        self.entry.headers(&mut value);
        let (written, end) = (value.written, value.out.position());
        out.resume(end);
        written
    }
}

/// Writes the first field of a name as a string.
struct FieldValue<'b> {
    name: &'static str,
    written: bool,
    out: Output<'b>,
}

impl HeaderVisitor for FieldValue<'_> {
    fn header(&mut self, name: &str, value: &dyn Fn(&mut dyn fmt::Write) -> fmt::Result) {
        if !self.written && name.eq_ignore_ascii_case(self.name) {
            self.written = header::is_item_field(name) && header_value(value, &mut self.out);
            if !self.written {
                header::log_dropped(name);
            }
        }
    }
}

/// Returns the child of `parent` that leads to `path`, and its last segment; `None` if `path` is not below `parent`.
fn child_of(parent: &str, path: &'static str) -> Option<(&'static str, &'static str)> {
    let rest = if parent.is_empty() { path } else { path.strip_prefix(parent)?.strip_prefix('/')? };
    let segment = rest.split('/').next().filter(|segment| !segment.is_empty())?;
    Some((path.get(..path.len() - rest.len() + segment.len())?, segment))
}
