//! Inputs of a body that still arrives: each as soon as its last byte is there.

use std::{
    marker::PhantomData,
    ops::Range,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Buf;
use futures_core::Stream;
use http_body::{Body, Frame};
use serde::de::DeserializeOwned;

use super::{
    super::pointer::Pointer,
    BoxError, JsonInputs,
    buffer::Buffer,
    element,
    lines::{Line, Lines},
    position::Position,
    splitter::{Splitter, Stop},
    unreadable,
};
use crate::batch::{Input, Refused};

/// The inputs of a body.
pub(super) struct Arriving<T, B> {
    /// The body; `None` once nothing of it is wanted any more.
    body: Option<Pin<Box<B>>>,
    received: u64,
    inputs: Arrived<T>,
}

/// The inputs of what arrived so far.
struct Arrived<T> {
    buffer: Buffer,
    syntax: Syntax,
    options: JsonInputs,
    /// The place of the array.
    array: Pointer,
    /// How many inputs there were.
    count: usize,
    /// Whether there was one more than there may be.
    is_full: bool,
    /// Why nothing more arrives.
    broken: Option<Refused>,
    item: PhantomData<fn() -> T>,
}

enum Syntax {
    Array(Splitter),
    Lines(Lines),
}

/// What comes next.
enum Next {
    Element(Range<usize>),
    Line(Line),
}

impl<T, B> Arriving<T, B> {
    pub(super) fn new(options: JsonInputs, body: B) -> Self {
        let limit = options.max_item_bytes;
        let inputs = Arrived {
            buffer: Buffer::new(),
            syntax: match options.is_lines() {
                true => Syntax::Lines(Lines::new(limit)),
                false => Syntax::Array(Splitter::new(options.holder(), limit)),
            },
            array: options.array().unwrap_or_default(),
            options,
            count: 0,
            is_full: false,
            broken: None,
            item: PhantomData,
        };
        Self { body: Some(Box::pin(body)), received: 0, inputs }
    }

    /// Takes what came of the body.
    fn receive<D: Buf, E: Into<BoxError>>(&mut self, frame: Option<Result<Frame<D>, E>>) {
        match frame {
            Some(Ok(frame)) => {
                // Trailers are no part of the content.
                let Ok(data) = frame.into_data() else { return };
                let max_bytes = self.inputs.options.max_bytes;
                let room = max_bytes.unwrap_or(u64::MAX) - self.received;
                if data.remaining() as u64 > room {
                    self.inputs.broken = Some(Refused::TooLarge { max_bytes });
                }
                let mut data = data.take(usize::try_from(room).unwrap_or(usize::MAX));
                self.received += data.remaining() as u64;
                while data.has_remaining() {
                    let chunk = data.chunk();
                    let length = chunk.len();
                    self.inputs.buffer.push(chunk);
                    data.advance(length);
                }
            }
            Some(Err(error)) => self.inputs.broken = Some(unreadable(error, None)),
            None => self.inputs.buffer.end(),
        }
    }
}

impl<T: DeserializeOwned, B: Body<Error: Into<BoxError>>> Stream for Arriving<T, B> {
    type Item = Input<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Input<T>>> {
        let arriving = &mut *self;
        while let Some(body) = &mut arriving.body {
            match arriving.inputs.next() {
                Ok(input) => return Poll::Ready(Some(input)),
                Err(Stop::More) => {
                    let frame = ready!(body.as_mut().poll_frame(context));
                    arriving.receive(frame);
                }
                Err(Stop::End) => arriving.body = None,
                Err(Stop::Refused(refused)) => {
                    arriving.body = None;
                    return Poll::Ready(Some(Input::refused(refused.into())));
                }
            }
        }
        Poll::Ready(None)
    }
}

impl<T: DeserializeOwned> Arrived<T> {
    /// The next input, as far as it arrived.
    fn next(&mut self) -> Result<Input<T>, Stop> {
        if self.is_full {
            return Err(Stop::End);
        }
        let next = match &mut self.syntax {
            Syntax::Array(splitter) => splitter.next(&mut self.buffer).map(Next::Element),
            Syntax::Lines(lines) => lines.next(&mut self.buffer).map(Next::Line),
        };
        let next = match next {
            Err(Stop::More) => return Err(self.broken.take().map_or(Stop::More, Stop::Refused)),
            next => next?,
        };
        let mut input = self.input(next)?;
        if let Some(max_items) = self.options.max_items.filter(|max_items| self.count >= *max_items) {
            self.is_full = true;
            input.item = Err(Refused::TooManyItems { max_items }.into());
        }
        self.count += 1;
        Ok(input)
    }

    fn input(&self, next: Next) -> Result<Input<T>, Stop> {
        match next {
            Next::Element(range) => self.element(range),
            Next::Line(Line::Text(number, range)) => {
                let line = self.buffer.bytes(range);
                Ok(element::line(line, self.options.named_by(), Position::line(number)))
            }
            Next::Line(Line::TooLong) => {
                Ok(Input::refused(Refused::ItemTooLarge { max_bytes: self.options.max_item_bytes }.into()))
            }
        }
    }

    fn element(&self, range: Range<usize>) -> Result<Input<T>, Stop> {
        let start = range.start;
        let json = self.buffer.text(range)?;
        let input = element::input(json, self.options.named_by(), || self.array.then(self.count));
        Ok(input.map_err(|error| self.buffer.position(start).syntax(&error))?)
    }
}
