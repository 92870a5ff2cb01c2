//! Every outcome in every convention reads back as what it was, as far as the convention can carry it: `docs/dialects.md`.

use std::{collections::BTreeSet, fmt, sync::LazyLock, time::Duration};

use multistatus::{
    Item, MultiStatus, Outcome, Reader, Report, Retry, StatusCode,
    client::ReportItem,
    dialect,
    format::Format,
    outcome::{HeaderVisitor, InContext, ItemContext},
    read::Document,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// An outcome with every part that a convention may carry.
#[derive(Clone, Debug, Default)]
struct Parts {
    status: StatusCode,
    description: String,
    error_code: Option<String>,
    location: Option<String>,
    retry_after: Option<u32>,
    body: Option<Value>,
    problem_type: Option<String>,
}

impl Outcome for Parts {
    fn status(&self) -> StatusCode {
        self.status
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_str(&self.description)
    }

    fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
        if let Some(location) = &self.location {
            visitor.header("Location", &|out| out.write_str(location));
        }
    }

    fn problem_type(&self) -> Option<&str> {
        self.problem_type.as_deref()
    }

    fn body<S: serde::Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error> {
        self.body.as_ref().map(|body| serde::Serialize::serialize(body, serializer)).transpose()
    }

    fn error_code(&self, _: &str) -> Option<&str> {
        self.error_code.as_deref()
    }

    fn retry_after(&self) -> Option<Duration> {
        self.retry_after.map(|seconds| Duration::from_secs(seconds.into()))
    }
}

/// A convention that is written and read.
struct Dialect {
    name: &'static str,
    write: fn(&[(String, Parts)]) -> Vec<u8>,
    reader: fn() -> Reader,
    /// An error code that the convention may have.
    code: &'static str,
}

fn encode<O: Outcome>(items: impl Iterator<Item = (String, O)>, format: &impl Format<O>) -> Vec<u8> {
    let result: MultiStatus<O> = items.collect();
    result.encode(format).expect("no duplicate keys").to_vec()
}

fn in_context<C: ItemContext>(
    items: &[(String, Parts)],
    format: &impl Format<InContext<C, Parts>>,
    context: impl Fn(&str) -> C,
) -> Vec<u8> {
    let outcome = |(key, parts): (String, Parts)| (key.clone(), InContext { context: context(&key), outcome: parts });
    encode(items.iter().cloned().map(outcome), format)
}

/// A convention that is a shape, or a shape with a context.
macro_rules! shape {
    ($constant:ident, $code:literal) => {
        Dialect {
            name: stringify!($constant),
            write: |items| encode(items.iter().cloned(), &dialect::$constant),
            reader: || Reader::new().shape(dialect::$constant),
            code: $code,
        }
    };
    ($constant:ident, $code:literal, $context:expr) => {
        Dialect {
            name: stringify!($constant),
            write: |items| in_context(items, &dialect::$constant, $context),
            reader: || Reader::new().shape(dialect::$constant),
            code: $code,
        }
    };
}

/// A convention with a format of its own, which is detected.
macro_rules! other {
    ($constant:ident, $code:literal, $content_type:literal) => {
        Dialect {
            name: stringify!($constant),
            write: |items| encode(items.iter().cloned(), &dialect::$constant),
            reader: || Reader::new().content_type($content_type),
            code: $code,
        }
    };
}

