//! The tokens of JSON (RFC 8259): where a value ends, and what kind it is. Nothing is built, and nothing recurses.

pub(crate) mod string;

use self::string::{escape_end, plain};

/// The deepest nesting: what serde_json takes, which gets the bodies of users, less one.
pub(crate) const DEPTH: usize = 126;

/// Why a value is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The text ends before it does.
    End,
    /// Something else stands there.
    Fault { at: usize, expected: &'static str },
    /// It is nested too deep.
    Depth { at: usize },
}

/// The inside of a string.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) escaped: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text { escaped: bool },
    Number,
    Boolean(bool),
    Null,
    Object,
    Array,
}

impl Kind {
    /// What a person calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Text { .. } => "a string",
            Self::Number => "a number",
            Self::Boolean(_) => "a boolean",
            Self::Null => "null",
            Self::Object => "an object",
            Self::Array => "an array",
        }
    }
}

/// A whole value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
    /// Whether there is a number in it that is beyond an `f64`: valid JSON, and nothing that serde_json can hold.
    pub(crate) huge: bool,
}

impl Value {
    /// The inside, where it is a string.
    pub(crate) fn string(&self) -> Option<Text> {
        match self.kind {
            Kind::Text { escaped } => Some(Text { start: self.start + 1, end: self.end - 1, escaped }),
            _ => None,
        }
    }
}

/// A member of an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) name: Text,
    pub(crate) value: Value,
}

#[derive(Clone)]
pub(crate) struct Cursor<'t> {
    pub(crate) text: &'t str,
    pub(crate) at: usize,
    /// How deep a value may be nested from here.
    depth: usize,
    huge: bool,
}

impl<'t> Cursor<'t> {
    pub(crate) fn new(text: &'t str, at: usize, depth: usize) -> Self {
        Self { text, at, depth, huge: false }
    }

