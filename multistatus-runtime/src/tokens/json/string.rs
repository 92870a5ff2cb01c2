//! The inside of a JSON string (RFC 8259 section 7): where it ends, and the characters that its escapes stand for.

use wide::u8x16;

use super::JsonError;
use crate::text::{escape::Escapes, json::JsonString};

/// Returns the position, from `at` on, of the first byte that ends a string, begins an escape or is a control character;
/// the end of the text if there is none.
#[inline]
pub(crate) fn plain(bytes: &[u8], mut at: usize) -> usize {
    while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<16>()) {
        let suspects = JsonString::needs_escape(u8x16::new(*block)).to_bitmask();
        if suspects != 0 {
            return at + suspects.trailing_zeros() as usize;
        }
        at += block.len();
    }
    plain_tail(bytes, at)
}

/// Searches the few bytes at the end of a text.
#[cold]
fn plain_tail(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| matches!(byte, 0..=0x1f | b'"' | b'\\')).unwrap_or(rest.len())
}

/// Returns the end of the escape that begins at `at`. With `pairs`, half a surrogate pair is an error: it stands for no
/// character (RFC 8259 section 8.2).
pub(crate) fn escape_end(bytes: &[u8], at: usize, pairs: bool) -> Result<usize, JsonError> {
    match bytes.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => return Ok(at + 2),
        Some(b'u') => {}
        Some(_) => return Err(JsonError::Unexpected { at, expected: "an escape of RFC 8259" }),
        None => return Err(JsonError::Incomplete),
    }
    let unpaired = JsonError::Unexpected { at, expected: "both halves of a surrogate pair" };
    match hex(bytes, at + 2)? {
        0xdc00..=0xdfff if pairs => Err(unpaired),
        0xd800..=0xdbff if pairs => {
            for (offset, byte) in [(6, b'\\'), (7, b'u')] {
                if *bytes.get(at + offset).ok_or(JsonError::Incomplete)? != byte {
                    return Err(unpaired);
                }
            }
            match hex(bytes, at + 8)? {
                0xdc00..=0xdfff => Ok(at + 12),
                _ => Err(unpaired),
            }
        }
        _ => Ok(at + 6),
    }
}

fn hex(bytes: &[u8], at: usize) -> Result<u32, JsonError> {
    (at..at + 4).try_fold(0, |code, at| {
        let digit = char::from(*bytes.get(at).ok_or(JsonError::Incomplete)?).to_digit(16);
        Ok(code << 4 | digit.ok_or(JsonError::Unexpected { at, expected: "a hexadecimal digit" })?)
    })
}

/// Appends the text that the inside of a string stands for. The string was read before, so its escapes are valid.
pub(crate) fn decode(inside: &str, out: &mut String) {
    let mut rest = inside;
    while let Some((plain, escape)) = rest.split_once('\\') {
        out.push_str(plain);
        let bytes = escape.as_bytes();
        let (character, length) = match bytes.first() {
            Some(b'b') => ('\u{8}', 1),
            Some(b'f') => ('\u{c}', 1),
            Some(b'n') => ('\n', 1),
            Some(b'r') => ('\r', 1),
            Some(b't') => ('\t', 1),
            Some(b'u') => unicode(bytes),
            Some(other) => (char::from(*other), 1),
            None => break,
        };
        out.push(character);
        rest = escape.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
}

fn unicode(bytes: &[u8]) -> (char, usize) {
    let first = hex(bytes, 1).unwrap_or_default();
    let (code, length) = match first {
        0xd800..=0xdbff => {
            let second = hex(bytes, 7).unwrap_or_default();
            (0x1_0000 + ((first - 0xd800) << 10) + (second.wrapping_sub(0xdc00) & 0x3ff), 11)
        }
        _ => (first, 5),
    };
    (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), length)
}
