//! Reads a part: its header fields, and the response in it (RFC 9112 section 2.1).

use super::delimiter::{Found, boundary_parameter, find};
use super::fields::{Field, FieldLine, FieldLines, TextRange};
use crate::item::spans::{ItemSpans, Span};
use crate::item::DefectKind;
use crate::json_shape::JsonShape;
use crate::media_type;
use crate::read::json::{ContentReader, JsonContent};
use crate::read::status_line::status_line;
use crate::read::window::Window;
use crate::tokens::{Limits, Refusal};

/// Where the JSON of a failure has its text, unless it is a problem.
const CONTENT: JsonShape = JsonShape::list("responses").body("body").error(&["body/error/message"]);

/// The header fields of a part.
#[derive(Debug, Default)]
pub(crate) struct PartHead {
    /// The position behind the fields.
    pub(crate) end: usize,
    /// True if the part is a response: `application/http`.
    pub(crate) is_response: bool,
    /// The boundary of the parts in it, if it is multipart.
    pub(crate) boundary: Option<String>,
    content_id: Option<TextRange>,
}

impl PartHead {
    /// Reads the header fields of the next part; `None` if the text ends before them.
    pub(crate) fn read(window: &Window<'_>, boundaries: [&str; 2]) -> Option<Self> {
        // A part without an empty line has nothing but fields.
        let limit = match find(window.text, window.at, boundaries, window.last) {
            (Found::Delimiter(delimiter), _) => Some(delimiter.content_end),
            (Found::Incomplete, _) => None,
        };
        let text = window.text.get(..limit.unwrap_or(window.text.len()))?;
        let mut head = Self::default();
        let mut lines = FieldLines::new(text, window.at);
        let mut ended = false;
        while let Some(line) = lines.next() {
            match line {
                FieldLine::End => {
                    ended = true;
                    break;
                }
                FieldLine::Field(field) => head.field(text, field),
                FieldLine::Invalid(_) => {}
            }
        }
        head.end = lines.at;
        (ended || limit.is_some()).then_some(head)
    }

    fn field(&mut self, text: &str, field: Field) {
        let slice = |(start, end): TextRange| text.get(start..end).unwrap_or_default();
        let name = slice(field.name);
        if name.eq_ignore_ascii_case("content-type") {
            let value = slice(field.value);
            self.is_response = media_type::is(value, "application/http");
            self.boundary = boundary_parameter(value);
        } else if name.eq_ignore_ascii_case("content-id") {
            self.content_id.get_or_insert(field.value);
        }
    }
}

/// Reads the responses in parts.
pub(crate) struct PartReader {
    content: ContentReader,
}

impl PartReader {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { content: ContentReader::new(&CONTENT, limits) }
    }

    /// Reads the response of a part, which ends at `end`.
    ///
    /// # Errors
    ///
    /// Returns the position and the limit that the part exceeds.
    pub(crate) fn read(
        &mut self,
        window: &Window<'_>,
        head: &PartHead,
        end: usize,
        record: &mut ItemSpans,
    ) -> Result<(), (usize, Refusal)> {
        let text = window.text.get(..end).unwrap_or_default();
        let start = start_of_line(text, head.end);
        let line_end = text.get(start..).and_then(|rest| rest.find('\n')).map_or(end, |length| start + length + 1);
        let line = text.get(start..line_end).unwrap_or_default().trim_end_matches(['\r', '\n']);
        status(line, start, window.base, record);
        let mut content_id = head.content_id;
        let mut lines = FieldLines::new(text, line_end);
        for line in lines.by_ref() {
            match line {
                FieldLine::End => break,
                FieldLine::Invalid(at) => record.defect(window.base + at as u64, DefectKind::InvalidHeader),
                FieldLine::Field(Field { name, value }) => {
                    let is_id = text.get(name.0..name.1).is_some_and(|name| name.eq_ignore_ascii_case("content-id"));
                    if is_id {
                        content_id = merged(text, window.base, content_id, value, record);
                        continue;
                    }
                    let [name, value] = [name, value].map(|(start, end)| Span::of(start, end));
                    let added = record.add_field(text, window.base, name, value);
                    added.map_err(|refusal| (name.start, refusal))?;
                }
            }
        }
        if let Some(id) = content_id.map(|range| item_name(text, range)) {
            record.keys.push(Span::of(id.0, id.1));
        }
        let body = JsonContent { text, base: window.base, at: lines.at };
        self.content.read(body, record)
    }
}

/// Returns the start of the first line that is not empty, of which there may be some (RFC 9112 section 2.2).
fn start_of_line(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    text.len() - rest.trim_start_matches(['\r', '\n']).len()
}

fn status(line: &str, at: usize, base: u64, record: &mut ItemSpans) {
    let (status, odd) = status_line(line);
    record.status = status;
    record.unreadable_status = status.is_none() && !line.is_empty();
    let defect = match status {
        None if line.is_empty() => Some(DefectKind::MissingStatus),
        None => Some(DefectKind::InvalidStatus),
        Some(status) if status.is_informational() => Some(DefectKind::InterimStatus),
        Some(_) => odd.then_some(DefectKind::OddStatusLine),
    };
    if let Some(kind) = defect {
        record.defect(base + at as u64, kind);
    }
}

/// Returns the name that the part and its response agree on.
fn merged(
    text: &str,
    base: u64,
    first: Option<TextRange>,
    second: TextRange,
    record: &mut ItemSpans,
) -> Option<TextRange> {
    let name = |range| {
        let (start, end) = item_name(text, range);
        text.get(start..end)
    };
    match first {
        Some(first) if name(first) != name(second) => {
            record.defect(base + second.0 as u64, DefectKind::InvalidId);
            None
        }
        first => first.or(Some(second)),
    }
}

/// Returns the key in a `Content-ID`: `KEY`, `<KEY>` or `<response-KEY>`.
fn item_name(text: &str, (start, end): TextRange) -> TextRange {
    let value = text.get(start..end).unwrap_or_default();
    let Some(inside) = value.strip_prefix('<').and_then(|value| value.strip_suffix('>')) else { return (start, end) };
    let key = inside.strip_prefix("response-").unwrap_or(inside);
    (end - 1 - key.len(), end - 1)
}
