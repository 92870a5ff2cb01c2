//! Reads the bodies of conventions that say which items failed, or only how many: `BatchWriteItem` of DynamoDB, and OTLP.
//!
//! The state changes only together with `Window::at`: what is incomplete is read again once there is more text.

use super::verdict::Verdict;
use super::window::{Progress, Window};
use super::{document::Ending, reader::Reader};
use crate::dialect::{DynamoDb, Otlp};
use crate::item::spans::{ItemSpans, Span};
use crate::item::{DefectKind, defect::Defect};
use crate::tokens::json::{
    Cursor, DEPTH, JsonError, JsonValue, ValueKind, members_named, members_of, unexpected, values_in,
};
use crate::tokens::{Limits, Refusal, SyntaxError};
use http::StatusCode;

pub(crate) struct PartialParser {
    limits: Limits,
    next: PartialSection,
    /// The name of the open table, as JSON.
    table: String,
    /// True once the member was read that makes the body one of the convention.
    found: bool,
    /// True if something failed that is not an item of the body.
    failed: bool,
    ending: Ending,
}

/// The part of the document that comes next.
#[derive(Clone, Copy, Debug, PartialEq)]
enum PartialSection {
    Start,
    Root { first: bool },
    Tables { first: bool },
    Items { first: bool },
    End,
}

/// The members of the root that a body of DynamoDB may begin with.
const BEFORE: [&str; 3] = ["ConsumedCapacity", "ItemCollectionMetrics", "ResponseMetadata"];

impl PartialParser {
    /// Returns the parser for a body that begins with `rest`, if the reader has this convention, or if the first members show it.
    ///
    /// # Errors
    ///
    /// Returns an error if more text decides.
    pub(crate) fn detect(rest: &str, last: bool, reader: &Reader) -> Result<Option<Self>, Progress> {
        let is_told = reader.shape.map(|shape| shape.items_in(Otlp::PARTIAL_SUCCESS).is_some());
        let is_own = match is_told {
            Some(is_told) => is_told && rest.starts_with('{'),
            None => match begins(rest) {
                Err(JsonError::Incomplete) if !last => return Err(Progress::Incomplete),
                begins => begins.unwrap_or(false),
            },
        };
        Ok(is_own.then(|| Self {
            limits: reader.limits,
            next: PartialSection::Start,
            table: String::new(),
            found: is_told == Some(true),
            failed: false,
            ending: Ending::new(),
        }))
    }

    /// Reads to the end of the next item.
    pub(crate) fn advance(&mut self, window: &mut Window<'_>, record: &mut ItemSpans) -> Progress {
        loop {
            match self.step(window, record) {
                Ok(Some(progress)) => return progress,
                Ok(None) => window.start = window.at,
                Err(JsonError::Incomplete) => return Progress::Incomplete,
                Err(JsonError::Unexpected { at, expected }) => {
                    let found = window.text.get(at..).and_then(|rest| rest.chars().next());
                    let error = SyntaxError::Grammar(unexpected(expected, found));
                    return Progress::Ended(Verdict::Malformed { at: window.position(at), error });
                }
                Err(JsonError::TooDeep { at }) => {
                    let refusal = Refusal::Depth { limit: self.limits.depth.min(DEPTH) };
                    return Progress::Ended(Verdict::Refused { at: window.position(at), refusal });
                }
                Err(JsonError::TooMany { at }) => {
                    let refusal = Refusal::Values { limit: self.limits.values };
                    return Progress::Ended(Verdict::Refused { at: window.position(at), refusal });
                }
            }
        }
    }

    pub(crate) fn into_ending(self) -> Ending {
        self.ending
    }

    fn step(&mut self, window: &mut Window<'_>, record: &mut ItemSpans) -> Result<Option<Progress>, JsonError> {
        let mut cursor = Cursor::new(window.text.as_bytes(), window.at, self.limits.depth);
        let (next, progress) = match self.next {
            PartialSection::Start => {
                cursor.expect(b'{', "an object")?;
                (PartialSection::Root { first: true }, None)
            }
            PartialSection::Root { first } => (self.root(window, &mut cursor, first)?, None),
            PartialSection::Tables { first } => match more(&mut cursor, first, b'}')? {
                false => (PartialSection::Root { first: false }, None),
                true => {
                    let name = cursor.name()?.decoded(window.text).into_owned();
                    if cursor.next()? == b'[' {
                        cursor.at += 1;
                        self.table = name;
                        (PartialSection::Items { first: true }, None)
                    } else {
                        let value = cursor.value()?;
                        self.wrong_type(window, value);
                        (PartialSection::Tables { first: false }, None)
                    }
                }
            },
            PartialSection::Items { first } => match more(&mut cursor, first, b']')? {
                false => (PartialSection::Tables { first: false }, None),
                true => {
                    let value = cursor.value()?;
                    self.item(window, value, record)?;
                    (PartialSection::Items { first: false }, Some(Progress::Item))
                }
            },
            PartialSection::End => {
                cursor.space();
                let progress = match (cursor.byte(), window.last) {
                    (Some(_), _) => {
                        Verdict::Malformed { at: window.position(cursor.at), error: SyntaxError::AfterRoot }
                    }
                    (None, false) => return Err(JsonError::Incomplete),
                    (None, true) => self.verdict(),
                };
                (PartialSection::End, Some(Progress::Ended(progress)))
            }
        };
        self.next = next;
        window.at = cursor.at;
        Ok(progress)
    }