const DIALECTS: &[Dialect] = &[
    shape!(GRAPH, "quotaExceeded"),
    shape!(ODATA, "quotaExceeded", |_| dialect::AtomicityGroup(None)),
    shape!(KINTO, "199", |key| dialect::KintoRequest { path: key.into() }),
    shape!(ZALANDO, "x"),
    shape!(NAKADI, "x"),
    shape!(SCIM, "mutability", |key| dialect::ScimOperation {
        method: http::Method::POST,
        bulk_id: Some(key.into()),
        location: None,
    }),
    shape!(SALESFORCE, "FIELD_INTEGRITY_EXCEPTION"),
    shape!(SALESFORCE_BATCH, "FIELD_INTEGRITY_EXCEPTION"),
    shape!(SALESFORCE_COLLECTIONS, "FIELD_INTEGRITY_EXCEPTION"),
    shape!(HUBSPOT, "EXPIRED_AUTHENTICATION"),
    shape!(AZURE_SEARCH, "x"),
    shape!(COSMOS, "x"),
    shape!(JSON_API, "out-of-stock", |_| dialect::JsonApiOperation { pointer: "/atomic:operations/0".into() }),
    shape!(ELASTIC, "routing_missing_exception", |_| dialect::ElasticAction {
        verb: dialect::ElasticVerb::Index,
        index: "orders".into(),
    }),
    shape!(OPENSEARCH, "routing_missing_exception", |_| dialect::ElasticAction {
        verb: dialect::ElasticVerb::Index,
        index: "orders".into(),
    }),
    shape!(BIGQUERY, "timeout"),
    shape!(TYPESENSE, "x"),
    shape!(SQS, "KmsThrottled"),
    shape!(KINESIS, "KMSThrottlingException"),
    shape!(FIREHOSE, "InvalidKMSResourceException"),
    shape!(EVENTBRIDGE, "RedactionFailure"),
    shape!(LAMBDA, "x"),
    shape!(FHIR, "duplicate", |_| dialect::FhirEntry::default()),
    shape!(FHIR_TRANSACTION, "duplicate", |_| dialect::FhirEntry::default()),
    shape!(JSON_RPC, "-32042", |key| dialect::JsonRpcCall {
        id: Some(serde_json::value::to_raw_value(key).expect("a string")),
        is_valid: true,
    }),
    shape!(OPENAI_BATCH, "rate_limit_exceeded"),
    shape!(ANTHROPIC_BATCH, "not_a_known_error"),
    other!(S3, "InvalidObjectState", "application/xml"),
    other!(SNS, "KMSThrottled", "text/xml"),
    other!(GOOGLE, "x", "multipart/mixed; boundary=batch_multistatus"),
    other!(AZURE_BLOB, "x", "multipart/mixed; boundary=batch_multistatus"),
    other!(ODATA_4_0, "x", "multipart/mixed; boundary=batch_multistatus"),
];

impl Dialect {
    fn read(&self, body: &[u8]) -> Document {
        let document = (self.reader)().read(body);
        let text = String::from_utf8_lossy(body);
        assert!(document.ending.verdict.is_complete(), "{}: {}: {text}", self.name, document.ending.verdict);
        document
    }

    /// Writes items, and reads the report of them back.
    fn round_trip(&self, items: &[(String, Parts)]) -> Report<Item> {
        let document = self.read(&(self.write)(items));
        Report::new(document).for_keys(items.iter().map(|(key, _)| key.as_str()))
    }

    /// Writes one outcome, and reads it back; `None` if it is not listed.
    fn one(&self, parts: Parts) -> Option<Item> {
        let mut items = self.read(&(self.write)(&[("k".to_owned(), parts)])).items;
        assert!(items.len() < 2, "{}", self.name);
        items.pop()
    }
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).expect("a status")
}

/// The successes and failures that the capabilities are measured with.
const SUCCESSES: [u16; 4] = [200, 201, 202, 204];
const FAILURES: [u16; 22] =
    [400, 401, 403, 404, 405, 408, 409, 410, 412, 413, 415, 422, 423, 424, 425, 429, 500, 501, 502, 503, 504, 507];

/// What a convention carries.
struct Capabilities {
    key: bool,
    index: bool,
    /// The statuses that are read as they were written.
    statuses: BTreeSet<u16>,
    success_description: bool,
    description: bool,
    error_code: bool,
    location: bool,
    retry_after: bool,
    body: bool,
    problem: bool,
    /// The failures whose retry class is another one.
    other_retry: Vec<u16>,
    order: bool,
    summary: bool,
    detected: bool,
}

fn retry(item: &Item) -> Retry {
    item.retry().unwrap_or(Retry::of(item.status(), item.retry_after()))
}

/// The capabilities of each convention.
static MEASURED: LazyLock<Vec<Capabilities>> = LazyLock::new(|| DIALECTS.iter().map(Capabilities::of).collect());

