//! Code of the user that panics: every input has exactly one outcome, and the others are not affected.

mod ends;
mod sites;
mod stores;

use std::{
    borrow::Cow,
    fmt,
    panic::{panic_any, set_hook, take_hook},
    pin::Pin,
    sync::{
        Arc, Once,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::{Context, Poll},
    time::Duration,
};

use http_body_util::BodyExt;
use multistatus::{
    Body, Condition, Key, MultiStatus, Outcome, Response, Retry, Settled, StatusCode,
    batch::Outcomes,
    outcome::{ConditionVisitor, HeaderVisitor, KeyRef, Property, Propstat},
};
use serde::{Serialize, Serializer, ser::SerializeMap};
use tracing::{Event, Subscriber, field::Field, subscriber::DefaultGuard};
use tracing_subscriber::{
    Layer,
    filter::LevelFilter,
    layer::{self, SubscriberExt},
};

/// The number of inputs. The second one is the one that panics.
const INPUTS: usize = 4;
const PANICS: usize = 1;

/// A payload whose destructor panics, and so does that of the payload of that panic.
struct Payload(u8);

impl Drop for Payload {
    fn drop(&mut self) {
        if self.0 > 0 {
            panic_any(Payload(self.0 - 1));
        }
    }
}

/// Panics at one call into the code of the user.
#[derive(Clone)]
struct Trap {
    site: &'static str,
    /// True if all items panic.
    everywhere: bool,
    /// Number of the panics so far.
    sprung: Arc<AtomicUsize>,
}

impl Trap {
    fn new(site: &'static str) -> Self {
        static QUIET: Once = Once::new();
        QUIET.call_once(|| {
            let other = take_hook();
            set_hook(Box::new(move |info| {
                if !info.payload().is::<Payload>() {
                    other(info)
                }
            }));
        });
        Self { site, everywhere: false, sprung: Arc::default() }
    }

    fn everywhere(site: &'static str) -> Self {
        Self { everywhere: true, ..Self::new(site) }
    }

    /// Panics if the trap is set at this call for this item.
    fn at(&self, site: &str, index: usize) {
        if self.site == site && (self.everywhere || index == PANICS) {
            self.sprung.fetch_add(1, SeqCst);
            panic_any(Payload(2));
        }
    }

    fn has_sprung(&self) -> bool {
        self.sprung.load(SeqCst) > 0
    }
}

/// An item. It panics when it is dropped unless its handler has started.
struct Work {
    trap: Trap,
    index: usize,
    started: bool,
}

impl Work {
    fn all(trap: &Trap) -> Vec<Self> {
        (0..INPUTS).map(|index| Self { trap: trap.clone(), index, started: false }).collect()
    }

    fn start(mut self) -> (Trap, usize) {
        self.started = true;
        (self.trap.clone(), self.index)
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if !self.started {
            self.trap.at("drop of an input", self.index);
        }
    }
}

/// Panics when it is dropped.
struct Dropped(&'static str, Trap, usize);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.1.at(self.0, self.2);
    }
}

/// An outcome whose every method is a trap.
struct Done {
    trap: Trap,
    index: usize,
    status: u16,
}

impl Done {
    fn at(&self, site: &str) {
        self.trap.at(site, self.index);
    }
}

impl Drop for Done {
    fn drop(&mut self) {
        self.at("drop of an outcome");
    }
}

impl Serialize for Done {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.at("Serialize");
        serializer.serialize_str("done")
    }
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.at("Display");
        f.write_str("it is done")
    }
}

impl Outcome for Done {
    fn status(&self) -> StatusCode {
        self.at("status");
        StatusCode::from_u16(self.status).unwrap()
    }

