//! Reads the XML conventions of AWS, item by item: the elements around the items.
//!
//! The state changes only together with `Window::at`: what is incomplete is read again once there is more text.

mod item;
mod root;

use self::item::ItemKind;
use self::root::root_name;
use super::dav::content::ResponseReader;
use super::verdict::{Truncation, Verdict};
use super::window::{Progress, Window};
use super::{document::Ending, reader::Reader};
use crate::dialect::{S3, SNS, XmlShape};
use crate::item::{DefectKind, defect::Defect, spans::ItemSpans};
use crate::tokens::xml::{Namespaces, Scanner, Token, WHITE, XmlError, chars, is_white};
use crate::tokens::{Limits, SyntaxError};

pub(crate) struct XmlShapeParser {
    shape: &'static XmlShape,
    limits: Limits,
    /// The qualified names of the open elements, the root first.
    open: Vec<String>,
    /// The list that is open: 0 for the successes, 1 for the failures.
    list: Option<usize>,
    /// True once the root was read.
    begun: bool,
    /// True once the element with the items was read.
    listed: bool,
    /// True if the sender reports that its source failed.
    incomplete: bool,
    names: Namespaces,
    scratch: String,
    ending: Ending,
}

impl XmlShapeParser {
    /// Returns the parser for a body whose root has the name of a shape.
    ///
    /// # Errors
    ///
    /// Returns an error if more text decides.
    pub(crate) fn detect(rest: &str, last: bool, reader: &Reader) -> Result<Option<Self>, Progress> {
        if !rest.starts_with('<') {
            return Ok(None);
        }
        let name = root_name(rest, last).map_err(|_| Progress::Incomplete)?;
        Ok(name.and_then(with_root).map(|shape| Self::new(shape, reader)))
    }

    fn new(shape: &'static XmlShape, reader: &Reader) -> Self {
        Self {
            shape,
            limits: reader.limits,
            open: Vec::new(),
            list: None,
            begun: false,
            listed: false,
            incomplete: false,
            names: Namespaces::new(),
            scratch: String::new(),
            ending: Ending::new(),
        }
    }

    /// Reads to the end of the next item.
    pub(crate) fn advance(&mut self, window: &mut Window<'_>, record: &mut ItemSpans) -> Progress {
        record.dialect = self.shape.codes.dialect;
        loop {
            let before = window.at;
            let step = match (self.begun, self.open.is_empty()) {
                (false, _) => self.begin(window),
                (true, false) => self.child(window, record),
                (true, true) => self.finish(window),
            };
            let read = window.text.get(before..window.at).unwrap_or_default();
            if let Some((at, character)) = chars::illegal(read) {
                let at = window.position(before + at);
                return Progress::Ended(Verdict::Malformed { at, error: SyntaxError::Character { character } });
            }
            match step {
                Ok(Some(progress)) => return progress,
                Ok(None) => window.start = window.at,
                Err(error) => return window.stopped(error),
            }
        }
    }

    pub(crate) fn into_ending(self) -> Ending {
        self.ending
    }

    /// Reads the start tag of the root.
    fn begin(&mut self, window: &mut Window<'_>) -> Result<Option<Progress>, XmlError> {
        let mut scanner = Scanner::new(window.text, window.at, &mut self.names, 0, self.limits);
        let root = loop {
            let at = scanner.position();
            match scanner.next()? {
                Token::Start(root) => break root,
                Token::Text(place) if is_white(scanner.slice(place)) => {}
                Token::Over => return Err(XmlError::Incomplete),
                Token::Text(_) | Token::Reference(..) | Token::End(_) => {
                    let error = SyntaxError::Grammar("expected the root element".to_owned());
                    return Err(XmlError::Malformed { at, error });
                }
            }
        };
        let (namespace, local) = (scanner.names.uri(root.namespace), scanner.local(&root));
        if !namespace.is_empty() && namespace != self.shape.namespace {
            let found = format!("{{{}}}{local}", namespace.chars().take(200).collect::<String>());
            return Ok(Some(Progress::Ended(Verdict::NotMultiStatus { found })));
        }
        let name = scanner.slice(root.name).to_owned();
        window.at = root.end;
        self.begun = true;
        self.enter(name, root.empty);
        Ok(None)
    }

    /// Enters an element around the items.
    fn enter(&mut self, name: String, is_empty: bool) {
        self.listed |= self.open.len() + 1 == self.shape.path.len();
        if !is_empty {
            self.open.push(name);
        }
    }

