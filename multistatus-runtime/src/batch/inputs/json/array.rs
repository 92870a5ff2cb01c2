//! Splits an array of JSON into its elements, while its bytes arrive or once all of them are there.

use std::{ops::Range, task::Poll};

use super::line_column::{LineColumn, MARK};
use crate::{
    batch::Refused,
    read::buffer::Buffer,
    tokens::json::{Cursor, JsonError, JsonText, ValueScanner, string::decode},
};

/// Splits an array. It keeps no more of the body than one value takes.
#[derive(Debug)]
pub(super) struct ArraySplitter {
    /// The member that holds the array; `None` if the document is the array.
    member: Option<Box<str>>,
    next: ArraySection,
    /// The scanner of the next value.
    value: ValueScanner,
    /// True if the array was found.
    found: bool,
    /// The maximum length of a value.
    limit: usize,
    /// The position of the start of the buffer.
    start: LineColumn,
}

/// The part of the document that comes next.
#[derive(Clone, Copy, Debug)]
enum ArraySection {
    /// A byte order mark, or none.
    Mark,
    Document,
    /// A member of the document, or its end.
    Member {
        first: bool,
    },
    /// The value of a member that does not hold the array.
    OtherValue,
    /// An element, or the end of the array.
    Element {
        first: bool,
    },
    ElementValue,
    /// Nothing but white space.
    End,
}

/// Reason why a step failed.
enum StepError {
    Syntax(JsonError),
    Refused(Refused),
}

impl From<Refused> for StepError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<JsonError> for StepError {
    fn from(error: JsonError) -> Self {
        Self::Syntax(error)
    }
}

const TRUNCATED: &str = "the body ends before its array of items does";
const EMPTY: &str = "the body is empty";

impl ArraySplitter {
    /// Splits the array that the document is, or that its member of this name is. No value may be longer than `limit`.
    pub(super) fn new(member: Option<&str>, limit: usize) -> Self {
        Self {
            member: member.map(Into::into),
            next: ArraySection::Mark,
            value: ValueScanner::default(),
            found: false,
            limit,
            start: LineColumn::START,
        }
    }

    /// Keeps count of what the buffer is about to drop.
    pub(super) fn before_append(&mut self, buffer: &Buffer<'_, [u8]>) {
        self.start = self.start.after(buffer.content().get(..buffer.at).unwrap_or_default());
    }

    /// Returns the range of the next element in the buffer. Pending if the buffer ends within the element.
    pub(super) fn next(&mut self, buffer: &mut Buffer<'_, [u8]>) -> Poll<Option<Result<Range<usize>, Refused>>> {
        loop {
            let refused = match self.step(buffer) {
                Ok(Some(element)) => return Poll::Ready(Some(Ok(element))),
                Ok(None) => continue,
                Err(StepError::Syntax(JsonError::Incomplete)) if !buffer.last => {
                    if buffer.content().len() - buffer.at <= self.limit {
                        buffer.is_unfinished(buffer.at + self.value.checked());
                        return Poll::Pending;
                    }
                    Refused::ItemTooLarge { max_bytes: self.limit }
                }
                Err(StepError::Syntax(JsonError::Incomplete)) if matches!(self.next, ArraySection::End) => {
                    match &self.member {
                        Some(member) if !self.found => Refused::NoMember { member: (**member).into() },
                        _ => return Poll::Ready(None),
                    }
                }
                Err(StepError::Syntax(error)) => {
                    let content = buffer.content();
                    let is_empty = matches!(self.next, ArraySection::Document) && content.len() == buffer.at;
                    self.start.syntax(content, error, if is_empty { EMPTY } else { TRUNCATED }).into()
                }
                Err(StepError::Refused(refused)) => refused,
            };
            return Poll::Ready(Some(Err(refused)));
        }
    }

    /// Reads one token or one value. An error leaves the buffer before it.
    fn step(&mut self, buffer: &mut Buffer<'_, [u8]>) -> Result<Option<Range<usize>>, StepError> {
        if matches!(self.next, ArraySection::Mark) {
            return self.mark(buffer);
        }
        let mut cursor = Cursor::of_grammar(buffer.content(), buffer.at, false);
        cursor.space();
        let begin = cursor.at;
        let result = self.token(&mut cursor);
        let end = cursor.at;
        buffer.at = if result.is_ok() { end } else { begin };
        result
    }

    fn mark(&mut self, buffer: &mut Buffer<'_, [u8]>) -> Result<Option<Range<usize>>, StepError> {
        let content = buffer.content();
        if content.len() < MARK.len() && MARK.starts_with(content) && !buffer.last {
            return Err(JsonError::Incomplete.into());
        }
        buffer.at = if content.starts_with(MARK) { MARK.len() } else { 0 };
        self.next = ArraySection::Document;
        Ok(None)
    }

