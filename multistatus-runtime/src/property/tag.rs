//! The tags of properties: prefixes, declarations of namespaces, and tags that are written for each resource.

use super::PropertyName;
use crate::{
    format::text::{
        escape::escape,
        output::{Output, append},
    },
    outcome::DAV,
    text::xml::XmlText,
    tokens::xml::XML,
};

/// The prefix of an element that declares its namespace itself.
pub(super) const FOREIGN: &str = "X:";

/// Returns the prefix of an element of a namespace that no element around it declares. The root declares `D`, and none
/// declares a default namespace.
pub(super) fn prefix(namespace: &str) -> &'static str {
    match namespace {
        DAV => "D:",
        "" => "",
        XML => "xml:",
        _ => FOREIGN,
    }
}

/// Writes the declaration of a prefix.
pub(super) fn declare(prefix: &str, namespace: &str, out: &mut Output<'_>) {
    [" xmlns:", prefix.trim_end_matches(':'), "=\""].into_iter().for_each(|piece| out.push_str(piece));
    escape_attribute(namespace, out);
    out.push_str("\"");
}

/// Writes the value of an attribute in double quotes.
pub(super) fn escape_attribute(value: &str, out: &mut Output<'_>) {
    for piece in value.split_inclusive(['"', '\t', '\n']) {
        // White space other than a space would be read as a space (XML 1.0 section 3.3.3).
        let (text, escaped) = match piece.as_bytes().last() {
            Some(b'"') => (&piece[..piece.len() - 1], "&quot;"),
            Some(b'\t') => (&piece[..piece.len() - 1], "&#9;"),
            Some(b'\n') => (&piece[..piece.len() - 1], "&#10;"),
            _ => (piece, ""),
        };
        escape::<XmlText>(text, out);
        out.push_str(escaped);
    }
}

/// The size from which a tag is copied with a call.
const SHORT: usize = 32;

/// A tag that is written for each resource. A short one is copied with its padding, which takes no call and no branch.
#[derive(Debug)]
pub(super) struct Tag {
    short: [u8; SHORT],
    /// The length of a short tag; zero for a long one.
    length: usize,
    long: Box<str>,
}

impl Tag {
    pub(super) fn new(text: String) -> Self {
        let mut short = [b' '; SHORT];
        match short.get_mut(..text.len()) {
            Some(start) => {
                start.copy_from_slice(text.as_bytes());
                Self { short, length: text.len(), long: Box::default() }
            }
            None => Self { short, length: 0, long: text.into() },
        }
    }

    #[inline(always)]
    pub(super) fn write(&self, out: &mut Output<'_>) {
        if self.length > 0 {
            out.push_prefix(&self.short, self.length);
        } else {
            out.push_str(&self.long);
        }
    }
}

/// Writes an element without content, which declares its namespace.
pub(crate) fn empty(namespace: &str, local: &str, out: &mut Output<'_>) {
    let prefix = prefix(namespace);
    ["<", prefix, local].into_iter().for_each(|piece| out.push_str(piece));
    if prefix == FOREIGN {
        declare(FOREIGN, namespace, out);
    }
    out.push_str("/>");
}

/// Returns the start tag of an element on its own: it declares its namespace, and `D` for its content.
pub(super) fn standalone(name: &PropertyName) -> String {
    let prefix = prefix(name.namespace());
    let mut tag = format!("<{prefix}{}", name.local());
    if prefix == FOREIGN {
        tag.push_str(&declaration(FOREIGN, name.namespace()));
    }
    tag.push_str(" xmlns:D=\"DAV:\">");
    tag
}

/// Returns the declaration of a prefix.
pub(super) fn declaration(prefix: &str, namespace: &str) -> String {
    let mut bytes = Vec::new();
    append(64, &mut bytes, |out| declare(prefix, namespace, out));
    String::from_utf8(bytes).unwrap_or_default()
}
