//! `XmlElement`: an element of a request or of a property, with its text and its children.

use std::sync::Arc;

use thiserror::Error;

use super::PropertyName;
use crate::{
    outcome::Property,
    tokens::{
        Limits, Refusal, SyntaxError,
        xml::{Element, Namespaces, Scanner, Token, WHITE, XmlError, attribute, chars, is_white, references},
    },
};

/// An XML element that was read: its name, attributes, text and children.
///
/// ```
/// use multistatus::webdav::XmlElement;
///
/// let element = XmlElement::parse("<a xmlns='urn:x'>1<b/></a>")?;
/// assert_eq!((element.name().namespace(), element.name().local(), element.text()), ("urn:x", "a", "1"));
/// assert_eq!(element.children()[0].name().local(), "b");
/// # Ok::<(), multistatus::webdav::InvalidXml>(())
/// ```
#[derive(Clone, Debug)]
pub struct XmlElement {
    name: PropertyName,
    attributes: Vec<(PropertyName, String)>,
    language: Option<Arc<str>>,
    text: String,
    children: Vec<XmlElement>,
    source: Arc<str>,
    /// The start, the end of the name, and the end of the element in the source.
    start: usize,
    name_end: usize,
    end: usize,
    scope: Arc<Scope>,
    /// True if the element has `xml:lang` itself.
    has_language: bool,
}

/// The declarations outside of an element that apply to it: pairs of prefix and namespace, the innermost last.
#[derive(Debug, Default)]
struct Scope {
    declarations: Vec<(String, String)>,
}

/// The error of text that is not one well-formed XML element.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidXml {
    /// The text is not well-formed.
    #[error("byte {at}: {error}")]
    Malformed {
        /// The position in bytes of UTF-8.
        at: usize,
        /// What is wrong.
        error: SyntaxError,
    },
    /// The text exceeds a limit.
    #[error("byte {at}: {refusal}")]
    Refused {
        /// The position in bytes of UTF-8.
        at: usize,
        /// The limit.
        refusal: Refusal,
    },
    /// The text ends inside the element.
    #[error("byte {at}: the document ends before its root element does")]
    Incomplete {
        /// The length of the text.
        at: usize,
    },
}

impl XmlElement {
    /// Reads a document or an element from text, with the default limits.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not one element that is well-formed and declares its prefixes.
    pub fn parse(text: &str) -> Result<Self, InvalidXml> {
        Self::parse_within(text, Limits::default())
    }

    /// Reads a document or an element from text.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not one element that is well-formed and declares its prefixes, or exceeds a limit.
    pub fn parse_within(text: &str, limits: Limits) -> Result<Self, InvalidXml> {
        if let Some((at, character)) = chars::illegal(text) {
            return Err(InvalidXml::Malformed { at, error: SyntaxError::Character { character } });
        }
        read(text, limits).map_err(|error| match error {
            XmlError::Incomplete => InvalidXml::Incomplete { at: text.len() },
            XmlError::Unclosed { at, error } | XmlError::Malformed { at, error } => InvalidXml::Malformed { at, error },
            XmlError::Refused { at, refusal } => InvalidXml::Refused { at, refusal },
        })
    }

    /// Returns the name.
    pub fn name(&self) -> &PropertyName {
        &self.name
    }

    /// Returns the text directly inside the element, without that of its children.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the text without white space around it.
    pub fn trimmed(&self) -> &str {
        self.text.trim_matches(WHITE)
    }

    /// Returns the children.
    pub fn children(&self) -> &[XmlElement] {
        &self.children
    }

    /// Returns the first child of this name in `DAV:`.
    pub fn dav_child(&self, local: &str) -> Option<&XmlElement> {
        self.children.iter().find(|child| child.name.is_dav(local))
    }

    /// Returns the value of an attribute without a namespace.
    pub fn attribute(&self, local: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(name, _)| name.namespace().is_empty() && name.local() == local);
        found.map(|(_, value)| &**value)
    }

    /// Returns the language (`xml:lang`) of the element or of an element around it.
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// Returns the position in the document, in bytes of UTF-8.
    pub fn position(&self) -> usize {
        self.start
    }

    /// Returns the element as XML that declares each prefix it uses, and has the language that applies to it.
    pub fn to_xml(&self) -> String {
        let content = self.slice(self.name_end, self.end);
        let mut xml = self.slice(self.start, self.name_end).to_owned();
        let prefixed = |prefix: &str| [&xml[1..], content].iter().any(|text| text.contains(&format!("{prefix}:")));
        let declarations: String = self
            .scope
            .declarations
            .iter()
            .enumerate()
            .filter(|(number, (prefix, uri))| {
                let inner = &self.scope.declarations[number + 1..];
                let default = prefix.is_empty() && !uri.is_empty();
                (default || prefixed(prefix)) && !inner.iter().any(|(other, _)| other == prefix)
            })
            .map(|(_, (prefix, uri))| {
                let colon = if prefix.is_empty() { "" } else { ":" };
                format!(" xmlns{colon}{prefix}=\"{}\"", quick_xml::escape::escape(uri.as_str()))
            })
            .collect();
        xml.push_str(&declarations);
        if let Some(language) = self.language().filter(|_| !self.has_language) {
            xml.push_str(&format!(" xml:lang=\"{}\"", quick_xml::escape::escape(language)));
        }
        xml.push_str(content);
        xml
    }

    /// Returns the element as a property: its name and its XML.
    pub fn to_property(&self) -> Property {
        Property {
            namespace: self.name.namespace().into(),
            name: self.name.local().into(),
            xml: self.to_xml().into_boxed_str(),
        }
    }

    fn slice(&self, start: usize, end: usize) -> &str {
        self.source.get(start..end).unwrap_or_default()
    }
}

