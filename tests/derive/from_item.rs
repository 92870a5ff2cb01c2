//! `#[derive(FromItem)]`: finds the variant that an item matches, and fills its fields.

use std::{borrow::Cow, sync::Arc, time::Duration};

use multistatus::{
    FromItem, Item, Key, Outcome, StatusCode,
    read::{Unrecognized, UnrecognizedReason},
};
use serde_json::json;

/// The outcomes that a client of another service knows.
#[derive(Debug, PartialEq, Outcome, FromItem)]
#[outcome(type_base = "https://example.com/p/")]
enum Put {
    #[outcome(201, "stored {0} bytes", header("Location", "/files/{2}"))]
    Stored(u64, #[outcome(header = "ETag")] Option<String>, Cow<'static, str>),
    #[outcome(404, "nothing at {path}")]
    Missing { path: String },
    #[outcome(423, type = "about:blank")]
    Busy(#[outcome(retry_after)] u32),
    #[outcome(423, condition = "lock-token-submitted", type = "about:blank")]
    Locked {
        #[outcome(condition_href)]
        root: Key,
        #[outcome(href)]
        at: Option<String>,
    },
    #[outcome(507)]
    Quota {
        #[outcome(extension)]
        used: u64,
        #[outcome(extension = "limit-bytes", default)]
        limit: u64,
    },
    #[outcome(500, "the store failed: {0}", opaque)]
    Store(#[outcome(default)] String),
    #[outcome(with = pick, skip_parse)]
    #[allow(dead_code, reason = "only a server constructs it")]
    Computed,
    #[outcome(transparent)]
    Auth(Auth),
    #[outcome(other)]
    Other(Box<Item>),
}

fn pick() -> StatusCode {
    StatusCode::CONFLICT
}

#[derive(Debug, PartialEq, Outcome, FromItem)]
#[outcome(401, "log in at {realm}")]
struct Auth {
    realm: String,
}

/// Deserializes an item from the JSON that a store keeps.
fn item(json: serde_json::Value) -> Item {
    serde_json::from_value(json).expect("an item")
}

fn read(json: serde_json::Value) -> Put {
    Put::from_item(item(json)).expect("a variant")
}

#[test]
fn an_item_matches_the_variant_with_its_status() {
    let stored = json!({"status": 201, "description": "stored 7 bytes", "headers": [["location", "/files/a"]]});
    assert_eq!(read(stored), Put::Stored(7, None, "a".into()));
    let missing = json!({"status": 404, "type": "https://example.com/p/missing", "description": "nothing at /a at /b"});
    assert_eq!(read(missing), Put::Missing { path: "/a at /b".into() });
}

#[test]
fn a_key_is_read_back_as_any_type_that_can_be_parsed() {
    #[derive(Debug, PartialEq, Outcome, FromItem)]
    #[outcome(423, condition = "lock-token-submitted")]
    struct Locked(#[outcome(href)] u64, #[outcome(condition_href)] Option<std::net::Ipv6Addr>);

    for locked in [Locked(17, None), Locked(17, Some(std::net::Ipv6Addr::LOCALHOST))] {
        assert_eq!(Locked::from_item(Item::from_outcome(&locked)), Ok(locked));
    }
    let error = Locked::from_item(Item::from_outcome(&Locked(1, None)).with_key("b7")).unwrap_err();
    assert_eq!(error.to_string(), "`Locked` needs `0`: `b7` is not a `u64`");
    let condition = json!([{"namespace": "DAV:", "name": "lock-token-submitted"}]);
    let error = Locked::from_item(item(json!({"status": 423, "conditions": condition}))).unwrap_err();
    assert_eq!(error.to_string(), "`Locked` needs `0`: the item has no key");
}

#[test]
fn the_most_specific_variant_is_tried_first() {
    let condition = json!([{"namespace": "DAV:", "name": "lock-token-submitted", "hrefs": ["/l"]}]);
    let locked = json!({"key": "/k", "status": 423, "conditions": condition});
    assert_eq!(read(locked), Put::Locked { root: "/l".into(), at: Some("/k".into()) });
    let wait = json!({"secs": 6, "nanos": 500});
    assert_eq!(read(json!({"status": 423, "retry_after": wait})), Put::Busy(7), "a part of a second is rounded up");
    let more = json!({"status": 423, "type": "urn:new", "retry_after": wait, "extensions": {"more": 1}});
    assert_eq!(read(more), Put::Busy(7), "parts that a server adds later do not change the variant");
}

#[test]
fn default_fills_a_field_that_the_item_lacks() {
    let quota = |extensions| json!({"status": 507, "type": "https://example.com/p/quota", "extensions": extensions});
    assert_eq!(read(quota(json!({"used": 9}))), Put::Quota { used: 9, limit: 0 });
    assert_eq!(read(quota(json!({"used": 9, "limit-bytes": 8}))), Put::Quota { used: 9, limit: 8 });
    let secret = Item::from_outcome(&Put::Store("10.0.0.7".into()));
    assert_eq!(Put::from_item(secret).unwrap(), Put::Store(String::new()));
}

#[test]
fn transparent_variants_are_tried_and_other_keeps_unknown_items_unchanged() {
    assert_eq!(read(json!({"status": 401, "description": "log in at home"})), Put::Auth(Auth { realm: "home".into() }));
    for unknown in [
        json!({"status": 418, "description": "short and stout"}),
        json!({"status": 401, "description": "go away"}),
        json!({"status": 404, "type": "https://example.com/p/other"}),
        json!({"status": 409}),
    ] {
        assert_eq!(read(unknown.clone()), Put::Other(item(unknown).into()));
    }
}

#[test]
fn an_item_kept_by_other_is_an_outcome_again() {
    let unknown = item(json!({"key": "/k", "status": 418, "description": "short", "extensions": {"a": [1]}}));
    let other = Put::from_item(unknown.clone()).unwrap();
    assert_eq!(Item::from_outcome(&other), unknown);
}

#[test]
fn an_item_that_lacks_a_field_is_returned_with_the_reason() {
    let reason = |json: serde_json::Value| {
        let item = item(json);
        let Unrecognized { item: back, reason, .. } = Put::from_item(item.clone()).unwrap_err();
        assert_eq!(*back, item);
        reason.to_string()
    };
    let quota = |extensions| json!({"status": 507, "type": "https://example.com/p/quota", "extensions": extensions});
    assert_eq!(reason(quota(json!({}))), "`Quota` needs `used`: the item has no such member");
    assert_eq!(reason(quota(json!({"used": "9"}))), "`Quota` needs `used`: invalid type: string \"9\", expected u64");
    let stored = |text: &str| json!({"status": 201, "description": text, "headers": [["Location", "/files/a"]]});
    assert_eq!(reason(stored("stored 9")), "`Stored` needs `0`: `stored 9` is not `stored ... bytes`");
    assert_eq!(reason(stored("stored x bytes")), "`Stored` needs `0`: `x` is not a `u64`");
    assert_eq!(reason(stored("")), "`Stored` needs `0`: the item has no description");
    assert_eq!(reason(json!({"status": 423})), "`Busy` needs `0`: the item has no time to wait");
    let long = json!({"status": 423, "retry_after": {"secs": 5_000_000_000_u64, "nanos": 0}});
    assert_eq!(reason(long), "`Busy` needs `0`: 5000000000s is more than a `u32`");
}

#[test]
fn a_struct_matches_one_outcome_only() {
    assert_eq!(Auth::from_item(item(json!({"status": 401, "description": "log in at x"}))).unwrap().realm, "x");
    let refused = Auth::from_item(item(json!({"status": 403}))).unwrap_err();
    assert_eq!(refused.reason, UnrecognizedReason::NoVariant { status: StatusCode::FORBIDDEN });
}

#[test]
fn a_result_reads_the_success_type_or_the_error_type() {
    #[derive(Debug, PartialEq, FromItem)]
    #[outcome(201)]
    struct Stored;
    let read = |json| Result::<Stored, Box<Auth>>::from_item(item(json));
    assert_eq!(read(json!({"status": 201})), Ok(Ok(Stored)));
    let refused = Auth { realm: "x".into() };
    assert_eq!(read(json!({"status": 401, "description": "log in at x"})), Ok(Err(refused.into())));
    assert_eq!(*read(json!({"status": 404})).unwrap_err().item, item(json!({"status": 404})));
}

/// A type that is only read: `FromItem` does not require `Outcome`.
#[derive(Debug, PartialEq, FromItem)]
enum Upstream {
    #[outcome(200)]
    Found(#[outcome(body)] Vec<u32>),
    #[outcome(self::BUSY)]
    Busy {
        #[outcome(retry_after)]
        seconds: u64,
    },
    #[outcome(409)]
    Taken(#[outcome(body)] Option<serde_json::Value>),
    Any {
        #[outcome(code)]
        code: u16,
        #[outcome(retry_after)]
        wait: Option<Duration>,
    },
}

const BUSY: StatusCode = StatusCode::SERVICE_UNAVAILABLE;

#[test]
fn a_code_field_takes_every_status_without_a_variant() {
    let read = |json| Upstream::from_item(item(json)).unwrap();
    assert_eq!(read(json!({"status": 200, "body": [1, 2]})), Upstream::Found(vec![1, 2]));
    assert_eq!(read(json!({"status": 503, "retry_after": {"secs": 7, "nanos": 0}})), Upstream::Busy { seconds: 7 });
    assert_eq!(read(json!({"status": 503, "headers": [["retry-after", "7"]]})), Upstream::Busy { seconds: 7 });
    assert_eq!(read(json!({"status": 409, "body": {"a": 1}})), Upstream::Taken(Some(json!({"a": 1}))));
    assert_eq!(read(json!({"status": 409})), Upstream::Taken(None));
    assert_eq!(read(json!({"status": 502})), Upstream::Any { code: 502, wait: None });
}

/// Extension members, which are untyped text in XML.
#[derive(Debug, PartialEq, FromItem)]
#[outcome(422)]
struct Invalid {
    #[outcome(extension)]
    line: u32,
    #[outcome(extension)]
    strict: bool,
    #[outcome(extension)]
    hint: Option<String>,
    #[outcome(extension)]
    columns: Vec<u8>,
    #[outcome(extension)]
    kind: Kind,
    #[outcome(extension)]
    scores: std::collections::BTreeMap<u8, Option<f64>>,
}

#[derive(Debug, PartialEq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Syntax,
    TooLong { limit: u64 },
}

#[test]
fn text_members_from_xml_are_parsed_by_field_type() {
    let members = json!({"line": "7", "strict": "true", "hint": "", "columns": ["1", "2"], "kind": "syntax",
                         "scores": {"1": "0.5", "2": ""}});
    let read = |members| Invalid::from_item(item(json!({"status": 422, "untyped": true, "extensions": members})));
    let invalid = read(members.clone()).unwrap();
    assert_eq!((invalid.line, invalid.strict, invalid.hint), (7, true, Some(String::new())));
    assert_eq!((invalid.columns, invalid.kind), (vec![1, 2], Kind::Syntax));
    assert_eq!(invalid.scores, [(1, Some(0.5)), (2, None)].into());

    let mut other = members.clone();
    other["kind"] = json!({"too-long": {"limit": "9"}});
    other["columns"] = json!("");
    other["scores"] = json!("");
    other.as_object_mut().unwrap().remove("hint");
    let invalid = read(other).unwrap();
    assert_eq!((invalid.kind, invalid.hint, invalid.columns), (Kind::TooLong { limit: 9 }, None, vec![]));

    let mut wrong = members;
    wrong["line"] = json!("seven");
    let reason = read(wrong).unwrap_err().reason.to_string();
    assert_eq!(reason, "`Invalid` needs `line`: invalid type: string \"seven\", expected u32");
    assert!(Invalid::from_item(item(json!({"status": 422}))).is_err());
}

/// Each type parameter gets the bound that reading it back requires.
#[derive(Debug, PartialEq, Outcome, FromItem)]
enum Generic<'a, I, M, F, const N: usize>
where
    M: PartialEq,
{
    #[outcome(409, "at {2}")]
    Some(
        #[outcome(href)] I,
        #[outcome(extension = "m")] M,
        F,
        #[outcome(default)] std::marker::PhantomData<&'a [u8; N]>,
    ),
    #[outcome(other)]
    Other(Box<Item>),
}

#[test]
fn a_generic_type_is_read_back() {
    let some: Generic<'_, String, u8, char, 2> = Generic::Some("/i".into(), 7, 'x', std::marker::PhantomData);
    assert_eq!(Generic::from_item(Item::from_outcome(&some)).unwrap(), some);
    let other: Generic<'_, Arc<str>, u8, char, 2> = Generic::Some("/i".into(), 7, 'y', std::marker::PhantomData);
    assert_eq!(Generic::from_item(Item::from_outcome(&other)), Ok(other));
}

/// Only the compiler knows that the constant is a success status.
#[derive(Debug, PartialEq, Outcome, FromItem)]
#[outcome(type_base = "urn:")]
enum Job {
    #[outcome(StatusCode::ACCEPTED)]
    Accepted,
    #[outcome(201)]
    Done,
    #[outcome(StatusCode::CONFLICT)]
    Running,
    #[outcome(other)]
    Other(Box<Item>),
}

#[test]
fn a_success_matches_without_a_problem_type() {
    let read = |json| Job::from_item(item(json)).unwrap();
    assert_eq!(read(json!({"status": 202})), Job::Accepted);
    assert_eq!(read(json!({"status": 201, "type": "urn:x"})), Job::Done);
    assert_eq!(read(json!({"status": 409, "type": "urn:running"})), Job::Running);
    assert!(matches!(read(json!({"status": 409})), Job::Other(_)));
}

/// An item without a variant of its own passes through `other` unchanged.
#[test]
fn an_unknown_item_keeps_its_properties_and_its_language() {
    #[derive(Outcome, FromItem)]
    enum Known {
        #[outcome(204)]
        Gone,
        #[outcome(other)]
        Other(Box<Item>),
    }
    let body = concat!(
        r#"<D:multistatus xmlns:D="DAV:"><D:response><D:href>/a</D:href><D:propstat><D:prop><D:getetag>1</D:getetag></D:prop>"#,
        r#"<D:status>HTTP/1.1 200 OK</D:status></D:propstat><D:responsedescription xml:lang="de">nein</D:responsedescription>"#,
        "</D:response></D:multistatus>",
    );
    let items = |body: &[u8]| multistatus::Reader::new().read(body).items;
    let read = items(body.as_bytes());
    let known: Vec<_> = read.iter().cloned().map(|item| Known::from_item(item).unwrap()).collect();
    assert!(matches!(known[0], Known::Other(_)));
    let again = multistatus::MultiStatus::from_outcomes(known).encode(&multistatus::DavXml::new()).unwrap();
    assert_eq!(items(&again), read);
    assert_eq!(read[0].propstats().len(), 1);
    assert_eq!(read[0].language(), Some("de"));
}

/// A time to wait that is the same for every item is sent in each format that carries it, and needs no field to be read
/// back.
#[test]
fn a_constant_time_to_wait_is_sent() {
    const WAIT: Duration = Duration::from_secs(90);

    #[derive(Debug, PartialEq, Outcome, FromItem)]
    enum Send {
        #[outcome(429, "slow down", retry_after = "1500ms")]
        Throttled,
        #[outcome(503, retry_after = WAIT)]
        Restarting,
        #[outcome(503, opaque, retry_after = "2m", type = "urn:example:secret")]
        Secret,
        #[outcome(other)]
        Other(Box<Item>),
    }

    for (outcome, wait, seconds) in
        [(Send::Throttled, 1_500, "2"), (Send::Restarting, 90_000, "90"), (Send::Secret, 120_000, "120")]
    {
        assert_eq!(outcome.retry_after(), Some(Duration::from_millis(wait)));
        let json = serde_json::to_value(outcome.json()).unwrap();
        assert_eq!(json["headers"]["Retry-After"], seconds);
        assert_eq!(Send::from_item(Item::from_outcome(&outcome)).unwrap(), outcome);
    }
    assert_eq!(Send::OUTCOMES[0].headers, ["Retry-After"]);
}
