//! Reads DAV XML, response by response: the root, and everything around the responses.

mod canonical;
pub(crate) mod content;
mod error;
#[cfg(feature = "reqwest")]
pub(crate) mod failed_request;
mod problem;
mod propstat;
mod response;
mod status;

use self::canonical::CanonicalTags;
use self::content::{DavName, ResponseReader};
use super::replacements::REPLACEMENT;
use super::verdict::{Truncation, Verdict};
use super::window::{Progress, Window};
use super::{document::Ending, reader::Reader};
use crate::item::{DefectKind, defect::Defect};
use crate::tokens::xml::{Element, Namespaces, Scanner, Token, WHITE, XmlError, chars, declaration, is_white};
use crate::tokens::{Limits, Refusal, SyntaxError};
use crate::{entry::NoOutcome, item::spans::ItemSpans, outcome::DAV};

/// Maximum number of characters of a name or a namespace in a verdict.
const NAMED: usize = 200;

/// The part of the document that comes next.
#[derive(Clone, Copy)]
enum DavSection {
    /// The start tag of the root.
    Root,
    /// A child of the root, or its end tag.
    Child,
    /// Nothing with a meaning.
    End,
}

pub(crate) struct DavParser {
    lenient: bool,
    limits: Limits,
    next: DavSection,
    /// The qualified name of the root.
    root: String,
    /// The language of the root.
    language: Option<String>,
    /// The tags of a canonical response.
    tags: Option<CanonicalTags>,
    names: Namespaces,
    scratch: String,
    ending: Ending,
}

impl DavParser {
    pub(crate) fn new(reader: &Reader) -> Self {
        Self {
            lenient: reader.lenient,
            limits: reader.limits,
            next: DavSection::Root,
            root: String::new(),
            language: None,
            tags: None,
            names: Namespaces::new(),
            scratch: String::new(),
            ending: Ending::new(),
        }
    }

    /// Reads to the end of the next response.
    #[inline]
    pub(crate) fn advance(&mut self, window: &mut Window<'_>, record: &mut ItemSpans) -> Progress {
        loop {
            if let Some(end) = self.canonical_response(window, record) {
                window.at = end;
                return Progress::Item;
            }
            if let Some(progress) = self.step(window, record) {
                return progress;
            }
            window.start = window.at;
        }
    }

    /// Reads anything but a canonical response. Out of line, so that those do not pay for it.
    #[inline(never)]
    fn step(&mut self, window: &mut Window<'_>, record: &mut ItemSpans) -> Option<Progress> {
        let (before, section) = (window.at, self.next);
        let step = match section {
            DavSection::Root => self.begin(window),
            DavSection::Child => self.child(window, record),
            DavSection::End => self.finish(window),
        };
        let progress = step.unwrap_or_else(|error| Some(window.stopped(error)));
        let read = window.text.get(before..window.at).unwrap_or_default();
        match chars::illegal(read) {
            Some((at, character)) => {
                // The lenient mode replaces it, and reads this part again.
                (window.at, self.next) = (before, section);
                let at = window.position(before + at);
                Some(Progress::Ended(Verdict::Malformed { at, error: SyntaxError::Character { character } }))
            }
            None => progress,
        }
    }

    /// Reads a canonical response, and returns the position behind it.
    fn canonical_response(&self, window: &Window<'_>, record: &mut ItemSpans) -> Option<usize> {
        let tags = self.tags.as_ref().filter(|_| matches!(self.next, DavSection::Child))?;
        let end = tags.response(window.text, window.at, record, self.language.as_deref());
        if end.is_none() {
            record.clear();
        }
        end
    }

    pub(crate) fn into_ending(self) -> Ending {
        self.ending
    }

