//! The bytes of a body that arrived and are not done with.

use std::ops::Range;

use super::{
    position::{Fault, Position},
    whole::MARK,
};

/// Bytes from `at` on are not done with.
#[derive(Debug)]
pub(super) struct Buffer {
    bytes: Vec<u8>,
    at: usize,
    /// The place of the first byte that is kept.
    start: Position,
    /// Whether no more bytes come.
    ended: bool,
    /// Whether the first bytes may still be a byte order mark.
    unmarked: bool,
}

impl Buffer {
    pub(super) fn new() -> Self {
        Self { bytes: Vec::new(), at: 0, start: Position::START, ended: false, unmarked: true }
    }

    /// Takes bytes, and forgets those that are done with.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        if self.at > 0 {
            self.start = self.position(self.at);
            self.bytes.drain(..self.at);
            self.at = 0;
        }
        self.bytes.extend_from_slice(bytes);
        if self.unmarked && (self.bytes.len() >= MARK.len() || !MARK.starts_with(&self.bytes)) {
            self.unmarked = false;
            if self.bytes.starts_with(MARK) {
                self.bytes.drain(..MARK.len());
            }
        }
    }

    /// Says that no more bytes come.
    pub(super) fn end(&mut self) {
        self.ended = true;
    }

    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// The bytes that are not done with. Part of a byte order mark is not shown.
    pub(super) fn rest(&self) -> &[u8] {
        if self.unmarked && !self.ended { &[] } else { self.bytes.get(self.at..).unwrap_or_default() }
    }

    /// The next byte behind white space, which is done with.
    pub(super) fn token(&mut self) -> Option<u8> {
        let space = self.rest().iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        self.take(space);
        self.rest().first().copied()
    }

    /// Is done with so many bytes more, and says which.
    pub(super) fn take(&mut self, count: usize) -> Range<usize> {
        let start = self.at;
        self.at = self.bytes.len().min(start + count);
        start..self.at
    }

    /// Bytes that were taken since some were pushed.
    pub(super) fn bytes(&self, range: Range<usize>) -> &[u8] {
        self.bytes.get(range).unwrap_or_default()
    }

    /// The same as text.
    pub(super) fn text(&self, range: Range<usize>) -> Result<&str, Fault> {
        let (start, bytes) = (range.start, self.bytes(range));
        std::str::from_utf8(bytes).map_err(|error| self.position(start).not_text(bytes, error))
    }

    /// What is wrong with the first byte that is not done with.
    pub(super) fn fault(&self, detail: &str) -> Fault {
        self.position(self.at).fault(detail)
    }

    /// What is wrong at the end.
    pub(super) fn end_fault(&self, detail: &str) -> Fault {
        self.position(self.bytes.len()).fault(detail)
    }

    /// The place of a byte that is kept.
    pub(super) fn position(&self, at: usize) -> Position {
        self.start.behind(self.bytes.get(..at).unwrap_or_default())
    }
}
