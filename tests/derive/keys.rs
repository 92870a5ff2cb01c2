//! The effect of each attribute key of an enum or a variant.

use multistatus::{Outcome, Retry, StatusCode};

use crate::{conditions, headers, problem, text};

const TEAPOT: u16 = 418;

/// Every way to give a status.
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
    #[outcome(with = check_length)]
    Computed(String, u8),
    #[outcome(with = Self::fixed)]
    Unit,
}

fn check_length(name: &str, limit: &u8) -> StatusCode {
    if name.len() > usize::from(*limit) { StatusCode::URI_TOO_LONG } else { StatusCode::OK }
}

impl Codes {
    fn fixed() -> StatusCode {
        StatusCode::ACCEPTED
    }
}

#[test]
fn a_status_is_a_number_a_name_a_constant_or_a_function() {
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

/// Every key that applies to the whole type.
#[derive(Debug, Outcome)]
#[outcome(default = 500, display, type_base = "https://example.com/p/", map = adjust_status)]
enum Whole {
    Default,
    #[outcome("its own text")]
    Described,
    #[outcome(403)]
    Forbidden,
    #[outcome(410, opaque)]
    Hidden,
    #[outcome(409, type = "urn:own", title = "Own")]
    OwnType,
}

impl std::fmt::Display for Whole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "displayed {self:?}")
    }
}

fn adjust_status(outcome: &Whole, status: StatusCode) -> StatusCode {
    match (outcome, status) {
        (Whole::Default, _) => StatusCode::BAD_GATEWAY,
        (_, StatusCode::FORBIDDEN) => StatusCode::NOT_FOUND,
        _ => status,
    }
}

#[test]
fn map_is_applied_to_every_status() {
    assert_eq!(Whole::Default.status(), 502);
    assert_eq!(Whole::Forbidden.status(), 404);
    assert_eq!(Whole::Described.status(), 500);
}

#[test]
fn display_describes_variants_without_a_description() {
    assert_eq!(text(&Whole::Default), "displayed Default");
    assert_eq!(text(&Whole::Described), "its own text");
    assert_eq!(text(&Whole::Hidden), "");
}

#[test]
fn a_problem_type_is_explicit_or_joins_the_base_and_the_variant_name() {
    assert_eq!(Whole::Forbidden.problem_type(), Some("https://example.com/p/forbidden"));
    assert_eq!(Whole::OwnType.problem_type(), Some("urn:own"));
    assert_eq!((Whole::OwnType.title(), Whole::Forbidden.title()), (Some("Own"), None));
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
fn descriptions_use_fields_by_name_and_by_position() {
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
fn each_of_several_conditions_has_its_own_href() {
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
fn header_values_come_from_templates_or_fields() {
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
    Unspecified,
}

#[test]
fn a_retry_class_is_named_or_left_to_the_status() {
    let classes = [Retries::Safe, Retries::Never, Retries::IfIdempotent, Retries::WithCause, Retries::Unspecified];
    let expected = [Retry::Safe, Retry::Never, Retry::IfIdempotent, Retry::WithCause].map(Some);
    assert_eq!(classes.map(|outcome| outcome.retry()), [&expected[..], &[None]].concat()[..]);
}

#[derive(Outcome)]
#[allow(dead_code, reason = "opaque fields are never read")]
enum Secret {
    #[outcome(500, "{0}", title = "T", opaque)]
    Own(String, #[outcome(extension = "internal-detail")] u8, #[outcome(header = "X-Request")] u8),
    #[outcome(transparent, opaque)]
    Inner(Created),
    #[outcome(200, opaque)]
    Body(#[outcome(body)] u8),
}

#[test]
fn opaque_hides_the_text_and_the_body() {
    let own = Secret::Own("10.0.0.7".into(), 1, 2);
    let serialized = serde_json::to_string(&own.json()).unwrap();
    assert_eq!(
        serialized,
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
fn extension_fields_are_members_of_the_problem() {
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

/// An enum whose `OUTCOMES` are checked.
#[derive(Outcome)]
#[allow(dead_code, reason = "only `OUTCOMES` is read")]
enum Documented {
    /// The first line.
    ///
    /// The second one.
    #[outcome(423, "locked by {0}", condition = "lock-token-submitted", retry = safe, header("X-A", "{0}"))]
    Locked(String),
    #[outcome(with = pick)]
    Computed,
    #[outcome(transparent)]
    Inner(Box<Documented>),
}

fn pick() -> StatusCode {
    StatusCode::OK
}

#[test]
fn outcomes_constant_describes_every_variant() {
    let [locked, computed, inner] = Documented::OUTCOMES else { panic!("three variants") };
    assert_eq!((locked.name, locked.docs), ("Locked", "The first line.\n\nThe second one."));
    assert_eq!((locked.status, locked.description), (Some(StatusCode::LOCKED), "locked by {0}"));
    assert_eq!(
        (locked.conditions[0].name(), locked.headers, locked.retry),
        ("lock-token-submitted", &["X-A"][..], Some(Retry::Safe))
    );
    assert_eq!((computed.status, computed.docs), (None, ""));
    assert_eq!(inner.inner()[0].name, "Locked", "a type may contain itself");
    assert_eq!(Documented::Inner(Box::new(Documented::Computed)).status(), 200);
    assert_eq!(Whole::OUTCOMES[2].status, None, "`map` computes the status");
}

#[test]
fn an_enum_without_variants_compiles() {
    #[derive(Outcome)]
    enum Never {}
    assert!(Never::OUTCOMES.is_empty());
    let outcomes: [Result<StatusCode, Never>; 1] = [Ok(StatusCode::OK)];
    assert_eq!(outcomes[0].status(), 200);
}
