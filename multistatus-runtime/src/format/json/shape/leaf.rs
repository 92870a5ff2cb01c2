//! Writes the values of an item, each from what its outcome says.

use std::fmt;

use http::StatusCode;

use super::{
    code::reason_code,
    flat,
    plan::{ContentType, Leaf},
    write::{Presence, ShapedItem},
};
use crate::{
    format::{
        json::{
            headers::{HeaderMembers, header_value, retry_after},
            problem, propstats,
            string::string,
        },
        text::{escape::escape, optional::description, output::Output},
    },
    json_shape::members::{Codes, RetryAfterUnit, meaning},
    key::KeyRef,
    outcome::{ContextValue, HeaderVisitor, Outcome, header, reason},
    text::json::JsonString,
};

impl<O: Outcome> ShapedItem<'_, O> {
    /// Writes a value, or a part of one that the caller takes back if it is absent. Returns the position that was reached.
    #[inline(never)]
    pub(super) fn leaf(&self, leaf: Leaf, mut out: Output<'_>) -> (Presence, usize) {
        let written = self.value(leaf, &mut out);
        (written, out.position())
    }

    fn value(&self, leaf: Leaf, out: &mut Output<'_>) -> Presence {
        let status = self.entry.status();
        match leaf {
            Leaf::Index => out.push_str(itoa::Buffer::new().format(self.entry.index())),
            Leaf::StatusText => string(status.as_str(), out),
            Leaf::StatusLine => status_line(status, out),
            Leaf::Word(word) => out.push_str(word),
            Leaf::StatusWord(form) => string(form.word(status), out),
            Leaf::LowerCaseHeaders => return self.headers::<true>(out),
            Leaf::Field(name) => return Presence::of(self.field(name, out)),
            Leaf::RetryAfter(unit) => return Presence::of(self.retry_after(unit, out)),
            Leaf::FlatBody => return Presence::of(self.body.is_some_and(|body| flat::members(self.shape, body, out))),
            Leaf::Description => return Presence::of(self.description(out)),
            Leaf::Propstats => {
                let propstats = self.entry.propstats();
                if propstats.is_empty() {
                    return Presence::Absent;
                }
                propstats::array(&propstats, self.entry.key(), out);
            }
            Leaf::Problem => {
                out.push_str("{");
                problem::members(self.entry, out);
                out.push_str("}");
            }
            Leaf::Context(name) => match self.entry.context(name) {
                Some(ContextValue::Text(text)) => string(text, out),
                Some(ContextValue::Json(json)) => out.push_str(json),
                None => return Presence::Absent,
            },
            Leaf::Constant(json) => {
                out.push_str(json);
                return Presence::Constant;
            }
            Leaf::Reason => string(meaning(&status), out),
            Leaf::SenderFault => out.push_str(if status.is_client_error() { "true" } else { "false" }),
            Leaf::Null => out.push_str("null"),
            // The caller writes these itself.
            Leaf::Object(_)
            | Leaf::Id
            | Leaf::StatusNumber
            | Leaf::Headers
            | Leaf::Body
            | Leaf::ErrorCode
            | Leaf::ErrorMessage => {
                return Presence::Absent;
            }
        }
        Presence::Present
    }

    #[inline(always)]
    pub(super) fn id(&self, out: &mut Output<'_>) -> Presence {
        out.push_str("\"");
        match self.entry.key().map(|key| key.borrowed().ok_or(key)) {
            Some(Ok(key)) => escape::<JsonString>(key, out),
            Some(Err(key)) => {
                let end = formatted(key, out.reborrow());
                out.resume(end);
            }
            None => out.push_str(itoa::Buffer::new().format(self.entry.index())),
        }
        out.push_str("\"");
        Presence::Present
    }

    /// A status has three digits, so this takes no branch.
    #[inline(always)]
    pub(super) fn status_number(&self, out: &mut Output<'_>) -> Presence {
        let code = self.entry.status().as_u16();
        out.push(&[code / 100, code / 10 % 10, code % 10].map(|digit| b'0' + digit as u8));
        Presence::Present
    }

    #[inline(always)]
    pub(super) fn error_message(&self, out: &mut Output<'_>) -> Presence {
        if !self.description(out) {
            let end = reason_string(self.entry.status(), out.reborrow());
            out.resume(end);
        }
        Presence::Present
    }

    #[inline(always)]
    fn description(&self, out: &mut Output<'_>) -> bool {
        description::<JsonString, O>(self.entry, ["\"", "\""], out)
    }

    /// Writes the error code: that of the outcome, that of its status, or the reason phrase without its spaces.
    #[inline(always)]
    pub(super) fn error_code(&self, out: &mut Output<'_>) -> Presence {
        let codes = &self.shape.codes;
        let is_code = |code: &&str| if codes.are_numbers { is_integer(code) } else { !code.is_empty() };
        let own = self.entry.error_code(codes.dialect).filter(is_code);
        match own {
            None if codes.defaults.is_empty() && !codes.are_numbers => {
                reason_code(self.entry.status(), out);
                Presence::Present
            }
            own => {
                let (written, end) = known_code(codes, own, self.entry.status(), out.reborrow());
                out.resume(end);
                Presence::of(written)
            }
        }
    }

    #[inline(always)]
    pub(super) fn headers<const LOWER_CASE: bool>(&self, out: &mut Output<'_>) -> Presence {
        let mut fields: HeaderMembers<'_, LOWER_CASE> = HeaderMembers::new("{", out.reborrow());
        retry_after(self.entry, &mut fields);
        self.entry.headers(&mut fields);
        let (any, typed, end) = fields.finish();
        out.resume(end);
        let content_type = if self.body.is_some() { Some(ContentType::Json) } else { self.class.content_type };
        match content_type.filter(|_| !typed) {
            Some(content_type) => {
                out.push_str(if any { "," } else { "{" });
                content_type.write(LOWER_CASE, out);
            }
            None if !any => return Presence::Absent,
            None => {}
        }
        out.push_str("}");
        Presence::Present
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

    /// Writes the time to wait, rounded up to a whole number.
    fn retry_after(&self, unit: RetryAfterUnit, out: &mut Output<'_>) -> bool {
        let Some(wait) = self.entry.retry_after() else { return false };
        let mut digits = itoa::Buffer::new();
        out.push_str(match unit {
            RetryAfterUnit::Seconds => digits.format(header::retry_after_seconds(wait)),
            RetryAfterUnit::Milliseconds => digits.format(wait.as_nanos().div_ceil(1_000_000)),
        });
        true
    }
}

