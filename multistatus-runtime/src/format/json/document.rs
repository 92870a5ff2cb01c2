//! Fast path of writing JSON: the default shape, from constant fragments.
//!
//! - Speeds up: [`Json`] and [`JsonLines`](super::lines::JsonLines).
//! - Gate: `json` of the instruction gate (`multistatus-runtime/benches`, bin `instructions`).
//! - Equal to the general path: `the_default_formats_write_what_their_shapes_write` in `tests/formats/shapes.rs` compares it
//!   with [`JsonShape`](crate::read::JsonShape), which writes the same shape from its description.

use super::{Json, item::members, trailer};
use crate::{
    entry::Entry,
    format::{
        BodyState, Entries, Format, Trailer,
        text::{
            block::{WriteItem, append_item, fill},
            escape::escape,
            output::{Output, append},
        },
    },
    key::KeyRef,
    outcome::Outcome,
    text::json::JsonString,
};

impl<O: Outcome> Format<O> for Json {
    fn media_types(&self) -> &'static [&'static str] {
        &["application/json"]
    }

    fn start(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"responses\":[");
    }

    fn item(&self, entry: &Entry<'_, O>, out: &mut Vec<u8>) {
        append_item(*self, entry, out);
    }

    fn items(&self, entries: &mut dyn Entries<O>, full: usize, _: &mut BodyState, out: &mut Vec<u8>) {
        fill(*self, entries, full, out);
    }

    fn end(&self, trailer: &Trailer<'_>, out: &mut Vec<u8>) {
        append(256, out, |out| {
            out.push_str("]");
            trailer::members(trailer, ",", ["description", "summary"], out);
            out.push_str("}");
        });
    }
}

impl<O: Outcome> WriteItem<O> for Json {
    #[inline(always)]
    fn write(&mut self, entry: &Entry<'_, O>, out: &mut Output<'_>) {
        if !entry.is_first() {
            out.push_str(",");
        }
        item(entry, out);
    }
}

/// Writes one item as an object.
#[inline(always)]
pub(crate) fn item<O: Outcome>(entry: &Entry<'_, O>, out: &mut Output<'_>) {
    let mut index = itoa::Buffer::new();
    let index = index.format(entry.index());
    out.push_str("{\"id\":\"");
    match entry.key().map(|key| key.borrowed().ok_or(key)) {
        Some(Ok(key)) => escape::<JsonString>(key, out),
        Some(Err(key)) => {
            let end = formatted(key, out.reborrow());
            out.resume(end);
        }
        None => out.push_str(index),
    }
    out.push_str("\",\"index\":");
    out.push_str(index);
    members(entry, out);
    out.push_str("}");
}

/// Writes a key that has to be formatted.
#[cold]
#[inline(never)]
fn formatted(key: KeyRef<'_>, mut out: Output<'_>) -> usize {
    escape::<JsonString>(key.text_in(&mut None), &mut out);
    out.position()
}