/// Reads the one element of a document.
fn read(text: &str, limits: Limits) -> Result<XmlElement, XmlError> {
    let source: Arc<str> = text.into();
    let mut names = Namespaces::new();
    let mut scanner = Scanner::new(text, 0, &mut names, 0, limits);
    let mut open: Vec<XmlElement> = Vec::new();
    let mut root: Option<XmlElement> = None;
    loop {
        let at = scanner.position();
        let misplaced = |error| Err(XmlError::Malformed { at, error });
        match scanner.next()? {
            Token::Start(_) if root.is_some() => return misplaced(SyntaxError::AfterRoot),
            Token::Start(element) => {
                let element = opened(&mut scanner, &element, open.last(), &source)?;
                open.push(element);
            }
            Token::End(end) => {
                let Some(mut element) = open.pop() else {
                    let found = scanner.slice((at + 2, end.saturating_sub(1))).to_owned();
                    return misplaced(SyntaxError::EndTag { expected: String::new(), found });
                };
                element.end = end;
                match open.last_mut() {
                    Some(parent) => parent.children.push(element),
                    None => root = Some(element),
                }
            }
            Token::Text(place) => match open.last_mut() {
                Some(parent) => references::lines(scanner.slice(place), &mut parent.text),
                None if is_white(scanner.slice(place)) => {}
                None if root.is_some() => return misplaced(SyntaxError::AfterRoot),
                None => {
                    let error = "expected the root element, found text".to_owned();
                    return misplaced(SyntaxError::Grammar(error));
                }
            },
            Token::Reference(character, _) => match open.last_mut() {
                Some(parent) => parent.text.push(character),
                None => return misplaced(SyntaxError::AfterRoot),
            },
            Token::Over => return root.ok_or(XmlError::Incomplete),
        }
    }
}

/// Creates an element from its start tag.
fn opened(
    scanner: &mut Scanner<'_, '_>,
    element: &Element,
    parent: Option<&XmlElement>,
    source: &Arc<str>,
) -> Result<XmlElement, XmlError> {
    let namespace = scanner.names.uri(element.namespace).to_owned();
    let name = PropertyName::checked(namespace, scanner.local(element).to_owned());
    let own = element.language.map(|place| Arc::from(scanner.slice(place)));
    let has_language = own.is_some();
    // The scope of an element is that of its parent and the declarations of the parent itself.
    let scope = match parent {
        None => Arc::default(),
        Some(parent) => parent.scope_inside(),
    };
    let inherited = || parent.and_then(|parent| parent.language.clone());
    Ok(XmlElement {
        name,
        attributes: attributes(scanner, element)?,
        language: own.or_else(inherited),
        text: String::new(),
        children: Vec::new(),
        source: Arc::clone(source),
        start: element.start,
        name_end: element.name.1,
        end: element.end,
        scope,
        has_language,
    })
}

/// The name in the position of `xmlns` attributes, which are kept to be declared again.
const DECLARATION: &str = "http://www.w3.org/2000/xmlns/";

/// Returns the attributes of a start tag, which the scanner has checked.
fn attributes(scanner: &mut Scanner<'_, '_>, element: &Element) -> Result<Vec<(PropertyName, String)>, XmlError> {
    let mut rest = scanner.slice((element.name.1, element.end));
    let mut attributes = Vec::new();
    while let Some((name, raw, behind)) = attribute(rest.trim_start_matches(WHITE)) {
        let value = references::value(raw).map_err(|error| XmlError::Malformed { at: element.start, error })?;
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let name = match (prefix, local) {
            ("", "xmlns") => PropertyName::checked(DECLARATION.to_owned(), String::new()),
            ("xmlns", prefix) => PropertyName::checked(DECLARATION.to_owned(), prefix.to_owned()),
            ("", local) => PropertyName::checked(String::new(), local.to_owned()),
            (prefix, local) => {
                let binding = scanner.names.resolve(prefix);
                PropertyName::checked(scanner.names.uri(binding).to_owned(), local.to_owned())
            }
        };
        attributes.push((name, value.into_owned()));
        rest = behind;
    }
    Ok(attributes)
}

impl XmlElement {
    /// Returns the scope of the children.
    fn scope_inside(&self) -> Arc<Scope> {
        let mut own = self.attributes.iter().filter(|(name, _)| name.namespace() == DECLARATION).peekable();
        if own.peek().is_none() {
            return Arc::clone(&self.scope);
        }
        let mut declarations = self.scope.declarations.clone();
        for (name, uri) in own {
            declarations.retain(|(prefix, _)| prefix != name.local());
            declarations.push((name.local().to_owned(), uri.clone()));
        }
        Arc::new(Scope { declarations })
    }
}
