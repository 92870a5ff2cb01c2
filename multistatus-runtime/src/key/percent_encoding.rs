//! Percent-encoding: the characters that RFC 3986 allows in a URI reference and in a path, and the encoding of the rest.

use std::fmt;

#[cfg(feature = "xml")]
use wide::u8x16;

#[cfg(feature = "xml")]
use crate::simd::{between, letters, one};

/// The class of a byte in a URI reference (RFC 3986 appendix A).
#[derive(Clone, Copy, PartialEq)]
enum UriByte {
    /// Not allowed anywhere: it is encoded.
    Encode,
    /// Allowed in path, query and fragment.
    Plain,
    /// `%`, `?` or `#`: it has a meaning, except in a raw path.
    Delimiter,
}

static BYTES: [UriByte; 256] = {
    let mut table = [UriByte::Encode; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = match i as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => UriByte::Plain,
            b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' => UriByte::Plain,
            b'/' | b':' | b'@' => UriByte::Plain,
            b'%' | b'?' | b'#' => UriByte::Delimiter,
            _ => UriByte::Encode,
        };
        i += 1;
    }
    table
};

/// True if the text is a URI reference.
#[cfg(feature = "xml")]
pub(crate) fn is_reference(text: &str) -> bool {
    let bytes = text.as_bytes();
    (usual_prefix(bytes)..bytes.len()).all(|at| is_allowed(bytes, at))
}

/// Returns the length of a prefix that is allowed in a URI reference: letters, digits, `_`, the ASCII characters from `'` to
/// `;`, and `%` before two hex digits. Most references have no other characters. It tests blocks of sixteen bytes, and does
/// not test a shorter rest.
#[cfg(feature = "xml")]
#[inline]
pub(crate) fn usual_prefix(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let block = u8x16::new(*block);
        let percent = one(block, b'%');
        let usual = letters(block) | between(block, b'\'', b';') | one(block, b'_') | percent;
        let length = usual.to_bitmask().trailing_ones() as usize;
        let mut percents = percent.to_bitmask();
        while percents != 0 {
            let percent = percents.trailing_zeros() as usize;
            if !is_encoded(bytes, at + percent) {
                return at + percent.min(length);
            }
            percents &= percents - 1;
        }
        at += length;
        if length < 16 {
            break;
        }
    }
    at
}

/// True if two hex digits follow the percent sign at `at`.
fn is_encoded(text: &[u8], at: usize) -> bool {
    matches!(text.get(at + 1..at + 3), Some([one, two]) if one.is_ascii_hexdigit() && two.is_ascii_hexdigit())
}

/// Encodes the bytes that are not allowed in a URI reference. `None` if there are none.
pub(crate) fn encode_reference(text: &str) -> Option<String> {
    encoded(text, |at| is_allowed(text.as_bytes(), at))
}

/// Writes a URI reference and encodes the bytes that are not allowed in it.
pub(crate) fn write_reference<W: fmt::Write + ?Sized>(text: &str, out: &mut W) -> fmt::Result {
    write_encoded(text, |at| is_allowed(text.as_bytes(), at), out)
}

fn is_allowed(text: &[u8], at: usize) -> bool {
    match text[at] {
        b'%' => is_encoded(text, at),
        // A fragment cannot have another `#` (RFC 3986 section 3.5).
        b'#' => !text[..at].contains(&b'#'),
        byte => BYTES[usize::from(byte)] != UriByte::Encode,
    }
}

/// Encodes the bytes of a raw path that have a meaning in a URI or are not allowed. `None` if there are none.
pub(crate) fn encode_path(path: &str) -> Option<String> {
    let bytes = path.as_bytes();
    let first_segment = bytes.iter().position(|&byte| byte == b'/').unwrap_or(bytes.len());
    encoded(path, |at| match bytes[at] {
        b':' => at > first_segment,
        b'/' => at != 1 || bytes[0] != b'/',
        byte => BYTES[usize::from(byte)] == UriByte::Plain,
    })
}

/// Encodes each byte for which `keep` is false. `None` if there is none.
fn encoded(text: &str, keep: impl Fn(usize) -> bool) -> Option<String> {
    if (0..text.len()).all(&keep) {
        return None;
    }
    let mut out = String::with_capacity(text.len() + 32);
    // Writing into a `String` cannot fail.
    write_encoded(text, keep, &mut out).ok().map(|()| out)
}

/// Writes the text and encodes each byte for which `keep` is false.
fn write_encoded<W>(text: &str, keep: impl Fn(usize) -> bool, out: &mut W) -> fmt::Result
where
    W: fmt::Write + ?Sized,
{
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut rest = 0;
    for at in 0..text.len() {
        if !keep(at) {
            // Only ASCII bytes are kept, so all bytes of a longer character are encoded.
            out.write_str(text.get(rest..at).unwrap_or_default())?;
            let byte = text.as_bytes()[at];
            out.write_char('%')?;
            out.write_char(char::from(HEX[usize::from(byte >> 4)]))?;
            out.write_char(char::from(HEX[usize::from(byte & 15)]))?;
            rest = at + 1;
        }
    }
    out.write_str(text.get(rest..).unwrap_or_default())
}

#[cfg(all(test, feature = "xml"))]
mod tests {
    use super::*;

    #[test]
    fn a_character_that_is_not_allowed_is_found_at_any_position() {
        for character in (0..=0x7f_u8).map(char::from) {
            let allowed = is_reference(&character.to_string());
            for before in [0, 1, 15, 16, 17, 40] {
                let text = format!("{}{character}{}", "a".repeat(before), "/Z_9".repeat(5));
                assert_eq!(is_reference(&text), allowed, "{text}");
            }
        }
        assert!(is_reference("/a%20b/cdefghijklmnopqrstuvwxyz"));
        assert!(!is_reference("/a%2/cdefghijklmnopqrstuvwxyz{"));
        for before in 0..40 {
            let text = |encoded: &str, after| format!("{}{encoded}{}", "a".repeat(before), "b".repeat(after));
            assert!([0, 1, 40].iter().all(|after| is_reference(&text("%2F%20", *after))), "{before}");
            assert!([0, 1, 40].iter().all(|after| !is_reference(&text("%2F%2_", *after))), "{before}");
            assert!(!is_reference(&text("%", 0)) && !is_reference(&text("%2", 0)), "{before}");
        }
    }
}
