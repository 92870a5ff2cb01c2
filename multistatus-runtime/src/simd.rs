//! Fast path: finds the bytes of a set, sixteen at a time. Each function sets the lanes of the bytes in its set.
//!
//! - Speeds up: the search for characters to escape or to encode, and for the end of a name or of a text.
//! - Gates: `xml`, `json` and `decode-xml` of `multistatus-runtime/benches/src/bin/instructions.rs`.
//! - Equal to a comparison of each byte: the unit tests in `text/` and `key/`.

use wide::u8x16;

/// Sets the lanes of the bytes from `first` to `last`.
#[inline]
pub(crate) fn between(bytes: u8x16, first: u8, last: u8) -> u8x16 {
    bytes.max(u8x16::splat(first)).min(u8x16::splat(last)).simd_eq(bytes)
}

/// Sets the lanes of ASCII letters. Upper case differs from lower case in one bit.
#[inline]
pub(crate) fn letters(bytes: u8x16) -> u8x16 {
    between(bytes | u8x16::splat(0x20), b'a', b'z')
}

/// Sets the lanes of `byte`.
#[inline]
pub(crate) fn one(bytes: u8x16, byte: u8) -> u8x16 {
    bytes.simd_eq(u8x16::splat(byte))
}
