//! `ItemSpans`: the parts of one item as positions in the text that is being read.
//!
//! The lists are reused for the next item, so that no item allocates once they have grown.

use http::StatusCode;

use super::defect::{Defect, DefectKind, DefectList};
use crate::tokens::{Limits, Refusal};

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
    /// The key of the dialect that the error codes belong to. It is the same for all items.
    pub(crate) dialect: &'static str,
    /// The limits of the document.
    pub(crate) limits: Limits,
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
    /// True if there is a status that cannot be read, and no failure before it.
    pub(crate) unreadable_status: bool,
    pub(crate) description: Option<Span>,
    pub(crate) language: Option<Span>,
    pub(crate) location: Option<Span>,
    pub(crate) problem_type: Option<Span>,
    pub(crate) title: Option<Span>,
    pub(crate) instance: Option<Span>,
    /// The error code that the sender wrote.
    pub(crate) error_code: Option<Span>,
    /// True if there is no status, and the error code stands for none, so that the status is a 500.
    pub(crate) unlisted_code: bool,
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
    /// The declaration that the elements of [`XmlSpans::Canonical`] lack, with a space before it. It is the same for all items of
    /// a document.
    #[cfg(feature = "xml")]
    pub(crate) declaration: String,
    pub(crate) defects: DefectList,
    /// The number of bytes that the decoded text has more than the window, because parts of it are repeated.
    #[cfg(feature = "xml")]
    copied: usize,
    /// The number of members, with those inside of others.
    counted_members: usize,
    /// The reason why the item is refused, if it is.
    #[cfg(feature = "json")]
    pub(crate) refusal: Option<Refusal>,
    /// The number of values in the bodies and members that may have many.
    #[cfg(feature = "json")]
    counted_values: usize,
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
    /// `None` for `DAV:`.
    pub(crate) namespace: Option<Span>,
    pub(crate) name: Span,
    pub(crate) xml: XmlSpans,
}

/// The XML of an element.
#[derive(Clone, Copy, Debug)]
pub(crate) enum XmlSpans {
    /// XML that declares each prefix it uses.
    Whole(Span),
    /// A range of the window. The element lacks [`ItemSpans::declaration`] behind its name, and has no attributes.
    #[cfg(feature = "xml")]
    Canonical {
        start: usize,
        end: usize,
        /// The length of the text, if the element has nothing else and the text has no references.
        text: Option<usize>,
    },
}

impl ItemSpans {
    /// Creates spans without parts, for a document with these limits.
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

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
        self.counted_members = 0;
        #[cfg(feature = "json")]
        {
            self.counted_values = 0;
        }
        #[cfg(feature = "xml")]
        {
            self.copied = 0;
        }
        self.index = None;
        self.status = None;
        self.unreadable_status = false;
        self.description = None;
        self.language = None;
        self.location = None;
        self.problem_type = None;
        self.title = None;
        self.instance = None;
        self.error_code = None;
        self.unlisted_code = false;
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

    /// Adds a defect.
    #[cold]
    pub(crate) fn defect(&mut self, at: u64, kind: DefectKind) {
        self.defects.add(Defect::new(at, kind), self.limits.defects);
    }

    /// Adds a key that is an href.
    #[cfg(feature = "xml")]
    #[inline]
    pub(crate) fn add_key(&mut self, href: Span) -> Result<(), Refusal> {
        let limit = self.limits.hrefs;
        add(&mut self.keys, href, limit, || Refusal::Hrefs { limit })
    }

    /// Adds an href of the next condition.
    #[inline]
    pub(crate) fn add_condition_href(&mut self, href: Span) -> Result<(), Refusal> {
        let limit = self.limits.hrefs;
        add(&mut self.condition_hrefs, href, limit, || Refusal::Hrefs { limit })
    }

    #[inline]
    pub(crate) fn add_condition(&mut self, condition: ConditionSpans) -> Result<(), Refusal> {
        let limit = self.limits.conditions;
        add(&mut self.conditions, condition, limit, || Refusal::Conditions { limit })
    }

    #[inline]
    pub(crate) fn add_propstat(&mut self, propstat: PropstatSpans) -> Result<(), Refusal> {
        let limit = self.limits.propstats;
        add(&mut self.propstats, propstat, limit, || Refusal::Propstats { limit })
    }

    #[inline]
    pub(crate) fn add_property(&mut self, property: ElementSpans) -> Result<(), Refusal> {
        let limit = self.limits.properties;
        add(&mut self.properties, property, limit, || Refusal::Properties { limit })
    }

    #[cfg(feature = "xml")]
    pub(crate) fn add_element(&mut self, element: ElementSpans) -> Result<(), Refusal> {
        let limit = self.limits.elements;
        add(&mut self.elements, element, limit, || Refusal::Elements { limit })
    }

    /// Counts a member, whether it is kept or not.
    #[inline]
    pub(crate) fn count_member(&mut self) -> Result<(), Refusal> {
        let limit = self.limits.members;
        if self.counted_members == limit {
            return Err(Refusal::Members { limit });
        }
        self.counted_members += 1;
        Ok(())
    }

    /// Counts the values of a body or of an extension member.
    #[cfg(feature = "json")]
    #[cold]
    pub(crate) fn count_values(&mut self, count: usize) -> Result<(), Refusal> {
        let limit = self.limits.values;
        self.counted_values = self.counted_values.saturating_add(count);
        if self.counted_values > limit { Err(Refusal::Values { limit }) } else { Ok(()) }
    }

    /// Counts bytes that are a copy of other parts of the response.
    #[cfg(feature = "xml")]
    pub(crate) fn count_copied(&mut self, length: usize) -> Result<(), Refusal> {
        let limit = self.limits.copies;
        self.copied = self.copied.saturating_add(length);
        if self.copied > limit { Err(Refusal::Copies { limit }) } else { Ok(()) }
    }
}

/// Adds a part to a list that has fewer than `limit` of them.
#[inline]
fn add<T>(list: &mut Vec<T>, part: T, limit: usize, refusal: impl FnOnce() -> Refusal) -> Result<(), Refusal> {
    if list.len() >= limit {
        return Err(refusal());
    }
    list.push(part);
    Ok(())
}
