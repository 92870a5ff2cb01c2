//! A position in JSON text, moved from token to token.

use super::string::{escape_end, plain};
use super::{DEPTH, JsonError, JsonText, JsonValue, ValueKind, nesting::Nesting};

/// A position in the text. Each step moves it behind what was read; an error leaves the reader to start again from an
/// earlier position.
#[derive(Clone)]
pub(crate) struct Cursor<'t> {
    pub(crate) bytes: &'t [u8],
    pub(crate) at: usize,
    /// The number of levels that a value may be nested from here.
    pub(super) depth: usize,
    /// True if the last value holds a number beyond the range of `f64`.
    huge: bool,
    /// True if no text follows: a number may end with the text.
    last: bool,
    /// True if each half of a surrogate pair must have its other half.
    pairs: bool,
}

impl<'t> Cursor<'t> {
    pub(crate) fn new(bytes: &'t [u8], at: usize, depth: usize) -> Self {
        Self { bytes, at, depth: depth.min(DEPTH), huge: false, last: false, pairs: true }
    }

    /// Checks nothing but the grammar: nesting has no limit, and half a surrogate pair counts as a character.
    #[cfg(feature = "batch")]
    pub(crate) fn of_grammar(bytes: &'t [u8], at: usize, last: bool) -> Self {
        Self { bytes, at, depth: usize::MAX, huge: false, last, pairs: false }
    }

    /// Returns the byte at the position.
    #[inline]
    pub(crate) fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Skips white space.
    #[inline]
    pub(crate) fn space(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Skips white space, and returns the byte behind it.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<u8, JsonError> {
        loop {
            match self.byte() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                Some(byte) => return Ok(byte),
                None => return Err(JsonError::Incomplete),
            }
        }
    }

    /// Skips white space and then `byte`; false if the next byte is another.
    #[inline]
    pub(crate) fn take(&mut self, byte: u8) -> Result<bool, JsonError> {
        let found = self.next()? == byte;
        self.at += usize::from(found);
        Ok(found)
    }

