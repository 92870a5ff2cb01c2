//! Reads JSON of any shape, item by item: how far the document is read, and what its root says.
//!
//! The state changes only together with `Window::at`: what is incomplete is read again once there is more text.

mod builder;
mod canonical;
#[cfg(feature = "dialects")]
mod content;
mod counts;
mod detect;
mod evidence;
mod found;
mod identity;
mod item;
mod paths;
mod problem;
mod propstat;
mod rare;
mod root;
mod signatures;
mod status;

use http::StatusCode;

use self::builder::{ItemBuilder, Seen};
#[cfg(feature = "dialects")]
pub(crate) use self::content::ContentReader;
use self::counts::StatedCounts;
use self::detect::{Detected, detect, detect_line, first_element};
use self::evidence::Evidence;
use self::found::FoundObject;
use self::paths::{Paths, Values};
use super::verdict::{Truncation, Verdict};
use super::window::{Progress, Window};
use super::{document::Ending, reader::Reader};
use crate::item::spans::ItemSpans;
use crate::tokens::json::{Cursor, DEPTH, JsonError, JsonText, JsonValue, ValueKind, members_of, unexpected};
use crate::tokens::{Refusal, SyntaxError};
use crate::{
    json_shape::{JsonShape, members::Container},
    media_type::is_json_lines,
};

pub(crate) struct JsonParser {
    shape: Option<JsonShape>,
    paths: Paths,
    /// True if the content type is one of JSON Lines.
    lines: bool,
    /// True if the shape is detected, not given. An object in place of the list means something else then.
    detected: bool,
    /// True if the items have the default shape.
    canonical: bool,
    evidence: Evidence,
    /// The status that the shape gives an item without one.
    given: Option<u16>,
    counts: StatedCounts,
    /// True if the root has a member that the shape does not name.
    has_other_members: bool,
    /// The members of the root, to describe it if it has no list.
    found: FoundObject,
    next: Section,
    /// The number of levels that a value may be nested from here.
    depth: usize,
    /// The same at the start of the document.
    limit: usize,
    /// True if there was a list of items.
    listed: bool,
    /// True if there was a list that is not empty.
    has_items: bool,
    /// True if the sender reports that its source failed.
    incomplete: bool,
    ending: Ending,
    /// The values of one item. Kept to use their memory again.
    values: Values,
}

/// The part of the document that comes next.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Section {
    Start,
    /// The members of the root.
    Root {
        first: bool,
    },
    /// A list of items. `given` is the status that the list gives them.
    Items {
        first: bool,
        keyed: bool,
        within_root: bool,
        given: Option<u16>,
    },
    Lines,
    /// The document, which is one item.
    Alone,
    /// Nothing but white space.
    End,
}

/// The result of a step that did not fail.
enum JsonStep {
    Item,
    Moved,
    Ended(Verdict),
}

impl JsonParser {
    pub(crate) fn new(reader: &Reader) -> Self {
        let lines = reader.content_type.as_deref().is_some_and(is_json_lines);
        Self {
            shape: reader.shape,
            paths: Paths::default(),
            lines,
            detected: reader.shape.is_none(),
            canonical: false,
            evidence: Evidence::of(reader),
            given: reader.status.map(|status| status.as_u16()),
            counts: StatedCounts::default(),
            has_other_members: false,
            found: FoundObject::default(),
            next: Section::Start,
            depth: reader.limits.depth.min(DEPTH),
            limit: reader.limits.depth.min(DEPTH),
            listed: false,
            has_items: false,
            incomplete: false,
            ending: Ending::new(),
            values: Values::default(),
        }
    }

    /// Returns the parser of a body without content, if that means that every item succeeded.
    pub(crate) fn of_empty_body(reader: &Reader) -> Option<Self> {
        let is_success = |status: &StatusCode| status.is_success() && *status != StatusCode::MULTI_STATUS;
        let succeeded = reader.status.filter(is_success);
        let mut parser = Self { listed: true, next: Section::End, ..Self::new(reader) };
        parser.ending.unlisted = succeeded.filter(|_| reader.shape.is_some_and(|shape| shape.empty_if_all_succeeded));
        parser.ending.unlisted.is_some().then_some(parser)
    }

