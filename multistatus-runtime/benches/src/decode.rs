//! Reading a body back: ours beside its peers. A candidate shows what it counted, so that they can be compared.

pub mod json;
pub mod xml;

use std::hint::black_box;

use multistatus::{Item, ItemRef, Reader};

use crate::candidate::{Candidate, Sink};

/// What streams come in.
const CHUNK: usize = 16 * 1024;

/// What every candidate must find alike.
#[derive(Default)]
pub struct Seen {
    items: u64,
    codes: u64,
}

impl Seen {
    /// Counts an item, and uses up what was read of it.
    pub fn item<T>(&mut self, code: u16, read: T) {
        self.items += 1;
        self.codes += u64::from(code);
        black_box(read);
    }

    fn ours(&mut self, item: ItemRef<'_>) {
        self.item(item.status().as_u16(), (item.key(), item.description()));
    }

    fn show(&self, sink: Sink<'_>) {
        sink(&self.items.to_le_bytes());
        sink(&self.codes.to_le_bytes());
    }
}

/// A candidate that reads the same body in each run.
pub fn reading(name: &'static str, mut read: impl FnMut(&mut Seen) + 'static) -> Candidate {
    Candidate::new(name, move |sink| {
        let mut seen = Seen::default();
        read(&mut seen);
        seen.show(sink);
    })
}

/// Our own ways to read a body: whole, in chunks, and into items that own what they say.
pub fn ours(body: &'static [u8]) -> Vec<Candidate> {
    vec![
        reading("multistatus", move |seen| whole(body, seen)),
        reading("multistatus, 16 KiB chunks", move |seen| chunks(body, seen)),
        reading("multistatus, owned items", move |seen| owned(body, seen)),
    ]
}

fn whole(body: &[u8], seen: &mut Seen) {
    let mut reading = Reader::new().whole(body);
    while let Some(item) = reading.next_item() {
        seen.ours(item);
    }
    assert!(reading.ending().verdict.is_complete());
}

fn chunks(body: &[u8], seen: &mut Seen) {
    let mut reading = Reader::new().chunks();
    for chunk in body.chunks(CHUNK) {
        reading.feed(chunk);
        while let Some(item) = reading.next_item() {
            seen.ours(item);
        }
    }
    assert!(reading.ending().verdict.is_complete());
}

fn owned(body: &[u8], seen: &mut Seen) {
    let document = Reader::new().read(body);
    assert!(document.ending.verdict.is_complete());
    document.items.iter().for_each(|item: &Item| seen.item(item.status().as_u16(), item));
}
