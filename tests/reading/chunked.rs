//! Helper of the tests that cut a body into chunks.

use multistatus::{
    Item, Reader,
    read::{Document, Verdict},
};

/// Reads a body whole, and in chunks of several lengths. Asserts that all give the same items and verdict.
#[track_caller]
pub(crate) fn read_however_cut(reader: &Reader, body: &[u8]) -> Document {
    let whole = reader.read(body);
    for length in [1, 2, 7, 64, 4096] {
        let (items, verdict) = read_in_chunks_with(reader, body.chunks(length));
        assert_eq!(verdict, whole.ending.verdict, "in chunks of {length}");
        assert_eq!(items, whole.items, "in chunks of {length}");
    }
    whole
}

/// Reads a body that arrives in these chunks.
pub(crate) fn read_in_chunks<'b>(chunks: impl IntoIterator<Item = &'b [u8]>) -> (Vec<Item>, Verdict) {
    read_in_chunks_with(&Reader::new(), chunks)
}

fn read_in_chunks_with<'b>(reader: &Reader, chunks: impl IntoIterator<Item = &'b [u8]>) -> (Vec<Item>, Verdict) {
    let mut reading = reader.chunks();
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
