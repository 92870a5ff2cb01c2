//! Looks through text for bytes that must not be copied as they are, sixteen at a time.

use wide::u8x16;

const LANES: usize = 16;

/// The lanes of C0 controls.
#[inline]
pub(crate) fn controls(bytes: u8x16) -> u8x16 {
    bytes.min(u8x16::splat(0x1f)).simd_eq(bytes)
}

/// Appends `bytes`, but leaves each suspect one to `replace`: it gets what starts there, appends something instead, and
/// says how many bytes that stands for, at least one.
///
/// Scan and copy are one pass: a block is appended whole, and cut off where it is suspect.
#[inline]
pub(crate) fn copy_replacing(
    bytes: &[u8],
    suspects: impl Fn(u8x16) -> u8x16,
    out: &mut Vec<u8>,
    replace: impl Fn(&[u8], &mut Vec<u8>) -> usize,
) {
    let mut rest = bytes;
    while let Some((block, behind)) = rest.split_first_chunk::<LANES>() {
        let found = suspects(u8x16::new(*block)).to_bitmask();
        out.extend_from_slice(block);
        rest = behind;
        if found != 0 {
            let cut = LANES - found.trailing_zeros() as usize;
            out.truncate(out.len() - cut);
            rest = &bytes[bytes.len() - behind.len() - cut..];
            rest = &rest[replace(rest, out)..];
        }
    }
    while !rest.is_empty() {
        let block = end_of(bytes, rest.len());
        let found = suspects(u8x16::new(block)).to_bitmask();
        let plain = rest.len().min(found.trailing_zeros() as usize);
        let start = out.len();
        out.extend_from_slice(&block);
        out.truncate(start + plain);
        rest = &rest[plain..];
        if !rest.is_empty() {
            rest = &rest[replace(rest, out)..];
        }
    }
}

/// The last `length` bytes, fewer than a block, at the start of one.
#[inline]
fn end_of(bytes: &[u8], length: usize) -> [u8; LANES] {
    match bytes.last_chunk() {
        // A shift of the last whole block is faster than a copy of a length that is not known beforehand.
        Some(last) => (u128::from_le_bytes(*last) >> (8 * (LANES - length))).to_le_bytes(),
        None => {
            let mut block = [0; LANES];
            block[..length].copy_from_slice(&bytes[bytes.len() - length..]);
            block
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
