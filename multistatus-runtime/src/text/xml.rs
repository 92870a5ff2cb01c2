//! Text into XML: one scan finds both what must be escaped and what XML 1.0 does not allow at all.

use wide::u8x16;

use super::escape::{self, Escape, Escapes, controls};
use crate::format::text::output::Sink;

/// Character data.
///
/// A carriage return becomes a character reference, since a parser would read it as a line feed (XML 1.0 section 2.11).
/// A character that XML cannot hold (other controls, U+FFFE, U+FFFF; section 2.2) becomes U+FFFD: a body stays
/// well-formed whatever it is given.
pub(crate) struct XmlText;

impl Escapes for XmlText {
    const TABLE: &'static [Escape; 256] = &ESCAPES;

    /// 0xEF leads U+F000 to U+FFFF, and so the noncharacters U+FFFE and U+FFFF.
    #[inline]
    fn suspects(bytes: u8x16) -> u8x16 {
        // `<` and `>` differ in this bit only.
        let angle = (bytes | u8x16::splat(2)).simd_eq(u8x16::splat(b'>'));
        let ampersand = bytes.simd_eq(u8x16::splat(b'&'));
        let lead = bytes.simd_eq(u8x16::splat(0xef));
        angle | ampersand | lead | controls(bytes)
    }

    #[inline]
    fn decide<S: Sink>(rest: &[u8], out: &mut S) -> usize {
        match rest {
            [0xef, 0xbf, 0xbe | 0xbf, ..] => {
                out.push(REPLACEMENT);
                3
            }
            _ => {
                out.push(&[0xef]);
                1
            }
        }
    }
}

/// Appends `text` as character data.
#[inline]
pub(crate) fn escape<S: Sink>(text: &str, out: &mut S) {
    escape::escape::<XmlText, S>(text, out);
}

/// Escapes whatever is formatted into it.
pub(crate) type Escaped<'a, S> = escape::Escaped<'a, XmlText, S>;

const REPLACEMENT: &[u8] = "\u{FFFD}".as_bytes();

/// 0xEF has none: whether it starts a noncharacter depends on what follows.
static ESCAPES: [Escape; 256] = {
    let mut escapes = [Escape::new(b""); 256];
    let mut control = 0;
    while control < 0x20 {
        escapes[control] = Escape::new(REPLACEMENT);
        control += 1;
    }
    escapes[b'\t' as usize] = Escape::new(b"\t");
    escapes[b'\n' as usize] = Escape::new(b"\n");
    escapes[b'\r' as usize] = Escape::new(b"&#13;");
    escapes[b'&' as usize] = Escape::new(b"&amp;");
    escapes[b'<' as usize] = Escape::new(b"&lt;");
    escapes[b'>' as usize] = Escape::new(b"&gt;");
    escapes
};

#[cfg(test)]
mod tests {
    use super::escape::tests::{agree, everywhere};
    use super::*;

    #[test]
    fn markup_and_illegal_characters_are_escaped_wherever_they_stand() {
        for (given, expected) in [
            ("&", "&amp;"),
            ("<", "&lt;"),
            ("]]>", "]]&gt;"),
            ("\"", "\""),
            ("\r\n", "&#13;\n"),
            ("\t", "\t"),
            ("\0", "\u{FFFD}"),
            ("\u{1f}", "\u{FFFD}"),
            ("\u{7f}", "\u{7f}"),
            ("\u{FFFE}", "\u{FFFD}"),
            ("\u{FFFF}", "\u{FFFD}"),
            ("\u{FFFD}", "\u{FFFD}"),
            ("\u{F8FF}", "\u{F8FF}"),
            ("ü🦀", "ü🦀"),
            ("<\u{FFFE}&", "&lt;\u{FFFD}&amp;"),
        ] {
            everywhere(escape, given, expected);
        }
    }

    #[test]
    fn every_byte_to_replace_is_suspect() {
        agree::<XmlText>(|byte| matches!(byte, 0..=0x1f | b'&' | b'<' | b'>' | 0xef));
    }
}
