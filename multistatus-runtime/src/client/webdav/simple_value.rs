//! Fast path: reads the text of a property's element without a tree, if the element has nothing else.
//!
//! Gate: `decode-properties`. Equal to the general path: `tests/webdav/client/properties.rs`.

/// Returns the text of an element if it is one piece: without children, references, comments, CDATA and carriage returns.
#[inline]
pub(super) fn simple_text(xml: &str) -> Option<&str> {
    let tag = xml.find('>')?;
    let start = xml.get(..tag)?;
    if start.ends_with('/') {
        return has_whole_values(start).then_some("");
    }
    let content = xml.get(tag + 1..)?;
    let end = content.find('<')?;
    let text = content.get(..end)?;
    let is_plain = content.get(end + 1..)?.starts_with('/') && !text.bytes().any(|byte| matches!(byte, b'&' | b'\r'));
    (is_plain && has_whole_values(start)).then_some(text)
}

/// True if the `>` behind this start of a tag is not inside the value of an attribute.
fn has_whole_values(start: &str) -> bool {
    let mut open = None;
    for byte in start.bytes() {
        match open {
            None if matches!(byte, b'"' | b'\'') => open = Some(byte),
            Some(quote) if quote == byte => open = None,
            _ => {}
        }
    }
    open.is_none()
}