/// Writes the code of an outcome, or else that of its status. Returns true if there is one.
#[inline(never)]
fn known_code(codes: &Codes, own: Option<&str>, status: StatusCode, mut out: Output<'_>) -> (bool, usize) {
    let written = match own.or_else(|| codes.of(status)) {
        Some(code) if !codes.are_numbers => {
            string(code, &mut out);
            true
        }
        Some(code) if is_integer(code) => {
            out.push_str(code);
            true
        }
        None if codes.defaults.is_empty() && !codes.are_numbers => {
            reason_code(status, &mut out);
            true
        }
        _ => false,
    };
    (written, out.position())
}

/// Writes a key that has to be formatted.
#[cold]
#[inline(never)]
fn formatted(key: KeyRef<'_>, mut out: Output<'_>) -> usize {
    escape::<JsonString>(key.text_in(&mut None), &mut out);
    out.position()
}

/// Writes the reason phrase of a status, or its number if it has none. Neither needs an escape.
#[inline(never)]
fn reason_string(status: StatusCode, mut out: Output<'_>) -> usize {
    out.push_str("\"");
    out.push_str(meaning(&status));
    out.push_str("\"");
    out.position()
}

/// Writes a status with its reason phrase, if it has one.
fn status_line(status: StatusCode, out: &mut Output<'_>) {
    out.push_str("\"");
    out.push_str(status.as_str());
    if !reason(status).is_empty() {
        out.push_str(" ");
        out.push_str(reason(status));
    }
    out.push_str("\"");
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

/// True if a text is an integer as JSON spells it: without a plus sign and without leading zeros.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_spelled = digits == "0" || !digits.starts_with('0');
    is_spelled && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}
