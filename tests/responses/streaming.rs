//! Bodies that are written while they are sent.

use std::{
    fmt::Write,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;
use http_body::Body as _;
use multistatus::{DavXml, Json, JsonLines, MultiStatus, StatusCode, Streamed, format::Duplicates};

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
