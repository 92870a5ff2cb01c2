//! Looks through text for bytes that must not be copied as they are, sixteen at a time.

use wide::u8x16;

const LANES: usize = 16;

/// Whether no byte is suspect. `table` tells the plain bytes; `suspects` is the same test on sixteen lanes.
#[inline]
pub(crate) fn is_plain(bytes: &[u8], table: &[bool; 256], suspects: impl Fn(u8x16) -> u8x16) -> bool {
    let Some(last) = bytes.last_chunk::<LANES>() else {
        return bytes.iter().all(|&byte| table[usize::from(byte)]);
    };
    // The last block overlaps the one before it, so there is no tail to walk.
    let (blocks, _) = bytes.as_chunks::<LANES>();
    let plain = |block: &[u8; LANES]| !suspects(u8x16::new(*block)).any();
    blocks.iter().all(plain) && plain(last)
}

/// The lanes of C0 controls.
#[inline]
pub(crate) fn controls(bytes: u8x16) -> u8x16 {
    bytes.min(u8x16::splat(0x1f)).simd_eq(bytes)
}

/// Appends `rest`, but leaves each suspect byte to `replace`: it gets what starts there, appends something instead, and
/// says how many bytes that stands for, at least one.
#[inline]
pub(crate) fn copy_replacing(
    mut rest: &[u8],
    suspects: impl Fn(u8x16) -> u8x16,
    out: &mut Vec<u8>,
    replace: impl Fn(&[u8], &mut Vec<u8>) -> usize,
) {
    while !rest.is_empty() {
        // A space is suspect nowhere, so spaces fill up the last block.
        let mut padded = [b' '; LANES];
        let block = rest.first_chunk().unwrap_or_else(|| {
            padded[..rest.len()].copy_from_slice(rest);
            &padded
        });
        let found = suspects(u8x16::new(*block)).to_bitmask();
        let plain = (found.trailing_zeros() as usize).min(LANES).min(rest.len());
        // All of the block, then cut off: a copy of a length that is known beforehand is one instruction.
        let start = out.len();
        out.extend_from_slice(block);
        out.truncate(start + plain);
        rest = &rest[plain..];
        if found != 0 {
            rest = &rest[replace(rest, out)..];
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The table and the lanes must call the same bytes suspect.
    pub(crate) fn agree(table: &[bool; 256], suspects: impl Fn(u8x16) -> u8x16) {
        for byte in 0..=255 {
            assert_eq!(suspects(u8x16::splat(byte)).any(), !table[usize::from(byte)], "{byte:#x}");
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