    /// Reads a member of the root.
    fn root(&mut self, window: &Window<'_>, cursor: &mut Cursor<'_>, first: bool) -> Result<PartialSection, JsonError> {
        if !more(cursor, first, b'}')? {
            return Ok(PartialSection::End);
        }
        let name = cursor.name()?;
        let opens = cursor.next()?;
        if name.is(window.text, DynamoDb::UNPROCESSED) && opens == b'{' {
            cursor.at += 1;
            self.found = true;
            return Ok(PartialSection::Tables { first: true });
        }
        let value = cursor.value()?;
        if name.is(window.text, DynamoDb::UNPROCESSED) && value.kind != ValueKind::Null {
            self.wrong_type(window, value);
        } else if name.is(window.text, Otlp::PARTIAL_SUCCESS) {
            self.partial_success(window, value);
        } else if ["__type", "code", "error", "errors"].iter().any(|error| name.is(window.text, error)) {
            self.failed |= value.kind != ValueKind::Null;
        } else if name.is(window.text, "message") {
            self.ending.description = value.string().map(|text| text.decoded(window.text).into_owned());
        }
        Ok(PartialSection::Root { first: false })
    }

    /// Reads the counts of OTLP. A count that cannot be read counts as a failure.
    fn partial_success(&mut self, window: &Window<'_>, value: JsonValue) {
        let text = window.text;
        self.found = true;
        if !matches!(value.kind, ValueKind::Object | ValueKind::Null) {
            return self.wrong_type(window, value);
        }
        for member in members_of(text, value).filter(|member| member.name.decoded(text).starts_with("rejected")) {
            let (start, end) =
                member.value.string().map_or((member.value.start, member.value.end), |text| (text.start, text.end));
            match (member.value.kind, text.get(start..end).and_then(|count| count.parse::<usize>().ok())) {
                (ValueKind::Null, _) | (_, Some(0)) => {}
                (_, Some(count)) => {
                    self.ending.failures = Some(self.ending.failures.unwrap_or(0).saturating_add(count))
                }
                (_, None) => self.wrong_type(window, member.value),
            }
        }
        let [message] = members_named(text, value, ["errorMessage"]);
        let message = message.and_then(|message| message.string()).map(|message| message.decoded(text).into_owned());
        self.ending.description = message.filter(|message| !message.is_empty());
    }

    /// Notes that something has another type than it should, so that no item that is not listed counts as a success.
    fn wrong_type(&mut self, window: &Window<'_>, value: JsonValue) {
        self.failed = true;
        if self.ending.defects.len() < self.limits.defects {
            self.ending.defects.push(Defect::new(window.position(value.start), DefectKind::WrongType));
        }
    }

    /// Reads a write request that was not processed.
    fn item(&mut self, window: &Window<'_>, value: JsonValue, record: &mut ItemSpans) -> Result<(), JsonError> {
        let json = window.text.get(value.start..value.end).unwrap_or_default();
        if values_in(window.text, value) > self.limits.values {
            return Err(JsonError::TooMany { at: value.start });
        }
        let table = &self.table;
        let key = record.decode(|out| {
            out.push_str(table);
            out.push('/');
            out.push_str(json);
        });
        record.keys.push(key);
        record.status = Some(DynamoDb::STATUS);
        if value.huge {
            record.defect(window.position(value.start), DefectKind::WrongType);
        } else {
            let body = Span::of(value.start, value.end);
            record.body = Some(body);
            record.sent_body = Some(body);
        }
        Ok(())
    }

    /// Returns the verdict at the end of the root. Items that are not listed succeeded only if nothing says otherwise.
    fn verdict(&mut self) -> Verdict {
        if !self.found {
            let found = "an object without `UnprocessedItems` and `partialSuccess`".to_owned();
            return Verdict::NotMultiStatus { found };
        }
        let is_clear = !self.failed && self.ending.failures.is_none();
        self.ending.unlisted = is_clear.then_some(StatusCode::OK);
        Verdict::Complete
    }
}

/// True if a body begins as one of these conventions.
fn begins(rest: &str) -> Result<bool, JsonError> {
    let mut cursor = Cursor::new(rest.as_bytes(), 0, DEPTH);
    if !cursor.take(b'{')? || cursor.take(b'}')? {
        return Ok(false);
    }
    loop {
        let name = cursor.name()?;
        if name.is(rest, DynamoDb::UNPROCESSED) || name.is(rest, Otlp::PARTIAL_SUCCESS) {
            return Ok(true);
        }
        if !BEFORE.iter().any(|before| name.is(rest, before)) {
            return Ok(false);
        }
        cursor.value()?;
        if !cursor.more(b'}', "`,` or `}` after a member")? {
            return Ok(false);
        }
    }
}

/// True if another member or element follows.
fn more(cursor: &mut Cursor<'_>, first: bool, end: u8) -> Result<bool, JsonError> {
    match first {
        true => Ok(!cursor.take(end)?),
        false => cursor.more(end, "`,` or the end after a value"),
    }
}