    pub(crate) fn advance(&mut self, window: &mut Window<'_>, record: &mut ItemSpans) -> Progress {
        loop {
            match self.step(window, record) {
                Ok(JsonStep::Item) => return Progress::Item,
                Ok(JsonStep::Moved) => window.start = window.at,
                Ok(JsonStep::Ended(verdict)) => return Progress::Ended(verdict),
                Err(JsonError::Incomplete) if !window.last => return Progress::Incomplete,
                Err(error) => return Progress::Ended(self.verdict(window, record, error)),
            }
        }
    }

    pub(crate) fn into_ending(self) -> Ending {
        self.ending
    }

    fn verdict(&self, window: &Window<'_>, record: &mut ItemSpans, error: JsonError) -> Verdict {
        match error {
            JsonError::Incomplete => {
                Verdict::Truncated { at: window.position(window.text.len()), by: Truncation::Input }
            }
            JsonError::Unexpected { at, expected } => {
                let found = window.text.get(at..).and_then(|rest| rest.chars().next());
                let error = SyntaxError::Grammar(unexpected(expected, found));
                Verdict::Malformed { at: window.position(at), error }
            }
            JsonError::TooDeep { at } => {
                Verdict::Refused { at: window.position(at), refusal: Refusal::Depth { limit: self.limit } }
            }
            JsonError::TooMany { at } => {
                let members = Refusal::Members { limit: record.limits.members };
                Verdict::Refused { at: window.position(at), refusal: record.refusal.take().unwrap_or(members) }
            }
        }
    }

    /// Reads the next item of a list, or the end of the list.
    fn step(&mut self, window: &mut Window<'_>, record: &mut ItemSpans) -> Result<JsonStep, JsonError> {
        let Section::Items { first, keyed, within_root, given } = self.next else {
            return self.step_outside_list(window, record);
        };
        let mut cursor = Cursor::new(window.text.as_bytes(), window.at, self.depth);
        let end = if keyed { b'}' } else { b']' };
        let more = match first {
            true => !cursor.take(end)?,
            false => cursor.more(end, "`,` or the end of the list after an item")?,
        };
        if !more {
            self.next = if within_root { Section::Root { first: false } } else { Section::End };
            window.at = cursor.at;
            return Ok(JsonStep::Moved);
        }
        let key = if keyed { Some(cursor.name()?) } else { None };
        self.item(window, &mut cursor, record, key, given)?;
        if self.counts.are_stated() {
            self.counts.count(record);
        }
        self.next = Section::Items { first: false, keyed, within_root, given };
        Ok(JsonStep::Item)
    }

    /// Reads anything but a list of items. Out of line, so that those do not pay for it.
    #[inline(never)]
    fn step_outside_list(&mut self, window: &mut Window<'_>, record: &mut ItemSpans) -> Result<JsonStep, JsonError> {
        let mut cursor = Cursor::new(window.text.as_bytes(), window.at, self.depth);
        match self.next {
            Section::Start => self.start(window, &mut cursor, record),
            Section::Root { first } => self.root(window, &mut cursor, first),
            Section::Lines => self.line(window, &mut cursor, record),
            Section::Alone => {
                self.item(window, &mut cursor, record, None, self.given)?;
                self.next = Section::End;
                Ok(JsonStep::Item)
            }
            Section::Items { .. } | Section::End => self.end(window, &mut cursor),
        }
    }

