//! Reads JSON of any shape, an item at a time: how far the document is read, and what the root says.
//!
//! State moves only together with `View::at`: what is not whole yet is read again once there is more of it.

mod canonical;
mod item;
mod problem;
mod propstat;
mod sniff;

use self::{
    item::{Notes, members_of},
    sniff::{Found, sniff},
};
use super::tokens::json::{Cursor, DEPTH, Kind, Member, Stop, Text, Value, string::decode};
use super::{
    Reader,
    reading::{Closing, Progress, View},
    verdict::{Fault, Refusal, Truncation, Verdict},
};
use crate::item::{DefectKind, spans::ItemSpans};
use crate::json_shape::{Container, JsonShape, is_json_lines};

pub(crate) struct Parser {
    shape: Option<JsonShape>,
    lines: bool,
    /// Whether the items are those of the default shape.
    canonical: bool,
    place: Place,
    /// How deep a value may be nested from here.
    depth: usize,
    /// The same at the start.
    limit: usize,
    /// Whether there was a list of items.
    listed: bool,
    /// Whether the sender says that its source failed.
    incomplete: bool,
    closing: Closing,
    /// The members of one item; kept for their room.
    members: Vec<Member>,
}

/// Where the text behind `View::at` stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Start,
    /// Between the members of the root.
    Root {
        first: bool,
    },
    /// Between items.
    Items {
        first: bool,
        keyed: bool,
        within_root: bool,
        given: Option<u16>,
    },
    /// Between lines.
    Lines,
    /// Behind everything.
    After,
}

/// What a step came to, unless it stopped.
enum Step {
    Item,
    Moved,
    Ended(Verdict),
}

impl Parser {
    pub(crate) fn new(reader: &Reader) -> Self {
        let media_type = reader.content_type.as_deref().and_then(|content_type| content_type.split(';').next());
        let lines = media_type.is_some_and(|known| is_json_lines(&known.trim().to_ascii_lowercase()));
        Self {
            shape: reader.shape,
            lines,
            canonical: false,
            place: Place::Start,
            depth: reader.limits.depth.min(DEPTH),
            limit: reader.limits.depth.min(DEPTH),
            listed: false,
            incomplete: false,
            closing: Closing::default(),
            members: Vec::new(),
        }
    }

    pub(crate) fn advance(&mut self, view: &mut View<'_>, record: &mut ItemSpans) -> Progress {
        loop {
            match self.step(view, record) {
                Ok(Step::Item) => return Progress::Item,
                Ok(Step::Moved) => {}
                Ok(Step::Ended(verdict)) => return Progress::Ended(verdict),
                Err(Stop::End) if !view.last => return Progress::More,
                Err(stop) => return Progress::Ended(self.stopped(view, stop)),
            }
        }
    }

    pub(crate) fn closing(&mut self) -> Closing {
        std::mem::take(&mut self.closing)
    }

    fn stopped(&self, view: &View<'_>, stop: Stop) -> Verdict {
        match stop {
            Stop::End => Verdict::Truncated { at: view.position(view.text.len()), by: Truncation::Input },
            Stop::Fault { at, expected } => {
                let found = view.text.get(at..).and_then(|rest| rest.chars().next());
                let found = found.map(|found| format!(", found {found:?}")).unwrap_or_default();
                let fault = Fault::Syntax(format!("expected {expected}{found}"));
                Verdict::Malformed { at: view.position(at), fault }
            }
            Stop::Depth { at } => {
                Verdict::Refused { at: view.position(at), refusal: Refusal::Depth { limit: self.limit } }
            }
        }
    }

