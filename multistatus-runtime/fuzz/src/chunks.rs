//! Chunks: what is read of a body does not depend on how it is cut.

use multistatus::{
    Item, Reader, Summary,
    read::{Ending, Verdict},
};

/// Reads a body whole and in chunks, and asserts that both give the same. The lengths of the chunks are these and 1,
/// repeated to the end of the body.
pub fn assert_chunks_change_nothing(reader: &Reader, body: &[u8], lengths: &[u8]) {
    let whole = reader.read(body);
    let (items, ending) = read_in_chunks(reader, body, lengths);
    assert_eq!(items, whole.items);
    assert_eq!(parts_of(&ending), parts_of(&whole.ending));
}

fn read_in_chunks(reader: &Reader, body: &[u8], lengths: &[u8]) -> (Vec<Item>, Ending) {
    let mut reading = reader.chunks();
    let mut items = Vec::new();
    let mut rest = body;
    for length in lengths.iter().chain(&[1]).cycle() {
        if rest.is_empty() {
            break;
        }
        let (chunk, after) = rest.split_at(rest.len().min(usize::from(*length).max(1)));
        reading.feed(chunk);
        while let Some(item) = reading.next_item() {
            items.push(item.to_item());
        }
        rest = after;
    }
    reading.end();
    while let Some(item) = reading.next_item() {
        items.push(item.to_item());
    }
    (items, reading.ending())
}

type EndingParts<'e> = (&'e Verdict, Option<&'e str>, Option<&'e str>, Option<&'e str>, Option<Summary>);

/// Returns the parts of an ending, for comparison.
fn parts_of(ending: &Ending) -> EndingParts<'_> {
    let Ending { verdict, description, language, sync_token, summary, .. } = ending;
    (verdict, description.as_deref(), language.as_deref(), sync_token.as_deref(), *summary)
}
