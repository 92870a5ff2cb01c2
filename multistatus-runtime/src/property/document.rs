//! XML around properties: a document with one property, as the response to LOCK has it, and parts of the bodies of requests.

use super::{ContentWriter, PropertyFailure, PropertyName, PropertyValue};
use crate::format::text::output::append;

static PROP: PropertyName = PropertyName::declared("DAV:", "prop");

/// Returns the element `prop` of `DAV:` with one property (RFC 4918 section 14.18). It is empty if the value fails.
pub(crate) fn property_document<V: PropertyValue + ?Sized>(name: &PropertyName, value: &V) -> Vec<u8> {
    let property = fragment(|content| content.element(name, value)).unwrap_or_else(|failure| {
        failure.log(name);
        String::new()
    });
    let start = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:prop xmlns:D=\"DAV:\">";
    [start, &property, "</D:prop>"].concat().into_bytes()
}

/// Returns what `write` writes inside an element of `DAV:` whose prefix is `D`. `write` may be called again, with more space.
///
/// # Errors
///
/// Returns the failure that `write` returns, or that of a misuse of the writer.
pub(crate) fn fragment(
    mut write: impl FnMut(&mut ContentWriter<'_>) -> Result<(), PropertyFailure>,
) -> Result<String, PropertyFailure> {
    let mut bytes = Vec::new();
    let mut result = Ok(());
    append(512, &mut bytes, |out| {
        let start = out.position();
        let mut content = ContentWriter::new(out.reborrow(), &PROP, "D:", start);
        result = write(&mut content);
        let written = content.finish();
        if let (Ok(()), Some(misuse)) = (&result, written.misuse) {
            result = Err(misuse.failure());
        }
        out.resume(written.position);
    });
    result.map(|()| String::from_utf8(bytes).unwrap_or_default())
}