    fn step(&mut self, view: &mut View<'_>, record: &mut ItemSpans) -> Result<Step, Stop> {
        let mut cursor = Cursor::new(view.text, view.at, self.depth);
        match self.place {
            Place::Start => self.start(view, &mut cursor),
            Place::Root { first } => self.root(view, &mut cursor, first),
            Place::Items { first, keyed, within_root, given } => {
                if !first {
                    let end = if keyed { b'}' } else { b']' };
                    if !cursor.more(end, "`,` or the end of the list behind an item")? {
                        return Ok(self.list_ends(view, &cursor, within_root));
                    }
                } else if cursor.take(if keyed { b'}' } else { b']' })? {
                    return Ok(self.list_ends(view, &cursor, within_root));
                }
                let key = if keyed { Some(cursor.name()?) } else { None };
                self.item(view, &mut cursor, record, key, given)?;
                self.place = Place::Items { first: false, keyed, within_root, given };
                Ok(Step::Item)
            }
            Place::Lines => self.line(view, &mut cursor, record),
            Place::After => self.after(view, &mut cursor),
        }
    }

    fn list_ends(&mut self, view: &mut View<'_>, cursor: &Cursor<'_>, within_root: bool) -> Step {
        view.at = cursor.at;
        self.place = if within_root { Place::Root { first: false } } else { Place::After };
        Step::Moved
    }

    fn start(&mut self, view: &mut View<'_>, cursor: &mut Cursor<'_>) -> Result<Step, Stop> {
        let first = cursor.next()?;
        let shape = match self.shape {
            Some(shape) => shape,
            None if self.lines => JsonShape::JSON_LINES,
            None => match sniff(view.text, cursor.at, self.depth)? {
                Found::Shape(shape) => *shape,
                Found::Other(found) => return Ok(Step::Ended(Verdict::NotMultiStatus { found })),
            },
        };
        self.shape = Some(shape);
        self.canonical = matches!(shape, JsonShape::MULTISTATUS | JsonShape::JSON_LINES);
        self.place = match (shape.container, first) {
            (Container::Lines, b'{') => Place::Lines,
            (Container::Root, b'[' | b'{') => {
                Place::Items { first: true, keyed: first == b'{', within_root: false, given: None }
            }
            (Container::Member(_) | Container::Members(_), b'{') => Place::Root { first: true },
            _ => {
                let found = if first == b'[' { "an array" } else { "an object" };
                return Ok(Step::Ended(Verdict::NotMultiStatus { found: found.into() }));
            }
        };
        let step_in = usize::from(self.place != Place::Lines);
        view.at = cursor.at + step_in;
        self.listed = matches!(shape.container, Container::Root | Container::Lines);
        self.depth = self.depth.saturating_sub(step_in);
        Ok(Step::Moved)
    }

    /// Reads a member of the root, up to its items if it has some.
    fn root(&mut self, view: &mut View<'_>, cursor: &mut Cursor<'_>, first: bool) -> Result<Step, Stop> {
        let more = match first {
            true => !cursor.take(b'}')?,
            false => cursor.more(b'}', "`,` or `}` behind a member")?,
        };
        if !more {
            view.at = cursor.at;
            self.place = Place::After;
            return Ok(Step::Moved);
        }
        let name = cursor.name()?;
        let name = view.text.get(name.start..name.end).unwrap_or_default();
        let given = self.shape.as_ref().and_then(|shape| shape.items_in(name));
        let opens = cursor.next()?;
        match given {
            Some(given) if matches!(opens, b'[' | b'{') => {
                // The default shape has no map; whoever sends one means something else.
                let fixed =
                    matches!(self.shape, Some(shape) if shape != JsonShape::MULTISTATUS && shape != JsonShape::ZALANDO);
                if opens == b'{' && !fixed {
                    let found = format!("an object whose member `{name}` is an object");
                    return Ok(Step::Ended(Verdict::NotMultiStatus { found }));
                }
                view.at = cursor.at + 1;
                self.listed = true;
                self.place = Place::Items { first: true, keyed: opens == b'{', within_root: true, given };
            }
            _ => {
                let value = cursor.value()?;
                self.note(view.text, name, value);
                view.at = cursor.at;
                self.place = Place::Root { first: false };
            }
        }
        Ok(Step::Moved)
    }

