//! Finds the bytes of a text that need an escape, sixteen at a time.

use wide::u8x16;

/// The number of bytes that are compared at a time.
pub(crate) const LANES: usize = 16;

/// The number of bytes that one [`scan`] looks at. All are looked at before any is copied, so that no step waits for the
/// one before it.
pub(crate) const SCANNED: usize = 4 * LANES;

/// The longest escape in bytes.
const LONGEST: usize = 8;

/// The bytes that must be escaped in one kind of text, and their escapes.
pub(crate) trait Escapes {
    /// The escape of each byte that needs one.
    const TABLE: &'static [Escape; 256];

    /// The lanes of bytes that need an escape.
    fn needs_escape(bytes: u8x16) -> u8x16;

    /// The escape of the character that `rest` begins with, and the number of bytes that it replaces, at least one. Asked
    /// only for a first byte whose escape in the table is empty.
    fn escape_multibyte(rest: &[u8]) -> (&'static [u8], usize);
}

/// The replacement of one byte.
#[derive(Clone, Copy)]
pub(crate) struct Escape {
    pub(crate) bytes: [u8; LONGEST],
    /// Zero if the escape depends on the bytes behind.
    pub(crate) length: u8,
}

impl Escape {
    /// An escape of at most [`LONGEST`] bytes.
    pub(crate) const fn new(text: &[u8]) -> Self {
        let mut bytes = [0; LONGEST];
        let mut at = 0;
        while at < text.len() {
            bytes[at] = text[at];
            at += 1;
        }
        Self { bytes, length: text.len() as u8 }
    }
}

/// A bit for each of the first [`SCANNED`] bytes that needs an escape.
#[inline(always)]
pub(crate) fn scan<E: Escapes>(bytes: &[u8]) -> u64 {
    let found = |block: &[u8; LANES]| u64::from(E::needs_escape(u8x16::new(*block)).to_bitmask());
    let bytes = &bytes[..bytes.len().min(SCANNED)];
    let Some(last) = bytes.last_chunk() else { return found(&padded(bytes)) };
    // The last block overlaps the one before it: padding one would be slower.
    let (blocks, _) = bytes.as_chunks();
    let last = found(last) << (bytes.len() - LANES);
    blocks.iter().enumerate().fold(last, |all, (position, block)| all | found(block) << (position * LANES))
}

/// Fewer bytes than a block holds, padded with spaces, which never need an escape.
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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Checks that exactly the bytes of `expected` need an escape.
    pub(crate) fn only_these_need_an_escape<E: Escapes>(expected: impl Fn(u8) -> bool) {
        for byte in 0..=255 {
            assert_eq!(E::needs_escape(u8x16::splat(byte)).any(), expected(byte), "{byte:#x}");
        }
    }
}
