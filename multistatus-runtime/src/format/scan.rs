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

/// Appends `rest` with each suspect byte replaced by its escape. Where that is empty, `decide` gets what starts there,
/// appends something instead, and says how many bytes that stands for, at least one.
#[inline]
pub(crate) fn copy_escaped(
    mut rest: &[u8],
    suspects: impl Fn(u8x16) -> u8x16,
    escapes: &[Escape; 256],
    decide: impl Fn(&[u8], &mut Vec<u8>) -> usize,
    out: &mut Vec<u8>,
) {
    // What is appended has a length that is known beforehand, and is cut off where that was too much: a copy of eight or
    // sixteen bytes is one instruction, and needs no branch that would be foretold wrongly.
    loop {
        let start = out.len();
        let plain = if let Some(block) = rest.first_chunk() {
            let plain = suspects(u8x16::new(*block)).to_bitmask().trailing_zeros() as usize;
            out.extend_from_slice(block);
            if plain >= LANES {
                rest = &rest[LANES..];
                continue;
            }
            plain
        } else {
            let block = padded(rest);
            let plain = suspects(u8x16::new(block)).to_bitmask().trailing_zeros() as usize;
            out.extend_from_slice(&block);
            if plain >= rest.len() {
                out.truncate(start + rest.len());
                return;
            }
            plain
        };
        out.truncate(start + plain);
        rest = &rest[plain..];
        let escape = &escapes[usize::from(rest[0])];
        out.extend_from_slice(&escape.bytes);
        out.truncate(start + plain + usize::from(escape.length));
        let taken = if escape.length > 0 { 1 } else { decide(rest, out) };
        rest = &rest[taken..];
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