    /// Keeps what the root says of the whole.
    fn note(&mut self, text: &str, name: &str, value: Value) {
        let Some(shape) = &self.shape else { return };
        if name == shape.whole && self.closing.description.is_none() {
            self.closing.description = value.string().and_then(|inside| {
                let mut description = String::new();
                decode(text.get(inside.start..inside.end)?, &mut description);
                Some(description)
            });
        } else if name == shape.summary && !name.is_empty() && self.closing.summary.is_none() {
            let json = text.get(value.start..value.end).unwrap_or_default();
            self.closing.summary = serde_json::from_str(json).ok();
            // It counts even where the rest of the summary cannot be read.
            let says = |member: &Member| {
                text.get(member.name.start..member.name.end) == Some("complete")
                    && member.value.kind == Kind::Boolean(false)
            };
            self.incomplete |= members_of(text, value).any(|member| says(&member));
        }
    }

    /// Reads an item, and moves behind it.
    fn item(
        &mut self,
        view: &mut View<'_>,
        cursor: &mut Cursor<'_>,
        record: &mut ItemSpans,
        key: Option<Text>,
        given: Option<u16>,
    ) -> Result<(), Stop> {
        self.members.clear();
        let first = cursor.next()?;
        let start = cursor.at;
        if key.is_none() && given.is_none() && self.canonical {
            let shape = &JsonShape::MULTISTATUS;
            let mut notes = Notes { text: view.text, base: view.base, shape, record };
            if canonical::note(&mut notes, cursor) {
                view.at = cursor.at;
                return Ok(());
            }
        }
        match first {
            b'{' => cursor.members(&mut self.members)?,
            _ => cursor.value().map(drop)?,
        }
        let Some(shape) = &self.shape else { return Ok(()) };
        let mut notes = Notes { text: view.text, base: view.base, shape, record };
        if let Some(key) = key {
            let key = notes.span(key);
            notes.record.keys.push(key);
        }
        if first != b'{' {
            notes.defect(start, DefectKind::WrongType);
        }
        notes.item(start, &self.members, given);
        view.at = cursor.at;
        Ok(())
    }

    fn line(&mut self, view: &mut View<'_>, cursor: &mut Cursor<'_>, record: &mut ItemSpans) -> Result<Step, Stop> {
        cursor.space();
        let Some(shape) = self.shape.filter(|_| cursor.byte().is_some()) else {
            view.at = cursor.at;
            let over = self.shape.is_none_or(|shape| shape.summary.is_empty());
            return match (view.last, over) {
                (false, _) => Err(Stop::End),
                (true, true) => Ok(Step::Ended(Verdict::Complete)),
                (true, false) => {
                    let at = view.position(view.at);
                    Ok(Step::Ended(Verdict::Truncated { at, by: Truncation::BetweenLines }))
                }
            };
        };
        if cursor.byte() != Some(b'{') {
            return Err(cursor.fault("a line with an object"));
        }
        self.item(view, cursor, record, None, None)?;
        let named = |member: &Member, wanted: &str| view.text.get(member.name.start..member.name.end) == Some(wanted);
        let ends = |member: &Member| !shape.summary.is_empty() && named(member, shape.summary);
        if !self.members.iter().any(ends) || self.members.iter().any(|member| named(member, shape.status)) {
            return Ok(Step::Item);
        }
        record.clear();
        let members = std::mem::take(&mut self.members);
        for member in &members {
            self.note(view.text, view.text.get(member.name.start..member.name.end).unwrap_or_default(), member.value);
        }
        self.place = Place::After;
        Ok(Step::Moved)
    }

    fn after(&mut self, view: &mut View<'_>, cursor: &mut Cursor<'_>) -> Result<Step, Stop> {
        cursor.space();
        view.at = cursor.at;
        if cursor.byte().is_some() {
            let at = view.position(cursor.at);
            return Ok(Step::Ended(Verdict::Malformed { at, fault: Fault::AfterRoot }));
        }
        if !view.last {
            return Err(Stop::End);
        }
        Ok(Step::Ended(match (self.listed, self.incomplete) {
            (false, _) => Verdict::NotMultiStatus { found: "an object without a list of items".into() },
            (true, true) => Verdict::Truncated { at: view.position(view.at), by: Truncation::Sender },
            (true, false) => Verdict::Complete,
        }))
    }
}
