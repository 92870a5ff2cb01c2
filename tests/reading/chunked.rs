//! Reads a body that comes in chunks, for the tests that cut one.

use multistatus::{Item, Reader, read::Verdict};

/// What is read when the body comes in these chunks.
pub(crate) fn chunked<'b>(chunks: impl IntoIterator<Item = &'b [u8]>) -> (Vec<Item>, Verdict) {
    let mut reading = Reader::new().chunks();
    let mut items = Vec::new();
    for chunk in chunks {
        reading.feed(chunk);
        while let Some(item) = reading.next_item() {
            items.push(item.to_item());
        }
    }
    reading.end();
    while let Some(item) = reading.next_item() {
        items.push(item.to_item());
    }
    (items, reading.ending().verdict)
}
