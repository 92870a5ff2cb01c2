//! Writes the values of an item, each from what its outcome says.

use std::fmt;

use http::StatusCode;

use super::{
    flat,
    plan::Leaf,
    write::{Presence, ShapedItem},
};
use crate::{
    format::{
        json::{
            headers::{HeaderMembers, header_value, retry_after},
            problem, propstats,
            string::{name, string},
        },
        text::{escape::escape, optional::description, output::Output},
    },
    json_shape::members::{RetryAfterUnit, meaning},
    outcome::{ContextValue, HeaderVisitor, Outcome, header, reason},
    text::json::JsonString,
};

impl<O: Outcome> ShapedItem<'_, O> {
    /// Writes a value, or a part of one that the caller takes back if it is absent.
    #[inline]
    pub(super) fn leaf(&self, leaf: Leaf, out: &mut Output<'_>) -> Presence {
        let status = self.entry.status();
        match leaf {
            Leaf::Id => self.id(out),
            Leaf::Index => out.push_str(itoa::Buffer::new().format(self.entry.index())),
            Leaf::StatusNumber => out.push(&digits(status)),
            Leaf::StatusText => string(status.as_str(), out),
            Leaf::StatusLine => status_line(status, out),
            Leaf::Word(word) => out.push_str(word),
            Leaf::StatusWord(form) => string(form.word(status), out),
            Leaf::Headers if self.shape.lower_case_headers => return Presence::of(self.headers::<true>(out)),
            Leaf::Headers => return Presence::of(self.headers::<false>(out)),
            Leaf::Field(name) => return Presence::of(self.field(name, out)),
            Leaf::RetryAfter(unit) => return Presence::of(self.retry_after(unit, out)),
            Leaf::Body => match self.body {
                Some(body) => out.push(body),
                None => return Presence::Absent,
            },
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
            Leaf::ErrorMessage => {
                if !self.description(out) {
                    string(meaning(&status), out);
                }
            }
            Leaf::ErrorCode => return Presence::of(self.error_code(out)),
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
            // The steps of an object are run by the caller.
            Leaf::Object(_) => return Presence::Absent,
        }
        Presence::Present
    }

    #[inline]
    fn id(&self, out: &mut Output<'_>) {
        out.push_str("\"");
        match self.entry.key().map(|key| key.borrowed().ok_or(key)) {
            Some(Ok(key)) => escape::<JsonString>(key, out),
            Some(Err(key)) => escape::<JsonString>(key.text_in(&mut None), out),
            None => out.push_str(itoa::Buffer::new().format(self.entry.index())),
        }
        out.push_str("\"");
    }

    #[inline]
    fn description(&self, out: &mut Output<'_>) -> bool {
        description::<JsonString, O>(self.entry, ["\"", "\""], out)
    }

    /// Writes the error code: that of the outcome, that of its status, or the reason phrase without its spaces.
    fn error_code(&self, out: &mut Output<'_>) -> bool {
        let (codes, status) = (&self.shape.codes, self.entry.status());
        let is_code = |code: &&str| if codes.are_numbers { is_integer(code) } else { !code.is_empty() };
        let own = self.entry.error_code(codes.dialect).filter(is_code);
        match own.or_else(|| codes.of(status)) {
            Some(code) if !codes.are_numbers => string(code, out),
            Some(code) if is_integer(code) => out.push_str(code),
            None if codes.defaults.is_empty() && !codes.are_numbers => {
                out.push_str("\"");
                meaning(&status).split([' ', '-', '\'']).for_each(|word| escape::<JsonString>(word, out));
                out.push_str("\"");
            }
            _ => return false,
        }
        true
    }

    fn headers<const LOWER_CASE: bool>(&self, out: &mut Output<'_>) -> bool {
        let content_type = if self.body.is_some() { Some("application/json") } else { self.class.content_type };
        let mut fields: HeaderMembers<'_, LOWER_CASE> = HeaderMembers::new("{", out.reborrow());
        retry_after(self.entry, &mut fields);
        self.entry.headers(&mut fields);
        let (any, typed, end) = fields.finish();
        out.resume(end);
        match content_type.filter(|_| !typed) {
            Some(content_type) => {
                out.push_str(if any { "," } else { "{" });
                name(if LOWER_CASE { "content-type" } else { "Content-Type" }, out);
                string(content_type, out);
            }
            None if !any => return false,
            None => {}
        }
        out.push_str("}");
        true
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

/// Returns the digits of a status, which has three.
#[inline]
fn digits(status: StatusCode) -> [u8; 3] {
    let code = status.as_u16();
    [code / 100, code / 10 % 10, code % 10].map(|digit| b'0' + digit as u8)
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
