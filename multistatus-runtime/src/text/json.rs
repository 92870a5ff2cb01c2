//! The characters of a JSON string that must be escaped (RFC 8259 section 7).

use wide::u8x16;

use super::escape::{Escape, Escapes, controls};

/// The inside of a string. Nothing is lost: JSON can hold every character.
pub(crate) struct JsonString;

impl Escapes for JsonString {
    const TABLE: &'static [Escape; 256] = &ESCAPES;

    #[inline]
    fn needs_escape(bytes: u8x16) -> u8x16 {
        bytes.simd_eq(u8x16::splat(b'"')) | bytes.simd_eq(u8x16::splat(b'\\')) | controls(bytes)
    }

    /// Never asked: the table has the escape of every byte that needs one.
    fn escape_multibyte(_: &[u8]) -> (&'static [u8], usize) {
        (b"", 1)
    }
}

/// `\u00XX` for each control without a shorter form.
static ESCAPES: [Escape; 256] = {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut escapes = [Escape::new(b""); 256];
    let mut control = 0;
    while control < 0x20 {
        escapes[control] = Escape::new(&[b'\\', b'u', b'0', b'0', HEX[control >> 4], HEX[control & 15]]);
        control += 1;
    }
    escapes[b'\n' as usize] = Escape::new(b"\\n");
    escapes[b'\r' as usize] = Escape::new(b"\\r");
    escapes[b'\t' as usize] = Escape::new(b"\\t");
    escapes[b'"' as usize] = Escape::new(b"\\\"");
    escapes[b'\\' as usize] = Escape::new(b"\\\\");
    escapes
};

#[cfg(test)]
mod tests {
    use super::{super::escape::tests::only_these_need_an_escape, JsonString};

    #[test]
    fn quotes_backslashes_and_controls_need_an_escape() {
        only_these_need_an_escape::<JsonString>(|byte| matches!(byte, 0..=0x1f | b'"' | b'\\'));
    }
}