    #[inline]
    pub(crate) fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), JsonError> {
        if self.take(byte)? { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    #[cold]
    pub(crate) fn unexpected(&self, expected: &'static str) -> JsonError {
        JsonError::Unexpected { at: self.at, expected }
    }

    /// Reads the name of a member and its colon.
    #[inline]
    pub(crate) fn name(&mut self) -> Result<JsonText, JsonError> {
        if self.byte() == Some(b'"') {
            let start = self.at + 1;
            let end = plain(self.bytes, start);
            if let Some([b'"', b':', ..]) = self.bytes.get(end..) {
                self.at = end + 2;
                return Ok(JsonText { start, end, escaped: false });
            }
        }
        self.spaced_name()
    }

    /// Reads a name with white space around it, or with an escape in it.
    #[inline(never)]
    fn spaced_name(&mut self) -> Result<JsonText, JsonError> {
        if self.next()? != b'"' {
            return Err(self.unexpected("the name of a member, in quotes"));
        }
        self.at += 1;
        let name = self.inside()?;
        self.expect(b':', "`:` after the name of a member")?;
        Ok(name)
    }

    /// Reads a value to its end.
    #[inline]
    pub(crate) fn value(&mut self) -> Result<JsonValue, JsonError> {
        let first = self.next()?;
        let start = self.at;
        self.huge = false;
        let kind = match first {
            b'{' => self.skip(&mut Nesting::default()).map(|()| ValueKind::Object)?,
            b'[' => self.skip(&mut Nesting::default()).map(|()| ValueKind::Array)?,
            b'"' => {
                self.at += 1;
                self.inside().map(|text| ValueKind::Text { escaped: text.escaped })?
            }
            _ => self.scalar(first)?,
        };
        Ok(JsonValue { start, end: self.at, kind, huge: self.huge })
    }

    /// Enters an array or an object; `None` if that is too deep.
    #[inline]
    pub(crate) fn enter(&mut self) -> Option<()> {
        self.depth = self.depth.checked_sub(1)?;
        Some(())
    }

    /// Reads the object that begins here. `read` is called behind the name of each member, and reads its value.
    #[inline]
    pub(crate) fn object(
        &mut self,
        mut read: impl FnMut(&mut Self, JsonText) -> Result<(), JsonError>,
    ) -> Result<JsonValue, JsonError> {
        self.parts(ValueKind::Object, b'}', "`,` or `}` after a member", |cursor| {
            let name = cursor.name()?;
            read(cursor, name)
        })
    }

    /// Reads the array that begins here. `read` is called at each element, and reads it.
    #[inline]
    pub(crate) fn array(
        &mut self,
        read: impl FnMut(&mut Self) -> Result<(), JsonError>,
    ) -> Result<JsonValue, JsonError> {
        self.parts(ValueKind::Array, b']', "`,` or `]` after an element", read)
    }

    #[inline]
    fn parts(
        &mut self,
        kind: ValueKind,
        end: u8,
        expected: &'static str,
        mut read: impl FnMut(&mut Self) -> Result<(), JsonError>,
    ) -> Result<JsonValue, JsonError> {
        let start = self.at;
        self.enter().ok_or(JsonError::TooDeep { at: start })?;
        self.at += 1;
        let mut huge = false;
        let mut more = !self.take(end)?;
        while more {
            read(self)?;
            huge |= self.huge;
            more = self.more(end, expected)?;
        }
        self.leave();
        self.huge = huge;
        Ok(JsonValue { start, end: self.at, kind, huge })
    }

    /// Leaves an array or an object that was entered.
    #[inline]
    pub(crate) fn leave(&mut self) {
        self.depth += 1;
    }

    /// Skips the separator behind a member or an element: true for a comma, false for `end`.
    #[inline]
    pub(crate) fn more(&mut self, end: u8, expected: &'static str) -> Result<bool, JsonError> {
        let byte = self.next()?;
        if byte != b',' && byte != end {
            return Err(self.unexpected(expected));
        }
        self.at += 1;
        Ok(byte == b',')
    }

    /// Reads a number, `true`, `false` or `null`.
    #[inline]
    pub(super) fn scalar(&mut self, first: u8) -> Result<ValueKind, JsonError> {
        match first {
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.word("true", ValueKind::Boolean(true)),
            b'f' => self.word("false", ValueKind::Boolean(false)),
            b'n' => self.word("null", ValueKind::Null),
            _ => Err(self.unexpected("a value")),
        }
    }

    fn word(&mut self, word: &'static str, kind: ValueKind) -> Result<ValueKind, JsonError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        if rest.starts_with(word.as_bytes()) {
            self.at += word.len();
            return Ok(kind);
        }
        if word.as_bytes().starts_with(rest) { Err(JsonError::Incomplete) } else { Err(self.unexpected("a value")) }
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - start
    }

    #[inline]
    fn number(&mut self) -> Result<ValueKind, JsonError> {
        let start = self.at;
        if let Some(end) = self.short_number() {
            self.at = end;
            return Ok(ValueKind::Number);
        }
        let number = self.whole_number(start);
        if number.is_err() {
            // It is read again from its start once there is more text.
            self.at = start;
        }
        number
    }

    /// Returns the end of a number that consists of few digits, as most do.
    #[inline]
    fn short_number(&self) -> Option<usize> {
        let mut end = self.at;
        while self.bytes.get(end)?.is_ascii_digit() {
            end += 1;
        }
        let length = end - self.at;
        let is_plain = length == 1 || self.byte() != Some(b'0');
        let is_over = matches!(self.bytes.get(end), Some(b',' | b'}' | b']'));
        (is_plain && is_over && (1..=9).contains(&length)).then_some(end)
    }

    fn whole_number(&mut self, start: usize) -> Result<ValueKind, JsonError> {
        self.at += usize::from(self.byte() == Some(b'-'));
        let first = self.byte();
        match (self.digits(), first) {
            (1, _) | (2.., Some(b'1'..=b'9')) => {}
            (0, None) => return Err(JsonError::Incomplete),
            (0, Some(_)) => return Err(self.unexpected("a digit")),
            _ => return Err(JsonError::Unexpected { at: start, expected: "a number without leading zeros" }),
        }
        let mut exponent = false;
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.some_digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            exponent = true;
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.some_digits()?;
        }
        if self.byte().is_none() && !self.last {
            return Err(JsonError::Incomplete);
        }
        if exponent || self.at - start > 300 {
            let digits = self.bytes.get(start..self.at).and_then(|number| std::str::from_utf8(number).ok());
            let value = digits.and_then(|digits| digits.parse::<f64>().ok());
            self.huge |= !value.is_some_and(f64::is_finite);
        }
        Ok(ValueKind::Number)
    }

    fn some_digits(&mut self) -> Result<(), JsonError> {
        match (self.digits(), self.byte()) {
            (0, None) => Err(JsonError::Incomplete),
            (0, Some(_)) => Err(self.unexpected("a digit")),
            _ => Ok(()),
        }
    }

    /// Reads the inside of a string, which begins here, and the quote that ends it.
    #[inline]
    pub(crate) fn inside(&mut self) -> Result<JsonText, JsonError> {
        let start = self.at;
        let end = plain(self.bytes, start);
        if self.bytes.get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(JsonText { start, end, escaped: false });
        }
        self.at = end;
        let escaped = self.rest_of_string()?;
        Ok(JsonText { start, end: self.at - 1, escaped })
    }

    /// Skips the rest of a string and the quote that ends it; true if there is an escape. If the text ends first, the
    /// position is where to go on.
    ///
    /// Out of line, so that strings without escapes do not pay for it.
    #[inline(never)]
    pub(super) fn rest_of_string(&mut self) -> Result<bool, JsonError> {
        let mut escaped = false;
        loop {
            self.at = plain(self.bytes, self.at);
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(escaped);
                }
                Some(b'\\') => {
                    escaped = true;
                    self.at = escape_end(self.bytes, self.at, self.pairs)?;
                }
                Some(_) => return Err(self.unexpected("no control character in a string")),
                None => return Err(JsonError::Incomplete),
            }
        }
    }
}