impl Capabilities {
    fn of(dialect: &Dialect) -> Self {
        let failure = Parts { status: status(409), description: "x y".into(), ..Parts::default() };
        let success = Parts { status: status(201), description: "x y".into(), ..Parts::default() };
        let record = json!({"SequenceNumber": "1", "EventId": "1", "MessageId": "1"});
        let success_with_body = Parts { body: Some(record), ..success.clone() };
        let one = |parts: &Parts| dialect.one(parts.clone());
        let with_status = |code: &u16| one(&Parts { status: status(*code), ..Parts::default() });
        let is_exact = |code: &u16| with_status(code).is_some_and(|item| item.status() == *code);
        let has_other_retry = |code: &u16| {
            let item = with_status(code).expect("a failure is listed");
            retry(&item) != Retry::of(status(*code), None)
        };
        let body = json!({"n": [1, "x"]});
        let keys = ["a", "b", "c"].map(str::to_owned);
        let items =
            keys.clone().map(|key| (key.clone(), if key == "b" { failure.clone() } else { success_with_body.clone() }));
        let written = (dialect.write)(&items);
        let mixed = dialect.read(&written);
        let detected = Reader::new().read(&written);
        let is_ordered = mixed.items.len() == 3 && mixed.items[1].status().as_u16() >= 400;
        Self {
            key: one(&failure).is_some_and(|item| item.key().is_some_and(|key| key.as_str() == "k")),
            index: one(&failure).is_some_and(|item| item.index() == Some(0)),
            statuses: SUCCESSES.iter().chain(&FAILURES).filter(|code| is_exact(code)).copied().collect(),
            success_description: one(&success).is_some_and(|item| item.description() == "x y"),
            description: one(&failure).is_some_and(|item| item.description() == "x y"),
            error_code: {
                let item = one(&Parts { error_code: Some(dialect.code.into()), ..failure.clone() });
                item.is_some_and(|item| item.error_code() == Some(dialect.code))
            },
            location: {
                let item = one(&Parts { location: Some("/x".into()), ..success.clone() });
                item.is_some_and(|item| item.location() == Some("/x"))
            },
            retry_after: {
                let item = one(&Parts { status: status(429), retry_after: Some(7), ..failure.clone() });
                item.is_some_and(|item| item.retry_after() == Some(Duration::from_secs(7)))
            },
            body: one(&Parts { body: Some(body.clone()), ..success.clone() })
                .is_some_and(|item| item.body() == Some(&body)),
            problem: {
                let item = one(&Parts { problem_type: Some("urn:x".into()), ..failure.clone() });
                item.is_some_and(|item| item.problem_type() == Some("urn:x"))
            },
            other_retry: FAILURES.iter().filter(|code| has_other_retry(code)).copied().collect(),
            order: is_ordered,
            summary: mixed.ending.summary.is_some(),
            detected: detected.ending.verdict.is_complete() && detected.items.len() == mixed.items.len(),
        }
    }

    /// Writes the statuses that are read as they were written.
    fn statuses(&self) -> String {
        let all = SUCCESSES.len() + FAILURES.len();
        let failures: Vec<_> = self.statuses.iter().filter(|code| **code >= 400).map(u16::to_string).collect();
        match failures.as_slice() {
            _ if self.statuses.len() == all => "yes".to_owned(),
            failures if failures.len() == FAILURES.len() => "of failures".to_owned(),
            [] => "no".to_owned(),
            failures => failures.join(", "),
        }
    }

    fn row(&self, name: &str) -> String {
        let yes = |carried: bool| if carried { "yes" } else { "no" };
        let description = match (self.success_description, self.description) {
            (true, true) => "yes",
            (false, true) => "of failures",
            (true, false) => "of successes",
            (false, false) => "no",
        };
        let retry = match self.other_retry.as_slice() {
            [] => "yes".to_owned(),
            other if other.len() > FAILURES.len() / 2 => "no".to_owned(),
            other => format!("not of {}", other.iter().map(u16::to_string).collect::<Vec<_>>().join(", ")),
        };
        let cells = [
            format!("`{name}`"),
            if self.index { "index" } else { yes(self.key) }.to_owned(),
            self.statuses(),
            description.to_owned(),
            yes(self.error_code).to_owned(),
            yes(self.location).to_owned(),
            yes(self.retry_after).to_owned(),
            yes(self.body).to_owned(),
            yes(self.problem).to_owned(),
            retry,
            yes(self.order).to_owned(),
            yes(self.summary).to_owned(),
            yes(self.detected).to_owned(),
        ];
        format!("| {} |\n", cells.join(" | "))
    }
}

const INTRODUCTION: &str = "\
# What each convention carries

The conventions of other APIs in the module `dialect`, and what an outcome keeps in each of them. A test writes outcomes in
every convention, reads them back, and makes this table (`BLESS=1 cargo test --test dialects round_trips`).

- *Status*: `yes` if the exact status is read back. Otherwise a success is read as 200; the failures that are listed have an
  error code that stands for their status, and any other failure is read as the first status of its class, or as 500.
  In `S3`, an object that does not exist (404, 410) counts as deleted.
- *Body* is the body of a success. *Problem* is the type of a problem (RFC 9457) with its extension members.
- *Retry class*: of the statuses that are listed, the class that is read is another one. Without `Retry-After`, the class of an
  outcome that has one is that of its status.
- *Order*: the items are in the order of the request. Without a key, an item answers the one in the same position.
- *Detected*: a `Reader` recognizes the convention. Any other needs `Reader::shape`.

Two conventions are not in the table, because their items are not told apart by a key. `DynamoDb` lists the requests that were
not processed as they were sent: the key of an item is its table and its request, and its status is 429. `Otlp` has the number
of failures only, so that no item is known to have succeeded if there is one.

