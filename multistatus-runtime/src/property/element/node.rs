//! `XmlElement`: its name, attributes, text and children, and its XML exactly as it was read.

use std::{borrow::Cow, fmt, sync::Arc};

use super::{
    error::XmlPosition,
    scope::{Scope, namespace},
};
use crate::{
    property::PropertyName,
    tokens::xml::{WHITE, attribute, references},
};

/// An XML element that was read: its name, attributes, text and children.
///
/// It also keeps its XML exactly as it was read: see [`to_xml`](Self::to_xml). Two elements are equal if they have the same
/// names, attributes, text, children and language. Prefixes, comments and the order of attributes do not count.
///
/// ```
/// use multistatus::webdav::XmlElement;
///
/// let element = XmlElement::parse("<a xmlns='urn:x'>1<b/></a>")?;
/// assert_eq!((element.name().namespace(), element.name().local(), element.text()), ("urn:x", "a", "1"));
/// assert_eq!(element.children()[0].name().local(), "b");
/// # Ok::<(), multistatus::webdav::InvalidXml>(())
/// ```
#[derive(Clone)]
pub struct XmlElement {
    pub(super) name: PropertyName,
    /// The value of `xml:lang`, of the element or of one around it.
    pub(super) language: Option<Arc<str>>,
    pub(super) text: String,
    pub(super) children: Vec<XmlElement>,
    pub(super) source: Arc<str>,
    /// The start, the end of the name, the end of the start tag, and the end of the element in the source.
    pub(super) start: usize,
    pub(super) name_end: usize,
    pub(super) tag_end: usize,
    pub(super) end: usize,
    /// The declarations that apply inside of the element.
    pub(super) scope: Option<Arc<Scope>>,
    /// True if the innermost declarations are those of the element itself.
    pub(super) declares: bool,
    /// True if the element has `xml:lang` itself.
    pub(super) has_language: bool,
}

impl XmlElement {
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
    pub fn attribute(&self, local: &str) -> Option<Cow<'_, str>> {
        raw_attributes(self.slice(self.name_end, self.tag_end))
            .find(|(name, _)| *name == local && local != "xmlns")
            .and_then(|(_, raw)| references::value(raw).ok())
    }

    /// Returns the language (`xml:lang`) of the element or of an element around it.
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref().filter(|language| !language.is_empty())
    }

    /// Returns the position in the document.
    pub fn position(&self) -> XmlPosition {
        XmlPosition::of(&self.source, self.start)
    }

    /// True if the element has no attributes, text or children.
    pub(crate) fn is_name_only(&self) -> bool {
        self.children.is_empty() && self.text.is_empty() && self.attributes().is_empty()
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &str {
        self.source.get(start..end).unwrap_or_default()
    }

    /// Returns the attributes besides declarations and the language, in the order of their names.
    fn attributes(&self) -> Vec<(PropertyName, Cow<'_, str>)> {
        let mut attributes: Vec<_> = raw_attributes(self.slice(self.name_end, self.tag_end))
            .filter(|(name, _)| declared_prefix(name).is_none() && *name != "xml:lang")
            .filter_map(|(name, raw)| {
                let (prefix, local) = name.split_once(':').unwrap_or(("", name));
                let uri = if prefix.is_empty() { "" } else { namespace(self.scope.as_deref(), prefix) };
                let name = PropertyName::checked(uri.to_owned(), local.to_owned());
                Some((name, references::value(raw).ok()?))
            })
            .collect();
        attributes.sort_unstable();
        attributes
    }
}

impl PartialEq for XmlElement {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.text == other.text
            && self.language() == other.language()
            && self.children.len() == other.children.len()
            && self.attributes() == other.attributes()
            && self.children == other.children
    }
}

impl Eq for XmlElement {}

/// Writes the XML as it was read.
impl fmt::Debug for XmlElement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "XmlElement({})", self.slice(self.start, self.end))
    }
}

/// Returns the names and the raw values in a start tag behind its name. The scanner has checked them.
pub(super) fn raw_attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = tag;
    std::iter::from_fn(move || {
        let (name, raw, behind) = attribute(rest.trim_start_matches(WHITE))?;
        rest = behind;
        Some((name, raw))
    })
}

/// Returns the prefix that an attribute declares; empty for the default namespace.
pub(super) fn declared_prefix(name: &str) -> Option<&str> {
    if name == "xmlns" { Some("") } else { name.strip_prefix("xmlns:") }
}