    /// The byte here.
    #[inline]
    pub(crate) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Skips white space.
    #[inline]
    pub(crate) fn space(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// The first byte behind white space.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<u8, Stop> {
        loop {
            match self.byte() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                Some(byte) => return Ok(byte),
                None => return Err(Stop::End),
            }
        }
    }

    /// Steps over a byte, behind white space, if it is this one.
    #[inline]
    pub(crate) fn take(&mut self, byte: u8) -> Result<bool, Stop> {
        let found = self.next()? == byte;
        self.at += usize::from(found);
        Ok(found)
    }

    #[inline]
    pub(crate) fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), Stop> {
        if self.take(byte)? { Ok(()) } else { Err(self.fault(expected)) }
    }

    #[cold]
    pub(crate) fn fault(&self, expected: &'static str) -> Stop {
        Stop::Fault { at: self.at, expected }
    }

    /// The name of a member and its colon.
    #[inline]
    pub(crate) fn name(&mut self) -> Result<Text, Stop> {
        let bytes = self.text.as_bytes();
        if self.byte() == Some(b'"') {
            let start = self.at + 1;
            let end = plain(bytes, start);
            if let Some([b'"', b':', ..]) = bytes.get(end..) {
                self.at = end + 2;
                return Ok(Text { start, end, escaped: false });
            }
        }
        self.spaced_name()
    }

    /// The same, where there is white space or an escape.
    #[inline(never)]
    fn spaced_name(&mut self) -> Result<Text, Stop> {
        if self.next()? != b'"' {
            return Err(self.fault("the name of a member, in quotes"));
        }
        let name = self.string()?;
        self.expect(b':', "`:` behind the name of a member")?;
        Ok(name)
    }

    /// A value, to its end.
    #[inline]
    pub(crate) fn value(&mut self) -> Result<Value, Stop> {
        let first = self.next()?;
        let start = self.at;
        self.huge = false;
        let kind = match first {
            b'{' => self.nested().map(|()| Kind::Object)?,
            b'[' => self.nested().map(|()| Kind::Array)?,
            _ => self.scalar(first)?,
        };
        Ok(Value { start, end: self.at, kind, huge: self.huge })
    }

    /// Goes into an object that is read member by member.
    #[inline]
    pub(crate) fn deeper(&mut self) -> Option<()> {
        self.depth = self.depth.checked_sub(1)?;
        Some(())
    }

    /// And out of it.
    #[inline]
    pub(crate) fn shallower(&mut self) {
        self.depth += 1;
    }

    /// The members of an object, which begins here.
    pub(crate) fn members(&mut self, members: &mut Vec<Member>) -> Result<(), Stop> {
        self.expect(b'{', "an object")?;
        self.depth = self.depth.checked_sub(1).ok_or(Stop::Depth { at: self.at })?;
        let mut more = !self.take(b'}')?;
        while more {
            let name = self.name()?;
            let value = self.value()?;
            members.push(Member { name, value });
            more = self.more(b'}', "`,` or `}` behind a member")?;
        }
        self.depth += 1;
        Ok(())
    }

    /// Whether there is another one behind this, or the end.
    #[inline]
    pub(crate) fn more(&mut self, end: u8, expected: &'static str) -> Result<bool, Stop> {
        let byte = self.next()?;
        if byte != b',' && byte != end {
            return Err(self.fault(expected));
        }
        self.at += 1;
        Ok(byte == b',')
    }

    /// An array or object, to its end. One bit for each that is open says which of both it is.
    fn nested(&mut self) -> Result<(), Stop> {
        let (mut objects, mut open) = (0_u128, 0);
        loop {
            let first = self.next()?;
            if matches!(first, b'{' | b'[') {
                if open >= self.depth.min(DEPTH) {
                    return Err(Stop::Depth { at: self.at });
                }
                self.at += 1;
                let object = first == b'{';
                if !self.take(if object { b'}' } else { b']' })? {
                    open += 1;
                    objects = objects << 1 | u128::from(object);
                    if object {
                        self.name()?;
                    }
                    continue;
                }
            } else {
                self.scalar(first)?;
            }
            loop {
                if open == 0 {
                    return Ok(());
                }
                let object = objects & 1 == 1;
                let (end, expected) = match object {
                    true => (b'}', "`,` or `}` behind a member"),
                    false => (b']', "`,` or `]` behind an element"),
                };
                if self.more(end, expected)? {
                    if object {
                        self.name()?;
                    }
                    break;
                }
                open -= 1;
                objects >>= 1;
            }
        }
    }

    #[inline]
    fn scalar(&mut self, first: u8) -> Result<Kind, Stop> {
        match first {
            b'"' => self.string().map(|text| Kind::Text { escaped: text.escaped }),
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.word("true", Kind::Boolean(true)),
            b'f' => self.word("false", Kind::Boolean(false)),
            b'n' => self.word("null", Kind::Null),
            _ => Err(self.fault("a value")),
        }
    }

    fn word(&mut self, word: &'static str, kind: Kind) -> Result<Kind, Stop> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if rest.starts_with(word.as_bytes()) {
            self.at += word.len();
            return Ok(kind);
        }
        if word.as_bytes().starts_with(rest) { Err(Stop::End) } else { Err(self.fault("a value")) }
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - start
    }

    #[inline]
    fn number(&mut self) -> Result<Kind, Stop> {
        let start = self.at;
        self.at += usize::from(self.byte() == Some(b'-'));
        let first = self.byte();
        match (self.digits(), first) {
            (1, _) | (2.., Some(b'1'..=b'9')) => {}
            (0, None) => return Err(Stop::End),
            _ => return Err(Stop::Fault { at: start, expected: "a number without leading zeros" }),
        }
        let mut real = false;
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.some_digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            real = true;
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.some_digits()?;
        }
        // A number is never the last of a document, so it may go on.
        if self.byte().is_none() {
            return Err(Stop::End);
        }
        if real || self.at - start > 300 {
            let value = self.text.get(start..self.at).and_then(|number| number.parse::<f64>().ok());
            self.huge |= !value.is_some_and(f64::is_finite);
        }
        Ok(Kind::Number)
    }

    fn some_digits(&mut self) -> Result<(), Stop> {
        match (self.digits(), self.byte()) {
            (0, None) => Err(Stop::End),
            (0, Some(_)) => Err(self.fault("a digit")),
            _ => Ok(()),
        }
    }

    /// A string, which begins here.
    #[inline]
    fn string(&mut self) -> Result<Text, Stop> {
        self.at += 1;
        self.inside()
    }

    /// The inside of a string, which begins here, and the quote that ends it.
    #[inline]
    pub(crate) fn inside(&mut self) -> Result<Text, Stop> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let end = plain(bytes, start);
        if bytes.get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(Text { start, end, escaped: false });
        }
        self.escaped(start, end)
    }

    /// The same, where something else than the quote stands `at`. Out of line, so that most strings cost little.
    #[inline(never)]
    fn escaped(&mut self, start: usize, mut at: usize) -> Result<Text, Stop> {
        let bytes = self.text.as_bytes();
        let mut escaped = false;
        loop {
            match bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    at = escape_end(bytes, at)?;
                }
                Some(_) => return Err(Stop::Fault { at, expected: "no control character in a string" }),
                None => return Err(Stop::End),
            }
            at = plain(bytes, at);
        }
        self.at = at + 1;
        Ok(Text { start, end: at, escaped })
    }
}
