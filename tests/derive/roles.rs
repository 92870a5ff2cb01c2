//! Each role of a field, on every type that it takes.

use std::{borrow::Cow, num::NonZeroU8, rc::Rc, sync::Arc, time::Duration};

use multistatus::{Key, Outcome, StatusCode};

use crate::{headers, problem, text};

struct Name(&'static str);

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        self.0
    }
}

type Maybe<T> = Option<T>;

/// One field with the role `href`, of any type.
macro_rules! href {
    ($type:ty, $value:expr) => {{
        #[derive(Outcome)]
        #[outcome(200)]
        struct Named(#[outcome(href)] $type);
        Named($value).href().map(|key| (key.as_str().to_owned(), key.encoded().into_owned()))
    }};
}

#[test]
fn href_is_text_or_a_key() {
    let plain = Some(("/a b".to_owned(), "/a%20b".to_owned()));
    assert_eq!(href!(&'static str, "/a b"), plain);
    assert_eq!(href!(String, "/a b".into()), plain);
    assert_eq!(href!(Cow<'static, str>, "/a b".into()), plain);
    assert_eq!(href!(Box<str>, "/a b".into()), plain);
    assert_eq!(href!(Arc<str>, "/a b".into()), plain);
    assert_eq!(href!(Rc<str>, "/a b".into()), plain);
    assert_eq!(href!(Name, Name("/a b")), plain);
    assert_eq!(href!(Option<Name>, Some(Name("/a b"))), plain);
    assert_eq!(href!(Maybe<String>, Some("/a b".into())), plain, "an alias of `Option` is one");
    assert_eq!(href!(Maybe<String>, None), None);
    let path = Some(("a%20b".to_owned(), "a%2520b".to_owned()));
    assert_eq!(href!(Key, Key::path("a%20b")), path);
    assert_eq!(href!(Option<Key>, Some(Key::path("a%20b"))), path);
    assert_eq!(href!(Option<Key>, None), None);
}

#[derive(Outcome)]
#[outcome(default = 503)]
enum Coded {
    Number(#[outcome(code)] u16),
    Status(#[outcome(code)] StatusCode),
    Maybe(#[outcome(code)] Option<u16>),
}

#[test]
fn code_is_a_number_or_a_status() {
    assert_eq!(Coded::Number(418).status(), 418);
    assert_eq!(Coded::Status(StatusCode::GONE).status(), 410);
    assert_eq!(Coded::Maybe(Some(404)).status(), 404);
    assert_eq!(Coded::Maybe(None).status(), 503, "`None` leaves it to the default");
    assert_eq!(Coded::Number(1007).status(), 500, "no code at all");
}

/// One field with the role `retry_after`, of any type.
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
fn retry_after_is_seconds_or_a_duration_rounded_up() {
    assert_eq!(wait!(u8, 3).as_deref(), Some("3"));
    assert_eq!(wait!(i64, 3).as_deref(), Some("3"));
    assert_eq!(wait!(i32, -3), None, "a time that has passed is no time to wait");
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
    // Two roles on one field are two things that it says.
    #[outcome(href, extension = "name")]
    key: String,
}

#[test]
fn none_leaves_out_and_null_stays() {
    let roles = |text, list| Roles { number: NonZeroU8::MIN, text, list, null: (), key: "/k".into() };
    let (bare, full) = (roles(None, None), roles(Some("t"), Some(vec![1])));
    assert_eq!(headers(&bare), [("X-Number".to_owned(), "1".to_owned())]);
    assert_eq!(headers(&full).len(), 2);
    assert_eq!(problem(&bare).get("list"), None);
    assert_eq!(problem(&full)["list"], serde_json::json!([1]));
    assert_eq!(problem(&bare)["null"], serde_json::Value::Null);
    assert!(problem(&bare).as_object().unwrap().contains_key("null"));
    assert_eq!((problem(&bare)["name"].as_str(), bare.href().unwrap().as_str()), (Some("/k"), "/k"));
}

#[test]
fn a_body_in_an_option_is_there_or_not() {
    #[derive(Outcome)]
    #[outcome(200)]
    struct Found(#[outcome(body)] Option<u8>);
    let shown = |body| serde_json::to_string(&Found(body).json()).unwrap();
    assert_eq!(shown(None), r#"{"status":200}"#);
    assert_eq!(shown(Some(1)), r#"{"status":200,"headers":{"Content-Type":"application/json"},"body":1}"#);
}

#[test]
fn text_fields_are_never_formatted() {
    struct Loud;
    impl std::fmt::Display for Loud {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("LOUD")
        }
    }
    #[derive(Outcome)]
    #[outcome(404, "{0}{1}{2}{3}")]
    struct Texts<'a>(&'a str, Cow<'a, str>, &'a String, Loud);
    assert_eq!(text(&Texts("a", "b".into(), &"c".to_owned(), Loud)), "abcLOUD");
}
