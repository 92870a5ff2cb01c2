//! The characters that XML 1.0 allows (section 2.2). Text is searched sixteen bytes at a time.

use wide::u8x16;

use crate::{simd::one, text::escape::controls};

/// True if XML allows the character.
pub(crate) fn is_char(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// Returns the position of the first character that XML does not allow, and that character.
pub(crate) fn illegal(text: &str) -> Option<(usize, char)> {
    let (blocks, rest) = text.as_bytes().as_chunks::<16>();
    if blocks.iter().any(is_suspect) || rest.iter().any(|byte| *byte < b' ' || *byte == 0xef) {
        return text.char_indices().find(|(_, character)| !is_char(*character));
    }
    None
}

/// Returns the number of bytes before the next markup or reference, and true if there is a `>` among them.
#[inline]
pub(crate) fn text_length(bytes: &[u8]) -> (usize, bool) {
    let (blocks, rest) = bytes.as_chunks::<16>();
    let mut angle = false;
    for (number, block) in blocks.iter().enumerate() {
        let block = u8x16::new(*block);
        let ends = (one(block, b'<') | one(block, b'&')).to_bitmask();
        let angles = one(block, b'>').to_bitmask();
        if ends != 0 {
            let length = ends.trailing_zeros();
            return (number * 16 + length as usize, angle || angles & ((1 << length) - 1) != 0);
        }
        angle |= angles != 0;
    }
    let length = rest.iter().position(|byte| matches!(byte, b'<' | b'&')).unwrap_or(rest.len());
    angle |= rest.iter().take(length).any(|byte| *byte == b'>');
    (bytes.len() - rest.len() + length, angle)
}

/// 0xEF leads U+F000 to U+FFFF, and so the noncharacters U+FFFE and U+FFFF.
#[inline]
fn is_suspect(block: &[u8; 16]) -> bool {
    let bytes = u8x16::new(*block);
    let is = |byte: u8| bytes.simd_eq(u8x16::splat(byte));
    let suspects = (controls(bytes) | is(0xef)).to_bitmask();
    suspects != 0 && suspects & !(is(b'\t') | is(b'\n') | is(b'\r')).to_bitmask() != 0
}
