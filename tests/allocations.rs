//! Exact limits on memory: encoding allocates per chunk, a batch allocates as it starts, and neither does so per item.

use std::{
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use allocation_counter::measure;
use http::Response;
use http_body::Body as _;
use multistatus::{
    Batch, Body, DavXml, Json, JsonLines, Key, MultiStatus, Outcome, StatusCode, Streamed, dialect,
    format::Format,
    webdav::{
        ContentWriter, ETag, HttpDate, MethodOutcomes, MethodRules, Properties, PropertyFailure, PropertyInfo,
        PropertyName, PropertyQuery, PropertyValue, PropertyXml, ResourceOutcome, ResourceType, Rfc3339Date, names,
    },
};

/// The mixed workload of the benchmarks: most items succeed, some have a description, some a condition.
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

/// Reads a body to its end. Returns the number of its bytes and of its frames.
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

/// Asserts that each chunk of a streamed body takes at most two allocations.
fn assert_two_allocations_per_chunk(format: impl Format<&'static Mixed> + Copy + Send + Sync + 'static) {
    let keys: &'static [Key] = Vec::leak((0..ITEMS).map(|n| Key::from(format!("/files/{n:06}%20x.txt"))).collect());
    let outcomes: &'static [Mixed] = Vec::leak((0..ITEMS).map(outcome).collect());
    let mut frames = 0;
    let counted = measure(|| (_, frames) = drain(Streamed::iter(keys.iter().zip(outcomes)).respond_with(format)));
    // The response itself takes up to twelve: its head, its body, the boxed format.
    let allowed = 2 * frames as u64 + 12;
    assert!(counted.count_total <= allowed, "{} allocations for {frames} chunks", counted.count_total);
}

#[test]
fn dav_xml_allocates_at_most_twice_per_chunk() {
    assert_two_allocations_per_chunk(DavXml::new());
}

#[test]
fn json_allocates_at_most_twice_per_chunk() {
    assert_two_allocations_per_chunk(Json);
    assert_two_allocations_per_chunk(JsonLines);
}

#[test]
fn a_shape_allocates_at_most_twice_per_chunk() {
    assert_two_allocations_per_chunk(dialect::ZALANDO);
    assert_two_allocations_per_chunk(dialect::GRAPH);
}

/// A failure with a few extension members.
#[derive(Outcome, Clone, Copy)]
#[outcome(409, "the balance is not enough")]
struct NotEnough {
    #[outcome(extension)]
    balance: u32,
    #[outcome(extension)]
    currency: &'static str,
    #[outcome(extension = "accounts")]
    accounts: [u32; 2],
}

#[test]
fn a_few_extension_members_take_no_allocation() {
    let mut frames = 0;
    let outcome = NotEnough { balance: 30, currency: "EUR", accounts: [12345, 67890] };
    let pairs = (0..ITEMS).map(move |_| ("/accounts", outcome));
    let counted = measure(|| (_, frames) = drain(Streamed::iter(pairs).respond_with(Json)));
    let allowed = 2 * frames as u64 + 12;
    assert!(counted.count_total <= allowed, "{} allocations for {frames} chunks", counted.count_total);
}

#[test]
fn keys_that_are_not_text_take_no_allocation() {
    #[derive(Outcome)]
    #[outcome(404)]
    struct NoHost(#[outcome(href)] std::net::Ipv6Addr);

    let host = |index: usize| NoHost(std::net::Ipv6Addr::from(u128::MAX - index as u128));
    for name in ["a number in JSON", "a number in XML", "an href with `Display` in JSON", "one in XML"] {
        let mut frames = 0;
        let mut drain = |response| (_, frames) = drain(response);
        let counted = measure(|| match name {
            "a number in JSON" => drain(Streamed::iter((0..ITEMS).map(|n| (n, StatusCode::OK))).respond_with(Json)),
            "a number in XML" => {
                drain(Streamed::iter((0..ITEMS).map(|n| (n, StatusCode::OK))).respond_with(DavXml::new()));
            }
            "one in XML" => drain(Streamed::iter((0..ITEMS).map(move |n| ((), host(n)))).respond_with(DavXml::new())),
            _ => drain(Streamed::iter((0..ITEMS).map(move |n| ((), host(n)))).respond_with(Json)),
        });
        let allowed = 2 * frames as u64 + 12;
        assert!(counted.count_total <= allowed, "{name}: {} allocations for {frames} chunks", counted.count_total);
    }
}

/// A file with properties of the usual types; some are absent.
#[derive(Clone, Copy)]
struct File {
    number: u64,
    tag: &'static ETag,
}

impl Properties for File {
    const PROPERTIES: &'static [PropertyInfo] = &[
        PropertyInfo::live(names::DISPLAYNAME),
        PropertyInfo::live(names::GETCONTENTLENGTH),
        PropertyInfo::live(names::GETETAG),
        PropertyInfo::live(names::GETLASTMODIFIED),
        PropertyInfo::live(names::CREATIONDATE),
        PropertyInfo::live(names::RESOURCETYPE),
        PropertyInfo::live(names::GETCONTENTTYPE),
    ];

    fn write(&self, position: usize, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        let time = std::time::UNIX_EPOCH + Duration::from_secs(self.number);
        match position {
            0 => "a <file>".write(content),
            1 => self.number.write(content),
            2 => self.tag.write(content),
            3 => HttpDate(time).write(content),
            4 => Rfc3339Date(time).write(content),
            5 => ResourceType::CALENDAR.write(content),
            _ => Err(PropertyFailure::ABSENT),
        }
    }
}

/// Returns the response to a PROPFIND that lists `count` files.
fn listing(count: u64) -> Response<Body> {
    static TAG: std::sync::LazyLock<ETag> = std::sync::LazyLock::new(|| ETag::strong("5e-1f").unwrap());
    let tag: &'static ETag = &TAG;
    let absent = PropertyName::declared("urn:x", "absent");
    let asked = File::PROPERTIES.iter().map(|info| info.name.clone()).chain([absent]).collect();
    let member = move |number| (number, ResourceOutcome::<_, StatusCode>::Properties(File { number, tag }));
    Streamed::iter((0..count).map(member)).respond_with(PropertyXml::new(&PropertyQuery::Prop(asked)))
}

#[test]
fn a_listing_allocates_at_most_twice_per_chunk() {
    let (mut bytes, mut frames) = (0, 0);
    let counted = measure(|| (bytes, frames) = drain(listing(20_000)));
    assert!(bytes > 10_000_000, "{bytes}");
    // The response itself takes up to 120: the names that are asked for, and their tags.
    let allowed = 2 * frames as u64 + 120;
    assert!(counted.count_total <= allowed, "{} allocations for {frames} chunks", counted.count_total);
    assert!(counted.bytes_max <= 256 * 1024, "{} bytes at the peak", counted.bytes_max);
}

#[test]
fn a_method_that_succeeds_needs_no_memory_for_the_members() {
    let counted = measure(|| {
        let mut outcomes = MethodOutcomes::of(MethodRules::DELETE, "/a/");
        (0..100_000).for_each(|_| outcomes.push("/a/b", StatusCode::NO_CONTENT));
        assert_eq!(outcomes.respond().status(), StatusCode::NO_CONTENT);
    });
    assert!(counted.count_total < 10, "{counted:?}");
}

#[test]
fn a_million_items_stream_in_constant_memory() {
    let pairs = (0..1_000_000_usize).map(|index| (format!("/files/{index:08}.txt"), outcome(index)));
    let mut bytes = 0;
    let counted = measure(|| (bytes, _) = drain(Streamed::iter(pairs).respond_with(DavXml::new())));
    assert!(bytes > 100_000_000, "{bytes}");
    assert!(counted.bytes_max <= 256 * 1024, "{} bytes at the peak", counted.bytes_max);
}

#[test]
fn a_multi_status_is_encoded_into_one_growing_buffer() {
    let result: MultiStatus<Mixed> = (0..ITEMS).map(|n| (format!("/{n}"), outcome(n))).collect();
    let counted = measure(|| drop(result.encode(&JsonLines)));
    let plain: MultiStatus<StatusCode> = (0..ITEMS).map(|n| (format!("/{n}"), StatusCode::OK)).collect();
    let counted_plain = measure(|| drop(plain.encode(&JsonLines)));
    assert!(counted_plain.count_total < 40, "{}", counted_plain.count_total);
    assert!(counted.count_total < 20_000, "{}", counted.count_total);
}

/// Returns the number of allocations of a batch whose items are each pending `waits` times and wake themselves.
fn batch_allocations(items: u32, waits: u32) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let batch = Batch::new(async |_: u32| {
        let mut left = waits;
        poll_fn(|context| {
            if left == 0 {
                return Poll::Ready(StatusCode::OK);
            }
            left -= 1;
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await
    });
    let batch = batch.max_items(items as usize).item_timeout(Duration::from_secs(60)).inputs(0..items);
    let mut succeeded = 0;
    let counted = measure(|| succeeded = runtime.block_on(batch.run()).unwrap().summary().succeeded);
    assert_eq!(succeeded, items as usize);
    counted.count_total
}

#[test]
fn a_batch_allocates_when_it_starts_and_never_per_item() {
    for waits in [0, 1, 3] {
        let few = batch_allocations(1_000, waits);
        assert_eq!(batch_allocations(100_000, waits), few, "with items that are pending {waits} times");
        // The result, the timer, and a future and a waker for each of the sixteen concurrency slots.
        assert!(few < 60, "{few}");
    }
}

#[test]
fn a_batch_of_unknown_length_allocates_only_to_grow_its_inputs_and_its_result() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let inputs = (0..100_000_u32).filter(|number| number % 2 == 0);
    let batch = Batch::new(async |_: u32| StatusCode::OK).max_items(100_000).inputs(inputs);
    let counted = measure(|| assert_eq!(runtime.block_on(batch.run()).unwrap().len(), 50_000));
    assert!(counted.count_total < 40, "{}", counted.count_total);
}
