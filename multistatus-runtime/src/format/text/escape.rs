//! Writes escaped text: copies what needs no escape, and replaces the rest.

use std::{fmt, marker::PhantomData};

use super::output::Output;
use crate::text::escape::{Escapes, LANES, SCANNED, scan};

/// Appends `text`, escaped.
#[inline]
pub(crate) fn escape<E: Escapes>(text: &str, out: &mut Output<'_>) {
    let bytes = text.as_bytes();
    let found = scan::<E>(bytes);
    if found == 0 && bytes.len() <= SCANNED {
        out.push(bytes);
    } else {
        let end = copy_escaped::<E>(bytes, found, out.reborrow());
        out.resume(end);
    }
}

/// Escapes everything that is formatted into it.
pub(crate) struct EscapeWriter<'a, 'b, E> {
    out: &'a mut Output<'b>,
    escapes: PhantomData<E>,
}

impl<'a, 'b, E: Escapes> EscapeWriter<'a, 'b, E> {
    #[inline]
    pub(crate) fn new(out: &'a mut Output<'b>) -> Self {
        Self { out, escapes: PhantomData }
    }
}

impl<E: Escapes> fmt::Write for EscapeWriter<'_, '_, E> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        escape::<E>(text, self.out);
        Ok(())
    }
}

/// Appends `text` with its escapes, and returns the position behind it. `found` is the scan of its beginning.
#[inline(never)]
fn copy_escaped<E: Escapes>(text: &[u8], mut found: u64, mut out: Output<'_>) -> usize {
    let (mut start, mut rest) = (0, text);
    loop {
        while found != 0 {
            let at = start + found.trailing_zeros() as usize;
            found &= found - 1;
            let plain = at.saturating_sub(text.len() - rest.len());
            copy_plain(rest, plain, &mut out);
            rest = rest.get(plain..).unwrap_or_default();
            let Some(byte) = rest.first() else { return out.position() };
            let escape = &E::TABLE[usize::from(*byte)];
            out.push_prefix(&escape.bytes, usize::from(escape.length));
            let taken = if escape.length > 0 {
                1
            } else {
                let (replacement, taken) = E::escape_multibyte(rest);
                out.push(replacement);
                taken
            };
            rest = rest.get(taken..).unwrap_or_default();
        }
        start += SCANNED;
        match text.get(start..) {
            Some(further) => found = scan::<E>(further),
            None => {
                copy_plain(rest, rest.len(), &mut out);
                return out.position();
            }
        }
    }
}

/// Appends the first `length` bytes, which need no escape.
#[inline(always)]
fn copy_plain(bytes: &[u8], length: usize, out: &mut Output<'_>) {
    match bytes.first_chunk::<LANES>() {
        Some(block) if length <= LANES => out.push_prefix(block, length),
        _ => out.push(bytes.get(..length).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{format::text::output::append, text::json::JsonString};

    fn escaped<E: Escapes>(text: &str) -> String {
        let mut out = Vec::new();
        append(16, &mut out, |out| escape::<E>(text, out));
        String::from_utf8(out).expect("UTF-8")
    }

    /// Checks that `given` becomes `expected` at every position of a text.
    fn everywhere<E: Escapes>(given: &str, expected: &str) {
        for before in 0..40 {
            for after in [0, 1, 15, 16, 17, 40] {
                let (before, after) = ("b".repeat(before), "a".repeat(after));
                let text = format!("{before}{given}{after}");
                assert_eq!(escaped::<E>(&text), format!("{before}{expected}{after}"), "{given:?}");
            }
        }
    }

    #[test]
    fn every_character_survives_in_a_json_string() {
        let all: String = (0..0x100).chain(0xfff0..0x1_0010).filter_map(char::from_u32).collect();
        let json = format!("\"{}\"", escaped::<JsonString>(&all));
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), all);
        for (given, expected) in [("\"", "\\\""), ("\\", "\\\\"), ("\u{1}", "\\u0001"), ("\u{1f}", "\\u001f")] {
            everywhere::<JsonString>(given, expected);
        }
    }

    #[cfg(feature = "xml")]
    #[test]
    fn markup_and_illegal_characters_are_escaped_in_xml() {
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
            everywhere::<crate::text::xml::XmlText>(given, expected);
        }
    }
}
