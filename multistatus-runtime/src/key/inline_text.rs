//! `InlineText`: text that is written into a buffer on the stack, so that a short one takes no allocation.

use std::{
    fmt::{self, Write},
    str,
};

/// The number of bytes that take no allocation.
const INLINE: usize = 120;

/// The text that was written so far.
pub(crate) struct InlineText {
    inline: [u8; INLINE],
    length: usize,
    /// The whole text, once it is too long for the buffer.
    long: String,
}

impl InlineText {
    pub(crate) fn new() -> Self {
        Self { inline: [0; INLINE], length: 0, long: String::new() }
    }

    pub(crate) fn as_str(&self) -> &str {
        if self.long.is_empty() { self.inline() } else { &self.long }
    }

    /// Returns the text in the buffer. It consists of whole pieces of text, so it is UTF-8.
    fn inline(&self) -> &str {
        self.inline.get(..self.length).and_then(|text| str::from_utf8(text).ok()).unwrap_or_default()
    }
}

impl Write for InlineText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        if self.long.is_empty() {
            if let Some(free) = self.inline.get_mut(self.length..end) {
                free.copy_from_slice(text.as_bytes());
                self.length = end;
                return Ok(());
            }
            self.long = self.inline().to_owned();
        }
        self.long.push_str(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_any_length_is_kept() {
        for length in [0, 1, INLINE - 1, INLINE, INLINE + 1, 3 * INLINE] {
            for piece in ["a", "\u{fc}", "abcdefg"] {
                let mut text = InlineText::new();
                let pieces = length / piece.len();
                (0..pieces).for_each(|_| text.write_str(piece).unwrap());
                assert_eq!(text.as_str(), piece.repeat(pieces));
            }
        }
    }
}
