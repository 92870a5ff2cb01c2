//! The tokens of XML with namespaces. quick-xml reads them; what it does not check is checked here.

mod attributes;
pub(crate) mod chars;
pub(crate) mod declaration;
pub(crate) mod names;
mod namespaces;
pub(crate) mod references;
mod scanner;

pub(crate) use self::namespaces::Namespaces;
#[cfg(feature = "dialects")]
pub(crate) use self::namespaces::TextRange;
#[cfg(feature = "webdav")]
pub(crate) use self::namespaces::{XML, escape_attribute};
pub(crate) use self::scanner::{Element, Scanner, Token, XmlError};

/// White space of XML (XML 1.0 section 2.3).
pub(crate) const WHITE: [char; 4] = [' ', '\t', '\r', '\n'];

/// True if the text consists of white space.
#[inline]
pub(crate) fn is_white(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

/// Returns the name and the raw value of the attribute at the start of the text, and the rest behind it.
pub(crate) fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = text.split_once('=')?;
    let rest = rest.trim_start_matches(WHITE);
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (value, behind) = rest.get(1..)?.split_once(quote)?;
    Some((name.trim_end_matches(WHITE), value, behind))
}
