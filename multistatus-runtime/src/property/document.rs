//! A document with one property, as the response to LOCK has it.

use super::{ContentWriter, PropertyName, PropertyValue};
use crate::format::text::output::append;

static PROP: PropertyName = PropertyName::declared("DAV:", "prop");

/// Returns the element `prop` of `DAV:` with one property (RFC 4918 section 14.18). It is empty if the value fails.
pub(crate) fn property_document<V: PropertyValue + ?Sized>(name: &PropertyName, value: &V) -> Vec<u8> {
    let mut document = Vec::new();
    append(512, &mut document, |out| {
        out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:prop xmlns:D=\"DAV:\">");
        let start = out.position();
        let mut content = ContentWriter::new(out.reborrow(), &PROP, "D:", start);
        let result = content.element(name, value);
        let written = content.finish();
        out.resume(written.position);
        if let Err(failure) = result {
            failure.log(name);
            out.truncate(start);
        }
        out.push_str("</D:prop>");
    });
    document
}
