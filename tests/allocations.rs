//! Exact gates on memory: encoding allocates per chunk, never per item.

use std::{
    pin::Pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use allocation_counter::measure;
use http::Response;
use http_body::Body as _;
use multistatus::{Body, DavXml, Format, Json, JsonLines, Key, MultiStatus, Outcome, Streamed};

/// The mixed workload of the benchmarks: most succeed, some are described, some name a condition.
#[derive(Outcome, Clone)]
enum Mixed {
    #[outcome(200)]
    Done,
    #[outcome(404, "no <file> at {path} & nothing like it, as far as anybody can tell")]
    Missing { path: &'static str },
    #[outcome(423, condition = "lock-token-submitted")]
    Locked {
        #[outcome(condition_href)]
        root: &'static str,
    },
    #[outcome(429, "slow down")]
    Throttled(#[outcome(retry_after)] Duration),
}

fn outcome(index: usize) -> Mixed {
    match index % 10 {
        0 | 1 => Mixed::Missing { path: "a<b" },
        2 => Mixed::Locked { root: "/files/locked" },
        3 => Mixed::Throttled(Duration::from_secs(3)),
        _ => Mixed::Done,
    }
}

/// Reads a body to its end; returns its bytes and frames.
fn drain(response: Response<Body>) -> (usize, usize) {
    let mut body = response.into_body();
    let mut context = Context::from_waker(Waker::noop());
    let (mut bytes, mut frames) = (0, 0);
    while let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut body).poll_frame(&mut context) {
        bytes += frame.data_ref().map_or(0, |data| data.len());
        frames += 1;
    }
    (bytes, frames)
}

const ITEMS: usize = 20_000;

fn no_allocation_per_item(format: impl Format<&'static Mixed> + Copy + Send + Sync + 'static) {
    let keys: &'static [Key] = Vec::leak((0..ITEMS).map(|n| Key::from(format!("/files/{n:06}%20x.txt"))).collect());
    let outcomes: &'static [Mixed] = Vec::leak((0..ITEMS).map(outcome).collect());
    let mut frames = 0;
    let counted = measure(|| (_, frames) = drain(Streamed::iter(keys.iter().zip(outcomes)).respond_with(format)));
    // Twelve for the response as such: its head, its body, the format behind a pointer.
    let allowed = 2 * frames as u64 + 12;
    assert!(counted.count_total <= allowed, "{} allocations for {frames} chunks", counted.count_total);
}

#[test]
fn dav_xml_allocates_twice_a_chunk() {
    no_allocation_per_item(DavXml::new());
}

#[test]
fn json_lines_allocate_twice_a_chunk_beside_conditions() {
    // Conditions are a list that serde_json writes; the other nine items in ten must not allocate.
    let keys: &'static [Key] = Vec::leak((0..ITEMS).map(|n| Key::from(format!("/files/{n:06}"))).collect());
    let outcomes: &'static [Mixed] = Vec::leak((0..ITEMS).map(|n| outcome(n / 10 * 10)).collect());
    let mut frames = 0;
    let pairs = || keys.iter().zip(outcomes);
    let counted = measure(|| (_, frames) = drain(Streamed::iter(pairs()).respond_with(JsonLines)));
    assert!(counted.count_total <= 2 * frames as u64 + 12, "{} for {frames} chunks", counted.count_total);
    let counted = measure(|| (_, frames) = drain(Streamed::iter(pairs()).respond_with(Json)));
    assert!(counted.count_total <= 2 * frames as u64 + 12, "{} for {frames} chunks", counted.count_total);
}

#[test]
fn a_million_items_stream_in_constant_memory() {
    let pairs = (0..1_000_000_usize).map(|index| (format!("/files/{index:08}.txt"), outcome(index)));
    let mut bytes = 0;
    let counted = measure(|| (bytes, _) = drain(Streamed::iter(pairs).respond_with(DavXml::new())));
    assert!(bytes > 100_000_000, "{bytes}");
    assert!(counted.bytes_max <= 256 * 1024, "{} bytes at the highest", counted.bytes_max);
}

#[test]
fn a_multi_status_is_encoded_into_one_growing_buffer() {
    let result: MultiStatus<Mixed> = (0..ITEMS).map(|n| (format!("/{n}"), outcome(n))).collect();
    let counted = measure(|| drop(result.encode(&JsonLines)));
    let plain: MultiStatus<multistatus::StatusCode> =
        (0..ITEMS).map(|n| (format!("/{n}"), multistatus::StatusCode::OK)).collect();
    let counted_plain = measure(|| drop(plain.encode(&JsonLines)));
    assert!(counted_plain.count_total < 40, "{}", counted_plain.count_total);
    assert!(counted.count_total < 20_000, "{}", counted.count_total);
}
