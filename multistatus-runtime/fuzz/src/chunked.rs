//! A body says the same however it is cut into chunks.

use multistatus::{Item, Reader, Summary, read::{Ending, Verdict}};

/// Reads the body whole, and in chunks of these lengths, over and over.
pub fn is_the_same_in_chunks(reader: &Reader, body: &[u8], lengths: &[u8]) {
    let whole = reader.read(body);
    let (items, ending) = chunked(reader, body, lengths);
    assert_eq!(items, whole.items);
    assert_eq!(said(&ending), said(&whole.ending));
}

fn chunked(reader: &Reader, body: &[u8], lengths: &[u8]) -> (Vec<Item>, Ending) {
    let mut reading = reader.chunks();
    let mut items = Vec::new();
    let mut rest = body;
    for length in lengths.iter().chain(&[1]).cycle() {
        if rest.is_empty() {
            break;
        }
        let (chunk, behind) = rest.split_at(rest.len().min(usize::from(*length).max(1)));
        reading.feed(chunk);
        while let Some(item) = reading.next_item() {
            items.push(item.to_item());
        }
        rest = behind;
    }
    reading.end();
    while let Some(item) = reading.next_item() {
        items.push(item.to_item());
    }
    (items, reading.ending())
}

type Said<'e> = (&'e Verdict, Option<&'e str>, Option<&'e str>, Option<&'e str>, Option<Summary>);

fn said(ending: &Ending) -> Said<'_> {
    let Ending { verdict, description, language, sync_token, summary, .. } = ending;
    (verdict, description.as_deref(), language.as_deref(), sync_token.as_deref(), *summary)
}
