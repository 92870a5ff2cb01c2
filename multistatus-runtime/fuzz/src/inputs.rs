//! Inputs: they do not depend on how their body is cut into chunks. If a body is refused, earlier inputs are kept.

use std::{
    collections::VecDeque,
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body, Frame};
use multistatus::{
    Outcome,
    batch::{Input, InputStream, JsonInputs, NotRun},
};
use serde_json::Value;

/// Decodes a body whole and in chunks, and asserts that both give the same inputs. The lengths of the chunks
/// are these and 1, repeated to the end of the body.
pub fn assert_chunks_change_no_input(inputs: &JsonInputs, body: &[u8], lengths: &[u8]) {
    let arrived: Vec<_> =
        ReadyInputs(inputs.stream(Chunks::cut(body, lengths))).map(|input| parts_of(&input)).collect();
    match inputs.decode::<Value>(body) {
        Ok(whole) => assert_eq!(arrived, whole.iter().map(parts_of).collect::<Vec<_>>()),
        Err(_) => {
            let (last, before) = arrived.split_last().expect("a refused input");
            let is_refused = |parts: &InputParts| matches!(parts.1, Err(NotRun::Refused(_)));
            assert!(is_refused(last) && !before.iter().any(is_refused), "{arrived:?}");
        }
    }
    let other_chunks: Vec<_> =
        ReadyInputs(inputs.stream(Chunks::cut(body, &[255]))).map(|input| parts_of(&input)).collect();
    assert_eq!(arrived, other_chunks);
}

type InputParts = (Option<String>, Result<Value, NotRun>);

/// Returns the key and the value of an input. Asserts that a reason not to run it is a client error with a description.
fn parts_of(input: &Input<Value>) -> InputParts {
    if let Err(reason) = input.item() {
        let mut text = String::new();
        reason.description(&mut text).expect("a description");
        assert!(reason.status().is_client_error() && !text.is_empty());
    }
    (input.key().map(|key| key.as_str().to_owned()), input.item().cloned().map_err(Clone::clone))
}

/// Iterates over the inputs of a body that is never pending.
struct ReadyInputs(InputStream<Value>);

impl Iterator for ReadyInputs {
    type Item = Input<Value>;

    fn next(&mut self) -> Option<Input<Value>> {
        match Pin::new(&mut self.0).poll_next(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(input) => input,
            Poll::Pending => panic!("the body is never pending"),
        }
    }
}

/// A body that arrives in chunks.
struct Chunks(VecDeque<Bytes>);

impl Chunks {
    fn cut(body: &[u8], lengths: &[u8]) -> Self {
        let (mut rest, mut chunks) = (body, VecDeque::new());
        for length in lengths.iter().chain(&[1]).cycle() {
            if rest.is_empty() {
                break;
            }
            let (chunk, after) = rest.split_at(rest.len().min(usize::from(*length).max(1)));
            chunks.push_back(Bytes::copy_from_slice(chunk));
            rest = after;
        }
        Self(chunks)
    }
}

impl Body for Chunks {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop_front().map(|chunk| Ok(Frame::data(chunk))))
    }
}
