//! Text into a JSON string (RFC 8259 section 7).

use std::fmt;

use wide::u8x16;

use crate::format::scan::{Escape, controls, copy_escaped, is_plain};

/// Appends `text` as the inside of a string. Nothing is lost: JSON can hold every character.
#[inline]
pub(crate) fn escape(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    if is_plain(bytes, suspects) {
        out.extend_from_slice(bytes);
    } else {
        escape_slowly(bytes, out);
    }
}

#[inline(never)]
fn escape_slowly(bytes: &[u8], out: &mut Vec<u8>) {
    // Every suspect byte has its escape, so there is nothing left to decide.
    copy_escaped(bytes, suspects, &ESCAPES, |_, _| 1, out);
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

#[inline]
fn suspects(bytes: u8x16) -> u8x16 {
    bytes.simd_eq(u8x16::splat(b'"')) | bytes.simd_eq(u8x16::splat(b'\\')) | controls(bytes)
}

/// Escapes whatever is formatted into it.
pub(crate) struct Escaped<'a>(pub(crate) &'a mut Vec<u8>);

impl fmt::Write for Escaped<'_> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        escape(text, self.0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::scan::tests::{agree, everywhere};

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
        agree(|byte| matches!(byte, 0..=0x1f | b'"' | b'\\'), suspects);
    }
}
