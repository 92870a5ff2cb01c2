//! All ways to write one outcome agree: the outcome itself, an [`Item`] made from it, and its serializable view.
//!
//! Proves that the fast path of writing, which collects items in blocks (`format/text/block.rs`), equals the general
//! path, which writes one item at a time.

use std::{
    task::{Context, Poll, Waker},
    time::Duration,
};

use http::HeaderMap;
use http_body_util::BodyExt;
use multistatus::{
    DavXml, Item, Json, JsonLines, Key, MultiStatus, Outcome, OutcomeExt, Response, Retry, StatusCode,
    format::{Entry, Format, Trailer},
};
use proptest::prelude::*;

use crate::{body, dav_response, json_item};

#[derive(Debug, Clone, serde::Serialize)]
pub(crate) struct Row {
    value: Option<i8>,
}

/// An outcome with every part, most of them optional.
#[derive(Debug, Outcome)]
#[outcome(title = "T", condition("urn:x", "own"), condition = "no-conflicting-lock", header("X-A", "{description}"))]
pub(crate) struct AllParts {
    #[outcome(code)]
    status: StatusCode,
    description: String,
    #[outcome(href)]
    href: Option<String>,
    #[outcome(condition_href = "own")]
    lock: Option<String>,
    #[outcome(instance)]
    instance: Option<String>,
    #[outcome(header = "ETag")]
    etag: Option<String>,
    #[outcome(extension)]
    extension: Option<Row>,
    #[outcome(body)]
    body: Option<Row>,
    #[outcome(retry_after)]
    wait: Option<Duration>,
}

pub(crate) fn all_parts() -> impl Strategy<Value = AllParts> {
    let text = || prop::option::of(any::<String>());
    let row = || prop::option::of(any::<Option<i8>>().prop_map(|value| Row { value }));
    let wait = prop::option::of((0..9u64, 0..1_000_000_000u32).prop_map(|(s, n)| Duration::new(s, n)));
    (100..1000u16, any::<String>(), text(), text(), text(), text(), row(), row(), wait).prop_map(
        |(status, description, href, lock, instance, etag, extension, body, wait)| AllParts {
            status: StatusCode::from_u16(status).unwrap(),
            description,
            href,
            lock,
            instance,
            etag,
            extension,
            body,
            wait,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn an_item_is_written_like_the_outcome_it_was_made_from(outcome in all_parts()) {
        let item = Item::from_outcome(&outcome);
        prop_assert_eq!(json_item(&item), json_item(&outcome));
        prop_assert_eq!(dav_response(&item), dav_response(&outcome));
    }

    #[test]
    fn an_item_is_unchanged_by_a_round_trip_through_serde(outcome in all_parts(), path in any::<String>()) {
        let item = Item::of(Key::path(path), &outcome);
        let stored = serde_json::to_string(&item).unwrap();
        let back: Item = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(&back, &item);
        prop_assert_eq!(body(&MultiStatus::from_outcomes([back]), &multistatus::Json),
            body(&MultiStatus::from_outcomes([item]), &multistatus::Json));
    }

    #[test]
    fn the_json_view_of_an_outcome_equals_its_item_in_a_body(outcome in all_parts()) {
        let mut written: serde_json::Value = serde_json::from_str(&json_item(&outcome)).unwrap();
        written.as_object_mut().unwrap().retain(|member, _| member != "id" && member != "index");
        prop_assert_eq!(serde_json::to_value(outcome.json()).unwrap(), written);
    }

    #[test]
    fn an_outcome_alone_says_the_same_as_its_item(outcome in all_parts()) {
        let item = serde_json::to_value(outcome.json()).unwrap();
        let response = outcome.respond_to(&HeaderMap::new());
        prop_assert_eq!(response.status().as_u16(), item["status"].as_u64().unwrap() as u16);
        prop_assert_eq!(outcome.retry(), Item::from_outcome(&outcome).retry());
        let fields = item["headers"].as_object().cloned().unwrap_or_default();
        for (name, value) in &fields {
            prop_assert_eq!(response.headers()[name].as_bytes(), value.as_str().unwrap().as_bytes());
        }
        let own = ["vary", "content-length"];
        prop_assert_eq!(response.headers().keys().filter(|name| !own.contains(&name.as_str())).count(), fields.len());
        let body = bytes(response);
        match item.get("body") {
            Some(expected) => prop_assert_eq!(&serde_json::from_slice::<serde_json::Value>(&body).unwrap(), expected),
            None => prop_assert!(body.is_empty()),
        }
        let xml = HeaderMap::from_iter([(http::header::ACCEPT, http::HeaderValue::from_static("application/xml"))]);
        let response = outcome.respond_to(&xml);
        prop_assert_eq!(response.status().as_u16(), item["status"].as_u64().unwrap() as u16);
        if response.headers().get("content-type").is_some_and(|media_type| media_type == "application/xml; charset=utf-8") {
            let (alone, item) = (String::from_utf8(bytes(response).to_vec()).unwrap(), dav_response(&outcome));
            prop_assert_eq!(between(&alone, "<D:error xmlns:D=\"DAV:\">", "<problem "), between(&item, "<D:error>", "<problem "));
            for name in ["title", "instance", "extension"] {
                let tags = [format!("<{name}>"), format!("</{name}>")];
                prop_assert_eq!(between(&alone, &tags[0], &tags[1]), between(&item, &tags[0], &tags[1]));
            }
        }
    }
}

/// Returns the text between two texts.
fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    Some(text.split_once(before)?.1.split_once(after)?.0)
}

/// Reads a body that is one buffer.
fn bytes(response: Response) -> bytes::Bytes {
    let body = std::pin::pin!(response.into_body().collect());
    match body.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(body)) => body.to_bytes(),
        Poll::Pending => panic!("one buffer needs no wait"),
    }
}

