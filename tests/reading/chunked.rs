//! Helper of the tests that cut a body into chunks.

use multistatus::{Item, Reader, read::Verdict};

/// Reads a body that arrives in these chunks.
pub(crate) fn read_in_chunks<'b>(chunks: impl IntoIterator<Item = &'b [u8]>) -> (Vec<Item>, Verdict) {
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
