//! The body of a response: one buffer if it is small, chunks if it is large.

use std::{
    convert::Infallible,
    fmt,
    pin::Pin,
    sync::{Mutex, PoisonError},
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
    panic_guard::{drop_guarded, guard},
};

/// Extra capacity for the item that fills a chunk, so that most chunks are allocated once.
const SLACK: usize = 4 * 1024;

/// The body of a multi-status response.
///
/// A body of up to 32 KiB is one buffer of known length. A larger one is written in chunks of 32 KiB while it is sent, so that
/// memory does not grow with the number of items. If the source of the items has to wait, the bytes that are ready are sent.
///
/// A body never fails. If the source of the items fails, the document ends well-formed and says so.
pub struct Body {
    kind: BodyKind,
}

enum BodyKind {
    /// The bytes to send; empty once they are sent.
    Whole(Bytes),
    /// The mutex is never locked. It makes the body `Sync`, which some frameworks require.
    Chunks(Mutex<Box<dyn ChunkSource + Send>>),
}

/// A body that is written on demand.
trait ChunkSource {
    /// Returns the next chunk; `None` at the end.
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>>;
}

impl Body {
    /// Creates a body from its bytes.
    pub(crate) fn whole(bytes: impl Into<Bytes>) -> Self {
        Self { kind: BodyKind::Whole(bytes.into()) }
    }

    /// Returns the bytes if this body is one buffer, else this body.
    #[cfg(any(feature = "actix", feature = "rocket"))]
    pub(crate) fn into_bytes(mut self) -> Result<Bytes, Self> {
        match &mut self.kind {
            BodyKind::Whole(bytes) => Ok(std::mem::take(bytes)),
            BodyKind::Chunks(_) => Err(self),
        }
    }

    /// Creates the body that `encoder` writes. The first chunk is written now; if it is also the last, the length is known.
    pub(crate) fn encoded<O, F, S>(mut encoder: Encoder<'static, F, S>) -> Self
    where
        O: Outcome + Send + 'static,
        F: Format<O> + Send + 'static,
        S: ItemSource<O> + Send + 'static,
    {
        let mut first = buffer();
        if encoder.fill(CHUNK, &mut first) {
            drop_guarded(encoder);
            return Self::whole(first);
        }
        Self::chunks(encoder, first)
    }

    /// Creates the body that `encoder` writes from a source that may have to wait.
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
        let chunks = EncodedChunks { encoder, filled, seen: 0, ended: false, outcome };
        Self { kind: BodyKind::Chunks(Mutex::new(Box::new(chunks))) }
    }
}

/// The source of the items may panic when it is dropped.
impl Drop for Body {
    fn drop(&mut self) {
        drop_guarded(std::mem::replace(&mut self.kind, BodyKind::Whole(Bytes::new())));
    }
}

fn buffer() -> Vec<u8> {
    Vec::with_capacity(CHUNK + SLACK)
}

/// An encoder and the chunk that it fills.
struct EncodedChunks<O, F, S> {
    encoder: Encoder<'static, F, S>,
    filled: Vec<u8>,
    /// Length of the chunk when the source last had to wait.
    seen: usize,
    ended: bool,
    outcome: std::marker::PhantomData<fn() -> O>,
}

impl<O, F, S> ChunkSource for EncodedChunks<O, F, S>
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
                // The source added nothing since the last poll, so the chunk is sent although it is not full.
                Poll::Pending if self.filled.len() == self.seen && self.seen > 0 => break,
                Poll::Pending => {
                    self.seen = self.filled.len();
                    if self.seen > 0 {
                        let _logged = guard("a waker", || context.waker().wake_by_ref());
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
            BodyKind::Whole(bytes) => Some(std::mem::take(bytes)).filter(|bytes| !bytes.is_empty()),
            BodyKind::Chunks(chunks) => {
                let chunks = chunks.get_mut().unwrap_or_else(PoisonError::into_inner);
                ready!(chunks.poll_chunk(context))
            }
        };
        Poll::Ready(chunk.map(|chunk| Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(&self.kind, BodyKind::Whole(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            BodyKind::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            BodyKind::Chunks(_) => SizeHint::default(),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            BodyKind::Whole(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            BodyKind::Chunks(_) => f.write_str("Body(chunks)"),
        }
    }
}