    /// Reads the start tag of the root.
    fn begin(&mut self, window: &mut Window<'_>) -> Result<Option<Progress>, XmlError> {
        let mut scanner = Scanner::new(window.text, window.at, &mut self.names, 0, self.limits);
        let mut declaration = misplaced_declaration(window);
        let root = loop {
            let at = scanner.position();
            let token = match scanner.next() {
                Err(XmlError::Malformed { at, error: SyntaxError::Declaration }) if self.lenient => {
                    declaration = Some(window.position(at));
                    continue;
                }
                Err(XmlError::Refused { at, refusal: Refusal::Doctype } | XmlError::Malformed { at, .. })
                    if is_html(window, at)? =>
                {
                    let found = "an HTML page".to_owned();
                    return Ok(Some(Progress::Ended(Verdict::NotMultiStatus { found })));
                }
                token => token?,
            };
            match token {
                Token::Start(root) => break root,
                Token::Text(place) if is_white(scanner.slice(place)) => {}
                Token::Text(place) if place.1 == window.text.len() && !window.last => return Err(XmlError::Incomplete),
                Token::Over => return Err(XmlError::Incomplete),
                Token::End(_) => return Err(unmatched(&scanner, at, "")),
                Token::Text(_) | Token::Reference(..) => {
                    let error = SyntaxError::Grammar("expected the root element, found text".to_owned());
                    return Err(XmlError::Malformed { at, error });
                }
            }
        };
        let local = scanner.local(&root);
        let namespace = scanner.names.uri(root.namespace);
        let ours = namespace == DAV || namespace.is_empty() && self.lenient;
        if local != "multistatus" || !ours {
            // Nothing else checks these characters, and the lenient mode replaces them only if it finds another one.
            let printable = |character| if chars::is_char(character) { character } else { REPLACEMENT };
            let start = |name: &str| name.chars().take(NAMED).map(printable).collect::<String>();
            let (namespace, local) = (start(namespace), start(local));
            let found = if namespace.is_empty() { local } else { format!("{{{namespace}}}{local}") };
            return Ok(Some(Progress::Ended(Verdict::NotMultiStatus { found })));
        }
        self.ending.defects =
            declaration.map(|at| Defect::new(at, DefectKind::InvalidDeclaration)).into_iter().collect();
        scanner.slice(root.name).clone_into(&mut self.root);
        // A canonical response has up to six levels, and an href.
        let may_be_canonical = namespace == DAV && self.limits.depth >= 6 && self.limits.hrefs > 0;
        self.tags = may_be_canonical.then(|| CanonicalTags::of(&self.root)).flatten();
        self.language = root.language.map(|place| scanner.slice(place).to_owned());
        self.next = if root.empty { DavSection::End } else { DavSection::Child };
        window.at = root.end;
        Ok(None)
    }

    /// Reads one child of the root, or its end.
    fn child(&mut self, window: &mut Window<'_>, record: &mut ItemSpans) -> Result<Option<Progress>, XmlError> {
        let scanner = Scanner::new(window.text, window.at, &mut self.names, 1, self.limits);
        let (base, lenient) = (window.base, self.lenient);
        let tags = self.tags.as_ref();
        let mut content = ResponseReader { scanner, record, base, lenient, scratch: &mut self.scratch, tags };
        let element = loop {
            let at = content.scanner.position();
            match content.scanner.next()? {
                Token::Start(element) => break element,
                Token::End(end) => {
                    let name = content.scanner.slice((at + 2, end - 1)).trim_end_matches(WHITE);
                    if name != self.root {
                        return Err(unmatched(&content.scanner, at, &self.root));
                    }
                    window.at = end;
                    return Ok(self.over(window.position(end)));
                }
                Token::Over => return Err(XmlError::Incomplete),
                // Text between the responses has no meaning.
                Token::Text(_) | Token::Reference(..) => {}
            }
        };
        let name = content.name(&element);
        let progress = match name {
            DavName::Response => {
                content.response(&element, self.language.as_deref())?;
                Some(Progress::Item)
            }
            DavName::SyncToken | DavName::Description => {
                let text = if name == DavName::SyncToken { content.text()? } else { content.verbatim()? };
                let text = content.record.text(text, window.text).to_owned();
                let language = element.language.map(|place| content.scanner.slice(place).to_owned());
                let read = content.scanner.slice((window.at, content.scanner.position()));
                if chars::illegal(read).is_none() {
                    keep(&mut self.ending, name, text, language.or_else(|| self.language.clone()));
                }
                None
            }
            _ => {
                content.scanner.skip()?;
                None
            }
        };
        window.at = content.scanner.position();
        if progress.is_none() {
            // The spans belong to no response.
            record.clear();
        }
        Ok(progress)
    }

