//! Splits JSON Lines while the bytes arrive: each line is a document of its own.

use std::ops::Range;

use super::{buffer::Buffer, splitter::Stop};

/// Splits lines.
#[derive(Debug)]
pub(super) struct Lines {
    /// The number of the line that begins here.
    number: usize,
    /// How far it was looked through.
    scanned: usize,
    /// Whether it is the rest of one that is too long.
    skipping: bool,
    /// How long a line may be.
    limit: usize,
}

/// A line that is not empty.
#[derive(Debug)]
pub(super) enum Line {
    /// The line of that number, in the buffer.
    Text(usize, Range<usize>),
    TooLong,
}

impl Lines {
    pub(super) fn new(limit: usize) -> Self {
        Self { number: 1, scanned: 0, skipping: false, limit }
    }

    /// The next line that is not empty.
    pub(super) fn next(&mut self, buffer: &mut Buffer) -> Result<Line, Stop> {
        loop {
            let rest = buffer.rest();
            let end = rest.get(self.scanned..).and_then(|rest| rest.iter().position(|byte| *byte == b'\n'));
            let length = end.map_or(rest.len(), |end| self.scanned + end);
            if length > self.limit && !self.skipping {
                self.skipping = true;
                return Ok(Line::TooLong);
            }
            if end.is_none() && !buffer.ended() {
                self.scanned = length;
                if self.skipping {
                    buffer.take(length);
                    self.scanned = 0;
                }
                return Err(Stop::More);
            }
            let line = buffer.take(length);
            buffer.take(1);
            let number = self.number;
            let skipped = self.skipping;
            *self = Self { number: number + 1, scanned: 0, skipping: false, limit: self.limit };
            if !skipped && !buffer.bytes(line.clone()).trim_ascii().is_empty() {
                return Ok(Line::Text(number, line));
            }
            if end.is_none() {
                return Err(Stop::End);
            }
        }
    }
}
