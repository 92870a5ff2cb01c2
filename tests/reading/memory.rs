//! Exact limits on memory: reading borrowed items allocates nothing per item, and a stream of any length is read in
//! constant memory.

use std::{
    pin::Pin,
    task::{Context, Poll, Waker},
};

use http_body::Body as _;
use multistatus::{Body, DavXml, JsonLines, Key, MultiStatus, Outcome, Reader, Streamed, read::Reading};

/// What happened to one file.
#[derive(Outcome, Clone, Copy)]
enum Change {
    #[outcome(201)]
    Created,
    #[outcome(404, "no <file> of that name & nothing like it")]
    Missing,
    #[outcome(423, condition = "lock-token-submitted")]
    Locked,
}

fn pairs(count: usize) -> impl Iterator<Item = (Key, Change)> {
    let changes = [Change::Created, Change::Missing, Change::Locked, Change::Created];
    (0..count).map(move |number| (Key::from(format!("/files/{number:08}%20x.txt")), changes[number % changes.len()]))
}

/// Returns the number of allocations that reading `count` responses takes.
fn allocations(count: usize) -> u64 {
    let body = pairs(count).collect::<MultiStatus<_>>().encode(&DavXml::new()).expect("no duplicate keys");
    let counted = allocation_counter::measure(|| {
        let mut reading = Reader::new().whole(&body);
        let (mut seen, mut described) = (0, 0);
        while let Some(item) = reading.next_item() {
            seen += 1;
            described += usize::from(item.description().starts_with("no <file>"));
        }
        assert_eq!((seen, described), (count, count / 4));
        assert!(reading.ending().verdict.is_complete());
    });
    counted.count_total
}

#[test]
fn ten_thousand_responses_take_as_many_allocations_as_a_hundred() {
    assert_eq!(allocations(10_000), allocations(100));
}

const MILLION: usize = 1_000_000;

/// Returns the frames of a body, which is written while it is read.
fn frames(mut body: Body) -> impl Iterator<Item = bytes::Bytes> {
    std::iter::from_fn(move || match Pin::new(&mut body).poll_frame(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Some(Ok(frame))) => frame.into_data().ok(),
        _ => None,
    })
}

fn count(reading: &mut Reading<'_>) -> usize {
    std::iter::from_fn(|| reading.next_item().map(drop)).count()
}

/// Reads the body in chunks of 16 KiB. Asserts that writing and reading together hold at most 1 MiB of heap.
fn assert_reads_within_a_mebibyte(body: impl FnOnce() -> Body) {
    let mut seen = 0;
    let counted = allocation_counter::measure(|| {
        let mut reading = Reader::new().chunks();
        for frame in frames(body()) {
            for chunk in frame.chunks(16 * 1024) {
                reading.feed(chunk);
                seen += count(&mut reading);
            }
        }
        reading.end();
        seen += count(&mut reading);
        assert!(reading.ending().verdict.is_complete());
    });
    assert_eq!(seen, MILLION);
    assert!(counted.bytes_max <= 1024 * 1024, "{} bytes at the peak", counted.bytes_max);
}

#[test]
fn a_million_responses_are_read_in_constant_memory() {
    assert_reads_within_a_mebibyte(|| Streamed::iter(pairs(MILLION)).respond_with(DavXml::new()).into_body());
}

#[test]
fn a_million_lines_are_read_in_constant_memory() {
    assert_reads_within_a_mebibyte(|| Streamed::iter(pairs(MILLION)).respond_with(JsonLines).into_body());
}
