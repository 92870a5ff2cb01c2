//! What a reader notes of one response: spans of the text that it reads, in lists that are used again for the next one.
//!
//! Nothing here is decided, and nothing is allocated for an item once the lists are as long as they get.

use http::StatusCode;

use super::defect::{Defect, DefectKind};

/// A piece of text: of the window that is read, or, where it does not stand there as it is, of the record itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Whether the text was decoded into the record.
    pub(crate) decoded: bool,
}

impl Span {
    /// A span of the window.
    pub(crate) const fn of(start: usize, end: usize) -> Self {
        Self { start, end, decoded: false }
    }
}

/// Everything noted of one response.
#[derive(Debug, Default)]
pub(crate) struct ItemSpans {
    /// Whether the body is DAV XML: it stays from one response to the next.
    pub(crate) dav: bool,
    /// Decoded text: what stood there escaped, or in pieces.
    decoded: String,
    /// Decoded text that is not known to be UTF-8 yet.
    #[cfg(feature = "xml")]
    bytes: Vec<u8>,
    /// The keys: hrefs, or the one id.
    pub(crate) keys: Vec<Span>,
    /// The index that the sender gave.
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
    /// Whether the members come from XML, which has text where JSON has numbers.
    pub(crate) untyped: bool,
    /// As JSON.
    pub(crate) body: Option<Span>,
    /// As JSON, be it a problem or not.
    pub(crate) sent_body: Option<Span>,
    /// The field `Content-Type` that any body of its kind has, so that no outcome need have set it.
    pub(crate) implied: Option<(Span, Span)>,
    pub(crate) conditions: Vec<ConditionSpans>,
    /// The hrefs of all conditions, one after another.
    pub(crate) condition_hrefs: Vec<Span>,
    pub(crate) propstats: Vec<PropstatSpans>,
    /// The properties of all propstats, one after another.
    pub(crate) properties: Vec<ElementSpans>,
    /// Elements that nobody here knows.
    pub(crate) elements: Vec<ElementSpans>,
    pub(crate) defects: Vec<Defect>,
}

/// A condition that failed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConditionSpans {
    /// `None` where it is about the response as a whole, else the number of the propstat.
    pub(crate) propstat: Option<usize>,
    pub(crate) namespace: Span,
    pub(crate) name: Span,
    /// Where its hrefs begin and end in `condition_hrefs`.
    pub(crate) hrefs: (usize, usize),
    /// What stands inside besides hrefs, as XML that declares each prefix it uses.
    pub(crate) content: Option<Span>,
}

/// Properties with a status.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PropstatSpans {
    pub(crate) status: Option<StatusCode>,
    pub(crate) description: Option<Span>,
    /// Where its properties begin and end in `properties`.
    pub(crate) properties: (usize, usize),
}

/// An element as a whole.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ElementSpans {
    pub(crate) namespace: Span,
    pub(crate) name: Span,
    /// The element as XML that declares each prefix it uses.
    pub(crate) xml: Span,
}

impl ItemSpans {
    /// Forgets the last response, and keeps the room.
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

    /// The text of a span.
    pub(crate) fn text<'t>(&'t self, span: Span, window: &'t str) -> &'t str {
        let text = if span.decoded { &*self.decoded } else { window };
        text.get(span.start..span.end).unwrap_or_default()
    }

    /// A span without the white space around its text.
    #[cfg(feature = "xml")]
    pub(crate) fn trimmed(&self, span: Span, window: &str) -> Span {
        let text = self.text(span, window);
        let start = span.end - text.trim_ascii_start().len();
        Span { start, end: start + text.trim_ascii().len(), ..span }
    }

    /// Keeps text that does not stand in the window as it is: what `write` appends.
    pub(crate) fn decode(&mut self, write: impl FnOnce(&mut String)) -> Span {
        let start = self.decoded.len();
        write(&mut self.decoded);
        Span { start, end: self.decoded.len(), decoded: true }
    }

    /// The same of bytes, where they are UTF-8 and `write` does not give up.
    #[cfg(feature = "xml")]
    pub(crate) fn decode_bytes(&mut self, write: impl FnOnce(&mut Vec<u8>) -> Option<()>) -> Option<Span> {
        self.bytes.clear();
        write(&mut self.bytes)?;
        let text = std::str::from_utf8(&self.bytes).ok()?;
        let start = self.decoded.len();
        self.decoded.push_str(text);
        Some(Span { start, end: self.decoded.len(), decoded: true })
    }

    /// How many bytes were decoded.
    #[cfg(feature = "xml")]
    pub(crate) fn decoded(&self) -> usize {
        self.decoded.len()
    }

    /// Notes something odd.
    #[cold]
    pub(crate) fn defect(&mut self, at: u64, kind: DefectKind) {
        self.defects.push(Defect::new(at, kind));
    }
}
