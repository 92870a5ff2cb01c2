//! Reads a part: its header fields, and the response in it (RFC 9112 section 2.1).

use super::delimiter::{BoundaryLine, boundary_parameter, find};
use super::fields::{Field, FieldLine, FieldLines};
use crate::item::DefectKind;
use crate::item::spans::{ItemSpans, Span};
use crate::json_shape::JsonShape;
use crate::media_type;
use crate::read::json::ContentReader;
use crate::read::status_line::status_line;
use crate::read::window::Window;
use crate::tokens::Limits;
use crate::tokens::{json::JsonError, xml::TextRange};

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
        let limit = find(window.text, window.at, boundaries, window.last).map(|(delimiter, _)| delimiter.content_end);
        // The last line may be incomplete.
        let complete = || window.text.rfind('\n').map_or(0, |last| last + 1).max(window.at);
        let text = window.text.get(..limit.unwrap_or_else(complete))?;
        let mut head = Self::default();
        let mut lines = FieldLines::new(text, window.at);
        let mut ended = false;
        for line in lines.by_ref() {
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
        let name = slice(text, field.name);
        if name.eq_ignore_ascii_case("content-type") {
            let value = slice(text, field.value);
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

    /// Reads the response of a part, up to the delimiter behind it.
    ///
    /// # Errors
    ///
    /// Returns an error if the part exceeds a limit.
    pub(crate) fn read(
        &mut self,
        window: &Window<'_>,
        head: &PartHead,
        delimiter: BoundaryLine,
        record: &mut ItemSpans,
    ) -> Result<(), JsonError> {
        let (base, end) = (window.base, delimiter.content_end);
        // The line break before the delimiter ends a body that is a number.
        let text = window.text.get(..delimiter.start).unwrap_or_default();
        let start = start_of_line(text, head.end).min(end);
        let line_end = text.get(start..end).and_then(|rest| rest.find('\n')).map_or(end, |length| start + length + 1);
        let line = text.get(start..line_end).unwrap_or_default().trim_end_matches(['\r', '\n']);
        status(line, start, base, record);
        let mut item = self.content.item(text, base, record);
        let (mut content_id, mut differs) = (head.content_id, false);
        let mut lines = FieldLines::new(text.get(..end).unwrap_or_default(), line_end);
        for line in lines.by_ref() {
            match line {
                FieldLine::End => break,
                FieldLine::Invalid(at) => item.defect(at, DefectKind::InvalidHeader),
                FieldLine::Field(Field { name, value }) if slice(text, name).eq_ignore_ascii_case("content-id") => {
                    match content_id {
                        Some(first) if slice(text, item_name(text, first)) != slice(text, item_name(text, value)) => {
                            item.defect(name.0, DefectKind::InvalidId);
                            differs = true;
                        }
                        _ => content_id = Some(value),
                    }
                }
                FieldLine::Field(Field { name, value }) => {
                    item.count_member(name.0)?;
                    item.text_field(Span::of(name.0, name.1), Span::of(value.0, value.1), name.0);
                }
            }
        }
        if let Some((start, end)) = content_id.filter(|_| !differs).map(|range| item_name(text, range)) {
            record.keys.push(Span::of(start, end));
        }
        self.content.read(text, base, (lines.at, end), record)
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

fn slice(text: &str, (start, end): TextRange) -> &str {
    text.get(start..end).unwrap_or_default()
}

/// Returns the key in a `Content-ID`: `KEY`, `<KEY>` or `<response-KEY>`.
fn item_name(text: &str, (start, end): TextRange) -> TextRange {
    let value = slice(text, (start, end));
    let Some(inside) = value.strip_prefix('<').and_then(|value| value.strip_suffix('>')) else { return (start, end) };
    let key = inside.strip_prefix("response-").unwrap_or(inside);
    (end - 1 - key.len(), end - 1)
}
