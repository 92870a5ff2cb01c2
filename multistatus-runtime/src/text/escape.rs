//! Copies text, and escapes the bytes that must not be copied as they are: it looks for them sixteen at a time.

use std::{fmt, marker::PhantomData};

use wide::u8x16;

use crate::format::text::output::Sink;

const LANES: usize = 16;

/// Which bytes a kind of text may not hold, and what stands for them.
pub(crate) trait Escapes {
    /// The escape of each suspect byte.
    const TABLE: &'static [Escape; 256];

    /// The lanes of bytes that must not be copied.
    fn suspects(bytes: u8x16) -> u8x16;

    /// Appends what stands for a suspect byte whose escape is empty, and says how many bytes of `rest`, which starts with
    /// it, that covers: at least one.
    fn decide<S: Sink>(rest: &[u8], out: &mut S) -> usize;
}

/// Appends `text`, escaped.
#[inline]
pub(crate) fn escape<E: Escapes, S: Sink>(text: &str, out: &mut S) {
    let bytes = text.as_bytes();
    let suspects = suspects_of::<E>(bytes);
    if suspects == 0 && bytes.len() <= SCANNED {
        out.push(bytes);
    } else {
        out.lend(|out| copy_escaped::<E, S::Lent<'_>>(bytes, suspects, out));
    }
}

/// Escapes whatever is formatted into it.
pub(crate) struct Escaped<'a, E, S> {
    out: &'a mut S,
    escapes: PhantomData<E>,
}

impl<'a, E: Escapes, S: Sink> Escaped<'a, E, S> {
    #[inline]
    pub(crate) fn new(out: &'a mut S) -> Self {
        Self { out, escapes: PhantomData }
    }
}

impl<E: Escapes, S: Sink> fmt::Write for Escaped<'_, E, S> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        escape::<E, S>(text, self.out);
        Ok(())
    }
}

/// Fewer bytes than a block holds, filled up with spaces, which are suspect nowhere.
#[inline]
fn padded(bytes: &[u8]) -> [u8; LANES] {
    let mut block = [b' '; LANES];
    block[..bytes.len()].copy_from_slice(bytes);
    block
}

/// The lanes of C0 controls.
#[inline]
pub(crate) fn controls(bytes: u8x16) -> u8x16 {
    bytes.min(u8x16::splat(0x1f)).simd_eq(bytes)
}

/// How long an escape may be.
const ESCAPE: usize = 8;

/// What stands for a byte that must not be copied.
#[derive(Clone, Copy)]
pub(crate) struct Escape {
    bytes: [u8; ESCAPE],
    /// Zero where it takes the bytes behind this one to decide.
    length: u8,
}

impl Escape {
    /// At most [`ESCAPE`] bytes.
    pub(crate) const fn new(text: &[u8]) -> Self {
        let mut bytes = [0; ESCAPE];
        let mut at = 0;
        while at < text.len() {
            bytes[at] = text[at];
            at += 1;
        }
        Self { bytes, length: text.len() as u8 }
    }
}

/// Appends `text` with each suspect byte replaced; `suspects` are those of its beginning.
#[inline(never)]
fn copy_escaped<E: Escapes, S: Sink>(text: &[u8], suspects: u64, out: &mut S) {
    // Lent once more, so that the position is in a register here.
    out.lend(|out| replace_suspects::<E, _>(text, suspects, out));
}

#[inline(always)]
fn replace_suspects<E: Escapes, S: Sink>(text: &[u8], mut suspects: u64, out: &mut S) {
    let (mut start, mut rest) = (0, text);
    loop {
        while suspects != 0 {
            let at = start + suspects.trailing_zeros() as usize;
            suspects &= suspects - 1;
            let plain = at.saturating_sub(text.len() - rest.len());
            copy_plain(rest, plain, out);
            rest = rest.get(plain..).unwrap_or_default();
            let Some(suspect) = rest.first() else { return };
            let escape = &E::TABLE[usize::from(*suspect)];
            out.push_cut(&escape.bytes, usize::from(escape.length));
            let taken = if escape.length > 0 { 1 } else { E::decide(rest, out) };
            rest = rest.get(taken..).unwrap_or_default();
        }
        start += SCANNED;
        match text.get(start..) {
            Some(further) => suspects = suspects_of::<E>(further),
            None => return copy_plain(rest, rest.len(), out),
        }
    }
}

/// How many bytes are looked through before any is copied: each step would wait for the one before it otherwise.
const SCANNED: usize = 4 * LANES;

/// A bit for each suspect among the first bytes.
#[inline(always)]
fn suspects_of<E: Escapes>(bytes: &[u8]) -> u64 {
    let suspects = |block: &[u8; LANES]| u64::from(E::suspects(u8x16::new(*block)).to_bitmask());
    let bytes = &bytes[..bytes.len().min(SCANNED)];
    let Some(last) = bytes.last_chunk() else { return suspects(&padded(bytes)) };
    // The last block overlaps the one before it: to fill one up would be slower.
    let (blocks, _) = bytes.as_chunks();
    let last = suspects(last) << (bytes.len() - LANES);
    blocks.iter().enumerate().fold(last, |found, (position, block)| found | suspects(block) << (position * LANES))
}

/// Appends the first bytes, which need no escape.
#[inline(always)]
fn copy_plain<S: Sink>(bytes: &[u8], length: usize, out: &mut S) {
    match bytes.first_chunk::<LANES>() {
        Some(block) if length <= LANES => out.push_cut(block, length),
        _ => out.push(bytes.get(..length).unwrap_or_default()),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The lanes must call exactly these bytes suspect.
    pub(crate) fn agree<E: Escapes>(suspect: impl Fn(u8) -> bool) {
        for byte in 0..=255 {
            assert_eq!(E::suspects(u8x16::splat(byte)).any(), suspect(byte), "{byte:#x}");
        }
    }

    /// `given` must come out as `expected` wherever it stands in a text.
    pub(crate) fn everywhere(escape: impl Fn(&str, &mut Vec<u8>), given: &str, expected: &str) {
        for before in 0..40 {
            for after in [0, 1, 15, 16, 17, 40] {
                let (before, after) = ("b".repeat(before), "a".repeat(after));
                let mut out = Vec::new();
                escape(&format!("{before}{given}{after}"), &mut out);
                assert_eq!(String::from_utf8(out).unwrap(), format!("{before}{expected}{after}"), "{given:?}");
            }
        }
    }
}