    /// Ends the root. Its description may report that the source of the sender failed.
    fn over(&mut self, at: u64) -> Option<Progress> {
        let failed =
            self.ending.description.as_ref().is_some_and(|text| text.ends_with(NoOutcome::SourceFailed.text()));
        self.next = DavSection::End;
        failed.then_some(Progress::Ended(Verdict::Truncated { at, by: Truncation::Sender }))
    }

    /// Reads the end of the document: white space, comments and processing instructions.
    fn finish(&mut self, window: &mut Window<'_>) -> Result<Option<Progress>, XmlError> {
        if window.rest().starts_with('\u{FEFF}') {
            return Err(XmlError::Malformed { at: window.at, error: SyntaxError::AfterRoot });
        }
        let mut scanner = Scanner::new(window.text, window.at, &mut self.names, 1, self.limits);
        loop {
            let at = scanner.position();
            match scanner.next()? {
                Token::Text(place) if is_white(scanner.slice(place)) => {}
                Token::Text(place) if place.1 == window.text.len() && !window.last => {
                    return Ok(Some(Progress::Incomplete));
                }
                Token::Over if window.last => {
                    window.at = window.text.len();
                    return Ok(Some(Progress::Ended(Verdict::Complete)));
                }
                Token::Over => return Ok(Some(Progress::Incomplete)),
                _ => return Err(XmlError::Malformed { at, error: SyntaxError::AfterRoot }),
            }
        }
    }
}

/// Returns the position of an XML declaration behind white space.
fn misplaced_declaration(window: &Window<'_>) -> Option<u64> {
    let rest = window.rest();
    let trimmed = rest.trim_start_matches(WHITE);
    let behind = trimmed.strip_prefix(declaration::START).filter(|_| trimmed.len() < rest.len())?;
    behind.starts_with(WHITE).then(|| window.position(window.text.len() - trimmed.len()))
}

/// True if an HTML page begins at this position, with its document type or its root.
fn is_html(window: &Window<'_>, at: usize) -> Result<bool, XmlError> {
    let rest = window.text.get(at..).unwrap_or_default();
    let begins = |text: &str, start: &str| text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start));
    let name = match rest.get("<!DOCTYPE".len()..) {
        Some(behind) if begins(rest, "<!DOCTYPE") => behind.trim_start_matches(WHITE),
        _ => rest.strip_prefix('<').unwrap_or("?"),
    };
    // One more character shows the end of the name.
    if name.len() <= "html".len() && !window.last && begins("html", name) {
        return Err(XmlError::Incomplete);
    }
    Ok(begins(name, "html") && !name.get(4..).is_some_and(|behind| behind.starts_with(char::is_alphanumeric)))
}

fn keep(ending: &mut Ending, name: DavName, text: String, language: Option<String>) {
    match name {
        DavName::SyncToken if ending.sync_token.is_none() => ending.sync_token = Some(text),
        DavName::Description if ending.description.is_none() => {
            ending.description = Some(text);
            ending.language = language;
        }
        _ => {}
    }
}

fn unmatched(scanner: &Scanner<'_, '_>, at: usize, expected: &str) -> XmlError {
    let found = scanner.slice((at + 2, scanner.position().saturating_sub(1))).to_owned();
    XmlError::Malformed { at, error: SyntaxError::EndTag { expected: expected.to_owned(), found } }
}

impl ResponseReader<'_, '_> {
    /// Returns which element of `DAV:` this is.
    pub(crate) fn name(&mut self, element: &Element) -> DavName {
        let name = DavName::of(self.scanner.local(element));
        match self.scanner.names.uri(element.namespace) {
            DAV => name,
            "" if self.lenient && name != DavName::Other => {
                self.record.defect(self.base + element.start as u64, crate::item::DefectKind::NoNamespace);
                name
            }
            _ => DavName::Other,
        }
    }
}
