//! The body of a response: one buffer where it is small, chunks where it is large.

use std::{
    convert::Infallible,
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::{
    format::{
        Format,
        encoder::{CHUNK, Encoder},
        source::ItemSource,
    },
    outcome::Outcome,
};

/// Room for the item that fills a chunk, so that most chunks are allocated once.
const SLACK: usize = 4 * 1024;

/// The body of a multi-status response.
///
/// One that fits into a chunk is a single buffer, its length known; a larger one is written in chunks of 32 KiB while it
/// is sent, so that memory does not grow with the number of items. Where the source of the items has to wait, what is
/// there is sent without waiting for more. It never fails: where the source of the items does, the document ends
/// well-formed and says so.
pub struct Body {
    kind: Kind,
}

enum Kind {
    /// Everything there is to send; empty once it was sent.
    Whole(Bytes),
    Chunks(Box<dyn Chunks + Send>),
}

/// The rest of a body that is written on demand.
trait Chunks {
    /// The next chunk; `None` at the end.
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>>;
}

impl Body {
    /// A body that is there already.
    pub(crate) fn whole(bytes: impl Into<Bytes>) -> Self {
        Self { kind: Kind::Whole(bytes.into()) }
    }

    /// The body that `encoder` writes. Its first chunk is written now; if it is also the last, its length is known.
    pub(crate) fn encoded<O, F, S>(mut encoder: Encoder<'static, F, S>) -> Self
    where
        O: Outcome + Send + 'static,
        F: Format<O> + Send + 'static,
        S: ItemSource<O> + Send + 'static,
    {
        let mut first = buffer();
        if encoder.fill(CHUNK, &mut first) {
            return Self::whole(first);
        }
        Self::chunks(encoder, first)
    }

    /// The body that `encoder` writes, from a source that may have to wait.
    pub(crate) fn polled<O, F, S>(encoder: Encoder<'static, F, S>) -> Self
    where
        O: Outcome + Send + 'static,
        F: Format<O> + Send + 'static,
        S: ItemSource<O> + Send + 'static,
    {
        Self::chunks(encoder, Vec::new())
    }

    fn chunks<O, F, S>(encoder: Encoder<'static, F, S>, filled: Vec<u8>) -> Self
    where
        O: Outcome + Send + 'static,
        F: Format<O> + Send + 'static,
        S: ItemSource<O> + Send + 'static,
    {
        let outcome = std::marker::PhantomData::<fn() -> O>;
        Self { kind: Kind::Chunks(Box::new(Rest { encoder, filled, seen: 0, ended: false, outcome })) }
    }
}

fn buffer() -> Vec<u8> {
    Vec::with_capacity(CHUNK + SLACK)
}

/// An encoder with the chunk that it is filling.
struct Rest<O, F, S> {
    encoder: Encoder<'static, F, S>,
    filled: Vec<u8>,
    /// How much of it was there when the source last had to wait.
    seen: usize,
    ended: bool,
    outcome: std::marker::PhantomData<fn() -> O>,
}

impl<O, F, S> Chunks for Rest<O, F, S>
where
    O: Outcome,
    F: Format<O>,
    S: ItemSource<O>,
{
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        while !self.ended && self.filled.len() < CHUNK {
            if self.filled.capacity() == 0 {
                self.filled = buffer();
            }
            match self.encoder.poll_fill(context, CHUNK, &mut self.filled) {
                Poll::Ready(ended) => self.ended = ended,
                // Nothing came although others had their turn: what is there does not wait for the chunk to be full.
                Poll::Pending if self.filled.len() == self.seen && self.seen > 0 => break,
                Poll::Pending => {
                    self.seen = self.filled.len();
                    if self.seen > 0 {
                        context.waker().wake_by_ref();
                    }
                    return Poll::Pending;
                }
            }
        }
        self.seen = 0;
        let chunk = std::mem::take(&mut self.filled);
        Poll::Ready((!chunk.is_empty()).then(|| chunk.into()))
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let chunk = match &mut self.kind {
            Kind::Whole(bytes) => Some(std::mem::take(bytes)).filter(|bytes| !bytes.is_empty()),
            Kind::Chunks(chunks) => ready!(chunks.poll_chunk(context)),
        };
        Poll::Ready(chunk.map(|chunk| Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(&self.kind, Kind::Whole(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Kind::Chunks(_) => SizeHint::default(),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Whole(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Kind::Chunks(_) => f.write_str("Body(chunks)"),
        }
    }
}
