//! Reads the body of a request, and returns its root element.

use http::{
    HeaderMap, HeaderName,
    header::{CONTENT_ENCODING, CONTENT_TYPE},
};

use super::error::RequestError;
use crate::{
    media_type,
    outcome::DAV,
    property::{InvalidXml, PropertyName, XmlElement},
    read::encoding::charset,
    tokens::Limits,
};

/// Maximum length of a text that an error repeats.
const LONGEST: usize = 64;

/// Returns the limits of the body of a request: 16 MiB, 100 000 elements, and 256 levels.
pub(super) fn limits() -> Limits {
    Limits { bytes: 16 << 20, elements: 100_000, depth: 256, ..Limits::default() }
}

/// Reads the root element of a body; `None` if the body is empty.
pub(super) fn read(headers: &HeaderMap, body: &[u8], limits: Limits) -> Result<Option<XmlElement>, RequestError> {
    if body.trim_ascii().is_empty() {
        return Ok(None);
    }
    let field = |name: HeaderName| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let encoding = field(CONTENT_ENCODING).filter(|encoding| !encoding.trim().eq_ignore_ascii_case("identity"));
    if let Some(found) = encoding.filter(|encoding| !encoding.trim().is_empty()) {
        return Err(RequestError::ContentEncoding { found: shortened(&found) });
    }
    let content_type = field(CONTENT_TYPE).unwrap_or_default();
    let is_xml = content_type.trim().is_empty() || media_type::is_xml(&content_type);
    match XmlElement::decode(body, charset(&content_type), limits) {
        Err(InvalidXml::Malformed { .. }) if !is_xml => {
            Err(RequestError::MediaType { found: shortened(&content_type) })
        }
        // Some clients send XML with the content type of a form, or of plain text.
        element => Ok(Some(element?)),
    }
}

/// Reads a body whose root is an element of `DAV:`. `expected` is its name in Clark notation.
pub(super) fn read_root(
    headers: &HeaderMap,
    body: &[u8],
    limits: Limits,
    expected: &'static str,
) -> Result<Option<XmlElement>, RequestError> {
    let Some(root) = read(headers, body, limits)? else { return Ok(None) };
    if !is_named(&root, expected) {
        return Err(RequestError::Root { at: root.position(), expected, found: root.name().clone() });
    }
    Ok(Some(root))
}

/// True if the element has this name, in Clark notation.
pub(super) fn is_named(element: &XmlElement, clark: &str) -> bool {
    let name = clark.strip_prefix('{').and_then(|clark| clark.split_once('}'));
    name == Some((element.name().namespace(), element.name().local()))
}

/// Returns the names of the elements in a `prop`.
pub(super) fn names(prop: &XmlElement) -> Vec<PropertyName> {
    prop.children().iter().map(|child| child.name().clone()).collect()
}

/// Returns the error of an element whose content is not as expected. `found` is text, or a list of elements.
pub(super) fn content(element: &XmlElement, expected: &'static str, found: String) -> RequestError {
    RequestError::Content { at: element.position(), element: element.name().clone(), expected, found }
}

/// Returns the error of an element that has none of the children, or too many of them, that it needs.
pub(super) fn children(element: &XmlElement, expected: &'static str) -> RequestError {
    let found: Vec<_> = element.children().iter().take(4).map(|child| describe(child.name())).collect();
    let more = element.children().len().saturating_sub(found.len());
    let found = match (found.is_empty(), more) {
        (true, _) => "nothing".to_owned(),
        (false, 0) => found.join(", "),
        (false, more) => format!("{} and {more} more", found.join(", ")),
    };
    content(element, expected, found)
}

/// Returns a name in Clark notation, or without the namespace `DAV:`.
fn describe(name: &PropertyName) -> String {
    if name.namespace() == DAV { format!("`{}`", name.local()) } else { format!("`{}`", shortened(&name.to_string())) }
}

/// Returns the error of an element with text that is not as expected.
pub(super) fn text(element: &XmlElement, expected: &'static str) -> RequestError {
    let found = match element.trimmed() {
        "" => "nothing".to_owned(),
        text => format!("`{}`", shortened(text)),
    };
    content(element, expected, found)
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
