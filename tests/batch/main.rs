//! Tests of batches through the public API: every input gets exactly one outcome.

mod atomic;
mod attribute;
mod dependencies;
mod duplicates;
mod extractors;
mod idempotency;
mod input_costs;
mod input_source;
mod inputs;
mod invariants;
mod limits;
mod lints;
mod names;
mod panics;
mod progress;
mod service;
mod signatures;
mod spawned;
mod streamed_inputs;
mod validation;

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

/// Returns the status codes of a result, in request order.
fn codes<O: Outcome>(result: &MultiStatus<Settled<O>>) -> Vec<u16> {
    result.iter().map(|entry| entry.status().as_u16()).collect()
}

/// The item that inputs decode to.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Order {
    sku: String,
    quantity: u32,
}

/// Returns the key of an input, and its item or the status and description of the reason why it has none.
fn key_and_item<T: Clone>(input: &Input<T>) -> (Option<String>, Result<T, String>) {
    let reason = |reason: &multistatus::batch::NotRun| {
        let mut text = format!("{} ", reason.status().as_u16());
        reason.description(&mut text).unwrap();
        text
    };
    (input.key().map(Key::as_str).map(Into::into), input.item().cloned().map_err(reason))
}

/// Returns all inputs of a stream.
async fn collect<T>(mut inputs: InputStream<T>) -> Vec<Input<T>> {
    let mut collected = Vec::new();
    while let Some(input) = std::future::poll_fn(|context| Pin::new(&mut inputs).poll_next(context)).await {
        collected.push(input);
    }
    collected
}

/// A body that is pending once before each chunk.
struct Chunks {
    chunks: VecDeque<Result<Bytes, String>>,
    waited: bool,
}

impl Chunks {
    fn new<C: Into<Bytes>, const N: usize>(chunks: [Result<C, &str>; N]) -> Self {
        let chunks = chunks.into_iter().map(|chunk| chunk.map(Into::into).map_err(Into::into)).collect();
        Self { chunks, waited: false }
    }

    /// A body in chunks of `length` bytes.
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
