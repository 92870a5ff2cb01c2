//! Fast path of writing: puts items together in a block on the stack before they are appended to a chunk.
//!
//! - Speeds up: every built-in format. The position in a block is in a register; behind a `Vec` it is
//!   loaded and stored for each piece, which costs as much as the copy.
//! - Gate: `xml` and `json` of the instruction gate (`multistatus-runtime/benches`, bin `instructions`).
//! - Equal to the general path: `an_item_is_the_same_wherever_a_block_ends` in `tests/formats/agreement.rs` compares it
//!   with one [`append`] per item.

use super::output::{Output, append};
use crate::{
    entry::Entry,
    format::{Entries, source::ITEMS},
    outcome::Outcome,
    panic_guard::{append_guarded, guard},
};

/// The size of a block in bytes. Each call of [`fill`] zeroes one, so a large block costs a small body more than it saves.
const BLOCK: usize = 2040;

/// The room for an item of the usual size: a block with less left is full.
const SPARE: usize = 256;

/// The size of a block of large items, such as the properties of resources.
#[cfg(feature = "webdav")]
const LARGE_BLOCK: usize = 8 * 1024;

/// The room for a large item.
#[cfg(feature = "webdav")]
const LARGE_SPARE: usize = 2 * 1024;

/// Writes one item.
pub(crate) trait WriteItem<O> {
    fn write(&mut self, entry: &Entry<'_, O>, out: &mut Output<'_>);
}

/// The end of the last whole item.
struct Written {
    /// The length of the output.
    out: usize,
    /// The number of bytes in the block that follow.
    block: usize,
}

/// Writes items until `entries` has no more for now, or `out` holds at least `full` bytes. An item that panics is replaced.
pub(crate) fn fill<O: Outcome, W: WriteItem<O>>(
    mut writer: W,
    entries: &mut dyn Entries<O>,
    full: usize,
    out: &mut Vec<u8>,
) {
    let mut bytes = [0; BLOCK];
    let mut written = Written { out: out.len(), block: 0 };
    // One guard for all items.
    while guard(ITEMS, || fill_blocks::<O, W, SPARE, BLOCK>(&mut writer, entries, full, out, &mut bytes, &mut written))
        .is_err()
    {
        replace(&mut writer, entries, &bytes, &mut written, out);
    }
}

/// Does the same as [`fill`] for large items. Their block is kept in `bytes`, so that it is zeroed once for each body.
#[cfg(feature = "webdav")]
pub(crate) fn fill_large<O: Outcome, W: WriteItem<O>>(
    mut writer: W,
    entries: &mut dyn Entries<O>,
    full: usize,
    bytes: &mut Vec<u8>,
    out: &mut Vec<u8>,
) {
    bytes.resize(LARGE_BLOCK, 0);
    let Some(bytes) = bytes.first_chunk_mut::<LARGE_BLOCK>() else { return };
    let mut written = Written { out: out.len(), block: 0 };
    while guard(ITEMS, || fill_blocks::<O, W, LARGE_SPARE, _>(&mut writer, entries, full, out, bytes, &mut written))
        .is_err()
    {
        replace(&mut writer, entries, bytes, &mut written, out);
    }
}

/// Writes the item that replaces one that panicked.
#[cold]
fn replace<O: Outcome, W: WriteItem<O>>(
    writer: &mut W,
    entries: &mut dyn Entries<O>,
    bytes: &[u8],
    written: &mut Written,
    out: &mut Vec<u8>,
) {
    out.truncate(written.out);
    out.extend_from_slice(&bytes[..written.block]);
    append_guarded(ITEMS, out, |out| {
        if let Some(entry) = &entries.replace() {
            append_entry(writer, entry, SPARE, out);
        }
    });
    *written = Written { out: out.len(), block: 0 };
}

/// Writes items. An item that does not fit into the rest of the block is written again, behind it.
#[inline(always)]
fn fill_blocks<O: Outcome, W: WriteItem<O>, const SPARE: usize, const BLOCK: usize>(
    writer: &mut W,
    entries: &mut dyn Entries<O>,
    full: usize,
    out: &mut Vec<u8>,
    bytes: &mut [u8; BLOCK],
    written: &mut Written,
) {
    'blocks: while out.len() < full {
        let end = (full - out.len()).min(BLOCK - SPARE);
        let mut block = Output::new(bytes);
        while block.position() < end {
            // Borrowed where it is: a copy of the entry loads in wide pieces what was just stored in narrow ones, and
            // waits for the stores.
            let Some(entry) = &entries.next() else {
                out.extend_from_slice(&bytes[..written.block]);
                return;
            };
            writer.write(entry, &mut block);
            if block.overflowed() {
                let size = block.position() - written.block;
                out.extend_from_slice(&bytes[..written.block]);
                *written = Written { out: out.len(), block: 0 };
                append_entry(writer, entry, size, out);
                written.out = out.len();
                continue 'blocks;
            }
            written.block = block.position();
        }
        out.extend_from_slice(&bytes[..written.block]);
        *written = Written { out: out.len(), block: 0 };
    }
}

/// Appends one item.
pub(crate) fn append_item<O, W: WriteItem<O>>(mut writer: W, entry: &Entry<'_, O>, out: &mut Vec<u8>) {
    append_entry(&mut writer, entry, SPARE, out);
}

/// Appends one item, of about `size` bytes. All rare cases share this copy of the writer.
#[cold]
#[inline(never)]
fn append_entry<O, W: WriteItem<O>>(writer: &mut W, entry: &Entry<'_, O>, size: usize, out: &mut Vec<u8>) {
    append(size, out, |out| writer.write(entry, out));
}
