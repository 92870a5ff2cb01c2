//! What each key does, by the methods of the generated impl.

#![deny(warnings)]
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]
#![allow(dead_code, reason = "what is opaque is never read")]

mod common;

use std::{fmt, time::Duration};

use common::{body, conditions, extensions, headers, text};
use multistatus::{ConditionVisitor, HeaderVisitor, Key, Outcome, OutcomeAs, Retry, StatusCode};
use serde::ser::SerializeMap;

struct Foreign;

struct Mapping;

impl Mapping {
    const BURST: u16 = 592;
    const LOCKED: StatusCode = StatusCode::LOCKED;
}

impl OutcomeAs<Foreign> for Mapping {
    fn status(_: &Foreign) -> StatusCode {
        StatusCode::BAD_GATEWAY
    }
    fn description<W: fmt::Write + ?Sized>(_: &Foreign, out: &mut W) -> fmt::Result {
        out.write_str("foreign")
    }
    fn headers<V: HeaderVisitor + ?Sized>(_: &Foreign, visitor: &mut V) {
        visitor.header("Foreign", &|out| out.write_str("yes"));
    }
    fn conditions<V: ConditionVisitor + ?Sized>(_: &Foreign, visitor: &mut V) {
        visitor.condition(multistatus::Condition::dav("foreign").unwrap(), &[]);
    }
    fn problem_type(_: &Foreign) -> Option<&str> {
        Some("urn:foreign")
    }
    fn title(_: &Foreign) -> Option<&str> {
        Some("Foreign")
    }
    fn extensions<M: SerializeMap>(_: &Foreign, members: &mut M) -> Result<(), M::Error> {
        members.serialize_entry("foreign", &true)
    }
    fn body<S: serde::Serializer>(_: &Foreign, serializer: S) -> Result<Option<S::Ok>, S::Error> {
        serializer.serialize_str("foreign").map(Some)
    }
    fn retry(_: &Foreign) -> Option<Retry> {
        Some(Retry::IfIdempotent)
    }
    fn retry_after(_: &Foreign) -> Option<Duration> {
        Some(Duration::from_secs(1))
    }
}

#[test]
fn codes() {
    #[derive(Outcome)]
    enum Codes {
        #[outcome(204)]
        Number,
        #[outcome(NOT_FOUND)]
        Name,
        #[outcome(Mapping::BURST)]
        Constant,
        #[outcome(self::Mapping::LOCKED)]
        Status,
    }
    let codes = [Codes::Number, Codes::Name, Codes::Constant, Codes::Status].map(|code| code.status().as_u16());
    assert_eq!(codes, [204, 404, 592, 423]);
    assert!(Codes::OUTCOMES.iter().map(|info| info.status.unwrap().as_u16()).eq(codes));
}

