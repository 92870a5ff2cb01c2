//! Bodies that are written while they are sent.

use std::{
    fmt::Write,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;
use http_body::Body as _;
use multistatus::{
    DavXml, Json, JsonLines, MultiStatus, Outcome, StatusCode, Streamed,
    format::{Duplicates, Entry, Format},
    outcome::HeaderVisitor,
};

use crate::{chunks, text};

fn pairs(count: usize) -> impl Iterator<Item = (String, StatusCode)> + Send {
    (0..count).map(|n| (format!("/files/{n:08}.txt"), if n % 3 == 0 { StatusCode::GONE } else { StatusCode::OK }))
}

#[tokio::test]
async fn a_small_body_is_one_chunk_of_known_length() {
    for response in [
        pairs(10).collect::<MultiStatus<_>>().respond_with(DavXml::new()),
        Streamed::iter(pairs(10)).respond_with(DavXml::new()),
    ] {
        let length = response.headers()["content-length"].to_str().unwrap().parse::<usize>().unwrap();
        assert_eq!(response.body().size_hint().exact(), Some(length as u64));
        let chunks = chunks(response).await;
        assert_eq!(chunks.iter().map(|chunk| chunk.len()).collect::<Vec<_>>(), [length]);
    }
}

#[tokio::test]
async fn a_large_body_is_sent_in_chunks_of_32_kib() {
    for response in
        [pairs(5_000).collect::<MultiStatus<_>>().respond_with(Json), Streamed::iter(pairs(5_000)).respond_with(Json)]
    {
        assert!(!response.headers().contains_key("content-length"));
        let chunks = chunks(response).await;
        let (last, full) = chunks.split_last().unwrap();
        assert!(full.len() > 5 && full.iter().all(|chunk| (32 * 1024..33 * 1024).contains(&chunk.len())));
        assert!(!last.is_empty());
        let whole = pairs(5_000).collect::<MultiStatus<_>>().encode(&Json).unwrap();
        assert_eq!(chunks.concat(), whole);
    }
}

/// A stream that is pending once before each item, and wakes itself.
struct Slow<I> {
    items: I,
    waited: bool,
}

impl<I: Iterator + Unpin> Stream for Slow<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<I::Item>> {
        self.waited = !self.waited;
        if self.waited {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.items.next())
    }
}

/// A stream that calls a function for each poll.
struct Polled<F>(F);

impl<T, F: FnMut(&mut Context<'_>) -> Poll<Option<T>> + Unpin> Stream for Polled<F> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        (self.0)(context)
    }
}

#[tokio::test]
async fn a_stream_is_not_sent_as_one_frame_per_item() {
    let slow = Slow { items: pairs(2_000), waited: false };
    let response = Streamed::stream(slow).description("slow").respond_with(JsonLines);
    let chunks = chunks(response).await;
    let bytes: usize = chunks.iter().map(|chunk| chunk.len()).sum();
    assert!(chunks.len() <= bytes / (32 * 1024) + 1, "{} frames for {bytes} bytes", chunks.len());
    let whole = pairs(2_000).collect::<MultiStatus<_>>().description("slow").encode(&JsonLines).unwrap();
    assert_eq!(chunks.concat(), whole);
}

