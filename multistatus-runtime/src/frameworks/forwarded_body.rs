//! A request body that another task reads, for frameworks whose bodies are bound to a thread or to the request.

use std::{
    io,
    pin::{Pin, pin},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http_body::{Body, Frame};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// The chunks of a body, then its end.
enum Part {
    Chunk(io::Result<Bytes>),
    End,
}

/// The body, as a batch in any task reads it.
pub(super) struct ForwardedBody {
    parts: Receiver<Part>,
    /// True after the end, or after the first error.
    ended: bool,
}

/// Returns a body, and the future that reads its chunks with `poll_chunk` and forwards them.
///
/// At most one chunk is kept, so a slow batch slows the client down. The future ends when the body ends, or when the body
/// is dropped. If the future is dropped before, the body ends with an error.
pub(super) fn forwarded(
    mut poll_chunk: impl FnMut(&mut Context<'_>) -> Poll<Option<io::Result<Bytes>>>,
) -> (ForwardedBody, impl Future<Output = ()>) {
    let (sender, parts) = channel(1);
    let forwarding = async move {
        while let Some(chunk) = unless_closed(&sender, &mut poll_chunk).await {
            if sender.send(Part::Chunk(chunk)).await.is_err() {
                return;
            }
        }
        // Without a receiver, the end is of no interest.
        let _closed = sender.send(Part::End).await;
    };
    (ForwardedBody { parts, ended: false }, forwarding)
}

/// Returns the next chunk; `None` at the end, and when the body is dropped.
async fn unless_closed(
    sender: &Sender<Part>,
    mut poll_chunk: impl FnMut(&mut Context<'_>) -> Poll<Option<io::Result<Bytes>>>,
) -> Option<io::Result<Bytes>> {
    let mut closed = pin!(sender.closed());
    std::future::poll_fn(|context| match closed.as_mut().poll(context) {
        Poll::Ready(()) => Poll::Ready(None),
        Poll::Pending => poll_chunk(context),
    })
    .await
}

impl Body for ForwardedBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let chunk = match ready!(self.parts.poll_recv(context)) {
            Some(Part::Chunk(chunk)) => chunk,
            Some(Part::End) => {
                self.ended = true;
                return Poll::Ready(None);
            }
            None => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the request ended before its body")),
        };
        self.ended = chunk.is_err();
        Poll::Ready(Some(chunk.map(Frame::data)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use http_body_util::BodyExt;

    use super::*;

    fn chunks(chunks: &[&'static str]) -> impl FnMut(&mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> + use<> {
        let mut chunks: VecDeque<_> = chunks.iter().map(|chunk| Bytes::from(*chunk)).collect();
        move |_| Poll::Ready(chunks.pop_front().map(Ok))
    }

    #[tokio::test]
    async fn all_chunks_arrive() {
        let (body, forwarding) = forwarded(chunks(&["a", "b", "c"]));
        let (collected, ()) = tokio::join!(body.collect(), forwarding);
        assert_eq!(collected.expect("no error").to_bytes(), "abc");
    }

    #[tokio::test]
    async fn an_error_ends_the_body() {
        let (body, forwarding) = forwarded(|_| Poll::Ready(Some(Err(io::Error::other("reset")))));
        let (collected, ()) = tokio::join!(body.collect(), forwarding);
        assert_eq!(collected.expect_err("an error").to_string(), "reset");
    }

    #[tokio::test]
    async fn a_body_that_is_not_forwarded_to_its_end_is_an_error() {
        let (body, forwarding) = forwarded(chunks(&["a"]));
        drop(forwarding);
        assert_eq!(body.collect().await.expect_err("an error").kind(), io::ErrorKind::UnexpectedEof);
    }

    #[tokio::test]
    async fn a_body_that_is_dropped_ends_the_forwarding() {
        let (body, forwarding) = forwarded(|_| Poll::Pending);
        drop(body);
        forwarding.await;
    }
}
