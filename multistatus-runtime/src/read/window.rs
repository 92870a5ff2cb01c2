//! What a parser sees of a body, and how far it gets in it.

use super::verdict::Verdict;

/// The text that a parser sees. The text before `at` is read; the parser moves `at`.
pub(crate) struct Window<'w> {
    pub(crate) text: &'w str,
    pub(crate) at: usize,
    /// The position of `text` in the body.
    pub(crate) base: u64,
    /// True if the body has no more text behind this.
    pub(crate) last: bool,
}

impl<'w> Window<'w> {
    /// Returns the text that is not read yet.
    pub(crate) fn rest(&self) -> &'w str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Returns the position in the body of a position in the text.
    pub(crate) fn position(&self, at: usize) -> u64 {
        self.base + at as u64
    }
}

/// How far a parser got.
#[derive(Debug, PartialEq)]
pub(crate) enum Progress {
    /// It read an item, up to `at`.
    Item,
    /// What begins at `at` does not end in the text, which is not the last.
    Incomplete,
    /// The document is at its end.
    Ended(Verdict),
}
