//! The effect of each field role, on every type that it accepts.

use std::{borrow::Cow, num::NonZeroU8, rc::Rc, sync::Arc, time::Duration};

use multistatus::{Key, Outcome, StatusCode, dialect};

use crate::{headers, problem, text};

struct Name(&'static str);

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        self.0
    }
}

type Maybe<T> = Option<T>;

/// The key of a type whose one field has the role `href`.
macro_rules! href {
    ($type:ty, $value:expr) => {{
        #[derive(Outcome)]
        #[outcome(200)]
        struct Named(#[outcome(href)] $type);
        Named($value).href().map(|key| (key.text().into_owned(), key.encoded().into_owned()))
    }};
}

#[test]
fn href_accepts_text_or_a_key() {
    let plain = Some(("/a b".to_owned(), "/a%20b".to_owned()));
    assert_eq!(href!(&'static str, "/a b"), plain);
    assert_eq!(href!(String, "/a b".into()), plain);
    assert_eq!(href!(Cow<'static, str>, "/a b".into()), plain);
    assert_eq!(href!(Box<str>, "/a b".into()), plain);
    assert_eq!(href!(Arc<str>, "/a b".into()), plain);
    assert_eq!(href!(Rc<str>, "/a b".into()), plain);
    assert_eq!(href!(Name, Name("/a b")), plain);
    assert_eq!(href!(Option<Name>, Some(Name("/a b"))), plain);
    assert_eq!(href!(Maybe<String>, Some("/a b".into())), plain, "an alias of `Option` counts as `Option`");
    assert_eq!(href!(Maybe<String>, None), None);
    let path = Some(("a%20b".to_owned(), "a%2520b".to_owned()));
    assert_eq!(href!(Key, Key::path("a%20b")), path);
    assert_eq!(href!(Option<Key>, Some(Key::path("a%20b"))), path);
    assert_eq!(href!(Option<Key>, None), None);
}

/// Shows itself, and is no string.
struct Ticket(u8);

impl std::fmt::Display for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            0 => Err(std::fmt::Error),
            number => write!(f, "/tickets/{number} {}", "long".repeat(usize::from(number))),
        }
    }
}

#[test]
fn href_accepts_every_value_with_display() {
    let same = |text: &str| Some((text.to_owned(), text.to_owned()));
    assert_eq!(href!(u64, u64::MAX), same("18446744073709551615"));
    assert_eq!(href!(i8, -7), same("-7"));
    assert_eq!(href!(&'static u128, &7), same("7"));
    assert_eq!(href!(Option<usize>, Some(7)), same("7"));
    assert_eq!(href!(Option<usize>, None), None);
    let uuid = uuid::Uuid::from_u128(7);
    assert_eq!(href!(uuid::Uuid, uuid), same("00000000-0000-0000-0000-000000000007"));
    assert_eq!(href!(http::Uri, "/a?b=1".parse().unwrap()), same("/a?b=1"));
    assert_eq!(href!(Option<http::Uri>, Some("/a".parse().unwrap())), same("/a"));
    let long = format!("/tickets/100 {}", "long".repeat(100));
    assert_eq!(href!(Ticket, Ticket(100)), Some((long.clone(), long.replace(' ', "%20"))));
    assert_eq!(href!(Ticket, Ticket(0)), same(""), "the error of a `Display` is logged");
}

#[test]
fn a_value_with_display_is_a_key_in_every_format() {
    #[derive(Outcome)]
    #[outcome(423, condition = "lock-token-submitted")]
    struct Locked(#[outcome(href)] Ticket);

    let result = multistatus::MultiStatus::from_outcomes([Locked(Ticket(1))]);
    let xml = String::from_utf8(result.encode(&multistatus::DavXml::new()).unwrap()).unwrap();
    assert_eq!(
        xml.matches("<D:href>/tickets/1%20long</D:href>").count(),
        2,
        "its own, and that of the condition: {xml}"
    );
    let json = String::from_utf8(result.encode(&multistatus::Json).unwrap()).unwrap();
    assert!(json.contains(r#""id":"/tickets/1 long""#) && json.contains(r#""hrefs":["/tickets/1%20long"]"#), "{json}");
    let shape = String::from_utf8(result.encode(&dialect::ZALANDO).unwrap()).unwrap();
    assert!(shape.contains(r#""id":"/tickets/1 long""#), "{shape}");
}

#[derive(Outcome)]
#[outcome(default = 503)]
enum Coded {
    Number(#[outcome(code)] u16),
    Status(#[outcome(code)] StatusCode),
    Maybe(#[outcome(code)] Option<u16>),
}

#[test]
fn code_accepts_a_number_or_a_status() {
    assert_eq!(Coded::Number(418).status(), 418);
    assert_eq!(Coded::Status(StatusCode::GONE).status(), 410);
    assert_eq!(Coded::Maybe(Some(404)).status(), 404);
    assert_eq!(Coded::Maybe(None).status(), 503, "`None` falls back to the default");
    assert_eq!(Coded::Number(1007).status(), 500, "1007 is not a status code");
}

/// The `Retry-After` value of a type whose one field has the role `retry_after`.
macro_rules! wait {
    ($type:ty, $value:expr) => {{
        #[derive(Outcome)]
        #[outcome(429)]
        struct Waits(#[outcome(retry_after)] $type);
        let waits = Waits($value);
        let headers = serde_json::to_value(waits.json()).unwrap()["headers"].take();
        headers.get("Retry-After").map(|seconds| seconds.as_str().unwrap().to_owned())
    }};
}

#[test]
fn retry_after_accepts_seconds_or_a_duration_and_rounds_up() {
    assert_eq!(wait!(u8, 3).as_deref(), Some("3"));
    assert_eq!(wait!(i64, 3).as_deref(), Some("3"));
    assert_eq!(wait!(i32, -3), None, "a negative time is left out");
    assert_eq!(wait!(usize, 0).as_deref(), Some("0"));
    assert_eq!(wait!(Duration, Duration::from_millis(1)).as_deref(), Some("1"));
    assert_eq!(wait!(Duration, Duration::from_millis(2_000)).as_deref(), Some("2"));
    assert_eq!(wait!(Option<u32>, Some(4)).as_deref(), Some("4"));
    assert_eq!(wait!(Maybe<Duration>, None), None);
    assert_eq!(wait!(u64, u64::MAX), Some(u64::MAX.to_string()));
    assert_eq!(wait!(Duration, Duration::MAX), Some(u64::MAX.to_string()), "rounding up must not overflow");
}

#[derive(Outcome)]
#[outcome(409)]
struct Roles {
    #[outcome(header = "X-Number")]
    number: NonZeroU8,
    #[outcome(header = "X-Text")]
    text: Maybe<&'static str>,
    #[outcome(extension)]
    list: Maybe<Vec<u8>>,
    #[outcome(extension)]
    null: (),
    // A field may have two roles.
    #[outcome(href, extension = "name")]
    key: String,
}

#[test]
fn none_is_left_out_and_null_is_kept() {
    let roles = |text, list| Roles { number: NonZeroU8::MIN, text, list, null: (), key: "/k".into() };
    let (bare, full) = (roles(None, None), roles(Some("t"), Some(vec![1])));
    assert_eq!(headers(&bare), [("X-Number".to_owned(), "1".to_owned())]);
    assert_eq!(headers(&full).len(), 2);
    assert_eq!(problem(&bare).get("list"), None);
    assert_eq!(problem(&full)["list"], serde_json::json!([1]));
    assert_eq!(problem(&bare)["null"], serde_json::Value::Null);
    assert!(problem(&bare).as_object().unwrap().contains_key("null"));
    assert_eq!((problem(&bare)["name"].as_str(), &*bare.href().unwrap().text()), (Some("/k"), "/k"));
}

#[test]
fn an_optional_body_is_left_out_if_none() {
    #[derive(Outcome)]
    #[outcome(200)]
    struct Found(#[outcome(body)] Option<u8>);
    let serialized = |body| serde_json::to_string(&Found(body).json()).unwrap();
    assert_eq!(serialized(None), r#"{"status":200}"#);
    assert_eq!(serialized(Some(1)), r#"{"status":200,"headers":{"Content-Type":"application/json"},"body":1}"#);
}

#[test]
fn text_fields_are_written_without_formatting() {
    struct Formatted;
    impl std::fmt::Display for Formatted {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("formatted")
        }
    }
    #[derive(Outcome)]
    #[outcome(404, "{0}{1}{2}{3}")]
    struct Texts<'a>(&'a str, Cow<'a, str>, &'a String, Formatted);
    assert_eq!(text(&Texts("a", "b".into(), &"c".to_owned(), Formatted)), "abcformatted");
}
