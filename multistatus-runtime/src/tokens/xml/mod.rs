//! The tokens of XML with namespaces. quick-xml reads them; what it does not check is checked here.

pub(crate) mod attributes;
pub(crate) mod chars;
pub(crate) mod names;
pub(crate) mod namespaces;
pub(crate) mod references;
pub(crate) mod scanner;

/// White space of XML (XML 1.0 section 2.3).
pub(crate) const WHITE: [char; 4] = [' ', '\t', '\r', '\n'];

/// True if the text consists of white space.
#[inline]
pub(crate) fn is_white(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}
