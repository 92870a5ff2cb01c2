//! The elements of a body as inputs, while it arrives or once all of it is there.

use std::task::Poll;

use jsonptr::PointerBuf;
use serde::de::DeserializeOwned;

use super::{
    array::ArraySplitter,
    element,
    line_column::LineColumn,
    lines::{Line, LineSplitter},
    settings::JsonInputs,
};
#[cfg(feature = "dialects")]
use crate::batch::NotRun;
use crate::{
    batch::{Input, Refused},
    read::buffer::Buffer,
};

/// The unread part of a body, and what splits it.
pub(super) struct Elements<'b> {
    buffer: Buffer<'b, [u8]>,
    splitter: Splitter,
    settings: JsonInputs,
    /// The pointer of the array.
    array: PointerBuf,
    /// The number of elements before.
    count: usize,
}

enum Splitter {
    Array(ArraySplitter),
    Lines(LineSplitter),
}

impl<'b> Elements<'b> {
    /// Returns the elements of a body that is there as a whole. None of them is too long.
    pub(super) fn whole(settings: JsonInputs, body: &'b [u8]) -> Self {
        Self::new(settings, Buffer::whole(body, 0), usize::MAX)
    }

    fn new(settings: JsonInputs, buffer: Buffer<'b, [u8]>, limit: usize) -> Self {
        let splitter = match settings.is_lines() {
            true => Splitter::Lines(LineSplitter::new(limit)),
            false => Splitter::Array(ArraySplitter::new(settings.holder(), limit)),
        };
        Self { buffer, splitter, array: settings.array().unwrap_or_default(), settings, count: 0 }
    }

    /// Appends bytes of the body.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        if let Splitter::Array(splitter) = &mut self.splitter {
            splitter.before_append(&self.buffer);
        }
        self.buffer.append().extend_from_slice(bytes);
    }

    /// Marks the end of the body.
    pub(super) fn end(&mut self) {
        self.buffer.last = true;
    }

    /// Makes the next call read what is there, however little that is: nothing more arrives.
    pub(super) fn break_off(&mut self) {
        self.buffer.read_at_once();
    }

    /// The number of elements that were returned.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Skips the next element; false at the end of the body.
    pub(super) fn skip(&mut self) -> Result<bool, Refused> {
        let skipped = match &mut self.splitter {
            Splitter::Array(splitter) => splitter.next(&mut self.buffer).map(|element| element.map(|it| it.map(drop))),
            Splitter::Lines(splitter) => splitter.next(&mut self.buffer).map(|line| line.map(|_| Ok(()))),
        };
        match skipped {
            Poll::Ready(Some(skipped)) => skipped.map(|()| true),
            _ => Ok(false),
        }
    }

    /// Returns the next input of a body that is there as a whole.
    pub(super) fn next_whole<T: DeserializeOwned>(&mut self) -> Option<Result<Input<T>, Refused>> {
        match self.next() {
            Poll::Ready(next) => next,
            Poll::Pending => None,
        }
    }

    /// Returns the next input, or what is wrong with the body as a whole. Pending if it has not arrived yet.
    pub(super) fn next<T: DeserializeOwned>(&mut self) -> Poll<Option<Result<Input<T>, Refused>>> {
        if !self.buffer.is_enough() {
            return Poll::Pending;
        }
        let id = self.settings.named_by();
        let next = match &mut self.splitter {
            Splitter::Array(splitter) => splitter.next(&mut self.buffer).map(|element| {
                element.map(|element| {
                    let json = splitter.text(self.buffer.content(), element?)?;
                    Ok(element::input(json, id, || self.array.with_trailing_token(self.count)))
                })
            }),
            Splitter::Lines(splitter) => splitter.next(&mut self.buffer).map(|line| {
                line.map(|line| {
                    Ok(match line {
                        Line::Text(number, range) => {
                            let line = self.buffer.content().get(range).unwrap_or_default();
                            element::line(line, id, LineColumn::of_line(number))
                        }
                        Line::TooLong => {
                            Input::refused(Refused::ItemTooLarge { max_bytes: self.settings.max_item_bytes }.into())
                        }
                    })
                })
            }),
        };
        if let Poll::Ready(Some(Ok(_))) = next {
            self.count += 1;
        }
        next
    }
}

impl Elements<'static> {
    /// Returns the elements of a body whose bytes are pushed.
    pub(super) fn arriving(settings: JsonInputs) -> Self {
        let limit = settings.max_item_bytes;
        Self::new(settings, Buffer::new(Vec::new()), limit)
    }
}

/// Splits a body that is there as a whole into the elements of its array, or of the array in `member`. Nothing is returned
/// unless all of the body is valid JSON.
#[cfg(feature = "dialects")]
pub(crate) fn split_elements<'b>(body: &'b [u8], member: Option<&str>) -> Result<Vec<&'b str>, Refused> {
    let mut buffer = Buffer::whole(body, 0);
    let mut splitter = ArraySplitter::new(member, usize::MAX);
    let mut elements = Vec::new();
    while let Poll::Ready(Some(range)) = splitter.next(&mut buffer) {
        elements.push(splitter.text(body, range?)?);
    }
    Ok(elements)
}

/// Splits a body that is there as a whole into its lines: the number and the JSON of each, or the reason why it is none.
#[cfg(feature = "dialects")]
pub(crate) fn split_lines(body: &[u8]) -> Vec<(usize, Result<&str, NotRun>)> {
    let mut buffer = Buffer::whole(body, 0);
    let mut splitter = LineSplitter::new(usize::MAX);
    let mut lines = Vec::new();
    while let Poll::Ready(Some(Line::Text(number, range))) = splitter.next(&mut buffer) {
        let line = body.get(range).unwrap_or_default();
        let json = element::one_value(line, LineColumn::of_line(number), element::UNFINISHED);
        lines.push((number, json.map_err(NotRun::from)));
    }
    lines
}

/// Returns a body that is there as a whole as one JSON value.
#[cfg(feature = "dialects")]
pub(crate) fn whole_document(body: &[u8]) -> Result<&str, Refused> {
    let document = body.strip_prefix(super::line_column::MARK).unwrap_or(body);
    Ok(element::one_value(document, LineColumn::START, "the body ends before its value does")?)
}
