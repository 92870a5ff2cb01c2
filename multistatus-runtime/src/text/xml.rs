//! The characters of XML text that must be escaped, and those that XML 1.0 does not allow: one scan finds both.

use wide::u8x16;

use super::escape::{Escape, Escapes, controls};

/// Character data.
///
/// A carriage return becomes a character reference, since a parser would read it as a line feed (XML 1.0 section 2.11).
/// A character that XML cannot hold (other controls, U+FFFE, U+FFFF; section 2.2) becomes U+FFFD, so that a body is
/// well-formed for any text.
pub(crate) struct XmlText;

impl Escapes for XmlText {
    const TABLE: &'static [Escape; 256] = &ESCAPES;

    /// 0xEF leads U+F000 to U+FFFF, and so the noncharacters U+FFFE and U+FFFF.
    #[inline]
    fn needs_escape(bytes: u8x16) -> u8x16 {
        // `<` and `>` differ in this bit only.
        let angle = (bytes | u8x16::splat(2)).simd_eq(u8x16::splat(b'>'));
        let ampersand = bytes.simd_eq(u8x16::splat(b'&'));
        let lead = bytes.simd_eq(u8x16::splat(0xef));
        angle | ampersand | lead | controls(bytes)
    }

    #[inline]
    fn escape_multibyte(rest: &[u8]) -> (&'static [u8], usize) {
        match rest {
            [0xef, 0xbf, 0xbe | 0xbf, ..] => (REPLACEMENT, 3),
            _ => (&[0xef], 1),
        }
    }
}

const REPLACEMENT: &[u8] = "\u{FFFD}".as_bytes();

/// The escape of 0xEF is empty: the bytes behind decide if it starts a noncharacter.
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
    use super::{super::escape::tests::only_these_need_an_escape, XmlText};

    #[test]
    fn markup_controls_and_the_lead_of_noncharacters_need_an_escape() {
        only_these_need_an_escape::<XmlText>(|byte| matches!(byte, 0..=0x1f | b'&' | b'<' | b'>' | 0xef));
    }
}
