//! `ItemSpans`: the parts of one item as positions in the text that is being read.
//!
//! The lists are reused for the next item, so that no item allocates once they have grown.

use http::StatusCode;

use super::defect::{Defect, DefectKind};

/// A piece of text: in the window that is being read, or in the decoded text of the spans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// True if the text is in the decoded text.
    pub(crate) decoded: bool,
}

impl Span {
    /// Creates a span of the window.
    pub(crate) const fn of(start: usize, end: usize) -> Self {
        Self { start, end, decoded: false }
    }
}

/// The parts of one item.
#[derive(Debug, Default)]
pub(crate) struct ItemSpans {
    /// True if the body is DAV XML. It is the same for all items.
    pub(crate) dav: bool,
    /// Decoded text: text that is escaped or interrupted in the window.
    decoded: String,
    /// Decoded bytes that are not checked to be UTF-8 yet.
    #[cfg(feature = "xml")]
    bytes: Vec<u8>,
    /// The keys: hrefs, or one id.
    pub(crate) keys: Vec<Span>,
    /// The index that the sender wrote.
    pub(crate) index: Option<usize>,
    pub(crate) status: Option<StatusCode>,
    pub(crate) description: Option<Span>,
    pub(crate) language: Option<Span>,
    pub(crate) location: Option<Span>,
    pub(crate) problem_type: Option<Span>,
    pub(crate) title: Option<Span>,
    /// Names and values.
    pub(crate) headers: Vec<(Span, Span)>,
    /// Names, and values as JSON.
    pub(crate) members: Vec<(Span, Span)>,
    /// True if the members come from XML, which has text instead of numbers.
    pub(crate) untyped: bool,
    /// The body as JSON, if it is not a problem.
    pub(crate) body: Option<Span>,
    /// The body as JSON, a problem or not.
    pub(crate) sent_body: Option<Span>,
    /// The field `Content-Type`, if it is the one that every body of its kind has.
    pub(crate) implied: Option<(Span, Span)>,
    pub(crate) conditions: Vec<ConditionSpans>,
    /// The hrefs of all conditions, in order.
    pub(crate) condition_hrefs: Vec<Span>,
    pub(crate) propstats: Vec<PropstatSpans>,
    /// The properties of all propstats, in order.
    pub(crate) properties: Vec<ElementSpans>,
    /// Elements that this crate does not know.
    pub(crate) elements: Vec<ElementSpans>,
    pub(crate) defects: Vec<Defect>,
}

/// A condition that failed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConditionSpans {
    /// The number of the propstat, or `None` for a condition of the response.
    pub(crate) propstat: Option<usize>,
    pub(crate) namespace: Span,
    pub(crate) name: Span,
    /// The range of its hrefs in `condition_hrefs`.
    pub(crate) hrefs: (usize, usize),
    /// The content besides hrefs, as XML that declares each prefix it uses.
    pub(crate) content: Option<Span>,
}

/// Properties with a status.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PropstatSpans {
    pub(crate) status: Option<StatusCode>,
    pub(crate) description: Option<Span>,
    /// The range of its properties in `properties`.
    pub(crate) properties: (usize, usize),
}

/// An element.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ElementSpans {
    pub(crate) namespace: Span,
    pub(crate) name: Span,
    /// The element as XML that declares each prefix it uses.
    pub(crate) xml: Span,
}

impl ItemSpans {
    /// Removes the last item and keeps the allocations.
    pub(crate) fn clear(&mut self) {
        self.decoded.clear();
        self.keys.clear();
        self.headers.clear();
        self.members.clear();
        self.conditions.clear();
        self.condition_hrefs.clear();
        self.propstats.clear();
        self.properties.clear();
        self.elements.clear();
        self.defects.clear();
        self.index = None;
        self.status = None;
        self.description = None;
        self.language = None;
        self.location = None;
        self.problem_type = None;
        self.title = None;
        self.untyped = false;
        self.body = None;
        self.sent_body = None;
        self.implied = None;
    }

    /// Returns the text of a span.
    pub(crate) fn text<'t>(&'t self, span: Span, window: &'t str) -> &'t str {
        let text = if span.decoded { &*self.decoded } else { window };
        text.get(span.start..span.end).unwrap_or_default()
    }

    /// Returns a span without the white space around its text.
    #[cfg(feature = "xml")]
    pub(crate) fn trimmed(&self, span: Span, window: &str) -> Span {
        let text = self.text(span, window);
        let start = span.end - text.trim_ascii_start().len();
        Span { start, end: start + text.trim_ascii().len(), ..span }
    }

    /// Adds decoded text: what `write` appends.
    pub(crate) fn decode(&mut self, write: impl FnOnce(&mut String)) -> Span {
        let start = self.decoded.len();
        write(&mut self.decoded);
        Span { start, end: self.decoded.len(), decoded: true }
    }

    /// Adds decoded bytes, if they are UTF-8 and `write` succeeds.
    #[cfg(feature = "xml")]
    pub(crate) fn decode_bytes(&mut self, write: impl FnOnce(&mut Vec<u8>) -> Option<()>) -> Option<Span> {
        self.bytes.clear();
        write(&mut self.bytes)?;
        let text = std::str::from_utf8(&self.bytes).ok()?;
        let start = self.decoded.len();
        self.decoded.push_str(text);
        Some(Span { start, end: self.decoded.len(), decoded: true })
    }

    /// Returns the number of decoded bytes.
    #[cfg(feature = "xml")]
    pub(crate) fn decoded(&self) -> usize {
        self.decoded.len()
    }

    /// Adds a defect.
    #[cold]
    pub(crate) fn defect(&mut self, at: u64, kind: DefectKind) {
        self.defects.push(Defect::new(at, kind));
    }
}
