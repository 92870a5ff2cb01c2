//! Reading a body whole and in chunks, which must not differ.

use multistatus::{Reader, read::Document};

/// Reads a body whole, and asserts that it reads the same in chunks.
pub(crate) fn read(reader: &Reader, body: &str) -> Document {
    read_in_pieces(reader, body, &[1, 7, body.len().div_ceil(2).max(1)])
}

pub(crate) fn read_in_pieces(reader: &Reader, body: &str, sizes: &[usize]) -> Document {
    let whole = reader.read(body.as_bytes());
    for &size in sizes {
        let mut reading = reader.chunks();
        let mut items = Vec::new();
        for chunk in body.as_bytes().chunks(size) {
            reading.feed(chunk);
            while let Some(item) = reading.next_item() {
                items.push(item.to_item());
            }
        }
        reading.end();
        while let Some(item) = reading.next_item() {
            items.push(item.to_item());
        }
        let chunked = (items, reading.ending().verdict);
        assert_eq!(chunked, (whole.items.clone(), whole.ending.verdict.clone()), "{body}");
    }
    whole
}
