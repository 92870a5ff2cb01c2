//! `JsonText`: the position of a string in the text, and what the string stands for.

use std::borrow::Cow;

use super::string::decode;

/// The inside of a string, without its quotes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JsonText {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) escaped: bool,
}

impl JsonText {
    /// Returns the inside as the text spells it.
    #[inline]
    pub(crate) fn raw(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Returns the text that the inside stands for.
    #[inline]
    pub(crate) fn decoded(self, text: &str) -> Cow<'_, str> {
        if self.escaped { Cow::Owned(unescaped(self.raw(text))) } else { Cow::Borrowed(self.raw(text)) }
    }

    /// True if the inside stands for `wanted`. Any character may be spelled as an escape (RFC 8259 section 7).
    #[inline]
    pub(crate) fn is(self, text: &str, wanted: &str) -> bool {
        if self.escaped { unescaped(self.raw(text)) == wanted } else { self.raw(text) == wanted }
    }
}

#[cold]
fn unescaped(inside: &str) -> String {
    let mut text = String::new();
    decode(inside, &mut text);
    text
}
