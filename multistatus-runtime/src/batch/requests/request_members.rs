//! The members of a JSON object in a bulk request, with the errors that are found in them.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use jsonptr::{PointerBuf, Token};
use serde::de::DeserializeOwned;

use super::Operation;
use crate::{
    batch::{FieldError, Fingerprint, Input, NotRun, inputs::decode_element, refused::Refused},
    tokens::json::{Cursor, JsonText, JsonValue, ValueKind},
};

/// The maximum number of header fields of one operation.
pub(crate) const MAX_FIELDS: usize = 256;

/// The members of an object. Reading one that is not as expected adds an error, so that all of them are reported.
///
/// A member that is `null` counts as missing.
pub(crate) struct RequestMembers<'b> {
    json: &'b str,
    pointer: PointerBuf,
    members: Vec<(Cow<'b, str>, JsonValue)>,
    errors: Vec<FieldError>,
}

impl<'b> RequestMembers<'b> {
    /// Returns the members of a value, which is valid JSON. A value that is not an object has none, and an error.
    pub(crate) fn of(json: &'b str, pointer: PointerBuf) -> Self {
        let mut this = Self { json, pointer, members: Vec::new(), errors: Vec::new() };
        let mut cursor = Cursor::of_grammar(json.as_bytes(), 0, true);
        let is_object = cursor.next() == Ok(b'{');
        let members = &mut this.members;
        let read = |cursor: &mut Cursor<'_>, name: JsonText| {
            let value = cursor.value()?;
            members.push((name.decoded(json), value));
            Ok(())
        };
        if !is_object {
            let found = cursor.value().map_or("another value", |value| value.kind.name());
            this.errors.push(FieldError::new(this.pointer.as_str(), format!("expected an object, found {found}")));
        } else if cursor.object(read).is_err() {
            this.errors.push(FieldError::new(this.pointer.as_str(), "expected an object"));
        }
        this
    }

    /// Returns the pointer of a member.
    pub(crate) fn pointer(&self, name: &str) -> PointerBuf {
        self.pointer.with_trailing_token(Token::new(name))
    }

    /// Adds an error at a member.
    pub(crate) fn error(&mut self, name: &str, detail: impl Into<String>) {
        let pointer = self.pointer(name);
        self.errors.push(FieldError::new(pointer.as_str(), detail));
    }

    /// Returns true if there is an error.
    pub(crate) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Returns true if there is a member of this name, also if it is `null`.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names().any(|known| known == name)
    }

    /// Returns the names of the members.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|(name, _)| &**name)
    }

    /// Returns the value of a member. A member that occurs twice is an error: the batch and the handler could take different
    /// values (RFC 8259 section 4).
    fn value(&mut self, name: &str) -> Option<JsonValue> {
        let mut values = self.members.iter().filter(|(known, _)| known == name).map(|(_, value)| *value);
        let first = values.next()?;
        let repeats = values.next().is_some();
        if repeats {
            self.error(name, format!("the member `{name}` occurs again; expected it once"));
        }
        (first.kind != ValueKind::Null).then_some(first)
    }

    /// Returns the JSON of a member.
    pub(crate) fn raw(&mut self, name: &str) -> Option<&'b str> {
        let value = self.value(name)?;
        Some(self.slice(value))
    }

    fn slice(&self, value: JsonValue) -> &'b str {
        self.json.get(value.start..value.end).unwrap_or_default()
    }

    /// Adds an error that says what was expected.
    fn unexpected(&mut self, name: &str, expected: &str, found: JsonValue) {
        self.error(name, format!("expected {expected}, found {}", found.kind.name()));
    }

    /// Returns a member that is a string.
    pub(crate) fn text(&mut self, name: &str) -> Option<Cow<'b, str>> {
        let value = self.value(name)?;
        let text = value.string().map(|text| text.decoded(self.json));
        if text.is_none() {
            self.unexpected(name, "a string", value);
        }
        text
    }

    /// Returns a member that is a string, without an error if it is not.
    pub(crate) fn peek_text(&self, name: &str) -> Option<Cow<'b, str>> {
        let (_, value) = self.members.iter().find(|(known, _)| known == name)?;
        value.string().map(|text| text.decoded(self.json))
    }

    /// Returns a member that must be there, and is a string. It is empty if there is an error.
    pub(crate) fn required_text(&mut self, name: &str) -> Cow<'b, str> {
        let before = self.errors.len();
        self.text(name).unwrap_or_else(|| {
            if self.errors.len() == before {
                self.error(name, "expected a string; the member is missing");
            }
            Cow::Borrowed("")
        })
    }

    /// Adds an error if a member is missing.
    pub(crate) fn require(&mut self, name: &str) {
        if self.raw(name).is_none() {
            self.error(name, "the member is missing");
        }
    }

    /// Returns a member that is a string, a number or a boolean, as text. Any other value is left out.
    pub(crate) fn scalar(&mut self, name: &str) -> Option<Cow<'b, str>> {
        let value = self.value(name)?;
        match value.kind {
            ValueKind::Object | ValueKind::Array => None,
            ValueKind::Text { .. } => self.text(name),
            _ => Some(Cow::Borrowed(self.slice(value))),
        }
    }

    /// Returns a member that is a string or an integer, as text.
    pub(crate) fn id(&mut self, name: &str) -> Option<Cow<'b, str>> {
        let value = self.value(name)?;
        match value.kind {
            ValueKind::Number => Some(Cow::Borrowed(self.slice(value))),
            ValueKind::Text { .. } => self.text(name),
            _ => {
                self.unexpected(name, "a string or an integer", value);
                None
            }
        }
    }

    /// Returns a member that is a boolean.
    pub(crate) fn boolean(&mut self, name: &str) -> Option<bool> {
        let value = self.value(name)?;
        let ValueKind::Boolean(boolean) = value.kind else {
            self.unexpected(name, "a boolean", value);
            return None;
        };
        Some(boolean)
    }

    /// Returns a member that is an integer from 0 up.
    pub(crate) fn count(&mut self, name: &str) -> Option<usize> {
        let value = self.value(name)?;
        let count = self.slice(value).parse().ok();
        if count.is_none() {
            self.unexpected(name, "an integer that is not negative", value);
        }
        count
    }

    /// Returns a member that is an array of strings.
    pub(crate) fn texts(&mut self, name: &str) -> Vec<Cow<'b, str>> {
        let Some(value) = self.value(name) else { return Vec::new() };
        let json = self.json;
        let mut texts = Vec::new();
        let mut other = None;
        let mut cursor = Cursor::of_grammar(json.as_bytes(), value.start, true);
        let read = |cursor: &mut Cursor<'_>| {
            let element = cursor.value()?;
            match element.string() {
                Some(text) => texts.push(text.decoded(json)),
                None => other = Some(element),
            }
            Ok(())
        };
        let is_array = value.kind == ValueKind::Array && cursor.array(read).is_ok();
        if let Some(found) = other.or((!is_array).then_some(value)) {
            self.unexpected(name, "an array of strings", found);
        }
        texts
    }

    /// Returns a method, which must be there.
    pub(crate) fn method(&mut self, name: &str) -> Method {
        let text = self.required_text(name);
        self.method_of(name, &text)
    }

    /// Returns the method that a text names, for the member of this name.
    pub(crate) fn method_of(&mut self, name: &str, text: &str) -> Method {
        let method = Method::from_bytes(text.to_ascii_uppercase().as_bytes());
        if method.is_err() && !text.is_empty() {
            self.error(name, format!("expected a method, found `{text}`"));
        }
        method.unwrap_or_default()
    }

    /// Returns a member that is an object of header fields.
    pub(crate) fn headers(&mut self, name: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let Some(mut fields) = self.object(name) else { return headers };
        if fields.members.len() > MAX_FIELDS {
            fields.members.clear();
            self.error(name, format!("expected at most {MAX_FIELDS} header fields"));
        }
        // One pass: looking each name up would take quadratic time.
        for (name, value) in std::mem::take(&mut fields.members) {
            let text = match (value.kind, value.string()) {
                (ValueKind::Null, _) => continue,
                (ValueKind::Number, _) => Cow::Borrowed(fields.slice(value)),
                (_, Some(text)) => text.decoded(fields.json),
                _ => {
                    fields.unexpected(&name, "a string or a number", value);
                    continue;
                }
            };
            match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&text)) {
                (Ok(field), Ok(_)) if headers.contains_key(&field) => {
                    fields.error(&name, "the header field occurs again; expected it once");
                }
                (Ok(field), Ok(value)) => drop(headers.insert(field, value)),
                (Err(_), _) => fields.error(&name, "expected the name of a header field"),
                (_, Err(_)) => fields.error(&name, "expected the value of a header field"),
            }
        }
        self.merge(fields);
        headers
    }

    /// Returns the members of a member that is an object. [`merge`](Self::merge) takes over its errors.
    pub(crate) fn object(&mut self, name: &str) -> Option<RequestMembers<'b>> {
        let json = self.raw(name)?;
        Some(RequestMembers::of(json, self.pointer(name)))
    }

    /// Returns the members of a member that must be there, and is an object.
    pub(crate) fn required_object(&mut self, name: &str) -> Option<RequestMembers<'b>> {
        let object = self.object(name);
        if object.is_none() {
            self.error(name, "expected an object; the member is missing");
        }
        object
    }

    /// Takes over the errors of an object inside this one.
    pub(crate) fn merge(&mut self, mut inner: RequestMembers<'b>) {
        self.errors.append(&mut inner.errors);
    }

    /// Returns the input of an operation whose body is the whole object.
    pub(crate) fn into_input<T: DeserializeOwned>(self, operation: Operation<()>) -> Input<Operation<T>> {
        let (json, pointer) = (self.json, self.pointer.clone());
        self.with_body(operation, Some((json, pointer)))
    }

    /// Returns the input of an operation whose body is a member, if there is one.
    pub(crate) fn into_input_of<T: DeserializeOwned>(
        mut self,
        operation: Operation<()>,
        member: &str,
    ) -> Input<Operation<T>> {
        let body = self.raw(member).map(|json| (json, self.pointer(member)));
        self.with_body(operation, body)
    }

    /// Returns the input of an operation with this body, or the errors that were found.
    pub(crate) fn with_body<T: DeserializeOwned>(
        self,
        operation: Operation<()>,
        body: Option<(&str, PointerBuf)>,
    ) -> Input<Operation<T>> {
        let input = match (self.errors.is_empty(), body) {
            (false, _) => Input::refused(NotRun::invalid(self.errors)),
            (true, None) => Input::new(operation.with_body(None)),
            (true, Some((json, pointer))) => match decode_element::<T>(json, None, move || pointer.clone()).item {
                Ok(body) => Input::new(operation.with_body(Some(body))),
                Err(reason) => Input::refused(reason),
            },
        };
        input.fingerprinted(Fingerprint::of(self.json))
    }

    /// Returns the refusal of the whole request if there is an error.
    pub(crate) fn finish(self) -> Result<(), Refused> {
        if self.errors.is_empty() { Ok(()) } else { Err(Refused::Invalid { errors: self.errors }) }
    }
}
