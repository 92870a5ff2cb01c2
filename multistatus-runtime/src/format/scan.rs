//! Copies text, and escapes the bytes that must not be copied as they are: it looks for them sixteen at a time.

use std::{fmt, marker::PhantomData};

use wide::u8x16;

const LANES: usize = 16;

/// Which bytes a kind of text may not hold, and what stands for them.
pub(crate) trait Escapes {
    /// The escape of each suspect byte.
    const TABLE: &'static [Escape; 256];

    /// The lanes of bytes that must not be copied.
    fn suspects(bytes: u8x16) -> u8x16;

    /// Appends what stands for a suspect byte whose escape is empty, and says how many bytes of `rest`, which starts with
    /// it, that covers: at least one.
    fn decide(rest: &[u8], out: &mut Vec<u8>) -> usize;
}

/// Appends `text`, escaped.
#[inline]
pub(crate) fn escape<E: Escapes>(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    if is_plain::<E>(bytes) {
        out.extend_from_slice(bytes);
    } else {
        copy_escaped::<E>(bytes, out);
    }
}

/// Escapes whatever is formatted into it.
pub(crate) struct Escaped<'a, E> {
    out: &'a mut Vec<u8>,
    escapes: PhantomData<E>,
}

impl<'a, E: Escapes> Escaped<'a, E> {
    #[inline]
    pub(crate) fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, escapes: PhantomData }
    }
}

impl<E: Escapes> fmt::Write for Escaped<'_, E> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        escape::<E>(text, self.out);
        Ok(())
    }
}

/// Whether no byte is suspect; where there are fewer than sixteen, spaces fill up.
#[inline]
fn is_plain<E: Escapes>(bytes: &[u8]) -> bool {
    let suspects = |block: &[u8; LANES]| E::suspects(u8x16::new(*block));
    let Some(last) = bytes.last_chunk() else {
        return !suspects(&padded(bytes)).any();
    };
    // The last block overlaps the one before it, so there is no tail to walk. One test at the end: most texts are plain
    // to their end, and a branch for each block costs more than it saves.
    let (blocks, _) = bytes.as_chunks();
    !blocks.iter().fold(suspects(last), |found, block| found | suspects(block)).any()
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

/// What stands for a byte that must not be copied.
#[derive(Clone, Copy)]
pub(crate) struct Escape {
    bytes: [u8; 8],
    /// Zero where it takes the bytes behind this one to decide.
    length: u8,
}

impl Escape {
    /// At most eight bytes.
    pub(crate) const fn new(text: &[u8]) -> Self {
        let mut bytes = [0; 8];
        let mut at = 0;
        while at < text.len() {
            bytes[at] = text[at];
            at += 1;
        }
        Self { bytes, length: text.len() as u8 }
    }
}

/// Appends `rest` with each suspect byte replaced.
#[inline(never)]
fn copy_escaped<E: Escapes>(mut rest: &[u8], out: &mut Vec<u8>) {
    // What is appended has a length that is known beforehand, and is cut off where that was too much: a copy of eight or
    // sixteen bytes is one instruction, and needs no branch that would be foretold wrongly.
    loop {
        let start = out.len();
        let plain = if let Some(block) = rest.first_chunk() {
            let plain = E::suspects(u8x16::new(*block)).to_bitmask().trailing_zeros() as usize;
            out.extend_from_slice(block);
            if plain >= LANES {
                rest = &rest[LANES..];
                continue;
            }
            plain
        } else {
            let block = padded(rest);
            let plain = E::suspects(u8x16::new(block)).to_bitmask().trailing_zeros() as usize;
            out.extend_from_slice(&block);
            if plain >= rest.len() {
                out.truncate(start + rest.len());
                return;
            }
            plain
        };
        out.truncate(start + plain);
        rest = &rest[plain..];
        let escape = &E::TABLE[usize::from(rest[0])];
        out.extend_from_slice(&escape.bytes);
        out.truncate(start + plain + usize::from(escape.length));
        let taken = if escape.length > 0 { 1 } else { E::decide(rest, out) };
        rest = &rest[taken..];
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
