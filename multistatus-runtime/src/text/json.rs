//! Text into a JSON string (RFC 8259 section 7).

use wide::u8x16;

use super::escape::{self, Escape, Escapes, controls};
use crate::format::text::output::Sink;

/// The inside of a string. Nothing is lost: JSON can hold every character.
pub(crate) struct JsonString;

impl Escapes for JsonString {
    const TABLE: &'static [Escape; 256] = &ESCAPES;

    #[inline]
    fn suspects(bytes: u8x16) -> u8x16 {
        bytes.simd_eq(u8x16::splat(b'"')) | bytes.simd_eq(u8x16::splat(b'\\')) | controls(bytes)
    }

    /// Never asked: every suspect byte has its escape.
    fn decide<S: Sink>(_: &[u8], _: &mut S) -> usize {
        1
    }
}

/// Appends `text` as the inside of a string.
#[inline]
pub(crate) fn escape<S: Sink>(text: &str, out: &mut S) {
    escape::escape::<JsonString, S>(text, out);
}

/// Escapes whatever is formatted into it.
pub(crate) type Escaped<'a, S> = escape::Escaped<'a, JsonString, S>;

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
    use super::escape::tests::{agree, everywhere};
    use super::*;

    #[test]
    fn every_character_survives_wherever_it_stands() {
        let all: String = (0..0x100).chain(0xfff0..0x1_0010).filter_map(char::from_u32).collect();
        let mut out = vec![b'"'];
        escape(&all, &mut out);
        out.push(b'"');
        assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), all);
        for (given, expected) in [("\"", "\\\""), ("\\", "\\\\"), ("\u{1}", "\\u0001"), ("\u{1f}", "\\u001f")] {
            everywhere(escape, given, expected);
        }
    }

    #[test]
    fn every_byte_to_replace_is_suspect() {
        agree::<JsonString>(|byte| matches!(byte, 0..=0x1f | b'"' | b'\\'));
    }
}
