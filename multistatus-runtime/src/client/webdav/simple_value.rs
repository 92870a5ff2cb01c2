//! Fast path: reads the text of a property's element without a tree, if the element has nothing else.
//!
//! Gate: `decode-properties`. Equal to the general path: `tests/webdav/client/properties.rs`.

/// The declaration that the reader adds to an element of `DAV:` with the usual prefix.
const DECLARATION: &str = " xmlns:D=\"DAV:\"";

/// Returns the text of an element if it is one piece: without children, references, comments, CDATA and carriage returns.
/// `name_end` is the end of the name in the start tag.
#[inline]
pub(super) fn simple_text(xml: &str, name_end: usize) -> Option<&str> {
    let behind_name = xml.get(name_end..)?;
    let rest = match behind_name.strip_prefix(DECLARATION) {
        Some(rest) => rest,
        None => behind_attributes(behind_name)?,
    };
    if rest == "/>" {
        return Some("");
    }
    // The end tag has two characters more than the start of the start tag: `</` and `>` for `<`. The element is well-formed, so
    // the first `<` behind text is that of the end tag.
    let content = rest.strip_prefix('>')?;
    let (text, end) = content.split_at_checked(content.len().checked_sub(name_end + 2)?)?;
    let is_end = end.starts_with("</");
    let is_special = text.bytes().fold(false, |found, byte| found | matches!(byte, b'<' | b'&' | b'\r'));
    (is_end && !is_special).then_some(text)
}

/// True if the first child of an element is `<D:collection/>`, in the usual spelling. `name_end` is the end of the name in the
/// start tag.
#[inline]
pub(super) fn is_usual_collection(xml: &str, name_end: usize) -> bool {
    let behind_name = xml.get(name_end..).and_then(|rest| rest.strip_prefix(DECLARATION));
    behind_name.is_some_and(|rest| rest.starts_with("><D:collection/>"))
}

/// Returns the end of a start tag, from `>` or `/>` on.
fn behind_attributes(tag: &str) -> Option<&str> {
    let mut open = None;
    for (at, byte) in tag.bytes().enumerate() {
        match open {
            None if byte == b'>' || byte == b'/' => return tag.get(at..),
            None if matches!(byte, b'"' | b'\'') => open = Some(byte),
            Some(quote) if quote == byte => open = None,
            _ => {}
        }
    }
    None
}