#[tokio::test]
async fn an_item_is_sent_before_the_next_one_is_available() {
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let stream = Polled(move |context: &mut Context<'_>| receiver.poll_recv(context));
    let mut body = Streamed::stream(stream).respond_with(JsonLines).into_body();
    for key in ["/a", "/b"] {
        sender.send((key, StatusCode::OK)).unwrap();
        let frame = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await.unwrap().unwrap();
        assert!(frame.into_data().unwrap().starts_with(format!("{{\"id\":\"{key}\"").as_bytes()));
    }
}

#[tokio::test]
async fn a_body_that_has_ended_stays_ended() {
    let mut body = Streamed::stream(Slow { items: pairs(3), waited: false }).respond_with(Json).into_body();
    while poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await.is_some() {}
    assert!(poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await.is_none());
}

fn failing() -> impl Iterator<Item = Result<(&'static str, StatusCode), &'static str>> + Send {
    [Ok(("/a", StatusCode::OK)), Err("disk on fire: secret"), Ok(("/never", StatusCode::OK))].into_iter()
}

#[tokio::test]
async fn json_of_a_failing_source_is_well_formed_and_incomplete() {
    for response in [
        Streamed::try_iter(failing()).respond_with(Json),
        Streamed::try_stream(Slow { items: failing(), waited: false }).respond_with(Json),
    ] {
        let body = text(response).await;
        assert!(!body.contains("secret") && !body.contains("/never"), "{body}");
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        let last = &body["responses"][1];
        assert_eq!((&last["index"], &last["status"]), (&1.into(), &500.into()));
        assert_eq!(last["body"]["detail"], "the source of the items failed; the items after this one are unknown");
        assert_eq!(body["summary"]["complete"], false);
        assert_eq!((&body["summary"]["total"], &body["summary"]["failed"]), (&2.into(), &1.into()));
    }
}

#[tokio::test]
async fn xml_of_a_failing_source_is_well_formed_and_describes_the_failure() {
    let body = text(Streamed::try_iter(failing()).description("copied").respond_with(DavXml::new())).await;
    assert!(
        body.ends_with(concat!(
            "<D:responsedescription>copied; the source of the items failed; the items after this one are unknown",
            "</D:responsedescription></D:multistatus>"
        )),
        "{body}"
    );
    assert!(body.contains("<D:href>1</D:href><D:status>HTTP/1.1 500 Internal Server Error</D:status>"), "{body}");
}

#[tokio::test]
async fn the_status_of_a_stream_is_fixed() {
    assert_eq!(Streamed::iter(pairs(1)).respond_with(Json).status(), 207);
    assert_eq!(Streamed::iter(pairs(1)).status(StatusCode::OK).respond_with(Json).status(), 200);
}

#[tokio::test]
async fn a_stream_checks_as_many_keys_as_its_limit_allows() {
    let with_duplicate = || ["/a", "/b", "/c d", "/c%20d", "/e"].into_iter().map(|key| (key, StatusCode::OK));
    let reject = DavXml::new().duplicates(Duplicates::Reject);
    let body = text(Streamed::iter(with_duplicate()).respond_with(reject)).await;
    assert!(body.contains("/e"), "without a limit, no key is checked: {body}");
    let body = text(Streamed::iter(with_duplicate()).check_keys(2).respond_with(reject)).await;
    assert!(body.contains("/e"), "`/c d` is beyond the limit: {body}");
    let body = text(Streamed::iter(with_duplicate()).check_keys(3).respond_with(reject)).await;
    assert!(!body.contains("/e") && body.contains("the source of the items failed"), "{body}");
    let body = text(Streamed::iter(with_duplicate()).check_keys(3).respond_with(DavXml::new())).await;
    assert!(body.contains("/e"), "the duplicate is only logged: {body}");
}

#[tokio::test]
async fn a_format_can_write_nothing_for_an_item() {
    struct Failures;
    impl<O: multistatus::Outcome> multistatus::format::Format<O> for Failures {
        fn media_types(&self) -> &'static [&'static str] {
            &["text/plain"]
        }
        fn item(&self, entry: &multistatus::format::Entry<'_, O>, out: &mut Vec<u8>) {
            if entry.status().is_client_error() {
                let mut line = String::new();
                writeln!(line, "{}", entry.index()).unwrap();
                out.extend_from_slice(line.as_bytes());
            }
        }
    }
    assert_eq!(text(Streamed::iter(pairs(4)).respond_with(Failures)).await, "0\n3\n");
    let none = Streamed::iter([("/a", StatusCode::OK)]).respond_with(Failures);
    assert_eq!(text(none).await, "");
}

/// An outcome that panics at one call.
#[derive(Clone)]
enum Part {
    Fine(usize),
    Panics(&'static str, usize),
}

impl Part {
    fn at(&self, call: &str) {
        if matches!(self, Self::Panics(panics, _) if *panics == call) {
            std::panic::panic_any("on purpose");
        }
    }
}

impl Outcome for Part {
    fn status(&self) -> StatusCode {
        self.at("status");
        StatusCode::NOT_FOUND
    }

    fn description<W: Write + ?Sized>(&self, out: &mut W) -> std::fmt::Result {
        let (Self::Fine(length) | Self::Panics(_, length)) = self;
        out.write_str(&"x".repeat(*length))?;
        self.at("description");
        out.write_str("y")
    }

    fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
        visitor.header("Location", &|out| {
            self.at("header");
            out.write_str("/")
        });
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.at("drop");
    }
}

/// Returns the call at which an item panics, for every third one.
fn panics(index: usize) -> Option<&'static str> {
    let calls = ["status", "description", "header", "drop"];
    index.is_multiple_of(3).then(|| calls[index / 3 % 4])
}

