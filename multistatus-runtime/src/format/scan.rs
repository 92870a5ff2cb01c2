//! Looks through text for bytes that must not be copied as they are, sixteen at a time.

use wide::u8x16;

const LANES: usize = 16;

/// Whether no byte is suspect. `suspects` is given sixteen at a time, with spaces where there are fewer.
#[inline]
pub(crate) fn is_plain(bytes: &[u8], suspects: impl Fn(u8x16) -> u8x16) -> bool {
    let suspects = |block: &[u8; LANES]| suspects(u8x16::new(*block));
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
        let short;
        let block = match rest.first_chunk() {
            Some(block) => block,
            None => {
                short = padded(rest);
                &short
            }
        };
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

    /// The lanes must call exactly these bytes suspect.
    pub(crate) fn agree(suspect: impl Fn(u8) -> bool, suspects: impl Fn(u8x16) -> u8x16) {
        for byte in 0..=255 {
            assert_eq!(suspects(u8x16::splat(byte)).any(), suspect(byte), "{byte:#x}");
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
