//! Reads an `XmlElement` from text or from bytes.

use std::{borrow::Cow, sync::Arc};

use super::{
    error::{InvalidXml, XmlPosition},
    node::{XmlElement, declared_prefix, raw_attributes},
    scope::Scope,
};
use crate::{
    outcome::DAV,
    property::PropertyName,
    read::encoding::{Undecodable, decode},
    tokens::{
        Limits, Refusal, SyntaxError,
        xml::{Element, Namespaces, Scanner, Token, XmlError, chars, is_white, references},
    },
};

/// Maximum number of levels. What follows the children of an element, such as its destructor, calls itself for each level.
const MAX_DEPTH: usize = 256;

const CDATA: &str = "<![CDATA[";

impl XmlElement {
    /// Reads a document or an element from text, with the default limits.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not one element that is well-formed and declares its prefixes, or exceeds a limit.
    pub fn parse(text: &str) -> Result<Self, InvalidXml> {
        Self::parse_within(text, Limits::default())
    }

    /// Reads a document or an element from text.
    ///
    /// The limits are [`Limits::bytes`], [`Limits::depth`], which is at most 256 here, [`Limits::attributes`],
    /// [`Limits::elements`], and [`Limits::copies`] for the names of the elements.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not one element that is well-formed and declares its prefixes, or exceeds a limit.
    pub fn parse_within(text: &str, limits: Limits) -> Result<Self, InvalidXml> {
        is_short(text.len(), limits)?;
        document(text.strip_prefix('\u{FEFF}').unwrap_or(text), limits)
    }

    /// Reads a document from bytes in UTF-8, UTF-16 or another encoding, with the limits of
    /// [`parse_within`](Self::parse_within). `charset` is that of the content type.
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases, and if the bytes are not text in the encoding of the document.
    pub fn decode(bytes: &[u8], charset: Option<&str>, limits: Limits) -> Result<Self, InvalidXml> {
        is_short(bytes.len(), limits)?;
        let text = decode(bytes, charset).map_err(|(text, error)| {
            let at = XmlPosition::of(&text, text.len());
            match error {
                Undecodable::Malformed(error) => InvalidXml::Malformed { at, error },
                Undecodable::Refused(refusal) => InvalidXml::Refused { at, refusal },
            }
        })?;
        document(&text, limits)
    }
}

fn is_short(length: usize, limits: Limits) -> Result<(), InvalidXml> {
    let limit = limits.bytes;
    if length as u64 > limit {
        let at = XmlPosition::of("", 0);
        return Err(InvalidXml::Refused { at, refusal: Refusal::Bytes { limit } });
    }
    Ok(())
}

/// Reads the one element of a document, and finds the line and the column of an error.
fn document(text: &str, mut limits: Limits) -> Result<XmlElement, InvalidXml> {
    let position = |at| XmlPosition::of(text, at);
    if let Some((at, character)) = chars::illegal(text) {
        return Err(InvalidXml::Malformed { at: position(at), error: SyntaxError::Character { character } });
    }
    limits.depth = limits.depth.min(MAX_DEPTH);
    let mut names = Namespaces::new();
    let scanner = Scanner::new(text, 0, &mut names, 0, limits);
    let builder =
        ElementBuilder { scanner, source: text.into(), limits, elements: 0, names: 0, open: Vec::new(), root: None };
    builder.read().map_err(|error| match error {
        ElementError::Xml(XmlError::Incomplete) => InvalidXml::Incomplete { at: position(text.len()) },
        ElementError::Xml(XmlError::Unclosed { at, error } | XmlError::Malformed { at, error }) => {
            InvalidXml::Malformed { at: position(at), error }
        }
        ElementError::Xml(XmlError::Refused { at, refusal }) => InvalidXml::Refused { at: position(at), refusal },
        ElementError::Elements { at } => InvalidXml::Elements { at: position(at), limit: limits.elements },
        ElementError::Names { at } => InvalidXml::Names { at: position(at), limit: limits.copies },
    })
}

enum ElementError {
    Xml(XmlError),
    Elements { at: usize },
    Names { at: usize },
}

