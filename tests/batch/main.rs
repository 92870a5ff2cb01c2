//! Batches as a user runs them: every input gets exactly one outcome, whatever happens.

mod arriving;
mod bounded;
mod extractors;
mod idempotency;
mod inputs;
mod limits;
mod lints;
mod model;
mod names;
mod operation;
mod progress;
mod service;
mod signatures;
mod source;
mod spawned;
mod together;
mod validated;

use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body, Frame};
use multistatus::{
    Key, MultiStatus, Outcome, Settled,
    batch::{Input, InputStream},
};
use serde::Deserialize;

/// The codes of a result, in order.
fn codes<O: Outcome>(result: &MultiStatus<Settled<O>>) -> Vec<u16> {
    result.iter().map(|entry| entry.status().as_u16()).collect()
}

/// What inputs decode to.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Order {
    sku: String,
    quantity: u32,
}

/// The key of an input, and its item or status and description of why it has none.
fn said<T: Clone>(input: &Input<T>) -> (Option<String>, Result<T, String>) {
    let reason = |reason: &multistatus::batch::NotRun| {
        let mut text = format!("{} ", reason.status().as_u16());
        reason.description(&mut text).unwrap();
        text
    };
    (input.key().map(Key::as_str).map(Into::into), input.item().cloned().map_err(reason))
}

/// All inputs of a stream.
async fn all<T>(mut inputs: InputStream<T>) -> Vec<Input<T>> {
    let mut all = Vec::new();
    while let Some(input) = std::future::poll_fn(|context| Pin::new(&mut inputs).poll_next(context)).await {
        all.push(input);
    }
    all
}

/// A body whose chunks have to be waited for, each.
struct Chunks {
    chunks: VecDeque<Result<Bytes, String>>,
    waited: bool,
}

impl Chunks {
    fn new<C: Into<Bytes>, const N: usize>(chunks: [Result<C, &str>; N]) -> Self {
        let chunks = chunks.into_iter().map(|chunk| chunk.map(Into::into).map_err(Into::into)).collect();
        Self { chunks, waited: false }
    }

    /// A body in chunks of this length.
    fn of(body: impl AsRef<[u8]>, length: usize) -> Self {
        let chunks = body.as_ref().chunks(length).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
        Self { chunks, waited: false }
    }
}

impl Body for Chunks {
    type Data = Bytes;
    type Error = String;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, String>>> {
        self.waited = !self.waited;
        if self.waited {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.chunks.pop_front().map(|chunk| chunk.map(Frame::data)))
    }
}
