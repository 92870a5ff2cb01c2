//! Reads a body: multistatus and its peers. A candidate shows what it counted, so that the results can be compared.

pub mod json;
pub mod properties;
pub mod xml;

use std::hint::black_box;

use multistatus::{Item, Reader, read::ItemRef};

use crate::candidate::{Candidate, Sink};

/// The size of a chunk of a stream, in bytes.
const CHUNK: usize = 16 * 1024;

/// The counts of a candidate, which must be equal for all.
#[derive(Default)]
pub struct Totals {
    items: u64,
    codes: u64,
}

impl Totals {
    /// Counts an item, and uses what was read of it.
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

/// Returns a candidate that reads the same body in each run.
pub fn reading(name: &'static str, mut read: impl FnMut(&mut Totals) + 'static) -> Candidate {
    Candidate::new(name, move |sink| {
        let mut totals = Totals::default();
        read(&mut totals);
        totals.show(sink);
    })
}

/// Returns our own ways to read a body: as a whole, in chunks, and into owned items.
pub fn ours(body: &'static [u8]) -> Vec<Candidate> {
    vec![
        reading("multistatus", move |totals| whole(body, totals)),
        reading("multistatus, 16 KiB chunks", move |totals| chunks(body, totals)),
        reading("multistatus, owned items", move |totals| owned(body, totals)),
    ]
}

fn whole(body: &[u8], totals: &mut Totals) {
    let mut reading = Reader::new().whole(body);
    while let Some(item) = reading.next_item() {
        totals.ours(item);
    }
    assert!(reading.ending().verdict.is_complete());
}

fn chunks(body: &[u8], totals: &mut Totals) {
    let mut reading = Reader::new().chunks();
    for chunk in body.chunks(CHUNK) {
        reading.feed(chunk);
        while let Some(item) = reading.next_item() {
            totals.ours(item);
        }
    }
    assert!(reading.ending().verdict.is_complete());
}

fn owned(body: &[u8], totals: &mut Totals) {
    let document = Reader::new().read(body);
    assert!(document.ending.verdict.is_complete());
    document.items.iter().for_each(|item: &Item| totals.item(item.status().as_u16(), item));
}
