//! Inputs are the same whether their body is there or arrives in chunks, and what refuses it loses none that came before.

use std::{
    collections::VecDeque,
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body, Frame};
use multistatus::{Outcome, batch::{Input, InputStream, JsonInputs, NotRun}};
use serde_json::Value;

/// Decodes the body whole, and in chunks of these lengths, over and over.
pub fn arrive_the_same_in_chunks(inputs: &JsonInputs, body: &[u8], lengths: &[u8]) {
    let arrived: Vec<_> = Arriving(inputs.stream(Chunks::of(body, lengths))).map(|input| said(&input)).collect();
    match inputs.decode::<Value>(body) {
        Ok(whole) => assert_eq!(arrived, whole.iter().map(said).collect::<Vec<_>>()),
        Err(_) => {
            let (last, before) = arrived.split_last().expect("an input that says so");
            let refused = |said: &Said| matches!(said.1, Err(NotRun::Refused(_)));
            assert!(refused(last) && !before.iter().any(refused), "{arrived:?}");
        }
    }
    let one: Vec<_> = Arriving(inputs.stream(Chunks::of(body, &[255]))).map(|input| said(&input)).collect();
    assert_eq!(arrived, one);
}

type Said = (Option<String>, Result<Value, NotRun>);

fn said(input: &Input<Value>) -> Said {
    if let Err(reason) = input.item() {
        let mut text = String::new();
        reason.description(&mut text).expect("it says why");
        assert!(reason.status().is_client_error() && !text.is_empty());
    }
    (input.key().map(|key| key.as_str().to_owned()), input.item().cloned().map_err(Clone::clone))
}

/// Inputs of a body that never waits.
struct Arriving(InputStream<Value>);

impl Iterator for Arriving {
    type Item = Input<Value>;

    fn next(&mut self) -> Option<Input<Value>> {
        match Pin::new(&mut self.0).poll_next(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(input) => input,
            Poll::Pending => panic!("it waits for nothing"),
        }
    }
}

struct Chunks(VecDeque<Bytes>);

impl Chunks {
    fn of(body: &[u8], lengths: &[u8]) -> Self {
        let (mut rest, mut chunks) = (body, VecDeque::new());
        for length in lengths.iter().chain(&[1]).cycle() {
            if rest.is_empty() {
                break;
            }
            let (chunk, behind) = rest.split_at(rest.len().min(usize::from(*length).max(1)));
            chunks.push_back(Bytes::copy_from_slice(chunk));
            rest = behind;
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
