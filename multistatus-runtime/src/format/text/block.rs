//! Puts items together in a block before they are appended to a chunk.
//!
//! In a block the position needs no memory, since nothing holds its address; behind a `Vec` it is loaded and stored for
//! each piece, which costs as much as copying it.

use super::output::Sink;
use crate::format::Entries;
use crate::{entry::Entry, outcome::Outcome};

/// How many bytes are put together before they are appended. Each call of [`fill`] clears them once, so a large block would
/// cost a small body more than it saves.
const BLOCK: usize = 2040;

/// Room for an item of the usual size: with less, a block is at its end.
const SPARE: usize = 256;

/// Writes an item, wherever that is.
pub(crate) trait WriteItem<O> {
    fn write<S: Sink>(entry: &Entry<'_, O>, out: &mut S);
}

/// Writes items until there are no more for now, or `out` holds at least `full` bytes. An item that does not fit into the
/// rest of the block is written once more, behind it.
pub(crate) fn fill<O: Outcome, W: WriteItem<O>>(entries: &mut dyn Entries<O>, full: usize, out: &mut Vec<u8>) {
    let mut block = [0; BLOCK];
    'blocks: while out.len() < full {
        let end = (full - out.len()).min(BLOCK - SPARE);
        let mut room = Room::new(&mut block);
        while room.len() < end {
            let mark = room.len();
            // Where it was put, it stays: a copy would load at once, in wider pieces, what was just stored, and wait for it.
            let Some(entry) = &entries.next() else {
                out.extend_from_slice(&block[..mark]);
                return;
            };
            W::write(entry, &mut room);
            if room.is_exceeded() {
                out.extend_from_slice(&block[..mark]);
                W::write(entry, out);
                continue 'blocks;
            }
        }
        let written = room.len();
        out.extend_from_slice(&block[..written]);
    }
}

/// A block of bytes that are overwritten. A piece that does not fit is lost, and the position goes on all the same: whoever
/// finds it [beyond](Room::is_exceeded) the block writes everything since the last good position once more, elsewhere.
pub(crate) struct Room<'b> {
    block: &'b mut [u8],
    at: usize,
}

impl<'b> Room<'b> {
    #[inline]
    fn new(block: &'b mut [u8]) -> Self {
        Self { block, at: 0 }
    }

    /// Whether something did not fit.
    #[inline]
    fn is_exceeded(&self) -> bool {
        self.at > self.block.len()
    }
}

impl Sink for Room<'_> {
    #[inline]
    fn push(&mut self, piece: &[u8]) {
        let end = self.at + piece.len();
        if let Some(place) = self.block.get_mut(self.at..end) {
            place.copy_from_slice(piece);
        }
        self.at = end;
    }

    #[inline]
    fn push_cut<const N: usize>(&mut self, bytes: &[u8; N], length: usize) {
        if let Some(place) = self.block.get_mut(self.at..self.at + N) {
            place.copy_from_slice(bytes);
            self.at += length;
        } else {
            self.at = self.block.len() + 1;
        }
    }

    #[inline]
    fn len(&self) -> usize {
        self.at
    }

    #[inline]
    fn truncate(&mut self, len: usize) {
        // What did not fit stays lost.
        if !self.is_exceeded() {
            self.at = len;
        }
    }

    #[inline]
    fn since(&self, start: usize) -> &[u8] {
        self.block.get(start..self.at).unwrap_or_default()
    }

    type Lent<'l>
        = Room<'l>
    where
        Self: 'l;

    #[inline(always)]
    fn lend<R>(&mut self, write: impl FnOnce(&mut Room<'_>) -> R) -> R {
        let mut lent = Room::new(self.block.get_mut(self.at..).unwrap_or_default());
        let result = write(&mut lent);
        self.at += lent.at;
        result
    }
}