impl From<XmlError> for ElementError {
    fn from(error: XmlError) -> Self {
        Self::Xml(error)
    }
}

struct ElementBuilder<'v, 's> {
    scanner: Scanner<'v, 's>,
    source: Arc<str>,
    limits: Limits,
    /// The number of elements so far, and of the bytes of their names.
    elements: usize,
    names: usize,
    open: Vec<XmlElement>,
    root: Option<XmlElement>,
}

impl ElementBuilder<'_, '_> {
    fn read(mut self) -> Result<XmlElement, ElementError> {
        loop {
            let at = self.scanner.position();
            let malformed = |error| Err(ElementError::Xml(XmlError::Malformed { at, error }));
            match self.scanner.next()? {
                Token::Start(_) if self.root.is_some() => return malformed(SyntaxError::AfterRoot),
                Token::Start(element) => {
                    let element = self.element(&element)?;
                    self.open.push(element);
                }
                Token::End(end) => {
                    let Some(mut element) = self.open.pop() else {
                        let found = self.scanner.slice((at + 2, end.saturating_sub(1))).to_owned();
                        return malformed(SyntaxError::EndTag { expected: String::new(), found });
                    };
                    element.end = end;
                    match self.open.last_mut() {
                        Some(parent) => parent.children.push(element),
                        None => self.root = Some(element),
                    }
                }
                Token::Text(range) => {
                    let text = self.scanner.slice(range);
                    let is_cdata = || self.scanner.slice((0, range.0)).ends_with(CDATA);
                    match self.open.last_mut() {
                        Some(parent) => references::lines(text, &mut parent.text),
                        None if is_white(text) && !is_cdata() => {}
                        None => return malformed(self.misplaced()),
                    }
                }
                Token::Reference(character, _) => match self.open.last_mut() {
                    Some(parent) => parent.text.push(character),
                    None => return malformed(self.misplaced()),
                },
                Token::Over => return self.root.ok_or(ElementError::Xml(XmlError::Incomplete)),
            }
        }
    }

    /// Returns the error of text outside of the root element.
    fn misplaced(&self) -> SyntaxError {
        match self.root {
            Some(_) => SyntaxError::AfterRoot,
            None => SyntaxError::Grammar("expected the root element, found text".to_owned()),
        }
    }

    /// Creates an element from its start tag.
    fn element(&mut self, element: &Element) -> Result<XmlElement, ElementError> {
        let at = element.start;
        self.elements += 1;
        if self.elements > self.limits.elements {
            return Err(ElementError::Elements { at });
        }
        let namespace: Cow<'static, str> = match self.scanner.names.uri(element.namespace) {
            DAV => Cow::Borrowed(DAV),
            other => Cow::Owned(other.to_owned()),
        };
        let local = self.scanner.local(element).to_owned();
        self.names += local.len() + if namespace == DAV { 0 } else { namespace.len() };
        if self.names > self.limits.copies {
            return Err(ElementError::Names { at });
        }
        let (mut declarations, mut own_language) = (Vec::new(), None);
        for (name, raw) in raw_attributes(self.scanner.slice((element.name.1, element.end))) {
            let value = || references::value(raw).map_err(|error| XmlError::Malformed { at, error });
            if let Some(prefix) = declared_prefix(name) {
                declarations.push((prefix.to_owned(), value()?.into_owned()));
            } else if name == "xml:lang" {
                own_language = Some(Arc::from(value()?));
            }
        }
        let parent = self.open.last();
        let mut scope = parent.and_then(|parent| parent.scope.clone());
        let declares = !declarations.is_empty();
        if declares {
            scope = Some(Arc::new(Scope::new(scope, declarations)));
        }
        Ok(XmlElement {
            name: PropertyName::checked(namespace, local),
            has_language: own_language.is_some(),
            language: own_language.or_else(|| parent.and_then(|parent| parent.language.clone())),
            text: String::new(),
            children: Vec::new(),
            source: Arc::clone(&self.source),
            start: at,
            name_end: element.name.1,
            tag_end: element.end,
            end: element.end,
            scope,
            declares,
        })
    }
}
