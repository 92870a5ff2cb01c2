//! An item that is being read: what its parts are read with.

use super::paths::{Paths, Values};
use crate::item::DefectKind;
use crate::item::spans::{ItemSpans, Span};
use crate::outcome::{StatusClass, header, problem::PROBLEM_JSON, reason};
use crate::tokens::Refusal;
use crate::tokens::json::{
    Cursor, JsonError, JsonText, JsonValue, ValueKind, elements_of, members_named, string::decode, values_in,
};

/// Number of names that are compared to find repeated ones, so that thousands of names do not take quadratic time.
pub(crate) const COMPARED: usize = 64;

/// An item that is being read.
pub(crate) struct ItemBuilder<'n> {
    pub(crate) text: &'n str,
    /// The position of the text in the body.
    pub(crate) base: u64,
    pub(crate) paths: &'n Paths,
    pub(crate) values: &'n mut Values,
    pub(crate) record: &'n mut ItemSpans,
    pub(crate) seen: Seen,
}

/// The parts of an item that are read.
#[derive(Default)]
pub(crate) struct Seen {
    /// True once the status and the headers are read.
    pub(crate) head: bool,
    /// True once the headers are read.
    pub(crate) headers: bool,
    /// True once the body is read as a problem.
    pub(crate) problem: bool,
    /// True if a member is repeated that may give the status, the id or the index again.
    pub(crate) repeated: bool,
    /// True if that problem has the member `detail`, which takes precedence over a description.
    pub(crate) detail: bool,
}

impl<'n> ItemBuilder<'n> {
    pub(crate) fn description(&mut self, description: JsonValue) {
        self.record.description = self.string(description).filter(|span| span.start < span.end);
    }

    /// Forgets everything that was read of this item.
    #[cold]
    pub(crate) fn forget(&mut self) {
        self.record.clear();
        self.seen = Seen::default();
    }

    pub(crate) fn failed(&self) -> bool {
        self.record.status.is_none_or(|status| StatusClass::of(status) == StatusClass::Failure)
    }

    #[cold]
    pub(crate) fn defect(&mut self, at: usize, kind: DefectKind) {
        self.record.defect(self.base + at as u64, kind);
    }

    /// Returns an error if a part in the position `at` exceeds a limit, and keeps the refusal.
    #[inline]
    pub(crate) fn allowed(&mut self, at: usize, result: Result<(), Refusal>) -> Result<(), JsonError> {
        result.map_err(|refusal| self.refuse(at, refusal))
    }

    #[cold]
    fn refuse(&mut self, at: usize, refusal: Refusal) -> JsonError {
        self.record.refusal = Some(refusal);
        JsonError::TooMany { at }
    }

    /// Counts a member of the item, of its headers or of its problem.
    #[inline]
    pub(crate) fn count_member(&mut self, at: usize) -> Result<(), JsonError> {
        let counted = self.record.count_member();
        self.allowed(at, counted)
    }

    /// Counts the values of a body or of an extension member. Most are too short to have too many.
    #[inline]
    pub(crate) fn count_values(&mut self, value: JsonValue) -> Result<(), JsonError> {
        if value.end - value.start <= self.record.limits.values {
            return Ok(());
        }
        let count = values_in(self.text, value);
        let counted = self.record.count_values(count);
        self.allowed(value.start, counted)
    }

