//! Writes header fields as members of an object.

use std::fmt;

use crate::{
    format::text::{escape::EscapeWriter, output::Output},
    outcome::{HeaderVisitor, Outcome, header},
    text::json::JsonString,
};

/// Writes each header field as a member, and `before` in front of the first.
///
/// With `LOWER_CASE`, the names are in lower case. It is a constant, so that the default JSON does not test it.
pub(crate) struct HeaderMembers<'b, const LOWER_CASE: bool = false> {
    before: &'static str,
    /// The position of the first member; `None` before there is one.
    start: Option<usize>,
    /// True if there is a content type.
    typed: bool,
    out: Output<'b>,
}

impl<'b, const LOWER_CASE: bool> HeaderMembers<'b, LOWER_CASE> {
    #[inline]
    pub(crate) fn new(before: &'static str, out: Output<'b>) -> Self {
        Self { before, start: None, typed: false, out }
    }

    /// Returns true if there is a field, true if there is a content type, and the position that was reached.
    #[inline]
    pub(crate) fn finish(self) -> (bool, bool, usize) {
        (self.start.is_some(), self.typed, self.out.position())
    }
}

/// Shows the field `Retry-After` to `visitor` if the outcome says how long to wait.
#[inline]
pub(crate) fn retry_after<O: Outcome + ?Sized>(outcome: &O, visitor: &mut impl HeaderVisitor) {
    if let Some(wait) = outcome.retry_after() {
        let seconds = header::retry_after_seconds(wait);
        visitor.header("Retry-After", &|value| value.write_str(itoa::Buffer::new().format(seconds)));
    }
}

impl<const LOWER_CASE: bool> HeaderVisitor for HeaderMembers<'_, LOWER_CASE> {
    fn header(&mut self, name: &str, value: &dyn Fn(&mut dyn fmt::Write) -> fmt::Result) {
        let out = &mut self.out;
        let mark = out.position();
        out.push_str(if self.start.is_some() { "," } else { self.before });
        let member = out.position();
        let start = self.start.unwrap_or(member);
        out.push_str("\"");
        if LOWER_CASE {
            name.bytes().for_each(|byte| out.push(&[byte.to_ascii_lowercase()]));
        } else {
            out.push_str(name);
        }
        out.push_str("\":");
        let written = header_value(value, out) && header::is_item_field(name);
        // Parsers disagree on an object with two members of one name, so a repeated field is dropped.
        let (earlier, this) = out.since(start).split_at_checked(member - start).unwrap_or_default();
        if !written || repeats(earlier, this.get(..name.len() + 3).unwrap_or_default()) {
            out.truncate(mark);
            return header::log_dropped(name);
        }
        self.start = Some(start);
        self.typed |= name.eq_ignore_ascii_case("content-type");
    }
}

/// Writes the value of a field as a string; takes it back and returns false if it fails or is not valid.
#[inline]
pub(crate) fn header_value(value: &dyn Fn(&mut dyn fmt::Write) -> fmt::Result, out: &mut Output<'_>) -> bool {
    let mark = out.position();
    out.push_str("\"");
    let mut checked = CheckedValue { valid: true, out: EscapeWriter::new(out) };
    let valid = value(&mut checked).is_ok() && checked.valid;
    out.push_str("\"");
    if !valid {
        out.truncate(mark);
    }
    valid
}

/// True if one of `members` starts like `member`. A value cannot: its quotes are escaped.
fn repeats(members: &[u8], member: &[u8]) -> bool {
    members.windows(member.len().max(1)).any(|window| window.eq_ignore_ascii_case(member))
}

/// Escapes a header value, and checks its characters.
struct CheckedValue<'a, 'b> {
    valid: bool,
    out: EscapeWriter<'a, 'b, JsonString>,
}

impl fmt::Write for CheckedValue<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.valid &= header::is_value(text.as_bytes());
        self.out.write_str(text)
    }
}