    fn start(
        &mut self,
        window: &mut Window<'_>,
        cursor: &mut Cursor<'_>,
        record: &mut ItemSpans,
    ) -> Result<JsonStep, JsonError> {
        let first = cursor.next()?;
        let shape = match self.shape {
            Some(shape) => shape,
            None if self.lines => *detect_line(window.text, cursor.at, self.depth)?,
            None => match detect(window.text, cursor.at, self.depth)? {
                Detected::Shape(shape) => *shape,
                Detected::Other(found) => return Ok(JsonStep::Ended(Verdict::NotMultiStatus { found })),
            },
        };
        if let Some(found) = self.evidence.against(&shape, window.text, cursor, window.last)? {
            return Ok(JsonStep::Ended(Verdict::NotMultiStatus { found }));
        }
        self.shape = Some(shape);
        self.paths = Paths::of(&shape);
        self.values = Values::new(&self.paths);
        self.canonical = shape.is_default;
        self.counts = StatedCounts::of(&shape);
        record.dialect = shape.codes.dialect;
        let is_alone = shape.container == Container::Alone;
        // The status of a document that is one item is that of the response.
        self.given = shape.implied.or(self.given.filter(|_| is_alone));
        let given = self.given;
        self.next = match (shape.container, first) {
            (Container::Lines, b'{') => Section::Lines,
            (Container::Alone, b'{') => Section::Alone,
            (Container::Root, b'[' | b'{') | (Container::Alone, b'[') => {
                Section::Items { first: true, keyed: first == b'{', within_root: false, given }
            }
            (Container::Member(_) | Container::Members(_), b'{') => Section::Root { first: true },
            _ => {
                let found = first_element(window.text, cursor)?;
                return Ok(JsonStep::Ended(Verdict::NotMultiStatus { found }));
            }
        };
        let entered = usize::from(!matches!(self.next, Section::Lines | Section::Alone));
        window.at = cursor.at + entered;
        self.listed = matches!(shape.container, Container::Root | Container::Lines | Container::Alone);
        self.depth = self.depth.saturating_sub(entered);
        Ok(JsonStep::Moved)
    }

    /// Reads an item, and moves behind it.
    fn item(
        &mut self,
        window: &mut Window<'_>,
        cursor: &mut Cursor<'_>,
        record: &mut ItemSpans,
        key: Option<JsonText>,
        given: Option<u16>,
    ) -> Result<(), JsonError> {
        let (paths, values, seen) = (&self.paths, &mut self.values, Seen::default());
        let mut item = ItemBuilder { text: window.text, base: window.base, paths, values, record, seen };
        cursor.next()?;
        let may_be_canonical = self.canonical && key.is_none() && given.is_none();
        if !(may_be_canonical && canonical::read(&mut item, cursor)) {
            if let Some(key) = key {
                let key = item.span(key);
                item.record.keys.push(key);
            }
            item.read(cursor, given)?;
        }
        window.at = cursor.at;
        Ok(())
    }

    fn line(
        &mut self,
        window: &mut Window<'_>,
        cursor: &mut Cursor<'_>,
        record: &mut ItemSpans,
    ) -> Result<JsonStep, JsonError> {
        cursor.space();
        if cursor.byte().is_none() {
            window.at = cursor.at;
            let is_end = self.shape.is_none_or(|shape| shape.summary.is_empty());
            return match (window.last, is_end) {
                (false, _) => Err(JsonError::Incomplete),
                (true, true) => Ok(JsonStep::Ended(Verdict::Complete)),
                (true, false) => {
                    let at = window.position(window.at);
                    Ok(JsonStep::Ended(Verdict::Truncated { at, by: Truncation::BetweenLines }))
                }
            };
        }
        if cursor.byte() != Some(b'{') {
            return Err(cursor.unexpected("a line with an object"));
        }
        self.values.clear();
        let line = JsonValue { start: cursor.at, end: cursor.at, kind: ValueKind::Object, huge: false };
        self.item(window, cursor, record, None, self.given)?;
        let (text, paths) = (window.text, &self.paths);
        let is_absent = |path| self.values.get(text, path).is_none();
        let is_item = ![paths.id, paths.index, paths.status].into_iter().all(is_absent);
        let summary = self.values.get(text, paths.summary).filter(|summary| summary.kind == ValueKind::Object);
        if is_item || summary.is_none() {
            return Ok(JsonStep::Item);
        }
        record.clear();
        for member in members_of(text, line) {
            self.root_member(text, window.base, &member.name.decoded(text), member.value);
        }
        self.next = Section::End;
        Ok(JsonStep::Moved)
    }

    fn end(&mut self, window: &mut Window<'_>, cursor: &mut Cursor<'_>) -> Result<JsonStep, JsonError> {
        cursor.space();
        window.at = cursor.at;
        if cursor.byte().is_some() {
            let at = window.position(cursor.at);
            return Ok(JsonStep::Ended(Verdict::Malformed { at, error: SyntaxError::AfterRoot }));
        }
        if !window.last {
            return Err(JsonError::Incomplete);
        }
        Ok(JsonStep::Ended(self.conclude(window.position(window.at))))
    }
}