    pub(crate) fn raw(&self, text: JsonText) -> &'n str {
        text.raw(self.text)
    }

    /// Returns the text of a string.
    #[inline]
    pub(crate) fn span(&mut self, text: JsonText) -> Span {
        if !text.escaped {
            return Span::of(text.start, text.end);
        }
        let raw = self.raw(text);
        self.record.decode(|out| decode(raw, out))
    }

    /// Returns the text of a value that should be a string; any other is a defect, except for null.
    pub(crate) fn string(&mut self, value: JsonValue) -> Option<Span> {
        match value.string() {
            Some(text) => Some(self.span(text)),
            None => {
                if value.kind != ValueKind::Null {
                    self.defect(value.start, DefectKind::WrongType);
                }
                None
            }
        }
    }

    #[inline]
    pub(crate) fn text_of(&self, span: Span) -> &str {
        self.record.text(span, self.text)
    }

    /// Reads header fields, which are the next value: an object, or a list of objects with `name` and `value`.
    pub(crate) fn headers(&mut self, cursor: &mut Cursor<'_>) -> Result<JsonValue, JsonError> {
        if cursor.next()? == b'{' {
            return cursor.object(|cursor, name| {
                let value = cursor.value()?;
                let name = self.span(name);
                self.field(name, value)
            });
        }
        let headers = cursor.value()?;
        match headers.kind {
            ValueKind::Array => self.header_list(headers)?,
            ValueKind::Null => {}
            _ => self.defect(headers.start, DefectKind::WrongType),
        }
        Ok(headers)
    }

    fn header_list(&mut self, list: JsonValue) -> Result<(), JsonError> {
        for element in elements_of(self.text, list) {
            let [name, value] = members_named(self.text, element, ["name", "value"]);
            match (name.and_then(|name| name.string()), value) {
                (Some(name), Some(value)) => {
                    let name = self.span(name);
                    self.field(name, value)?;
                }
                _ => {
                    self.count_member(element.start)?;
                    self.defect(element.start, DefectKind::WrongType);
                }
            }
        }
        Ok(())
    }

    pub(crate) fn field(&mut self, name: Span, value: JsonValue) -> Result<(), JsonError> {
        self.count_member(value.start)?;
        let span = match (value.kind, value.string()) {
            (ValueKind::Number, _) => Span::of(value.start, value.end),
            (_, Some(text)) => self.span(text),
            _ => {
                self.defect(value.start, DefectKind::WrongType);
                return Ok(());
            }
        };
        self.text_field(name, span, value.start);
        Ok(())
    }

    /// Adds a header field, unless it is not valid or repeated, which is a defect at `at`.
    #[inline(always)]
    pub(crate) fn text_field(&mut self, name: Span, span: Span, at: usize) {
        let (name_text, value_text) = (self.text_of(name), self.text_of(span));
        // The content type of every problem needs no check of each byte.
        let is_problem = name_text == "Content-Type" && value_text == PROBLEM_JSON;
        let valid = is_problem || header::is_name(name_text) && header::is_value(value_text.as_bytes());
        let twice =
            || self.record.headers.iter().take(COMPARED).any(|(known, _)| self.text_of(*known) == self.text_of(name));
        match (valid, valid && twice()) {
            (true, false) => self.record.headers.push((name, span)),
            (true, true) => self.defect(at, DefectKind::RepeatedElement),
            (false, _) => self.defect(at, DefectKind::InvalidHeader),
        }
    }

    /// Returns the media type that the headers give the body.
    pub(crate) fn content_type(&self) -> Option<&str> {
        let mut fields = self.record.headers.iter();
        let (_, value) = fields.find(|(name, _)| self.text_of(*name).eq_ignore_ascii_case("content-type"))?;
        let value = self.text_of(*value);
        // Most problems have no parameters to be cut off.
        if value == PROBLEM_JSON { Some(value) } else { value.split(';').next().map(str::trim) }
    }

    /// Removes the content type that every such body has: a writer puts it behind the fields of the outcome.
    pub(super) fn drop_content_type(&mut self, media_type: &str) {
        let last = self.record.headers.last();
        let own = |name, value| self.text_of(name) == "Content-Type" && self.text_of(value) == media_type;
        if last.is_some_and(|(name, value)| own(*name, *value)) {
            self.record.implied = self.record.headers.pop();
        }
    }

    /// True if a title is the reason phrase of the status.
    pub(crate) fn is_reason(&self, title: Span) -> bool {
        self.has_reason() && self.record.status.map(reason) == Some(self.text_of(title))
    }

    /// True if the status has a reason phrase.
    pub(crate) fn has_reason(&self) -> bool {
        self.record.status.is_some_and(|status| !reason(status).is_empty())
    }
}
