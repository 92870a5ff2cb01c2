//! Names with and without a prefix (Namespaces in XML 1.0 section 4).

use wide::u8x16;

use crate::simd::{between, letters, one};

/// Returns the start of the local name in a qualified name; `None` if it is not a qualified name.
pub(crate) fn local(name: &str) -> Option<usize> {
    if name.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return (!name.is_empty()).then_some(0);
    }
    match name.split_once(':') {
        None => is_ncname(name).then_some(0),
        Some((prefix, local)) => (is_ncname(prefix) && is_ncname(local)).then_some(prefix.len() + 1),
    }
}

/// Returns the length of the qualified name that these bytes begin with, and the start of its local name. `None` if the name
/// is not ASCII, or has a second colon in its first sixteen bytes. The byte behind the name is not checked.
#[inline]
pub(crate) fn plain(bytes: &[u8]) -> Option<(usize, usize)> {
    let block = u8x16::new(*bytes.first_chunk()?);
    let letters = letters(block) | one(block, b'_');
    // `/` is between `.` and the digits.
    let slashes = one(block, b'/').to_bitmask();
    let colons = one(block, b':').to_bitmask();
    let others = (between(block, b'-', b'9').to_bitmask() & !slashes) | colons;
    let mut length = (letters.to_bitmask() | others).trailing_ones() as usize;
    let colons = colons & ((1 << length) - 1);
    let local = if colons == 0 { 0 } else { colons.trailing_zeros() as usize + 1 };
    if length == LANES {
        let continues = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        length += bytes.iter().skip(LANES).take_while(continues).count();
    }
    let starts = |at: usize| bytes.get(at).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
    (colons & colons.wrapping_sub(1) == 0 && starts(0) && starts(local)).then_some((length, local))
}

const LANES: usize = 16;

fn is_ncname(name: &str) -> bool {
    if name.is_ascii() {
        // Most names are ASCII, and need no decoding.
        let mut bytes = name.bytes();
        let starts = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
        return bytes.next().is_some_and(starts)
            && bytes.all(|byte| starts(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
    }
    let mut characters = name.chars();
    characters.next().is_some_and(starts) && characters.all(continues)
}

fn starts(character: char) -> bool {
    matches!(character,
        'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

fn continues(character: char) -> bool {
    starts(character)
        || matches!(character, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}
