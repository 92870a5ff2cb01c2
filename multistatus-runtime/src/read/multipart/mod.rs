//! Reads `multipart/mixed` of `application/http`, part by part: the delimiters, and what is outside of the parts.
//!
//! The state changes only together with `Window::at`: what is incomplete is read again once there is more text.

pub(crate) mod delimiter;
pub(crate) mod fields;
mod part;

use self::delimiter::{BoundaryLine, boundary_of, boundary_parameter, find};
use self::part::{PartHead, PartReader};
use super::verdict::{Truncation, Verdict};
use super::window::{Progress, Window};
use super::{document::Ending, reader::Reader};
use crate::tokens::json::{DEPTH, JsonError};
use crate::tokens::{Refusal, SyntaxError};
use crate::{entry::NoOutcome, item::spans::ItemSpans, outcome::header};

/// The length of a line that shows if a body without a content type is multipart.
const DECIDING: usize = 200;

pub(crate) struct MultipartParser {
    boundary: String,
    /// The boundary of the change set that is open: a part that is multipart itself (OData 4.0 part 1, section 11.7.4).
    change_set: Option<String>,
    next: MultipartSection,
    /// True once there was a part that is a response.
    any: bool,
    parts: PartReader,
    /// The number of levels that the body of a part may be nested.
    depth: usize,
    ending: Ending,
}

/// The part of the document that comes next.
#[derive(Clone, Copy, Debug, PartialEq)]
enum MultipartSection {
    /// Text before the first part.
    Preamble,
    Part,
    /// Text of a change set before its first part.
    ChangeSet,
    /// Text behind the last part of a change set.
    AfterChangeSet,
    /// Text behind the last part.
    Epilogue,
}

/// The result of a step that found what it looked for.
enum PartStep {
    Item,
    Moved,
}

impl MultipartParser {
    /// Returns the parser for a body that begins with `rest`, if its content type gives a boundary, or if it begins with a
    /// boundary and a header field.
    ///
    /// # Errors
    ///
    /// Returns an error if more text decides.
    pub(crate) fn detect(rest: &str, last: bool, reader: &Reader) -> Result<Option<Self>, Progress> {
        // XML and JSON are what they begin with, whatever the content type is.
        if rest.is_empty() || rest.starts_with(['<', '{', '[']) {
            return Ok(None);
        }
        if let Some(boundary) = reader.content_type.as_deref().and_then(boundary_parameter) {
            return Ok(Some(Self::new(boundary, reader)));
        }
        let undecided = || if last { Ok(None) } else { Err(Progress::Incomplete) };
        if !"--".starts_with(rest) && !rest.starts_with("--") {
            return Ok(None);
        }
        let Some((line, behind)) = rest.split_once('\n') else {
            return if rest.len() > DECIDING { Ok(None) } else { undecided() };
        };
        let Some(boundary) = boundary_of(line).filter(|_| line.len() <= DECIDING) else { return Ok(None) };
        match behind.split_once([':', '\n']) {
            Some((name, _)) if name.len() <= DECIDING && header::is_name(name) => {
                Ok(Some(Self::new(boundary.to_owned(), reader)))
            }
            None if behind.len() <= DECIDING => undecided(),
            _ => Ok(None),
        }
    }

    fn new(boundary: String, reader: &Reader) -> Self {
        Self {
            boundary,
            change_set: None,
            next: MultipartSection::Preamble,
            any: false,
            parts: PartReader::new(reader.limits),
            depth: reader.limits.depth.min(DEPTH),
            ending: Ending::new(),
        }
    }

    /// Reads to the end of the next part that is a response.
    pub(crate) fn advance(&mut self, window: &mut Window<'_>, record: &mut ItemSpans) -> Progress {
        loop {
            let step = match self.next {
                MultipartSection::Preamble | MultipartSection::ChangeSet | MultipartSection::AfterChangeSet => {
                    self.skip_text(window)
                }
                MultipartSection::Part => self.part(window, record),
                MultipartSection::Epilogue => Err(self.finish(window)),
            };
            match step {
                Ok(PartStep::Item) => return Progress::Item,
                Ok(PartStep::Moved) => window.start = window.at,
                Err(Progress::Incomplete) if window.last => return Progress::Ended(self.ended_early(window)),
                Err(progress) => return progress,
            }
        }
    }

    pub(crate) fn into_ending(self) -> Ending {
        self.ending
    }

    /// Skips text up to the next delimiter.
    fn skip_text(&mut self, window: &mut Window<'_>) -> Result<PartStep, Progress> {
        let within = self.change_set.as_deref().filter(|_| self.next == MultipartSection::ChangeSet);
        let delimiter = self.delimiter(window, window.at, within)?;
        self.pass(window, delimiter);
        Ok(PartStep::Moved)
    }

