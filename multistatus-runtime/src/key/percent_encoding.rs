//! Percent-encoding: what RFC 3986 allows in a URI reference and in a path, and how the rest is written.

use std::fmt;

#[cfg(feature = "xml")]
use wide::u8x16;

#[cfg(feature = "xml")]
use crate::simd::{between, letters, one};

/// What a byte may do in a URI reference (RFC 3986 appendix A).
#[derive(Clone, Copy, PartialEq)]
enum Byte {
    /// Never allowed: encode it.
    Encode,
    /// Allowed everywhere in path, query and fragment.
    Plain,
    /// `%`, `?` or `#`: it means something, unless the text is a raw path.
    Meaning,
}

static BYTES: [Byte; 256] = {
    let mut table = [Byte::Encode; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = match i as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => Byte::Plain,
            b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' => Byte::Plain,
            b'/' | b':' | b'@' => Byte::Plain,
            b'%' | b'?' | b'#' => Byte::Meaning,
            _ => Byte::Encode,
        };
        i += 1;
    }
    table
};

/// Whether the text is a URI reference as it is.
#[cfg(feature = "xml")]
pub(crate) fn is_reference(text: &str) -> bool {
    let bytes = text.as_bytes();
    (usual_prefix(bytes)..bytes.len()).all(|at| stands_in_reference(bytes, at))
}

/// How much of this may stand in a URI reference: letters, digits, `_`, what ASCII has from `'` to `;`, and `%` before two
/// digits. Most references hold nothing else. It looks at sixteen bytes at a time, and not at the last that are fewer.
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

/// Whether the percent sign at `at` stands before two digits.
fn is_encoded(text: &[u8], at: usize) -> bool {
    matches!(text.get(at + 1..at + 3), Some([one, two]) if one.is_ascii_hexdigit() && two.is_ascii_hexdigit())
}

/// Encodes what may not stand in a URI reference; `None` where nothing has to change.
pub(crate) fn encode_reference(text: &str) -> Option<String> {
    encoded(text, |at| stands_in_reference(text.as_bytes(), at))
}

/// Writes a URI reference, with what may not stand in it encoded.
pub(crate) fn write_reference<W: fmt::Write + ?Sized>(text: &str, out: &mut W) -> fmt::Result {
    write_encoded(text, |at| stands_in_reference(text.as_bytes(), at), out)
}

fn stands_in_reference(text: &[u8], at: usize) -> bool {
    match text[at] {
        b'%' => is_encoded(text, at),
        // A fragment may not hold another `#` (RFC 3986 section 3.5).
        b'#' => !text[..at].contains(&b'#'),
        byte => BYTES[usize::from(byte)] != Byte::Encode,
    }
}

/// Encodes what would mean something, or may not stand, in the path of a URI; `None` where nothing has to change.
pub(crate) fn encode_path(path: &str) -> Option<String> {
    let bytes = path.as_bytes();
    let first_segment = bytes.iter().position(|&byte| byte == b'/').unwrap_or(bytes.len());
    encoded(path, |at| match bytes[at] {
        b':' => at > first_segment,
        b'/' => at != 1 || bytes[0] != b'/',
        byte => BYTES[usize::from(byte)] == Byte::Plain,
    })
}

/// The text with each byte that `keep` does not keep percent-encoded; `None` where it keeps all of them.
fn encoded(text: &str, keep: impl Fn(usize) -> bool) -> Option<String> {
    if (0..text.len()).all(&keep) {
        return None;
    }
    let mut out = String::with_capacity(text.len() + 32);
    // A `String` takes whatever is written into it.
    write_encoded(text, keep, &mut out).ok().map(|()| out)
}

/// Writes the text with each byte that `keep` does not keep percent-encoded.
fn write_encoded<W>(text: &str, keep: impl Fn(usize) -> bool, out: &mut W) -> fmt::Result
where
    W: fmt::Write + ?Sized,
{
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut rest = 0;
    for at in 0..text.len() {
        if !keep(at) {
            // Whatever is kept is ASCII, so a longer character is encoded from its first byte to its last.
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
    fn a_character_that_is_none_of_a_reference_is_found_wherever_it_stands() {
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