    fn token(&mut self, cursor: &mut Cursor<'_>) -> Result<Option<Range<usize>>, StepError> {
        let first = cursor.next()?;
        self.next = match self.next {
            ArraySection::Mark | ArraySection::Document => self.document(cursor, first)?,
            ArraySection::Member { first } => {
                let more = match first {
                    true => !cursor.take(b'}')?,
                    false => cursor.more(b'}', "`,` or `}` after a member")?,
                };
                if more { self.member(cursor)? } else { ArraySection::End }
            }
            ArraySection::OtherValue => {
                let value = self.value(cursor)?;
                self.text(cursor.bytes, value)?;
                ArraySection::Member { first: false }
            }
            ArraySection::Element { first } => {
                let more = match first {
                    true => !cursor.take(b']')?,
                    false => cursor.more(b']', "`,` or `]` after an item")?,
                };
                match (more, &self.member) {
                    (true, _) => ArraySection::ElementValue,
                    (false, Some(_)) => ArraySection::Member { first: false },
                    (false, None) => ArraySection::End,
                }
            }
            ArraySection::ElementValue => {
                let element = self.value(cursor)?;
                self.next = ArraySection::Element { first: false };
                return Ok(Some(element));
            }
            ArraySection::End => return Err(cursor.unexpected("the end of the document").into()),
        };
        Ok(None)
    }

    fn document(&mut self, cursor: &mut Cursor<'_>, first: u8) -> Result<ArraySection, StepError> {
        match (self.member.clone(), first) {
            (None, _) => self.array(cursor, first),
            (Some(_), b'{') => {
                cursor.at += 1;
                Ok(ArraySection::Member { first: true })
            }
            (Some(member), _) => {
                kind(cursor, first, "an object")?;
                Err(Refused::NoMember { member: member.into() }.into())
            }
        }
    }

    /// Reads the name of a member, and enters the array if it is the one.
    fn member(&mut self, cursor: &mut Cursor<'_>) -> Result<ArraySection, StepError> {
        let name = cursor.name()?;
        let first = cursor.next()?;
        let spelled = self.text(cursor.bytes, name.start..name.end)?;
        let Some(member) = self.member.as_deref().filter(|member| is_named(name, spelled, member)) else {
            return Ok(ArraySection::OtherValue);
        };
        if self.found {
            let before = cursor.bytes.get(..name.start - 1).unwrap_or_default();
            let (line, column) = self.start.after(before).line_and_column();
            return Err(Refused::MemberTwice { member: member.into(), line, column }.into());
        }
        self.array(cursor, first)
    }

    /// Enters the array of items.
    fn array(&mut self, cursor: &mut Cursor<'_>, first: u8) -> Result<ArraySection, StepError> {
        if first != b'[' {
            let found = kind(cursor, first, "an array of items")?;
            let member = self.member.as_deref().map(Into::into);
            return Err(Refused::NotAnArray { member, found }.into());
        }
        self.found = true;
        cursor.at += 1;
        Ok(ArraySection::Element { first: true })
    }

    /// Skips the value that begins here.
    fn value(&mut self, cursor: &mut Cursor<'_>) -> Result<Range<usize>, StepError> {
        let start = cursor.at;
        let end = self.value.end(cursor, start)?;
        if end - start > self.limit {
            return Err(Refused::ItemTooLarge { max_bytes: self.limit }.into());
        }
        self.value = ValueScanner::default();
        Ok(start..end)
    }

    /// Returns part of the content as text.
    pub(super) fn text<'t>(&self, content: &'t [u8], range: Range<usize>) -> Result<&'t str, Refused> {
        let start = range.start;
        let bytes = content.get(range).unwrap_or_default();
        // The position is only computed for an error: counting lines for each element would take quadratic time.
        std::str::from_utf8(bytes).map_err(|error| {
            let at = start + error.valid_up_to();
            self.start.after(content.get(..at).unwrap_or_default()).error("expected UTF-8").into()
        })
    }
}

/// Returns the kind of the value that begins here, in words. Of a scalar, it also checks the spelling.
fn kind(cursor: &mut Cursor<'_>, first: u8, expected: &'static str) -> Result<&'static str, JsonError> {
    match first {
        b'{' => Ok("an object"),
        b'[' => Ok("an array"),
        b'"' => Ok("a string"),
        b'-' | b'0'..=b'9' => Ok("a number"),
        b't' | b'f' | b'n' => Ok(cursor.value()?.kind.name()),
        _ => Err(cursor.unexpected(expected)),
    }
}

/// Returns true if a name, which the text spells as `spelled`, is that of `member`.
pub(super) fn is_named(name: JsonText, spelled: &str, member: &str) -> bool {
    if !name.escaped {
        return spelled == member;
    }
    let mut text = String::new();
    decode(spelled, &mut text);
    text == member
}