    fn href(&self) -> Option<KeyRef<'_>> {
        self.at("href");
        None
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        self.at("description");
        write!(out, "{self}")
    }

    fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
        self.at("headers");
        visitor.header("Location", &|out| {
            self.at("value of a header");
            out.write_str("/done")
        });
    }

    fn conditions<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
        self.at("conditions");
        visitor.condition(Condition::new("urn:done", "done").unwrap(), &[]);
    }

    fn problem_type(&self) -> Option<&str> {
        self.at("problem_type");
        None
    }

    fn title(&self) -> Option<&str> {
        self.at("title");
        None
    }

    fn extensions<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
        self.at("extensions");
        members.serialize_entry("extension", self)
    }

    fn body<S: Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error> {
        self.at("body");
        if self.status < 400 { self.serialize(serializer).map(Some) } else { Ok(None) }
    }

    fn retry(&self) -> Option<Retry> {
        self.at("retry");
        Some(Retry::Never)
    }

    fn retry_after(&self) -> Option<Duration> {
        self.at("retry_after");
        None
    }

    fn propstats(&self) -> Cow<'_, [Propstat]> {
        self.at("propstats");
        Cow::Borrowed(&[])
    }

    fn elements(&self) -> Cow<'_, [Property]> {
        self.at("elements");
        Cow::Borrowed(&[])
    }

    fn causes(&self, log: &mut dyn FnMut(&dyn fmt::Display)) {
        self.at("causes");
        log(self);
    }

    fn is_logged(&self) -> bool {
        self.at("is_logged");
        false
    }

    fn language(&self) -> Option<&str> {
        self.at("language");
        None
    }
}

/// A subscriber that formats the fields of each event.
struct Fields;

impl<S: Subscriber> Layer<S> for Fields {
    fn on_event(&self, event: &Event<'_>, _: layer::Context<'_, S>) {
        event.record(&mut |_: &Field, value: &dyn fmt::Debug| drop(format!("{value:?}")));
    }
}

fn log_errors() -> DefaultGuard {
    tracing::subscriber::set_default(tracing_subscriber::registry().with(LevelFilter::ERROR).with(Fields))
}

/// A key whose conversion is a trap.
struct WorkKey(Trap, usize);

impl From<WorkKey> for Key {
    fn from(WorkKey(trap, index): WorkKey) -> Self {
        trap.at("conversion of a key", index);
        format!("/{index}").into()
    }
}

/// Returns the status codes of a result.
fn settled<O: Outcome>(result: &MultiStatus<Settled<O>>) -> Vec<u16> {
    crate::codes(result)
}

/// Returns all outcomes of a spawned batch, as a stream gives them.
async fn collect<O>(mut outcomes: Outcomes<O>) -> Vec<(Option<Key>, Settled<O>)> {
    let mut all = Vec::new();
    while let Some(next) = std::future::poll_fn(|cx| futures_core::Stream::poll_next(Pin::new(&mut outcomes), cx)).await
    {
        all.push(next);
    }
    all
}

/// Reads a response in any format. Returns the status of each item, and whether the whole is complete.
async fn read(response: Response<Body>) -> (Vec<u16>, bool) {
    let content_type = response.headers()["content-type"].to_str().unwrap().to_owned();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let text = std::str::from_utf8(&bytes).expect("UTF-8");
    if content_type.starts_with("application/xml") {
        assert!(text.ends_with("</D:multistatus>"), "{text}");
        let codes =
            text.split("<D:status>HTTP/1.1 ").skip(1).map(|rest| rest[..3].parse().unwrap()).collect::<Vec<_>>();
        assert_eq!(codes.len(), text.matches("<D:response>").count(), "{text}");
        return (codes, !text.contains("items after this one are unknown</D:responsedescription></D:multistatus>"));
    }
    let (items, summary) = if content_type.starts_with("application/jsonl") {
        let mut lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
        let summary = lines.pop().unwrap()["summary"].clone();
        (lines, summary)
    } else {
        let body: serde_json::Value = serde_json::from_str(text).expect(text);
        (body["responses"].as_array().unwrap().clone(), body["summary"].clone())
    };
    for (index, item) in items.iter().enumerate() {
        assert_eq!(item["index"], index, "{text}");
    }
    assert_eq!(summary["total"], items.len(), "{text}");
    let codes: Vec<u16> = items.iter().map(|item| item["status"].as_u64().unwrap() as u16).collect();
    assert_eq!(summary["failed"], codes.iter().filter(|code| **code >= 400).count(), "{text}");
    (codes, summary["complete"].as_bool().unwrap())
}

/// Returns the header fields of a request for a media type.
fn accept(media_type: &str) -> http::HeaderMap {
    http::HeaderMap::from_iter([(http::header::ACCEPT, media_type.parse().unwrap())])
}

const MEDIA_TYPES: [&str; 3] = ["application/json", "application/jsonl", "application/xml"];

/// A future that is pending once.
#[derive(Default)]
struct Wait(bool);

impl Future for Wait {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
