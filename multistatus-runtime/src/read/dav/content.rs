//! A response that is being read: the children of its elements, their text, and elements as a whole.

use super::canonical::CanonicalTags;
use crate::item::DefectKind;
use crate::item::spans::{ElementSpans, ItemSpans, Span, XmlSpans};
use crate::tokens::Refusal;
use crate::tokens::xml::{Element, Scanner, Token, XmlError, is_white, references::lines};

/// A response that is being read.
pub(crate) struct ResponseReader<'v, 's> {
    pub(crate) scanner: Scanner<'v, 's>,
    pub(crate) record: &'s mut ItemSpans,
    /// The position of the text in the body.
    pub(crate) base: u64,
    pub(crate) lenient: bool,
    pub(crate) scratch: &'s mut String,
    pub(crate) tags: Option<&'s CanonicalTags>,
}

/// The elements of `DAV:` that a multi-status is made of (RFC 4918 section 14, RFC 6578 section 6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DavName {
    Response,
    Href,
    Status,
    Propstat,
    Prop,
    Error,
    Description,
    Location,
    SyncToken,
    Other,
}

impl DavName {
    pub(crate) fn of(local: &str) -> Self {
        match local {
            "response" => Self::Response,
            "href" => Self::Href,
            "status" => Self::Status,
            "propstat" => Self::Propstat,
            "prop" => Self::Prop,
            "error" => Self::Error,
            "responsedescription" => Self::Description,
            "location" => Self::Location,
            "sync-token" => Self::SyncToken,
            _ => Self::Other,
        }
    }
}

impl<'v> ResponseReader<'v, '_> {
    pub(crate) fn defect(&mut self, at: usize, kind: DefectKind) {
        self.record.defect(self.base + at as u64, kind);
    }

    /// Returns the next child of the open element; `None` at its end. Text between children is a defect.
    pub(crate) fn child(&mut self) -> Result<Option<Element>, XmlError> {
        loop {
            match self.scanner.next()? {
                Token::Start(element) => return Ok(Some(element)),
                Token::End(_) => return Ok(None),
                Token::Over => return Err(XmlError::Incomplete),
                Token::Text(place) if is_white(self.scanner.slice(place)) => {}
                Token::Text((at, _)) | Token::Reference(_, at) => self.defect(at, DefectKind::MisplacedContent),
            }
        }
    }

    /// Reads the text of the open element up to its end, without white space around it.
    pub(crate) fn text(&mut self) -> Result<Span, XmlError> {
        let span = self.verbatim()?;
        Ok(self.record.trimmed(span, self.scanner.text))
    }

    /// Reads the text of the open element up to its end, with the white space around it.
    pub(crate) fn verbatim(&mut self) -> Result<Span, XmlError> {
        let mut whole: Option<(usize, usize)> = None;
        let mut pieces = false;
        loop {
            match self.scanner.next()? {
                Token::Text(place) => match whole {
                    None if !pieces && !has_carriage_return(self.scanner.slice(place)) => whole = Some(place),
                    _ => {
                        self.collect(&mut pieces, whole.take());
                        lines(self.scanner.slice(place), self.scratch);
                    }
                },
                Token::Reference(character, _) => {
                    self.collect(&mut pieces, whole.take());
                    self.scratch.push(character);
                }
                Token::Start(element) => {
                    self.defect(element.start, DefectKind::MisplacedContent);
                    self.scanner.skip()?;
                }
                Token::End(_) => break,
                Token::Over => return Err(XmlError::Incomplete),
            }
        }
        if pieces {
            let scratch = &*self.scratch;
            return Ok(self.record.decode(|out| out.push_str(scratch)));
        }
        Ok(whole.map_or(Span::default(), |(start, end)| Span::of(start, end)))
    }

    /// Starts to collect text that consists of several pieces.
    fn collect(&mut self, pieces: &mut bool, first: Option<(usize, usize)>) {
        if !std::mem::replace(pieces, true) {
            self.scratch.clear();
        }
        if let Some(place) = first {
            self.scratch.push_str(self.scanner.slice(place));
        }
    }

    /// Returns the text of a span.
    pub(crate) fn read(&self, span: Span) -> &str {
        self.record.text(span, self.scanner.text)
    }

    /// Returns the namespace and the local name of an element.
    pub(crate) fn identity(&mut self, element: &Element) -> Result<(Span, Span), XmlError> {
        let uri = self.scanner.names.uri(element.namespace);
        self.record.count_copied(uri.len()).map_err(refused(element))?;
        let namespace = self.record.decode(|out| out.push_str(uri));
        Ok((namespace, Span::of(element.local, element.name.1)))
    }

    /// Reads an element as a whole. It gets a declaration of each prefix that is declared outside of it.
    pub(crate) fn whole(&mut self, element: &Element) -> Result<ElementSpans, XmlError> {
        let (namespace, name) = self.identity(element)?;
        let end = self.end()?;
        let xml = if self.scanner.names.borrows() {
            let scanner = &self.scanner;
            let xml = self.record.decode(|out| append(scanner, element, end, out));
            self.count_declarations(element, xml.end - xml.start, end)?;
            xml
        } else {
            Span::of(element.start, end)
        };
        Ok(ElementSpans { namespace: Some(namespace), name, xml: XmlSpans::Whole(xml) })
    }

    /// Reads an element as a whole, and appends it to `out`.
    pub(crate) fn append_whole(&mut self, element: &Element, out: &mut String) -> Result<(), XmlError> {
        let end = self.end()?;
        let before = out.len();
        append(&self.scanner, element, end, out);
        self.count_declarations(element, out.len() - before, end)
    }

    /// Counts the declarations in the copy of an element that ends at `end`. They are outside of the element in the body.
    fn count_declarations(&mut self, element: &Element, copy: usize, end: usize) -> Result<(), XmlError> {
        self.record.count_copied(copy - (end - element.start)).map_err(refused(element))
    }

    fn end(&mut self) -> Result<usize, XmlError> {
        // Prefixes that are used inside count as prefixes of the element.
        self.scanner.names.watch(true);
        let end = self.scanner.skip();
        self.scanner.names.watch(false);
        end
    }
}

/// Returns the error of an element that exceeds a limit.
pub(crate) fn refused(element: &Element) -> impl FnOnce(Refusal) -> XmlError + use<> {
    let at = element.start;
    move |refusal| XmlError::Refused { at, refusal }
}

/// True if the text has a carriage return. For short text this costs less than `contains`.
#[inline]
fn has_carriage_return(text: &str) -> bool {
    text.bytes().fold(false, |found, byte| found | (byte == b'\r'))
}

fn append(scanner: &Scanner<'_, '_>, element: &Element, end: usize, out: &mut String) {
    out.push_str(scanner.slice((element.start, element.name.1)));
    scanner.names.declare(out);
    out.push_str(scanner.slice((element.name.1, end)));
}