/// A format that writes one item at a time: it keeps the default of [`Format::items`], which uses no blocks.
struct OneByOne<F>(F);

impl<O: Outcome, F: Format<O>> Format<O> for OneByOne<F> {
    fn media_types(&self) -> &'static [&'static str] {
        self.0.media_types()
    }
    fn start(&self, out: &mut Vec<u8>) {
        self.0.start(out);
    }
    fn item(&self, entry: &Entry<'_, O>, out: &mut Vec<u8>) {
        self.0.item(entry, out);
    }
    fn end(&self, trailer: &Trailer<'_>, out: &mut Vec<u8>) {
        self.0.end(trailer, out);
    }
}

// A block has about 2 KiB. An item that does not fit into the rest of a block is written again, after the block.
#[test]
fn an_item_is_the_same_wherever_a_block_ends() {
    let failure = |length: usize| AllParts {
        status: StatusCode::LOCKED,
        description: "<&\"\u{1}\u{FFFE}ü".chars().cycle().take(length).collect(),
        href: Some("/a b?c&d".into()),
        lock: Some("/e&f g".into()),
        instance: Some("urn:g&h i".into()),
        etag: Some("\"1\"".into()),
        extension: Some(Row { value: Some(1) }),
        body: None,
        wait: Some(Duration::from_secs(2)),
    };
    let success =
        || AllParts { status: StatusCode::from_u16(299).unwrap(), body: Some(Row { value: None }), ..failure(20) };
    for length in 0..2_100 {
        let outcomes = || [failure(length), success(), failure(90), success()];
        let result = MultiStatus::from_outcomes(outcomes());
        assert_eq!(
            body(&result, &Json),
            body(&result, &OneByOne(Json)),
            "JSON after a description of {length} characters"
        );
        assert_eq!(
            body(&result, &JsonLines),
            body(&result, &OneByOne(JsonLines)),
            "JSON Lines after a description of {length} characters"
        );
        for format in [DavXml::new(), DavXml::new().default_namespace()] {
            assert_eq!(
                body(&result, &format),
                body(&result, &OneByOne(format)),
                "XML after a description of {length} characters"
            );
        }
    }
}

#[test]
fn a_stored_item_keeps_its_retry_class_and_the_exact_wait() {
    #[derive(Outcome)]
    #[outcome(423, retry = safe)]
    struct Locked(#[outcome(retry_after)] Duration);

    let item = Item::of("a", &Locked(Duration::from_millis(1_500)));
    let back: Item = serde_json::from_str(&serde_json::to_string(&item).unwrap()).unwrap();
    assert_eq!(back.retry(), Some(Retry::Safe));
    assert_eq!(back.retry_after(), Some(Duration::from_millis(1_500)));
}

#[test]
fn a_stored_item_is_validated_when_it_is_deserialized() {
    let read = |json: &str| serde_json::from_str::<Item>(json).map_err(|error| error.to_string());
    let error = read(r#"{"status":1007}"#).unwrap_err();
    assert!(error.starts_with("invalid value: integer `1007`, expected a status code, from 100 to 999"), "{error}");
    // An item keeps an interim status that it was received with. It is written as a 500: it is not an outcome.
    let interim = read(r#"{"status":103}"#).unwrap();
    assert_eq!(interim.sent_status().map(|status| status.as_u16()), Some(103));
    let body = MultiStatus::from_outcomes([interim]).encode(&multistatus::Json).unwrap();
    assert!(String::from_utf8(body).unwrap().contains(r#""status":500"#));
    let error = read(r#"{"status":409,"conditions":[{"namespace":"DAV:","name":"a b"}]}"#).unwrap_err();
    assert!(error.starts_with("invalid name of a condition; expected an XML name without a prefix"), "{error}");
}