    /// Reads a part, or the header fields of a change set.
    fn part(&mut self, window: &mut Window<'_>, record: &mut ItemSpans) -> Result<PartStep, Progress> {
        let within = self.change_set.as_deref();
        let boundaries = [within.unwrap_or(&self.boundary), &self.boundary];
        let head = PartHead::read(window, boundaries).ok_or(Progress::Incomplete)?;
        if let Some(boundary) = head.boundary {
            if within.is_some() || boundary == self.boundary {
                return Err(malformed(
                    window,
                    window.at,
                    "expected a response in a change set, found another set of parts",
                ));
            }
            self.change_set = Some(boundary);
            self.next = MultipartSection::ChangeSet;
            window.at = head.end;
            return Ok(PartStep::Moved);
        }
        let delimiter = self.delimiter(window, head.end, within)?;
        let content = window.text.get(head.end..delimiter.content_end).unwrap_or_default();
        if !self.any && !head.is_response && !content.trim_ascii_start().starts_with("HTTP/") {
            let found = "a multipart body whose first part is not an HTTP response".to_owned();
            return Err(Progress::Ended(Verdict::NotMultiStatus { found }));
        }
        self.any = true;
        let read = self.parts.read(window, &head, delimiter, record);
        read.map_err(|error| Progress::Ended(self.refused(window, record, error)))?;
        self.pass(window, delimiter);
        Ok(PartStep::Item)
    }

    /// Finds the next delimiter from `from` on: that of the change set `within`, or else of the body.
    fn delimiter(&self, window: &Window<'_>, from: usize, within: Option<&str>) -> Result<BoundaryLine, Progress> {
        let boundaries = [within.unwrap_or(&self.boundary), &self.boundary];
        match find(window.text, from, boundaries, window.last) {
            Some((delimiter, 0)) => Ok(delimiter),
            Some((delimiter, _)) => Err(malformed(
                window,
                delimiter.start,
                "expected the last boundary of a change set, found that of the body",
            )),
            None => Err(Progress::Incomplete),
        }
    }

    /// Moves behind a delimiter.
    fn pass(&mut self, window: &mut Window<'_>, delimiter: BoundaryLine) {
        window.at = delimiter.end;
        let in_change_set = self.change_set.is_some() && self.next != MultipartSection::AfterChangeSet;
        self.next = match (delimiter.closes, in_change_set) {
            (false, _) => MultipartSection::Part,
            (true, true) => MultipartSection::AfterChangeSet,
            (true, false) => MultipartSection::Epilogue,
        };
        if !in_change_set || delimiter.closes {
            self.change_set = None;
        }
    }

    /// Reads the text behind the last part. It is about the batch as a whole, and may report that the source failed.
    fn finish(&mut self, window: &mut Window<'_>) -> Progress {
        if !window.last {
            return Progress::Incomplete;
        }
        let text = window.rest().trim();
        window.at = window.text.len();
        self.ending.description = (!text.is_empty()).then(|| text.to_owned());
        Progress::Ended(if text.ends_with(NoOutcome::SourceFailed.text()) {
            Verdict::Truncated { at: window.position(window.at), by: Truncation::Sender }
        } else {
            Verdict::Complete
        })
    }

    /// Returns the verdict on a part that exceeds a limit.
    fn refused(&self, window: &Window<'_>, record: &mut ItemSpans, error: JsonError) -> Verdict {
        let members = Refusal::Members { limit: record.limits.members };
        let (at, refusal) = match error {
            JsonError::TooDeep { at } => (at, Refusal::Depth { limit: self.depth }),
            JsonError::TooMany { at } | JsonError::Unexpected { at, .. } => {
                (at, record.refusal.take().unwrap_or(members))
            }
            JsonError::Incomplete => (window.at, members),
        };
        Verdict::Refused { at: window.position(at), refusal }
    }

    /// Returns the verdict on a body that ends before its last boundary.
    fn ended_early(&self, window: &Window<'_>) -> Verdict {
        if self.next == MultipartSection::Preamble {
            return Verdict::NotMultiStatus {
                found: "a multipart body without the boundary of its content type".into(),
            };
        }
        Verdict::Truncated { at: window.position(window.text.len()), by: Truncation::Input }
    }
}

fn malformed(window: &Window<'_>, at: usize, error: &str) -> Progress {
    Progress::Ended(Verdict::Malformed { at: window.position(at), error: SyntaxError::Grammar(error.to_owned()) })
}