/// Returns the length of a description: small, or larger than a block.
fn length(index: usize) -> usize {
    index * 37 % 700 + if index.is_multiple_of(50) { 5_000 } else { 0 }
}

fn part(index: usize) -> Part {
    match panics(index) {
        Some(call) => Part::Panics(call, length(index)),
        None => Part::Fine(length(index)),
    }
}

/// A body of several chunks, in which items of all sizes panic at every position of a block.
#[tokio::test]
async fn items_that_panic_are_replaced_and_the_others_are_written_as_before() {
    let pairs = || (0..400).map(|index| (format!("/{index}"), part(index)));
    let fine: MultiStatus<Part> = (0..400).map(|index| (format!("/{index}"), Part::Fine(length(index)))).collect();
    let lines = |body: &str| body.lines().map(str::to_owned).collect::<Vec<_>>();
    let fine = lines(&text(fine.respond_with(JsonLines)).await);
    let repeated: MultiStatus<Part> = pairs().collect();
    for body in [
        String::from_utf8(repeated.encode(&JsonLines).unwrap()).unwrap(),
        String::from_utf8(repeated.encode(&JsonLines).unwrap()).unwrap(),
        text(repeated.respond_with(JsonLines)).await,
        text(Streamed::iter(pairs()).respond_with(JsonLines)).await,
        text(Streamed::stream(Slow { items: pairs(), waited: false }).respond_with(JsonLines)).await,
    ] {
        let written = lines(&body);
        assert_eq!(written.len(), fine.len());
        for (index, (written, fine)) in written.iter().zip(&fine).take(400).enumerate() {
            if panics(index).is_none_or(|call| call == "drop") {
                assert_eq!(written, fine);
            } else {
                let start = format!(r#"{{"id":"/{index}","index":{index},"status":500,"#);
                assert!(written.starts_with(&start), "{index}: {written}");
            }
        }
        assert!(written[400].contains(r#""total":400,"succeeded":0,"failed":400"#), "{}", written[400]);
    }
    for body in [
        text(pairs().collect::<MultiStatus<_>>().respond_with(DavXml::new())).await,
        text(Streamed::iter(pairs()).respond_with(DavXml::new())).await,
    ] {
        assert_eq!((body.matches("HTTP/1.1 404").count(), body.matches("HTTP/1.1 500").count()), (299, 101));
        assert!(body.ends_with("</D:multistatus>"));
    }
    for body in [
        text(pairs().collect::<MultiStatus<_>>().respond_with(Json)).await,
        text(Streamed::iter(pairs()).respond_with(Json)).await,
    ] {
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["responses"].as_array().unwrap().len(), 400);
    }
}

/// A format that panics at every second item, and at each item that replaces one.
struct Broken;

impl<O: Outcome> Format<O> for Broken {
    fn media_types(&self) -> &'static [&'static str] {
        &["text/plain"]
    }

    fn item(&self, entry: &Entry<'_, O>, out: &mut Vec<u8>) {
        out.extend_from_slice(entry.index().to_string().as_bytes());
        assert!(entry.index().is_multiple_of(2), "an odd index");
    }
}

#[tokio::test]
async fn what_a_format_cannot_write_is_left_out() {
    let result = MultiStatus::from_outcomes([StatusCode::OK; 5]);
    assert_eq!(result.encode(&Broken).unwrap(), b"024");
    assert_eq!(text(result.respond_with(Broken)).await, "024");
}

/// An iterator that panics at its third item.
#[tokio::test]
async fn a_source_that_panics_ends_the_body_as_incomplete() {
    let panicking = || pairs(5).enumerate().map(|(index, pair)| if index == 2 { panic!("on purpose") } else { pair });
    for response in [
        Streamed::iter(panicking()).respond_with(Json),
        Streamed::stream(Slow { items: panicking(), waited: false }).respond_with(Json),
    ] {
        let body: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();
        let codes: Vec<_> = body["responses"].as_array().unwrap().iter().map(|item| &item["status"]).collect();
        assert_eq!(codes, [410, 200, 500]);
        assert_eq!(body["summary"]["complete"], false);
    }
}
