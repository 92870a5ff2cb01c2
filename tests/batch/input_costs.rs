//! The cost of decoding inputs: memory for one item of a streamed body, and time linear in the length of the body.

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

/// A body that repeats one chunk.
struct Repeated {
    chunk: Bytes,
    remaining: usize,
}

impl http_body::Body for Repeated {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.remaining = match self.remaining.checked_sub(1) {
            Some(remaining) => remaining,
            None => return Poll::Ready(None),
        };
        Poll::Ready(Some(Ok(Frame::data(self.chunk.clone()))))
    }
}

/// Returns the inputs of a body that is never pending.
fn ready_inputs<T>(inputs: &mut InputStream<T>) -> impl Iterator<Item = Input<T>> {
    std::iter::from_fn(|| match Pin::new(&mut *inputs).poll_next(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(input) => input,
        Poll::Pending => panic!("the body is never pending"),
    })
}

/// Returns the peak memory of reading this number of chunks, in bytes.
fn peak_memory(inputs: &JsonInputs, line: &str, chunks: usize) -> u64 {
    const LINES: usize = 1_000;
    let body = Repeated { chunk: line.repeat(LINES).into(), remaining: chunks };
    let counted = allocation_counter::measure(|| {
        let mut inputs = inputs.stream::<Order, _>(body);
        assert_eq!(ready_inputs(&mut inputs).count(), LINES * chunks);
    });
    counted.bytes_max
}

#[test]
fn memory_does_not_grow_with_the_length_of_the_body() {
    let line = "{\"sku\":\"tea\",\"quantity\":1}\n";
    let lines = JsonInputs::lines().id("sku");
    let (few, many) = (peak_memory(&lines, line, 3), peak_memory(&lines, line, 200));
    assert_eq!(few, many);
    assert!(many < 4 * (line.len() as u64) * 1_000, "{many}");
}

#[test]
fn memory_does_not_grow_with_the_length_of_an_item_over_the_limit() {
    let lines = JsonInputs::lines().max_item_bytes(1_000);
    let mut inputs = lines.stream::<Order, _>(Repeated { chunk: vec![b'x'; 4_096].into(), remaining: 10_000 });
    let counted = allocation_counter::measure(|| assert_eq!(ready_inputs(&mut inputs).count(), 1));
    assert!(counted.bytes_max < 20_000, "{}", counted.bytes_max);
    let mut array = JsonInputs::new()
        .max_item_bytes(1_000)
        .stream::<Order, _>(Repeated { chunk: vec![b'['; 512].into(), remaining: 10_000 });
    let counted = allocation_counter::measure(|| assert_eq!(ready_inputs(&mut array).count(), 1));
    assert!(counted.bytes_max < 20_000, "{}", counted.bytes_max);
}

/// Each of these bodies takes quadratic time if the work for one item grows with the body.
#[test]
fn decoding_takes_time_linear_in_the_body() {
    const COUNT: usize = 100_000;
    let whole = |body: String| http_body_util::Full::new(Bytes::from(body));
    let lines = "{\n".repeat(COUNT);
    assert_eq!(JsonInputs::lines().decode::<Order>(lines.as_bytes()).unwrap().len(), COUNT);
    assert_eq!(ready_inputs(&mut JsonInputs::lines().stream::<Order, _>(whole(lines))).count(), COUNT);

    let array = format!("[0{}]", ",0".repeat(COUNT - 1));
    assert_eq!(JsonInputs::new().decode::<Order>(array.as_bytes()).unwrap().len(), COUNT);
    assert_eq!(ready_inputs(&mut JsonInputs::new().stream::<Order, _>(whole(array))).count(), COUNT);

    let members = format!("{{{}\"orders\":[]}}", "\"\\u006f\":0,".repeat(COUNT));
    assert!(JsonInputs::member("orders").decode::<Order>(members.as_bytes()).unwrap().is_empty());
    assert_eq!(ready_inputs(&mut JsonInputs::member("orders").stream::<Order, _>(whole(members))).count(), 0);

    let long = format!("[\"{}\"]", "\\n".repeat(COUNT));
    for inputs in [JsonInputs::new(), JsonInputs::lines()] {
        let body = crate::Chunks::of(&long, 1);
        let inputs = inputs.stream::<Vec<String>, _>(body);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        assert_eq!(runtime.block_on(crate::collect(inputs)).len(), 1);
    }
}
