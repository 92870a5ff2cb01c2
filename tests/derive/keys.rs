//! Each key of an enum or a variant, by what it changes.

use multistatus::{Outcome, Retry, StatusCode};

use crate::{conditions, headers, problem, text};

const TEAPOT: u16 = 418;

/// Statuses of every kind.
#[derive(Outcome)]
enum Codes {
    #[outcome(404)]
    Number,
    #[outcome(GONE)]
    Name,
    #[outcome(CONTENT_TOO_LARGE)]
    RegistryName,
    #[outcome(self::TEAPOT)]
    Constant,
    #[outcome(StatusCode::TOO_EARLY)]
    Status,
    #[outcome(with = longer)]
    Computed(String, u8),
    #[outcome(with = Self::fixed)]
    Unit,
}

fn longer(name: &str, limit: &u8) -> StatusCode {
    if name.len() > usize::from(*limit) { StatusCode::URI_TOO_LONG } else { StatusCode::OK }
}

impl Codes {
    fn fixed() -> StatusCode {
        StatusCode::ACCEPTED
    }
}

#[test]
fn a_status_is_a_number_a_name_a_constant_or_computed() {
    let codes = [
        (Codes::Number, 404),
        (Codes::Name, 410),
        (Codes::RegistryName, 413),
        (Codes::Constant, 418),
        (Codes::Status, 425),
        (Codes::Computed("abc".into(), 2), 414),
        (Codes::Computed("abc".into(), 3), 200),
        (Codes::Unit, 202),
    ];
    for (code, expected) in codes {
        assert_eq!(code.status().as_u16(), expected);
    }
}

/// Everything that the whole type may say.
#[derive(Debug, Outcome)]
#[outcome(default = 500, display, type_base = "https://example.com/p/", map = soften)]
enum Whole {
    Default,
    #[outcome("its own words")]
    Described,
    #[outcome(403)]
    NotSeen,
    #[outcome(410, opaque)]
    Quiet,
    #[outcome(409, type = "urn:own", title = "Own")]
    OwnType,
}

impl std::fmt::Display for Whole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "displayed {self:?}")
    }
}

fn soften(outcome: &Whole, status: StatusCode) -> StatusCode {
    match (outcome, status) {
        (Whole::Default, _) => StatusCode::BAD_GATEWAY,
        (_, StatusCode::FORBIDDEN) => StatusCode::NOT_FOUND,
        _ => status,
    }
}

#[test]
fn map_has_the_last_word_on_every_status() {
    assert_eq!(Whole::Default.status(), 502);
    assert_eq!(Whole::NotSeen.status(), 404);
    assert_eq!(Whole::Described.status(), 500);
}

#[test]
fn display_describes_what_has_no_words_of_its_own() {
    assert_eq!(text(&Whole::Default), "displayed Default");
    assert_eq!(text(&Whole::Described), "its own words");
    assert_eq!(text(&Whole::Quiet), "");
}

#[test]
fn a_problem_type_is_its_own_or_the_base_and_the_name() {
    assert_eq!(Whole::NotSeen.problem_type(), Some("https://example.com/p/not-seen"));
    assert_eq!(Whole::OwnType.problem_type(), Some("urn:own"));
    assert_eq!((Whole::OwnType.title(), Whole::NotSeen.title()), (Some("Own"), None));
}

