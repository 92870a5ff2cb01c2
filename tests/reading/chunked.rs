//! Helper of the tests that cut a body into chunks.

use multistatus::{
    Item, Reader,
    read::{Document, Ending, Verdict},
};

/// Reads a body whole, and in chunks of several lengths. Asserts that all give the same items and ending.
#[track_caller]
pub(crate) fn read_however_cut(reader: &Reader, body: &[u8]) -> Document {
    let whole = reader.read(body);
    for length in [1, 2, 7, 64, 4096] {
        let (items, ending) = read_in_chunks_with(reader, body.chunks(length));
        assert_eq!(ending.verdict, whole.ending.verdict, "in chunks of {length}");
        assert_eq!(items, whole.items, "in chunks of {length}");
        assert_eq!(ending.defects, whole.ending.defects, "in chunks of {length}");
        let texts = |ending: &Ending| [ending.description.clone(), ending.language.clone(), ending.sync_token.clone()];
        assert_eq!(texts(&ending), texts(&whole.ending), "in chunks of {length}");
    }
    whole
}

/// Reads a body that arrives in these chunks.
pub(crate) fn read_in_chunks<'b>(chunks: impl IntoIterator<Item = &'b [u8]>) -> (Vec<Item>, Verdict) {
    let (items, ending) = read_in_chunks_with(&Reader::new(), chunks);
    (items, ending.verdict)
}

fn read_in_chunks_with<'b>(reader: &Reader, chunks: impl IntoIterator<Item = &'b [u8]>) -> (Vec<Item>, Ending) {
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
    (items, reading.ending())
}