#[test]
fn code_fields() {
    #[derive(Outcome)]
    #[outcome(default = 418)]
    enum Fields {
        Status(#[outcome(code)] StatusCode),
        #[outcome("number {0}")]
        Number(#[outcome(code)] u16),
        Optional(#[outcome(code)] Option<StatusCode>),
        None,
    }
    assert_eq!(Fields::Status(StatusCode::GONE).status(), 410);
    assert_eq!(Fields::Number(403).status(), 403);
    assert_eq!(text(&Fields::Number(403)), "number 403");
    assert_eq!(Fields::Number(7).status(), 500, "out of range is logged, and never a panic");
    assert_eq!(Fields::Optional(Some(StatusCode::GONE)).status(), 410);
    assert_eq!(Fields::Optional(None).status(), 418);
    assert_eq!(Fields::None.status(), 418);
    assert_eq!(Fields::OUTCOMES.iter().filter(|info| info.status.is_some()).count(), 1);
}

#[test]
fn with_and_map() {
    #[derive(Outcome)]
    #[outcome(map = Self::soften)]
    enum Mapped {
        #[outcome(with = pick, "{name}")]
        With { name: String, permanent: bool },
        #[outcome(with = unit)]
        Unit,
        #[outcome(201, condition = "quota-not-exceeded")]
        Created,
    }
    impl Mapped {
        fn soften(&self, status: StatusCode) -> StatusCode {
            if status == StatusCode::FORBIDDEN { StatusCode::NOT_FOUND } else { status }
        }
    }
    fn pick(name: &str, permanent: &bool) -> StatusCode {
        assert_eq!(name, "a");
        if *permanent { StatusCode::FORBIDDEN } else { StatusCode::CONFLICT }
    }
    fn unit() -> StatusCode {
        StatusCode::GONE
    }
    assert_eq!(Mapped::With { name: "a".into(), permanent: true }.status(), 404);
    assert_eq!(Mapped::With { name: "a".into(), permanent: false }.status(), 409);
    assert_eq!(Mapped::Unit.status(), 410);
    assert_eq!(Mapped::Created.status(), 201);
    assert!(Mapped::OUTCOMES.iter().all(|info| info.status.is_none()));
}

#[test]
fn via_takes_everything_and_the_variant_overrides() {
    #[derive(Outcome)]
    #[outcome(display)]
    enum Via {
        #[outcome(via = Mapping)]
        Plain(Foreign),
        #[outcome(via = Mapping, "own", title = "Own", type = "urn:own", retry = never, header("Own", "{key}"),
                  condition = "quota-not-exceeded")]
        Own {
            #[outcome(href)]
            key: String,
            foreign: Foreign,
            #[outcome(retry_after)]
            wait: u8,
            #[outcome(extension)]
            member: u8,
        },
        #[outcome(via = Mapping, opaque)]
        Opaque(Foreign),
    }
    impl fmt::Display for Via {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("Display")
        }
    }
    let plain = Via::Plain(Foreign);
    assert_eq!((plain.status(), text(&plain)), (StatusCode::BAD_GATEWAY, "foreign".to_owned()));
    assert_eq!((plain.title(), plain.problem_type()), (Some("Foreign"), Some("urn:foreign")));
    assert_eq!((plain.retry(), plain.retry_after()), (Some(Retry::IfIdempotent), Some(Duration::from_secs(1))));
    assert_eq!((headers(&plain), conditions(&plain)), (vec!["Foreign: yes".into()], vec!["{DAV:}foreign".into()]));
    assert_eq!((extensions(&plain), body(&plain)), (r#"{"foreign":true}"#.to_owned(), Some(r#""foreign""#.to_owned())));

    let own = Via::Own { key: "/k".into(), foreign: Foreign, wait: 9, member: 3 };
    assert_eq!((own.status(), text(&own)), (StatusCode::BAD_GATEWAY, "own".to_owned()));
    assert_eq!((own.title(), own.problem_type()), (Some("Own"), Some("urn:own")));
    assert_eq!((own.retry(), own.retry_after()), (Some(Retry::Never), Some(Duration::from_secs(9))));
    assert_eq!(headers(&own), ["Foreign: yes", "Own: /k"]);
    assert_eq!(conditions(&own), ["{DAV:}foreign", "{DAV:}quota-not-exceeded"]);
    assert_eq!(extensions(&own), r#"{"foreign":true,"member":3}"#);
    assert_eq!(own.href().unwrap().as_str(), "/k");

    let opaque = Via::Opaque(Foreign);
    assert_eq!((opaque.status(), text(&opaque)), (StatusCode::BAD_GATEWAY, String::new()));
    assert_eq!((opaque.title(), opaque.problem_type(), body(&opaque)), (None, Some("urn:foreign"), None));
    assert_eq!((headers(&opaque).len(), conditions(&opaque).len(), extensions(&opaque)), (0, 0, "{}".to_owned()));
}

#[test]
fn transparent_takes_everything() {
    #[derive(Outcome)]
    #[outcome(423, "locked: {0}", condition = "lock-token-submitted", title = "Locked")]
    struct Inner(#[outcome(href, extension = "place")] String);
    #[derive(Outcome)]
    enum Outer {
        #[outcome(transparent)]
        Plain(Inner),
        #[outcome(transparent, retry = safe, opaque)]
        Opaque(Box<Inner>),
    }
    let plain = Outer::Plain(Inner("/a".into()));
    assert_eq!((plain.status(), text(&plain)), (StatusCode::LOCKED, "locked: /a".to_owned()));
    assert_eq!((plain.href().unwrap().as_str(), plain.title(), plain.retry()), ("/a", Some("Locked"), None));
    assert_eq!((conditions(&plain).len(), extensions(&plain)), (1, r#"{"place":"/a"}"#.to_owned()));
    let opaque = Outer::Opaque(Box::new(Inner("/a".into())));
    assert_eq!((opaque.status(), text(&opaque)), (StatusCode::LOCKED, String::new()));
    assert_eq!((opaque.href().unwrap().as_str(), opaque.title(), opaque.retry()), ("/a", None, Some(Retry::Safe)));
    assert_eq!(extensions(&opaque), "{}");
    assert_eq!(Outer::OUTCOMES[0].inner()[0].description, "locked: {0}");
    assert!(Outer::OUTCOMES[1].inner().is_empty());
}

#[test]
fn text_templates() {
    struct Loud;
    impl fmt::Display for Loud {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("LOUD")
        }
    }
    #[derive(Outcome)]
    #[outcome(display)]
    enum Texts {
        #[outcome(404, "{{{0}}} {1:?} {2} {3:>4}{0}")]
        All(String, &'static str, Loud, u8),
        #[outcome(404, "")]
        Empty,
        #[outcome(404)]
        Display,
        #[outcome(404, opaque)]
        Opaque,
        #[outcome(404, "secret {0}", title = "Secret", opaque)]
        OpaqueText(#[outcome(extension = "secret")] u8, #[outcome(body)] u8),
    }
    impl fmt::Display for Texts {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("shown")
        }
    }
    assert_eq!(text(&Texts::All("a".into(), "b", Loud, 3)), "{a} \"b\" LOUD    3a");
    assert_eq!(text(&Texts::Empty), "");
    assert_eq!(text(&Texts::Display), "shown");
    assert_eq!(text(&Texts::Opaque), "");
    let secret = Texts::OpaqueText(1, 2);
    assert_eq!(
        (text(&secret), secret.title(), extensions(&secret), body(&secret)),
        (String::new(), None, "{}".into(), None)
    );
    let secret = &Texts::OUTCOMES[4];
    assert_eq!((secret.description, secret.title, secret.status.unwrap()), ("", None, StatusCode::NOT_FOUND));
}

#[test]
fn a_failing_display_is_an_error() {
    struct Broken;
    impl fmt::Display for Broken {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            Err(fmt::Error)
        }
    }
    #[derive(Outcome)]
    #[outcome(404, "a {0} b")]
    struct Outer(Broken);
    let mut text = String::new();
    assert!(Outer(Broken).description(&mut text).is_err());
}

#[test]
fn headers_conditions_and_their_hrefs() {
    #[derive(Outcome)]
    enum Shown {
        #[outcome(409, header("Location", "/x/{id}"), condition = "quota-not-exceeded", condition("urn:x", "own"))]
        Some {
            id: u8,
            #[outcome(header = "ETag", header = "X-Tag")]
            tag: Option<u8>,
            #[outcome(condition_href = "own")]
            lock: Option<Key>,
        },
        #[outcome(423, condition = "lock-token-submitted")]
        Locked(#[outcome(condition_href)] &'static str),
        #[outcome(409, condition = "quota-not-exceeded")]
        Bare,
    }
    let some = Shown::Some { id: 1, tag: Some(2), lock: Some(Key::from("/l k")) };
    assert_eq!(headers(&some), ["Location: /x/1", "ETag: 2", "X-Tag: 2"]);
    assert_eq!(conditions(&some), ["{DAV:}quota-not-exceeded", "{urn:x}own /l%20k"]);
    let none = Shown::Some { id: 1, tag: None, lock: None };
    assert_eq!((headers(&none).len(), conditions(&none)[1].as_str()), (1, "{urn:x}own"));
    assert_eq!(conditions(&Shown::Locked("/a")), ["{DAV:}lock-token-submitted /a"]);
    assert_eq!(conditions(&Shown::Bare), ["{DAV:}quota-not-exceeded"]);
    assert_eq!(Shown::OUTCOMES[0].headers, ["Location", "ETag", "X-Tag"]);
    assert_eq!(Shown::OUTCOMES[0].conditions[1].to_string(), "{urn:x}own");
}

#[test]
fn roles_take_options() {
    #[derive(Outcome)]
    #[outcome(503)]
    struct Roles {
        #[outcome(href)]
        key: Option<Key>,
        #[outcome(retry_after)]
        wait: Option<i16>,
        #[outcome(body)]
        body: Option<Vec<u8>>,
        #[outcome(extension)]
        r#type2: Option<u8>,
        #[outcome(extension = "always")]
        always: (),
    }
    let none = Roles { key: None, wait: None, body: None, type2: None, always: () };
    assert!(none.href().is_none() && none.retry_after().is_none());
    assert_eq!((body(&none), extensions(&none)), (None, r#"{"always":null}"#.to_owned()));
    let some = Roles { key: Some("/a".into()), wait: Some(-1), body: Some(vec![1]), type2: Some(2), always: () };
    assert_eq!(some.href().unwrap().as_str(), "/a");
    assert_eq!(some.retry_after(), None, "a negative number is no time to wait");
    assert_eq!(
        (body(&some).unwrap(), extensions(&some)),
        ("[1]".to_owned(), r#"{"type2":2,"always":null}"#.to_owned())
    );
    assert_eq!(Roles { wait: Some(7), ..some }.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(Roles::OUTCOMES[0].headers, ["Retry-After"]);
}

#[test]
fn types_and_titles() {
    #[derive(Outcome)]
    #[outcome(type_base = "https://example.com/p/", default = 500)]
    enum Types {
        #[outcome(409, title = "Taken")]
        HTTPNameTaken,
        #[outcome(409, type = "/own")]
        Own,
        #[outcome(201)]
        Created,
        r#Default,
    }
    let types = [Types::HTTPNameTaken, Types::Own, Types::Created, Types::Default];
    let types = types.each_ref().map(Outcome::problem_type);
    let base = "https://example.com/p/";
    let expected = [Some(format!("{base}http-name-taken")), Some("/own".into()), None, Some(format!("{base}default"))];
    assert_eq!(types.map(|text| text.map(str::to_owned)), expected);
    assert_eq!(Types::HTTPNameTaken.title(), Some("Taken"));
    assert_eq!(Types::OUTCOMES[0].problem_type, types[0]);
}

#[test]
fn docs_and_raw_names() {
    /// Ignored: the docs are those of the variants.
    #[derive(Outcome)]
    enum Docs {
        /// One
        ///   two
        ///
        /// three
        #[outcome(404, "{type}")]
        r#Enum {
            #[outcome(extension = "kind")]
            r#type: u8,
        },
    }
    assert_eq!((Docs::OUTCOMES[0].name, Docs::OUTCOMES[0].docs), ("Enum", "One\ntwo\n\nthree"));
    assert_eq!(text(&Docs::Enum { r#type: 3 }), "3");
}

#[deprecated]
const OLD: u16 = 410;

#[test]
fn deprecated_parts_do_not_warn() {
    #[deprecated]
    #[derive(Outcome)]
    enum Old {
        #[deprecated]
        #[outcome(self::OLD)]
        A,
        #[outcome(404, "{x}")]
        B {
            #[deprecated]
            x: u8,
        },
    }
    #[allow(deprecated)]
    let old = [Old::A, Old::B { x: 1 }].map(|old| old.status().as_u16());
    assert_eq!(old, [410, 404]);
}