#[derive(Outcome)]
#[outcome(default = 404)]
enum Texts {
    #[outcome("{0:>3}|{1:?}|{2}|{{}}")]
    Tuple(u8, char, &'static str),
    #[outcome("{type}, {text:?} and {number:#x}")]
    Named { r#type: String, text: std::borrow::Cow<'static, str>, number: u16 },
    #[outcome("")]
    Empty,
}

#[test]
fn descriptions_take_fields_by_name_and_by_position() {
    assert_eq!(text(&Texts::Tuple(7, '"', "x")), "  7|'\"'|x|{}");
    let named = Texts::Named { r#type: "t".into(), text: "a\"b".into(), number: 255 };
    assert_eq!(text(&named), "t, \"a\\\"b\" and 0xff");
    assert_eq!(text(&Texts::Empty), "");
}

#[derive(Outcome)]
enum Conditions {
    #[outcome(423, condition = "lock-token-submitted")]
    Locked,
    #[outcome(409, condition("urn:x", "own"), condition = "name-allowed")]
    Both {
        #[outcome(condition_href = "own")]
        href: &'static str,
        #[outcome(condition_href = "name-allowed")]
        other: Option<String>,
    },
    #[outcome(507, condition = "quota-not-exceeded")]
    One(#[outcome(condition_href)] multistatus::Key),
}

#[test]
fn conditions_may_be_several_each_with_its_own_href() {
    let named = |name: &str, hrefs: &[&str]| (name.to_owned(), hrefs.iter().map(|href| href.to_string()).collect());
    assert_eq!(conditions(&Conditions::Locked), [named("{DAV:}lock-token-submitted", &[])]);
    assert_eq!(
        conditions(&Conditions::Both { href: "/a", other: None }),
        [named("{urn:x}own", &["/a"]), named("{DAV:}name-allowed", &[])]
    );
    assert_eq!(
        conditions(&Conditions::Both { href: "/a", other: Some("/b".into()) }),
        [named("{urn:x}own", &["/a"]), named("{DAV:}name-allowed", &["/b"])]
    );
    assert_eq!(conditions(&Conditions::One("/k".into())), [named("{DAV:}quota-not-exceeded", &["/k"])]);
}

#[derive(Outcome)]
#[outcome(201, header("Location", "/{bucket}/{name}"), header("X-Fixed", "yes"))]
struct Created {
    bucket: String,
    name: u32,
    #[outcome(header = "ETag")]
    tag: Option<&'static str>,
}

#[test]
fn headers_are_templates_or_fields() {
    let created = |tag| Created { bucket: "b".into(), name: 7, tag };
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let fixed = [field("Location", "/b/7"), field("X-Fixed", "yes")];
    assert_eq!(headers(&created(None)), fixed);
    assert_eq!(headers(&created(Some("\"1\""))), [&fixed[..], &[field("ETag", "\"1\"")]].concat());
}

#[derive(Outcome)]
enum Retries {
    #[outcome(404, retry = safe)]
    Safe,
    #[outcome(503, retry = never)]
    Never,
    #[outcome(409, retry = if_idempotent)]
    IfIdempotent,
    #[outcome(409, retry = with_cause)]
    WithCause,
    #[outcome(503)]
    Unsaid,
}

#[test]
fn retry_classes_are_named_or_left_to_the_status() {
    let classes = [Retries::Safe, Retries::Never, Retries::IfIdempotent, Retries::WithCause, Retries::Unsaid];
    let expected = [Retry::Safe, Retry::Never, Retry::IfIdempotent, Retry::WithCause].map(Some);
    assert_eq!(classes.map(|outcome| outcome.retry()), [&expected[..], &[None]].concat()[..]);
}

#[derive(Outcome)]
#[allow(dead_code, reason = "what is opaque is read by nobody")]
enum Secret {
    #[outcome(500, "{0}", title = "T", opaque)]
    Own(String, #[outcome(extension = "detail-of-it")] u8, #[outcome(header = "X-Request")] u8),
    #[outcome(transparent, opaque)]
    Inner(Created),
    #[outcome(200, opaque)]
    Body(#[outcome(body)] u8),
}

#[test]
fn opaque_keeps_text_and_body_in() {
    let own = Secret::Own("10.0.0.7".into(), 1, 2);
    let shown = serde_json::to_string(&own.json()).unwrap();
    assert_eq!(
        shown,
        concat!(
            r#"{"status":500,"headers":{"X-Request":"2","Content-Type":"application/problem+json"},"#,
            r#""body":{"type":"about:blank","title":"Internal Server Error","status":500}}"#,
        )
    );
    assert_eq!(serde_json::to_string(&Secret::Body(7).json()).unwrap(), r#"{"status":200}"#);
    let inner = Secret::Inner(Created { bucket: "b".into(), name: 1, tag: None });
    assert_eq!((inner.status().as_u16(), headers(&inner)), (201, vec![]));
    assert_eq!(Secret::OUTCOMES[0].description, "");
}

#[derive(Outcome)]
#[outcome(507)]
struct OverQuota {
    #[outcome(extension)]
    used: u64,
    #[outcome(extension = "limit-bytes")]
    limit: Option<u64>,
    #[outcome(extension)]
    r#in: [u8; 1],
}

#[test]
fn extensions_are_members_of_the_problem() {
    let problem = |limit| problem(&OverQuota { used: 9, limit, r#in: [1] });
    assert_eq!(
        problem(Some(8)),
        serde_json::json!({
            "type": "about:blank", "title": "Insufficient Storage", "status": 507,
            "used": 9, "limit-bytes": 8, "in": [1]
        })
    );
    assert!(problem(None).get("limit-bytes").is_none());
}

/// What the documentation of a service needs.
#[derive(Outcome)]
#[allow(dead_code, reason = "only its description is looked at")]
enum Documented {
    /// The first line.
    ///
    /// The second one.
    #[outcome(423, "held by {0}", condition = "lock-token-submitted", retry = safe, header("X-A", "{0}"))]
    Held(String),
    #[outcome(with = pick)]
    Computed,
    #[outcome(transparent)]
    Inner(Box<Documented>),
}

fn pick() -> StatusCode {
    StatusCode::OK
}

#[test]
fn outcomes_describe_every_variant() {
    let [held, computed, inner] = Documented::OUTCOMES else { panic!("three variants") };
    assert_eq!((held.name, held.docs), ("Held", "The first line.\n\nThe second one."));
    assert_eq!((held.status, held.description), (Some(StatusCode::LOCKED), "held by {0}"));
    assert_eq!(
        (held.conditions[0].name(), held.headers, held.retry),
        ("lock-token-submitted", &["X-A"][..], Some(Retry::Safe))
    );
    assert_eq!((computed.status, computed.docs), (None, ""));
    assert_eq!(inner.inner()[0].name, "Held", "a type may hold itself");
    assert_eq!(Documented::Inner(Box::new(Documented::Computed)).status(), 200);
    assert_eq!(Whole::OUTCOMES[2].status, None, "`map` decides");
}

#[test]
fn an_enum_without_variants_compiles() {
    #[derive(Outcome)]
    enum Never {}
    assert!(Never::OUTCOMES.is_empty());
    let outcomes: [Result<StatusCode, Never>; 1] = [Ok(StatusCode::OK)];
    assert_eq!(outcomes[0].status(), 200);
}