    /// Reads a child of the innermost open element, or its end.
    fn child(&mut self, window: &mut Window<'_>, record: &mut ItemSpans) -> Result<Option<Progress>, XmlError> {
        let depth = self.open.len();
        let mut scanner = Scanner::new(window.text, window.at, &mut self.names, depth, self.limits);
        let element = loop {
            let at = scanner.position();
            match scanner.next()? {
                Token::Start(element) => break element,
                Token::End(end) => {
                    let name = scanner.slice((at + 2, end - 1)).trim_end_matches(WHITE);
                    let expected = self.open.last().map(String::as_str).unwrap_or_default();
                    if name != expected {
                        let error = SyntaxError::EndTag { expected: expected.to_owned(), found: name.to_owned() };
                        return Err(XmlError::Malformed { at, error });
                    }
                    window.at = end;
                    self.open.pop();
                    self.list = None;
                    return Ok(None);
                }
                Token::Over => return Err(XmlError::Incomplete),
                Token::Text(place) if is_white(scanner.slice(place)) => {}
                Token::Text((at, _)) | Token::Reference(_, at) => {
                    let defect = Defect::new(window.position(at), DefectKind::MisplacedContent);
                    if self.ending.defects.len() < self.limits.defects && !self.ending.defects.contains(&defect) {
                        self.ending.defects.push(defect);
                    }
                }
            }
        };
        let local = scanner.local(&element);
        let is_ours =
            matches!(scanner.names.uri(element.namespace), uri if uri.is_empty() || uri == self.shape.namespace);
        let name = if is_ours { local } else { "" };
        if let Some(next) = self.shape.path.get(depth) {
            if name == *next {
                let qualified = scanner.slice(element.name).to_owned();
                window.at = element.end;
                self.enter(qualified, element.empty);
            } else {
                window.at = scanner.skip()?;
            }
            return Ok(None);
        }
        if let (Some(lists), None) = (self.shape.lists, self.list)
            && let Some(list) = lists.iter().position(|list| *list == name)
        {
            let qualified = scanner.slice(element.name).to_owned();
            window.at = element.end;
            if !element.empty {
                self.list = Some(list);
                self.open.push(qualified);
            }
            return Ok(None);
        }
        let kind = kind_of(self.shape, self.list, name);
        let base = window.base;
        let reader = ResponseReader { scanner, record, base, lenient: false, scratch: &mut self.scratch, tags: None };
        let (end, source_failed) = item::read(reader, self.shape, &element, kind)?;
        window.at = end;
        self.incomplete |= source_failed;
        Ok(Some(Progress::Item))
    }

    /// Reads the end of the document: white space, comments and processing instructions.
    fn finish(&mut self, window: &mut Window<'_>) -> Result<Option<Progress>, XmlError> {
        let mut scanner = Scanner::new(window.text, window.at, &mut self.names, 1, self.limits);
        loop {
            let at = scanner.position();
            match scanner.next()? {
                Token::Text(place) if is_white(scanner.slice(place)) => {}
                Token::Over | Token::Text(_) if !window.last => return Ok(Some(Progress::Incomplete)),
                Token::Over => break,
                _ => return Err(XmlError::Malformed { at, error: SyntaxError::AfterRoot }),
            }
        }
        window.at = window.text.len();
        Ok(Some(Progress::Ended(match (self.listed, self.incomplete) {
            (false, _) => {
                let [root, .., list] = self.shape.path else { return Ok(Some(Progress::Ended(Verdict::Complete))) };
                Verdict::NotMultiStatus { found: format!("`{root}` without `{list}`") }
            }
            (true, true) => Verdict::Truncated { at: window.position(window.at), by: Truncation::Sender },
            (true, false) => Verdict::Complete,
        })))
    }
}

/// Returns the shape whose root has this name.
fn with_root(name: &str) -> Option<&'static XmlShape> {
    [&S3, &SNS].into_iter().find(|shape| shape.path.first() == Some(&name))
}

/// Returns what an element is in place of an item of a list.
fn kind_of(shape: &XmlShape, list: Option<usize>, name: &str) -> ItemKind {
    let [success, failure] = shape.items;
    match (shape.lists, list) {
        (None, _) if name == success => ItemKind::Success,
        (None, _) if name == failure => ItemKind::Failure,
        (Some(_), Some(0)) if name == success => ItemKind::Success,
        (Some(_), Some(_)) if name == failure => ItemKind::Failure,
        _ => ItemKind::Unknown,
    }
}
