//! Sets of bytes, sixteen at a time: for each byte a lane that says whether it is one of the set.

use wide::u8x16;

/// The bytes from `first` to `last`.
#[inline]
pub(crate) fn between(bytes: u8x16, first: u8, last: u8) -> u8x16 {
    bytes.max(u8x16::splat(first)).min(u8x16::splat(last)).simd_eq(bytes)
}

/// The letters of ASCII: upper case differs from lower case in one bit.
#[inline]
pub(crate) fn letters(bytes: u8x16) -> u8x16 {
    between(bytes | u8x16::splat(0x20), b'a', b'z')
}

/// This one byte.
#[inline]
pub(crate) fn one(bytes: u8x16, byte: u8) -> u8x16 {
    bytes.simd_eq(u8x16::splat(byte))
}
