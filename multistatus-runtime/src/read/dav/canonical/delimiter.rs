//! Markup that is the same in each response of a body, once its prefix is known: compared in a few steps, whatever its
//! length.

use wide::u8x16;

/// How a tag begins: at most eight bytes, compared as one number.
#[derive(Clone, Copy)]
pub(crate) struct TagPrefix {
    bytes: u64,
    mask: u64,
    length: usize,
}

impl TagPrefix {
    /// `None` where a prefix is too long for it.
    pub(crate) fn of(pieces: &[&str]) -> Option<Self> {
        let (bytes, length) = concatenated(pieces)?;
        Some(Self { bytes: u64::from_le_bytes(bytes), mask: u64::MAX >> (64 - 8 * length), length })
    }

    /// What stands behind it, if it is what `rest` begins with.
    #[inline(always)]
    pub(crate) fn strip(self, rest: &[u8]) -> Option<&[u8]> {
        let next = u64::from_le_bytes(*rest.first_chunk()?);
        if next & self.mask == self.bytes { rest.get(self.length..) } else { None }
    }
}

/// What stands between two texts: at most 32 bytes, compared as two blocks.
pub(crate) struct Delimiter {
    bytes: [u8; 32],
    /// A bit for each byte that counts.
    mask: u32,
    length: usize,
}

impl Delimiter {
    /// `None` where a prefix is too long for it.
    pub(crate) fn of(pieces: &[&str]) -> Option<Self> {
        let (bytes, length) = concatenated(pieces)?;
        Some(Self { bytes, mask: u32::MAX >> (32 - length), length })
    }

    /// What stands behind it, if it is what `rest` begins with.
    #[inline(always)]
    pub(crate) fn strip<'t>(&self, rest: &'t [u8]) -> Option<&'t [u8]> {
        let [first, second] = blocks(rest.first_chunk()?);
        let own = blocks(&self.bytes);
        let equal = first.simd_eq(own[0]).to_bitmask() | second.simd_eq(own[1]).to_bitmask() << 16;
        if equal & self.mask == self.mask { rest.get(self.length..) } else { None }
    }
}

#[inline(always)]
fn blocks(bytes: &[u8; 32]) -> [u8x16; 2] {
    // Not by `map` of an array, which is not always inlined.
    let block = |half: Option<&[u8; 16]>| u8x16::new(half.copied().unwrap_or_default());
    [block(bytes.first_chunk()), block(bytes.last_chunk())]
}

/// The pieces one after another, and how long they are; at least one byte, and `None` if there is no room.
fn concatenated<const ROOM: usize>(pieces: &[&str]) -> Option<([u8; ROOM], usize)> {
    let (mut bytes, mut length) = ([0; ROOM], 0);
    for piece in pieces {
        let end = length + piece.len();
        bytes.get_mut(length..end)?.copy_from_slice(piece.as_bytes());
        length = end;
    }
    (length > 0).then_some((bytes, length))
}
