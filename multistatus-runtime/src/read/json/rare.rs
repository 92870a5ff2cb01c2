//! Reads the parts of an item that few shapes have: wrappers, a body that is the item itself, a problem in a member, the
//! time to wait in a member, the key of a failure, and the error code.

use std::fmt::Write as _;

use super::builder::ItemBuilder;
use super::paths::RarePaths;
use super::problem;
use crate::item::{DefectKind, spans::Span};
use crate::json_shape::members::RetryAfterUnit;
use crate::tokens::json::{Cursor, DEPTH, JsonError, JsonValue, ValueKind, members_of};

impl ItemBuilder<'_> {
    /// Reads an item that is the value of a wrapper. An object with several members, or with another one, is not an item: it
    /// is unknown what it answers.
    #[cold]
    pub(super) fn wrapped(&mut self, cursor: &mut Cursor<'_>, given: Option<u16>) -> Result<(), JsonError> {
        cursor.next()?;
        let start = cursor.at;
        let outer = cursor.value()?;
        let mut members = members_of(self.text, outer);
        let wrapper = members.next().filter(|_| members.next().is_none());
        let item = wrapper.filter(|wrapper| {
            let name = &*wrapper.name.decoded(self.text);
            self.paths.wrappers.contains(&name) && wrapper.value.kind == ValueKind::Object
        });
        match item {
            Some(item) => self.unwrapped(&mut Cursor::new(self.text.as_bytes(), item.value.start, DEPTH), given),
            None => self.not_an_item(start, given),
        }
    }

    #[cold]
    pub(super) fn rare_parts(&mut self, paths: &RarePaths, start: usize) -> Result<(), JsonError> {
        let text = self.text;
        if let Some((path, unit)) = paths.retry_after
            && let Some(value) = self.values.get(text, Some(path)).filter(|value| value.kind != ValueKind::Null)
        {
            self.retry_after(value, unit)?;
        }
        if !self.failed() {
            return match &paths.not_body {
                Some(names) => self.flat_body(names, start),
                None => Ok(()),
            };
        }
        if paths.failure_id.is_some() {
            self.failure_id(start, paths.failure_id);
        }
        if let Some(code) = self.values.get(text, paths.error_code) {
            self.error_code(code);
        }
        match self.values.get(text, paths.problem) {
            Some(value) if value.kind == ValueKind::Object => {
                problem::read(self, &mut Cursor::new(text.as_bytes(), value.start, DEPTH)).map(drop)
            }
            _ => Ok(()),
        }
    }

    /// Keeps an error code, which is a text or a number.
    fn error_code(&mut self, code: JsonValue) {
        let code = match code.kind {
            ValueKind::Number => Some(Span::of(code.start, code.end)),
            _ => self.string(code),
        };
        self.record.error_code = code.filter(|code| code.start < code.end);
    }

    /// Keeps a time to wait as the header field `Retry-After`, which is in seconds.
    fn retry_after(&mut self, value: JsonValue, unit: RetryAfterUnit) -> Result<(), JsonError> {
        let spelled = match (value.kind, value.string()) {
            (ValueKind::Number, _) => self.text.get(value.start..value.end),
            (_, Some(text)) => Some(text.raw(self.text)),
            _ => None,
        };
        let number: Option<f64> = spelled.and_then(|number| number.trim().parse().ok());
        let Some(number) = number.filter(|number| number.is_finite() && *number >= 0.0) else {
            self.defect(value.start, DefectKind::WrongType);
            return Ok(());
        };
        self.count_member(value.start)?;
        if self.record.headers.iter().any(|(name, _)| self.text_of(*name).eq_ignore_ascii_case("retry-after")) {
            self.defect(value.start, DefectKind::RepeatedElement);
            return Ok(());
        }
        let seconds = match unit {
            RetryAfterUnit::Seconds => number,
            RetryAfterUnit::Milliseconds => number / 1000.0,
        };
        let name = self.record.decode(|out| out.push_str("Retry-After"));
        let seconds = self.record.decode(|out| write!(out, "{seconds}").unwrap_or_default());
        self.record.headers.push((name, seconds));
        Ok(())
    }

    /// Reads the body of an item whose members are members of the item itself.
    fn flat_body(&mut self, not_body: &[&str], start: usize) -> Result<(), JsonError> {
        let text = self.text;
        let item = JsonValue { start, end: start, kind: ValueKind::Object, huge: false };
        let is_of_body = |name: &str| !not_body.contains(&name);
        let members = || members_of(text, item).filter(|member| is_of_body(&member.name.decoded(text)));
        if members().next().is_none() {
            return Ok(());
        }
        if let Some(huge) = members().find(|member| member.value.huge) {
            self.defect(huge.value.start, DefectKind::WrongType);
            return Ok(());
        }
        for member in members() {
            self.count_values(member.value)?;
        }
        let body = self.record.decode(|out| {
            for (position, member) in members().enumerate() {
                out.push(if position == 0 { '{' } else { ',' });
                // The name is behind a quote, and the value behind the colon.
                out.push_str(text.get(member.name.start - 1..member.value.end).unwrap_or_default());
            }
            out.push('}');
        });
        self.record.body = Some(body);
        Ok(())
    }
}
