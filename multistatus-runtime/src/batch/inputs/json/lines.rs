//! Splits JSON Lines, while the bytes arrive or once all of them are there. Each line is a document of its own.

use std::{ops::Range, task::Poll};

use super::line_column::MARK;
use crate::read::buffer::Buffer;

/// Splits lines.
#[derive(Debug)]
pub(super) struct LineSplitter {
    /// The number of the next line.
    number: usize,
    /// The length of its part that was searched for the end.
    searched: usize,
    /// True if the rest of a line that is too long comes next.
    skips: bool,
    /// The maximum length of a line.
    limit: usize,
}

/// A line that is not empty.
#[derive(Debug)]
pub(super) enum Line {
    /// The line of that number, and its range in the buffer.
    Text(usize, Range<usize>),
    TooLong,
}

impl LineSplitter {
    pub(super) fn new(limit: usize) -> Self {
        Self { number: 1, searched: 0, skips: false, limit }
    }

    /// Returns the next line that is not empty. Pending if the buffer ends within the line.
    pub(super) fn next(&mut self, buffer: &mut Buffer<'_, [u8]>) -> Poll<Option<Line>> {
        loop {
            let (start, last) = (buffer.at, buffer.last);
            let rest = buffer.content().get(start..).unwrap_or_default();
            let end = rest.get(self.searched..).and_then(|rest| rest.iter().position(|byte| *byte == b'\n'));
            let length = end.map_or(rest.len(), |end| self.searched + end);
            if length > self.limit && !self.skips {
                self.skips = true;
                return Poll::Ready(Some(Line::TooLong));
            }
            if end.is_none() && !last {
                self.searched = length;
                if self.skips {
                    buffer.at += length;
                    self.searched = 0;
                }
                return Poll::Pending;
            }
            let line = rest.get(..length).unwrap_or_default();
            let mark = if self.number == 1 && line.starts_with(MARK) { MARK.len() } else { 0 };
            let is_empty = line.get(mark..).unwrap_or_default().trim_ascii().is_empty();
            let (number, skipped) = (self.number, self.skips);
            *self = Self { number: number + 1, ..Self::new(self.limit) };
            buffer.at += length + usize::from(end.is_some());
            if !skipped && !is_empty {
                return Poll::Ready(Some(Line::Text(number, start + mark..start + length)));
            }
            if end.is_none() {
                return Poll::Ready(None);
            }
        }
    }
}
