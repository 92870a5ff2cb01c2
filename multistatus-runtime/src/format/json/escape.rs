//! Text into a JSON string (RFC 8259 section 7).

use std::fmt;

use wide::u8x16;

use crate::format::scan::{controls, copy_replacing, is_plain};

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
    copy_replacing(bytes, suspects, out, |rest, out| {
        match rest {
            [b'"', ..] => out.extend_from_slice(b"\\\""),
            [b'\\', ..] => out.extend_from_slice(b"\\\\"),
            [b'\n', ..] => out.extend_from_slice(b"\\n"),
            [b'\r', ..] => out.extend_from_slice(b"\\r"),
            [b'\t', ..] => out.extend_from_slice(b"\\t"),
            [control, ..] => out.extend_from_slice(&CONTROLS[usize::from(control % 32)]),
            [] => {}
        }
        1
    });
}

#[inline]
fn suspects(bytes: u8x16) -> u8x16 {
    bytes.simd_eq(u8x16::splat(b'"')) | bytes.simd_eq(u8x16::splat(b'\\')) | controls(bytes)
}

/// `\u00XX` for each control without a shorter form.
static CONTROLS: [[u8; 6]; 32] = {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut table = [*b"\\u0000"; 32];
    let mut byte = 0;
    while byte < 32 {
        table[byte][4] = HEX[byte >> 4];
        table[byte][5] = HEX[byte & 15];
        byte += 1;
    }
    table
};

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
