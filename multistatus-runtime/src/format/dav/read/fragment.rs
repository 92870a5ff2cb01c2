//! Markup that is the same in each response of a body, once its prefix is known: compared in a few steps, whatever its
//! length.

use wide::u8x16;

/// How a tag begins: at most eight bytes, compared as one number.
#[derive(Clone, Copy)]
pub(super) struct Start {
    bytes: u64,
    mask: u64,
    length: usize,
}

impl Start {
    /// `None` where a prefix is too long for it.
    pub(super) fn of(start: &str) -> Option<Self> {
        let mut bytes = [0; 8];
        bytes.get_mut(..start.len())?.copy_from_slice(start.as_bytes());
        let mut mask = [0; 8];
        mask.get_mut(..start.len())?.fill(0xff);
        Some(Self { bytes: u64::from_le_bytes(bytes), mask: u64::from_le_bytes(mask), length: start.len() })
    }

    /// What stands behind it, if it is what `rest` begins with.
    #[inline(always)]
    pub(super) fn strip(self, rest: &[u8]) -> Option<&[u8]> {
        let next = u64::from_le_bytes(*rest.first_chunk()?);
        if next & self.mask == self.bytes { rest.get(self.length..) } else { None }
    }
}

/// What stands between two texts: at most 32 bytes, compared as two blocks.
pub(super) struct Joint {
    blocks: [[u8; 16]; 2],
    /// A bit for each byte that counts.
    mask: u32,
    length: usize,
}

impl Joint {
    /// `None` where a prefix is too long for it.
    pub(super) fn of(markup: &str) -> Option<Self> {
        let mut blocks = [[0; 16]; 2];
        blocks.as_flattened_mut().get_mut(..markup.len())?.copy_from_slice(markup.as_bytes());
        Some(Self { blocks, mask: u32::MAX >> (32 - markup.len()), length: markup.len() })
    }

    /// What stands behind it, if it is what `rest` begins with.
    #[inline(always)]
    pub(super) fn strip<'t>(&self, rest: &'t [u8]) -> Option<&'t [u8]> {
        let ([first, second, ..], _) = rest.first_chunk::<32>()?.as_chunks() else { return None };
        let equal = |found: &[u8; 16], block: [u8; 16]| u8x16::new(*found).simd_eq(u8x16::new(block)).to_bitmask();
        let equal = equal(first, self.blocks[0]) | equal(second, self.blocks[1]) << 16;
        if equal & self.mask == self.mask { rest.get(self.length..) } else { None }
    }
}
