//! The inputs of a body that arrives, each as soon as its last byte is there.

use std::{
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Buf;
use futures_core::Stream;
use http_body::{Body, Frame};
use serde::de::DeserializeOwned;

use super::{
    elements::Elements,
    settings::JsonInputs,
    unreadable::{BodyError, unreadable},
};
use crate::batch::{Input, Refused};

/// The inputs of a body that arrives.
pub(super) struct ArrivingInputs<T, B> {
    /// The body; `None` once no more of it is read.
    body: Option<Pin<Box<B>>>,
    elements: Elements<'static>,
    received: u64,
    max_bytes: Option<u64>,
    max_items: Option<usize>,
    /// Reason why the rest of the body is not received.
    broken: Option<Refused>,
    item: PhantomData<fn() -> T>,
}

impl<T, B> ArrivingInputs<T, B> {
    pub(super) fn new(settings: JsonInputs, body: B) -> Self {
        Self {
            body: Some(Box::pin(body)),
            received: 0,
            max_bytes: settings.max_bytes,
            max_items: settings.max_items,
            elements: Elements::arriving(settings),
            broken: None,
            item: PhantomData,
        }
    }

    /// Appends one frame of the body.
    fn receive<D: Buf, E: Into<BodyError>>(&mut self, frame: Option<Result<Frame<D>, E>>) {
        match frame {
            Some(Ok(frame)) => {
                // Trailers are not part of the content.
                let Ok(data) = frame.into_data() else { return };
                let allowed = self.max_bytes.unwrap_or(u64::MAX) - self.received;
                if data.remaining() as u64 > allowed {
                    self.break_off(Refused::TooLarge { max_bytes: self.max_bytes });
                }
                let mut data = data.take(usize::try_from(allowed).unwrap_or(usize::MAX));
                self.received += data.remaining() as u64;
                while data.has_remaining() {
                    let chunk = data.chunk();
                    let length = chunk.len();
                    self.elements.push(chunk);
                    data.advance(length);
                }
            }
            Some(Err(error)) => self.break_off(unreadable(error, None)),
            None => self.elements.end(),
        }
    }

    fn break_off(&mut self, refused: Refused) {
        self.broken = Some(refused);
        self.elements.break_off();
    }
}

impl<T: DeserializeOwned, B: Body<Error: Into<BodyError>>> Stream for ArrivingInputs<T, B> {
    type Item = Input<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Input<T>>> {
        let this = &mut *self;
        while let Some(body) = &mut this.body {
            let next = match this.elements.next() {
                Poll::Pending => match this.broken.take() {
                    Some(refused) => Some(Err(refused)),
                    None => {
                        let frame = ready!(body.as_mut().poll_frame(context));
                        this.receive(frame);
                        continue;
                    }
                },
                Poll::Ready(next) => next,
            };
            let Some(Ok(mut input)) = next else {
                this.body = None;
                return Poll::Ready(next.and_then(Result::err).map(|refused| Input::refused(refused.into())));
            };
            if let Some(max_items) = this.max_items.filter(|max_items| this.elements.count() > *max_items) {
                this.body = None;
                input.item = Err(Refused::TooManyItems { max_items }.into());
            }
            return Poll::Ready(Some(input));
        }
        Poll::Ready(None)
    }
}
