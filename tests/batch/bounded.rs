//! What decoding inputs may cost: memory for one item of a body that arrives, and time for each byte, whoever sent it.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use futures_core::Stream;
use http_body::Frame;
use multistatus::batch::{Input, InputStream, JsonInputs};

use crate::Order;

/// A body of the same chunk, so many times.
struct Endless {
    chunk: Bytes,
    left: usize,
}

impl http_body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.left = match self.left.checked_sub(1) {
            Some(left) => left,
            None => return Poll::Ready(None),
        };
        Poll::Ready(Some(Ok(Frame::data(self.chunk.clone()))))
    }
}

/// The inputs of a body that never waits.
fn each<T>(inputs: &mut InputStream<T>) -> impl Iterator<Item = Input<T>> {
    std::iter::from_fn(|| match Pin::new(&mut *inputs).poll_next(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(input) => input,
        Poll::Pending => panic!("it waits for nothing"),
    })
}

/// The most memory that reading so many chunks takes at a time.
fn memory(inputs: &JsonInputs, line: &str, chunks: usize) -> u64 {
    const LINES: usize = 1_000;
    let body = Endless { chunk: line.repeat(LINES).into(), left: chunks };
    let counted = allocation_counter::measure(|| {
        let mut inputs = inputs.stream::<Order, _>(body);
        assert_eq!(each(&mut inputs).count(), LINES * chunks);
    });
    counted.bytes_max
}

#[test]
fn memory_does_not_grow_with_the_body() {
    let line = "{\"sku\":\"tea\",\"quantity\":1}\n";
    let lines = JsonInputs::lines().id("sku");
    let (few, many) = (memory(&lines, line, 3), memory(&lines, line, 200));
    assert_eq!(few, many);
    assert!(many < 4 * (line.len() as u64) * 1_000, "{many}");
}

#[test]
fn memory_does_not_grow_with_an_item_that_is_too_long() {
    let lines = JsonInputs::lines().max_item_bytes(1_000);
    let mut inputs = lines.stream::<Order, _>(Endless { chunk: vec![b'x'; 4_096].into(), left: 10_000 });
    let counted = allocation_counter::measure(|| assert_eq!(each(&mut inputs).count(), 1));
    assert!(counted.bytes_max < 20_000, "{}", counted.bytes_max);
    let mut array = JsonInputs::new()
        .max_item_bytes(1_000)
        .stream::<Order, _>(Endless { chunk: vec![b'['; 512].into(), left: 10_000 });
    let counted = allocation_counter::measure(|| assert_eq!(each(&mut array).count(), 1));
    assert!(counted.bytes_max < 20_000, "{}", counted.bytes_max);
}

/// Each of these takes forever where the work for one item grows with the body.
#[test]
fn a_body_of_faults_takes_no_longer_than_its_length() {
    const COUNT: usize = 100_000;
    let whole = |body: String| http_body_util::Full::new(Bytes::from(body));
    let lines = "{\n".repeat(COUNT);
    assert_eq!(JsonInputs::lines().decode::<Order>(lines.as_bytes()).unwrap().len(), COUNT);
    assert_eq!(each(&mut JsonInputs::lines().stream::<Order, _>(whole(lines))).count(), COUNT);

    let array = format!("[0{}]", ",0".repeat(COUNT - 1));
    assert_eq!(JsonInputs::new().decode::<Order>(array.as_bytes()).unwrap().len(), COUNT);
    assert_eq!(each(&mut JsonInputs::new().stream::<Order, _>(whole(array))).count(), COUNT);

    let members = format!("{{{}\"orders\":[]}}", "\"\\u006f\":0,".repeat(COUNT));
    assert!(JsonInputs::member("orders").decode::<Order>(members.as_bytes()).unwrap().is_empty());
    assert_eq!(each(&mut JsonInputs::member("orders").stream::<Order, _>(whole(members))).count(), 0);

    let long = format!("[\"{}\"]", "\\n".repeat(COUNT));
    for inputs in [JsonInputs::new(), JsonInputs::lines()] {
        let body = crate::Chunks::of(&long, 1);
        let inputs = inputs.stream::<Vec<String>, _>(body);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        assert_eq!(runtime.block_on(crate::all(inputs)).len(), 1);
    }
}