";

#[test]
fn the_table_of_conventions_is_current() {
    let columns = [
        "convention",
        "key",
        "status",
        "description",
        "error code",
        "`Location`",
        "`Retry-After`",
        "body",
        "problem",
        "retry class",
        "order",
        "summary",
        "detected",
    ];
    let mut table = format!("{INTRODUCTION}| {} |\n|{}\n", columns.join(" | "), " --- |".repeat(columns.len()));
    for (dialect, carries) in DIALECTS.iter().zip(&*MEASURED) {
        table.push_str(&carries.row(dialect.name));
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/dialects.md");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &table).expect("the folder `docs`");
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(written, table, "run `BLESS=1 cargo test --test dialects round_trips`, and read what changed");
}

fn parts() -> impl Strategy<Value = Parts> {
    let codes =
        prop_oneof![proptest::sample::select(&SUCCESSES[..]), proptest::sample::select(&FAILURES[..]), 300_u16..600,];
    let text = "[ -~é☃\\n]{0,20}";
    let body = proptest::option::of("[ -~é☃]{0,9}".prop_map(|text| json!({"n": text, "m": {"x": [1, null]}})));
    (codes, text, any::<bool>(), proptest::option::of(0_u32..100_000), body).prop_map(
        |(code, description, is_located, retry_after, body)| {
            let is_failure = code >= 400;
            Parts {
                status: status(code),
                description,
                error_code: None,
                location: (is_located && !is_failure).then(|| "/orders/17".to_owned()),
                retry_after: retry_after.filter(|_| is_failure),
                body: body.filter(|_| matches!(code, 200 | 201)),
                problem_type: None,
            }
        },
    )
}

fn items() -> impl Strategy<Value = Vec<(String, Parts)>> {
    let keys = proptest::collection::btree_set("[a-z0-9 \"é_-]{1,8}", 1..6);
    keys.prop_flat_map(|keys| {
        let parts = proptest::collection::vec(parts(), keys.len());
        parts.prop_map(move |parts| keys.iter().cloned().zip(parts).collect())
    })
}

/// Compares an outcome with the item that was read.
fn compare(dialect: &Dialect, carries: &Capabilities, sent: &Parts, read: &ReportItem<Item>) {
    let (code, item) = (sent.status.as_u16(), read.item());
    let context = format!("{}: {sent:?}: {item:?}", dialect.name);
    assert_eq!(item.status().is_success(), sent.status.is_success(), "{context}");
    assert!((code < 400) || item.status().as_u16() >= 400, "{context}");
    if carries.statuses.contains(&code) {
        assert_eq!(item.status().as_u16(), code, "{context}");
    }
    let is_failure = code >= 400;
    if is_failure && carries.description && !sent.description.is_empty() {
        assert_eq!(item.description(), sent.description, "{context}");
    }
    if is_failure && carries.retry_after {
        assert_eq!(item.retry_after(), Outcome::retry_after(sent), "{context}");
    }
    let has_retry = FAILURES.contains(&code) && !carries.other_retry.contains(&code);
    if has_retry && (carries.retry_after || sent.retry_after.is_none()) {
        assert_eq!(retry(item), Retry::of(sent.status, Outcome::retry_after(sent)), "{context}");
    }
    if sent.status.is_success() && carries.location {
        assert_eq!(item.location(), sent.location.as_deref(), "{context}");
    }
    if sent.body.is_some() && carries.body {
        assert_eq!(item.body(), sent.body.as_ref(), "{context}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_outcome_reads_back_as_far_as_a_convention_carries_it(items in items()) {
        for (dialect, carries) in DIALECTS.iter().zip(&*MEASURED) {
            let mut items = items.clone();
            // Without keys and order, items of one class are told apart by their positions only.
            if !carries.key && !carries.index && !carries.order {
                let is_failure = items[0].1.status.as_u16() >= 300;
                items.retain(|(_, parts)| (parts.status.as_u16() >= 300) == is_failure);
            }
            let report = dialect.round_trip(&items);
            let unlisted: BTreeSet<_> = report.unlisted().map(|(index, _)| index).collect();
            for (index, (_, sent)) in items.iter().enumerate() {
                // In S3, an object that does not exist counts as deleted.
                if dialect.name == "S3" && matches!(sent.status.as_u16(), 404 | 410) {
                    continue;
                }
                match report.at(index) {
                    Some(read) => compare(dialect, carries, sent, read),
                    None => prop_assert!(
                        sent.status.is_success() && unlisted.contains(&index),
                        "{}: {items:?}: {report:?}",
                        dialect.name
                    ),
                }
            }
        }
    }
}
