//! The law of `FromItem`: an outcome that becomes an item is read back as the same outcome, whatever carries the item.
//!
//! One line in `round_trips!` adds a carrier.

use std::{borrow::Cow, fmt::Debug, sync::Arc, time::Duration};

use multistatus::{
    DavXml, FromItem, Item, Json, JsonLines, Key, MultiStatus, Outcome, Reader, StatusCode, format::Format, grpc,
};
use proptest::{prelude::*, strategy::BoxedStrategy};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Failures with every key whose field each format carries.
#[derive(Clone, Debug, PartialEq, Outcome, FromItem)]
#[outcome(default = 503, type_base = "https://example.com/p/")]
enum Failure {
    #[outcome(404, "nothing at {{{path}}}", title = "Not there", retry = never)]
    Missing {
        path: String,
    },
    #[outcome(404, "{0}", type = "urn:size")]
    Size(u64),
    #[outcome(423, type = "about:blank", retry_after = "1500ms")]
    Busy,
    #[outcome(423, type = "about:blank", condition = "lock-token-submitted", condition("urn:x", "own"))]
    Locked {
        #[outcome(condition_href = "lock-token-submitted")]
        root: Key,
        #[outcome(condition_href = "own")]
        own: Option<Key>,
        #[outcome(extension)]
        owner: Owner,
    },
    #[outcome(423, type = "about:blank", condition = "lock-token-submitted")]
    LockedAt(#[outcome(condition_href)] Key),
    #[outcome(self::BURST)]
    Burst {
        #[outcome(extension)]
        used: u64,
        #[outcome(extension = "limit-bytes")]
        limit: Option<i64>,
        #[outcome(extension)]
        exact: bool,
        #[outcome(extension)]
        letters: Vec<char>,
        #[outcome(extension)]
        rate: f64,
        #[outcome(extension, default)]
        hint: Option<String>,
        #[outcome(default)]
        nothing: (),
    },
    Default,
    #[outcome("described as {0}")]
    Described(Arc<str>),
    #[outcome(500, "{0}", opaque)]
    Secret(#[outcome(default)] String),
    #[outcome(transparent)]
    Inner(Refused),
    #[outcome(transparent, retry = with_cause)]
    FailedDependency(Dependency),
    #[outcome(other)]
    Other(Box<Item>),
}

const BURST: u16 = 592;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Owner {
    name: String,
    since: Option<u32>,
    share: Share,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Share {
    None,
    Part(u8),
    Between { low: i8, high: i8 },
}

#[derive(Clone, Debug, PartialEq, Outcome, FromItem)]
#[outcome(403, "{0} may not")]
struct Refused(String);

#[derive(Clone, Debug, PartialEq, Outcome, FromItem)]
#[outcome(424, type = "urn:dependency")]
struct Dependency {
    #[outcome(extension)]
    on: u32,
}

/// Outcomes with header fields, a body or a time to wait, all of which JSON carries.
#[derive(Clone, Debug, PartialEq, Outcome, FromItem)]
enum Rich {
    #[outcome(201, "{0}", header("Location", "/orders/{1}"))]
    Created(Cow<'static, str>, u32, #[outcome(header = "ETag")] Option<String>, #[outcome(body)] Vec<u16>),
    #[outcome(200)]
    Found(#[outcome(body)] Option<Owner>),
    #[outcome(429, "slow down")]
    Throttled(#[outcome(retry_after)] u32),
    #[outcome(503)]
    Down(#[outcome(retry_after)] Option<Duration>),
    #[outcome(409, title = "Taken")]
    Taken(#[outcome(body)] Owner),
    #[outcome(204)]
    Done(#[outcome(href)] String),
    Code {
        #[outcome(code)]
        code: StatusCode,
        #[outcome(header = "X-Id")]
        id: u8,
    },
}

/// Successes and failures with every part that DAV XML carries.
#[derive(Clone, Debug, PartialEq, Outcome, FromItem)]
enum Located {
    #[outcome(201, "{text}")]
    Created {
        #[outcome(href)]
        at: Key,
        text: String,
        #[outcome(header = "Location")]
        location: String,
    },
    #[outcome(302)]
    Elsewhere(#[outcome(href)] Key, #[outcome(header = "Location")] Option<String>),
    #[outcome(423, "by {1}", condition = "lock-token-submitted")]
    Locked(#[outcome(condition_href)] Key, String, #[outcome(href)] Key),
    Code(#[outcome(code)] StatusCode, #[outcome(href)] Key),
}

type Text = BoxedStrategy<String>;

fn owner(text: Text) -> impl Strategy<Value = Owner> {
    let share = prop_oneof![
        Just(Share::None),
        any::<u8>().prop_map(Share::Part),
        any::<(i8, i8)>().prop_map(|(low, high)| Share::Between { low, high }),
    ];
    (text, any::<Option<u32>>(), share).prop_map(|(name, since, share)| Owner { name, since, share })
}

/// Items that no variant of `Failure` matches, which a client reads into `other`.
fn unknown_items() -> impl Strategy<Value = Item> {
    (405..420_u16, any::<String>(), any::<i64>()).prop_map(|(status, text, member)| {
        let json = serde_json::json!({"status": status, "description": text, "extensions": {"member": member}});
        serde_json::from_value(json).expect("an item")
    })
}

/// Every variant but `other`: an item gains parts in a format, such as its index.
fn declared_failures(text: Text) -> BoxedStrategy<Failure> {
    let burst = (any::<(u64, Option<i64>, bool, f64)>(), proptest::option::of(text.clone()), text.clone());
    prop_oneof![
        text.clone().prop_map(|path| Failure::Missing { path }),
        any::<u64>().prop_map(Failure::Size),
        (text.clone(), proptest::option::of(text.clone()), owner(text.clone()))
            .prop_map(|(root, own, owner)| Failure::Locked { root: root.into(), own: own.map(Key::from), owner }),
        text.clone().prop_map(|root| Failure::LockedAt(root.into())),
        Just(Failure::Busy),
        burst.prop_map(|((used, limit, exact, rate), hint, letters)| Failure::Burst {
            used,
            limit,
            exact,
            rate,
            letters: letters.chars().collect(),
            hint,
            nothing: (),
        }),
        Just(Failure::Default),
        text.clone().prop_map(|text| Failure::Described(text.into())),
        Just(Failure::Secret(String::new())),
        text.prop_map(|who| Failure::Inner(Refused(who))),
        any::<u32>().prop_map(|on| Failure::FailedDependency(Dependency { on })),
    ]
    .boxed()
}

fn any_failure() -> BoxedStrategy<Failure> {
    let other = unknown_items().prop_map(|item| Failure::Other(item.into()));
    prop_oneof![11 => declared_failures(any::<String>().boxed()), 1 => other].boxed()
}

/// Text of legal XML characters: no control characters except tab and line ends, no noncharacters.
pub(super) fn xml_text() -> BoxedStrategy<String> {
    fn is_illegal(character: char) -> bool {
        matches!(character, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
    }
    let text = prop_oneof![4 => any::<String>(), 1 => "[ \t\r\n]{1,3}", 1 => "[ \t\r\n<&>;\\]a]{1,6}"];
    text.prop_map(|text| text.replace(is_illegal, "")).boxed()
}

fn failures_in_xml() -> BoxedStrategy<Failure> {
    declared_failures(xml_text())
}

fn located() -> BoxedStrategy<Located> {
    let key = || any::<String>().prop_map(Key::from);
    let location = || key().prop_map(|key| key.encoded().to_owned());
    let code = (200..1000_u16).prop_filter("no other status of the item", |code| ![201, 207, 302, 423].contains(code));
    prop_oneof![
        (key(), xml_text(), location()).prop_map(|(at, text, location)| Located::Created { at, text, location }),
        (key(), proptest::option::of(location())).prop_map(|(at, location)| Located::Elsewhere(at, location)),
        (key(), xml_text(), key()).prop_map(|(root, by, at)| Located::Locked(root, by, at)),
        (code, key()).prop_map(|(code, at)| Located::Code(StatusCode::from_u16(code).expect("in range"), at)),
    ]
    .boxed()
}

fn failures_in_json() -> BoxedStrategy<Failure> {
    declared_failures(any::<String>().boxed())
}

/// gRPC cannot tell an empty href from none.
fn failures_in_grpc() -> BoxedStrategy<Failure> {
    declared_failures(any::<String>().prop_filter("not empty", |text| !text.is_empty()).boxed())
}

fn rich() -> BoxedStrategy<Rich> {
    // A header value has no control characters, and readers strip the white space around it.
    let tag = proptest::option::of("\"[!#-~é]{0,8}\"");
    let code = (400..1000_u16).prop_filter("another variant has this status", |code| ![409, 429, 503].contains(code));
    prop_oneof![
        (any::<String>(), any::<u32>(), tag, any::<Vec<u16>>()).prop_map(|(text, id, tag, body)| Rich::Created(
            text.into(),
            id,
            tag,
            body
        )),
        proptest::option::of(owner(any::<String>().boxed())).prop_map(Rich::Found),
        any::<u32>().prop_map(Rich::Throttled),
        any::<Option<u32>>().prop_map(|wait| Rich::Down(wait.map(|wait| Duration::from_secs(wait.into())))),
        owner(any::<String>().boxed()).prop_map(Rich::Taken),
        any::<String>().prop_map(Rich::Done),
        (code, any::<u8>())
            .prop_map(|(code, id)| Rich::Code { code: StatusCode::from_u16(code).expect("in range"), id }),
    ]
    .boxed()
}

/// Checks that each outcome is read back from the item that `through` makes of it.
fn assert_round_trips<O: Outcome + FromItem + PartialEq + Debug>(values: BoxedStrategy<O>, through: fn(&O) -> Item) {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let round_trip = |outcome: O| {
        let read = O::from_item(through(&outcome));
        prop_assert_eq!(read.map_err(|refused| TestCaseError::fail(refused.to_string()))?, outcome);
        Ok(())
    };
    if let Err(error) = runner.run(&values, round_trip) {
        panic!("{error}");
    }
}

/// Serializes the item of an outcome as a store does, and deserializes it.
fn store_and_load<O: Outcome>(outcome: &O) -> Item {
    let stored = serde_json::to_string(&Item::from_outcome(outcome)).expect("an item is JSON");
    serde_json::from_str(&stored).expect("an item is read back")
}

/// Writes an outcome in a format, and reads it back with a reader that detects the format.
fn write_and_read<O: Outcome>(outcome: &O, format: &dyn for<'o> Format<&'o O>) -> Item {
    let body = MultiStatus::from_outcomes([outcome]).encode(format).expect("one key");
    let mut read = Reader::new().read(&body);
    assert!(read.ending.verdict.is_complete() && read.items.len() == 1, "{}", String::from_utf8_lossy(&body));
    read.items.remove(0)
}

/// The item of an outcome with members as a reader of XML returns them: each is text or consists of text.
fn with_text_members<O: Outcome>(outcome: &O) -> Item {
    fn text(value: Value) -> Value {
        match value {
            Value::Null => "".into(),
            Value::Bool(flag) => flag.to_string().into(),
            Value::Number(number) => number.to_string().into(),
            Value::String(text) => text.into(),
            Value::Array(values) if values.is_empty() => "".into(),
            Value::Array(values) => values.into_iter().map(text).collect(),
            Value::Object(members) => members.into_iter().map(|(name, value)| (name, text(value))).collect(),
        }
    }
    let mut item = serde_json::to_value(Item::from_outcome(outcome)).expect("an item is JSON");
    if let Some(members) = item.get_mut("extensions") {
        *members = text(members.take());
    }
    item["untyped"] = true.into();
    serde_json::from_value(item).expect("an item is read back")
}

macro_rules! round_trips {
    ($($name:ident: $values:ident through $through:expr;)+) => {
        $(#[test]
        fn $name() {
            assert_round_trips($values(), $through);
        })+
    };
}

round_trips! {
    failures_round_trip_without_encoding: any_failure through Item::from_outcome;
    failures_round_trip_through_a_store: any_failure through store_and_load;
    failures_round_trip_with_text_members: failures_in_xml through with_text_members;
    failures_round_trip_through_json: failures_in_json through |outcome| write_and_read(outcome, &Json);
    failures_round_trip_through_json_lines: failures_in_json through |outcome| write_and_read(outcome, &JsonLines);
    failures_round_trip_through_dav_xml: failures_in_xml through |outcome| write_and_read(outcome, &DavXml::default());
    failures_round_trip_through_grpc: failures_in_grpc through |outcome| Item::from(&grpc::status(outcome));
    failures_round_trip_through_a_grpc_message: failures_in_grpc through |outcome| Item::from(&grpc::rpc_status(outcome));
    located_outcomes_round_trip_through_json: located through |outcome| write_and_read(outcome, &Json);
    located_outcomes_round_trip_through_json_lines: located through |outcome| write_and_read(outcome, &JsonLines);
    located_outcomes_round_trip_through_dav_xml: located through |outcome| write_and_read(outcome, &DavXml::default());
    headers_and_bodies_round_trip_without_encoding: rich through Item::from_outcome;
    headers_and_bodies_round_trip_through_a_store: rich through store_and_load;
    headers_and_bodies_round_trip_through_json: rich through |outcome| write_and_read(outcome, &Json);
    headers_and_bodies_round_trip_through_json_lines: rich through |outcome| write_and_read(outcome, &JsonLines);
}
