//! The header fields of WebDAV: what each means, what is refused, and that each writes what it reads.

use std::cell::RefCell;

use multistatus::{
    Key, Outcome, StatusCode,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Uri},
    webdav::{
        ETag,
        header::{
            DavPreferences, Depth, Destination, HeaderError, IfHeader, LockTimeout, LockToken, Overwrite, ResourceRef,
            ResourceState, authority,
        },
    },
};
use proptest::prelude::*;

fn fields<const N: usize>(fields: [(&str, &str); N]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in fields {
        headers.append(HeaderName::try_from(name).unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    headers
}

#[track_caller]
fn assert_error<T: std::fmt::Debug>(result: Result<T, HeaderError>, status: u16, message: &str) {
    let error = result.unwrap_err();
    assert_eq!((error.status().as_u16(), &*error.to_string()), (status, message));
}

fn token(number: u32) -> LockToken {
    LockToken::new(format!("urn:uuid:{number}")).unwrap()
}

#[test]
fn depth_has_three_values_and_a_default_for_each_method() {
    for (value, depth) in [
        ("0", Depth::Zero),
        (" 1 ", Depth::One),
        ("infinity", Depth::Infinity),
        ("Infinity", Depth::Infinity),
        ("1,noroot", Depth::One),
        ("infinity, noroot", Depth::Infinity),
    ] {
        assert_eq!(Depth::parse(&fields([("depth", value)])), Ok(Some(depth)), "{value}");
    }
    assert_eq!(Depth::parse(&HeaderMap::new()), Ok(None));
    assert_eq!(Depth::parse(&fields([("depth", "1"), ("depth", "1")])), Ok(Some(Depth::One)));
    assert_error(
        Depth::parse(&fields([("depth", "1"), ("depth", "0")])),
        400,
        "the header field Depth is given more than once with different values; expected one value",
    );
    for (value, found) in
        [("2", "`2`"), ("", "nothing"), ("0,noroot", "`0,noroot`"), ("infinite", "`infinite`"), ("1, 1", "`1, 1`")]
    {
        let message = format!("the header field Depth is not valid: expected `0`, `1` or `infinity`, found {found}");
        assert_error(Depth::parse(&fields([("depth", value)])), 400, &message);
    }
    let of = |method: &str, headers: &HeaderMap| Depth::of_request(&Method::try_from(method).unwrap(), headers);
    for method in ["PROPFIND", "COPY", "MOVE", "DELETE", "LOCK"] {
        assert_eq!(of(method, &HeaderMap::new()), Ok(Depth::Infinity), "{method}");
    }
    assert_eq!(of("REPORT", &HeaderMap::new()), Ok(Depth::Zero));
    assert_eq!(of("REPORT", &fields([("depth", "1")])), Ok(Depth::One));
    for method in ["COPY", "LOCK"] {
        let message = "the header field Depth is not valid: expected `0` or `infinity`, found `1`";
        assert_error(of(method, &fields([("depth", "1")])), 400, message);
    }
}

#[test]
fn overwrite_is_true_or_false() {
    assert_eq!(Overwrite::parse(&HeaderMap::new()), Ok(Overwrite::Replace));
    assert_eq!(Overwrite::parse(&fields([("overwrite", "T")])), Ok(Overwrite::Replace));
    assert_eq!(Overwrite::parse(&fields([("overwrite", "f")])), Ok(Overwrite::Fail));
    let message = "the header field Overwrite is not valid: expected `T` or `F`, found `yes`";
    assert_error(Overwrite::parse(&fields([("overwrite", "yes")])), 400, message);
}

#[test]
fn a_destination_is_a_path_on_this_server() {
    let path = |value: &str, authority| {
        let destination = Destination::parse(&fields([("destination", value)]))?.unwrap();
        destination.path_on(authority).map(|path| path.encoded().to_owned())
    };
    for (value, authority, expected) in [
        ("/a/b.txt", Some("example.com"), "/a/b.txt"),
        ("http://example.com/a%20b", Some("example.com"), "/a%20b"),
        ("HTTP://Example.COM:80/a", Some("example.com"), "/a"),
        ("https://example.com/a", Some("EXAMPLE.com:443"), "/a"),
        ("https://user@example.com:8443/a?b", Some("example.com:8443"), "/a?b"),
        ("http://example.com", Some("example.com"), "/"),
        ("http://[::1]:8080/a", Some("[::1]:8080"), "/a"),
        ("http://other/a", None, "/a"),
        ("/a b[1]\u{fc}%zz", None, "/a%20b%5B1%5D%C3%BC%25zz"),
        ("/a/..b/.c/...", None, "/a/..b/.c/..."),
        ("/a:b", None, "/a:b"),
    ] {
        assert_eq!(path(value, authority), Ok(expected.to_owned()), "{value}");
    }
    for other in ["http://example.org/a", "http://example.com:81/a", "http://example.com:443/a"] {
        assert_eq!(
            path(other, Some("example.com")).map_err(|error| error.status()),
            Err(StatusCode::BAD_GATEWAY),
            "{other}"
        );
    }
    assert_error(
        path("http://example.org/a", Some("example.com")),
        502,
        "the destination is on the server example.org; expected a URI on this server, example.com",
    );
    let not_valid = "the header field Destination is not valid: expected";
    for (value, expected) in [
        ("", "a URI with a scheme, or a path that starts with `/`, found nothing"),
        ("a/b", "a URI with a scheme, or a path that starts with `/`, found `a/b`"),
        ("mailto:a", "a URI with a scheme, or a path that starts with `/`, found `mailto:a`"),
        ("//example.com/a", "a URI with a scheme, or a path that starts with one `/`, found `//example.com/a`"),
        ("http:///a", "a URI with a host, found `http:///a`"),
        ("http://a b/", "a URI with a host, found `http://a b/`"),
        ("/a#b", "a URI without a fragment; `%23` stands for `#` in a name, found `/a#b`"),
        ("/a/../b", "a URI without the segments `.` and `..`, found `/a/../b`"),
        ("http://example.com/%2E%2e", "a URI without the segments `.` and `..`, found `http://example.com/%2E%2e`"),
    ] {
        assert_error(path(value, None), 400, &format!("{not_valid} {expected}"));
    }
    let mut latin = HeaderMap::new();
    latin.insert("destination", HeaderValue::from_bytes(b"/\xfc").unwrap());
    assert_error(Destination::parse(&latin), 400, &format!("{not_valid} text in UTF-8, found `/\u{fffd}`"));
    assert_error(
        Destination::require("MOVE", &HeaderMap::new()),
        400,
        "the header field Destination is missing; the method MOVE needs it",
    );
}

#[test]
fn the_authority_is_that_of_the_uri_or_of_the_field_host() {
    let host = fields([("host", "a:1")]);
    assert_eq!(authority(&Uri::from_static("/x"), &host), Some("a:1"));
    assert_eq!(authority(&Uri::from_static("http://b:2/x"), &host), Some("b:2"));
    assert_eq!(authority(&Uri::from_static("/x"), &HeaderMap::new()), None);
}

#[test]
fn a_lock_token_is_a_uri_in_angle_brackets() {
    let parse = |value: &str| LockToken::parse(&fields([("lock-token", value)]));
    assert_eq!(parse("<urn:uuid:1>"), Ok(Some(token(1))));
    assert_eq!(parse("<opaquelocktoken:a-b>").unwrap().unwrap().as_str(), "opaquelocktoken:a-b");
    // The package webdav of npm sends it so.
    assert_eq!(parse("urn:uuid:1"), Ok(Some(token(1))));
    for value in ["", "urn:uuid:1>", "uuid", "<>", "<urn:uuid:1", "<no scheme>", "<urn:a b>", "<urn:a><urn:b>", "<1:a>"]
    {
        let found = if value.is_empty() { "nothing".to_owned() } else { format!("`{value}`") };
        let message = format!(
            "the header field Lock-Token is not valid: expected a URI in angle brackets, such as `<urn:uuid:...>`, found {found}"
        );
        assert_error(parse(value), 400, &message);
    }
    let (one, other) = (LockToken::random(), LockToken::random());
    assert!(one != other && one.as_str().starts_with("urn:uuid:"));
}

#[test]
fn a_timeout_is_the_first_one_that_is_known_within_the_limit() {
    let parse = |value: &str| LockTimeout::parse(&fields([("timeout", value)]));
    assert_eq!(parse("Infinite, Second-4100000000"), [LockTimeout::Infinite, LockTimeout::Seconds(4_100_000_000)]);
    assert_eq!(parse("second-99999999999999999999"), [LockTimeout::Seconds(u32::MAX)]);
    assert_eq!(parse("Extend, Second-, Second--1, Second-x, Second-5"), [LockTimeout::Seconds(5)]);
    let repeated = fields([("timeout", "Second-5"), ("timeout", "Infinite")]);
    assert_eq!(LockTimeout::parse(&repeated), [LockTimeout::Seconds(5), LockTimeout::Infinite]);
    let granted =
        |value: &str| LockTimeout::granted(&fields([("timeout", value)]), LockTimeout::Seconds(60)).to_string();
    assert_eq!(
        [granted("Second-5"), granted("Infinite, Second-5"), granted("x")],
        ["Second-5", "Second-60", "Second-60"]
    );
    assert_eq!(LockTimeout::granted(&HeaderMap::new(), LockTimeout::Infinite).to_string(), "Infinite");
}

#[test]
fn preferences_are_those_of_prefer_and_of_older_fields() {
    let parse = |headers: &HeaderMap| {
        let preferences = DavPreferences::parse(headers);
        (preferences.minimal, preferences.noroot)
    };
    for (headers, expected) in [
        (HeaderMap::new(), (false, false)),
        (fields([("prefer", "return=minimal")]), (true, false)),
        (fields([("prefer", "depth-noroot, return=minimal")]), (true, true)),
        (fields([("prefer", "depth-noroot"), ("prefer", "Return=\"minimal\"")]), (true, true)),
        (fields([("brief", "t")]), (true, false)),
        (fields([("brief", "f")]), (false, false)),
        (fields([("brief", "t"), ("prefer", "return=representation")]), (false, false)),
        (fields([("depth", "1,noroot")]), (false, true)),
        (fields([("depth", "1")]), (false, false)),
    ] {
        assert_eq!(parse(&headers), expected, "{headers:?}");
    }
    let applied = |headers: &HeaderMap| {
        let mut response = HeaderMap::new();
        DavPreferences::parse(headers).insert_applied(&mut response);
        let text = |name: &str| response.get(name).map(|value| value.to_str().unwrap().to_owned());
        (text("preference-applied"), text("vary"))
    };
    let vary = Some("Prefer, Brief".to_owned());
    assert_eq!(
        applied(&fields([("prefer", "return=minimal, depth-noroot")])),
        (Some("return=minimal, depth-noroot".to_owned()), vary.clone())
    );
    assert_eq!(applied(&fields([("brief", "t")])), (None, vary.clone()));
    assert_eq!(
        applied(&fields([("prefer", "return=minimal"), ("depth", "1,noroot")])),
        (Some("return=minimal".to_owned()), vary.clone())
    );
    assert_eq!(applied(&fields([("prefer", "wait=5")])), (None, vary));
}

/// Parses the field, and evaluates it for the request `/r` with these states.
fn evaluate(value: &str, states: &[(&str, Option<&str>, &[u32])]) -> Result<(), HeaderError> {
    let field = IfHeader::parse(&fields([("if", value)]))?.unwrap();
    field.evaluate(&Key::from("/r"), Some("h"), |resource| {
        let state = states.iter().find(|(key, ..)| Key::from(*key) == *resource);
        state.map_or_else(ResourceState::default, |(_, etag, tokens)| ResourceState {
            etag: etag.map(|etag| etag.parse::<ETag>().unwrap()),
            tokens: tokens.iter().map(|number| token(*number)).collect(),
        })
    })
}

#[test]
fn a_list_is_true_if_all_of_its_conditions_are_and_one_list_suffices() {
    let states = [("/r", Some("\"e\""), &[1][..]), ("/o", Some("W/\"w\""), &[2][..])];
    for (value, expected) in [
        ("(<urn:uuid:1>)", true),
        ("(<urn:uuid:2>)", false),
        ("(<urn:uuid:1> [\"e\"])", true),
        ("(<urn:uuid:1> [\"x\"])", false),
        ("(<urn:uuid:2>)(<urn:uuid:1>)", true),
        ("(Not <urn:uuid:2>)", true),
        ("(not<urn:uuid:1>)", false),
        ("(Not [\"x\"] <urn:uuid:1>)", true),
        ("([W/\"e\"])", true),
        ("(<DAV:no-lock>)", false),
        ("(<urn:uuid:7>) (Not <DAV:no-lock>)", true),
        ("</o> (<urn:uuid:2>)", true),
        ("</o> (<urn:uuid:1>)", false),
        ("<http://h/o> ([\"w\"])", true),
        ("<http://H:80/%6f> ([\"w\"])", true),
        ("<http://elsewhere/o> ([\"w\"])", false),
        ("<http://elsewhere/o> (Not [\"w\"])", true),
        ("</x> (<urn:uuid:1>) </r> (<urn:uuid:1>)", true),
        ("</o> (<urn:uuid:1>) (<urn:uuid:2>)", true),
        ("</missing> ([\"e\"])", false),
        (" \t( <urn:uuid:1>\t[ \"e\" ] ) ", true),
    ] {
        let expected = if expected { Ok(()) } else { Err(HeaderError::NoListIsTrue) };
        assert_eq!(evaluate(value, &states), expected, "{value}");
    }
    assert_error(
        evaluate("(<urn:uuid:9>)", &states),
        412,
        "no list of the header field If is true for the state of its resource",
    );
}

#[test]
fn the_state_of_each_resource_is_asked_for_once() {
    let field = IfHeader::parse(&fields([("if", "</a> ([\"1\"]) ([\"2\"]) </%61> ([\"3\"]) </b> ([\"4\"])")]))
        .unwrap()
        .unwrap();
    let asked = RefCell::new(Vec::new());
    let result = field.evaluate(&Key::from("/r"), None, |resource| {
        asked.borrow_mut().push(resource.encoded().to_owned());
        ResourceState::default()
    });
    assert_eq!(result, Err(HeaderError::NoListIsTrue));
    assert_eq!(asked.into_inner(), ["/a", "/b"]);
}

#[test]
fn a_token_is_submitted_wherever_it_is() {
    let field =
        IfHeader::parse(&fields([("if", "</a> (<urn:uuid:1> Not <urn:uuid:2>) ([\"x\"]) </b> (<urn:uuid:3>)")]))
            .unwrap()
            .unwrap();
    let request = Key::from("/r");
    let submitted: Vec<_> = field.submitted(&request).map(|(key, token)| format!("{key} {token}")).collect();
    assert_eq!(submitted, ["/a urn:uuid:1", "/a urn:uuid:2", "/b urn:uuid:3"]);
    assert!(field.submits(&token(2)) && !field.submits(&token(4)));
    let untagged = IfHeader::with_token(token(5));
    assert_eq!(untagged.to_string(), "(<urn:uuid:5>)");
    assert_eq!(untagged.submitted(&request).next(), Some((&request, &token(5))));
    let tagged = IfHeader::with_tokens(
        [("/a b", 1), ("/c", 2)].map(|(path, number)| (ResourceRef::new(path).unwrap(), token(number))),
    );
    assert_eq!(tagged.to_string(), "</a%20b> (<urn:uuid:1>) </c> (<urn:uuid:2>)");
}

#[test]
fn a_malformed_condition_has_a_position() {
    const LIST: &str = "a list in parentheses, or a resource in angle brackets before one";
    const ONLY_LIST: &str = "a list in parentheses, such as `(<urn:uuid:...>)`";
    const CONDITION: &str = "a token in angle brackets, or an entity tag in square brackets";
    const ETAG: &str = "an entity tag in quotes, such as `[\"abc\"]`";
    for (value, at, expected, found) in [
        ("", 1, LIST, ""),
        ("urn:uuid:1", 1, LIST, "urn:uuid:1"),
        ("</a>", 5, ONLY_LIST, ""),
        ("</a> </b> (<urn:a>)", 6, ONLY_LIST, "</b> (<urn:a>)"),
        ("(<urn:a>) </b> (<urn:a>)", 11, ONLY_LIST, "</b> (<urn:a>)"),
        ("(<urn:a>) x", 11, ONLY_LIST, "x"),
        ("()", 2, CONDITION, ")"),
        ("(Not)", 5, CONDITION, ")"),
        ("(Not Not <urn:a>)", 6, CONDITION, "Not <urn:a>)"),
        ("(<urn:a>", 9, "`)`", ""),
        ("(<urn:a", 2, "a URI that ends with `>`", "<urn:a"),
        ("(<a>)", 3, "a URI with a scheme, such as `urn:uuid:...`", "a>)"),
        ("(<>)", 3, "a URI with a scheme, such as `urn:uuid:...`", ">)"),
        ("([abc])", 3, ETAG, "abc])"),
        ("([W/abc])", 5, ETAG, "abc])"),
        ("([\"abc])", 3, ETAG, "\"abc])"),
        ("([\"a b\"])", 3, ETAG, "\"a b\"])"),
        ("([\"a\" x])", 7, "`]`", "x])"),
        ("<a> (<urn:a>)", 2, "a URI with a scheme, or a path that starts with `/`", "a> (<urn:a>)"),
        ("</../a> (<urn:a>)", 2, "a URI without the segments `.` and `..`", "/../a> (<urn:a>)"),
    ] {
        let found = if found.is_empty() { "nothing".to_owned() } else { format!("`{found}`") };
        let message = format!("the header field If is not valid at character {at}: expected {expected}, found {found}");
        assert_error(IfHeader::parse(&fields([("if", value)])), 400, &message);
    }
}

#[test]
fn a_long_tag_before_many_lists_is_kept_once() {
    let value = format!("</{}> {}", "a".repeat(100_000), "(<a:b>)".repeat(10_000));
    let headers = fields([("if", &value)]);
    let memory = allocation_counter::measure(|| {
        let field = IfHeader::parse(&headers).unwrap().unwrap();
        assert_eq!(
            field.evaluate(&Key::from("/"), Some("h"), |_| ResourceState::default()),
            Err(HeaderError::NoListIsTrue)
        );
    });
    assert!(memory.bytes_max < 8 << 20, "{memory:?}");
}

/// Text of a field `If` that is valid.
fn if_value() -> impl Strategy<Value = String> {
    let test = prop_oneof![
        "<urn:[a-z0-9:%]{1,6}(%[0-9a-f]{2})?>"
            .prop_filter("a URI", |uri| LockToken::new(uri.trim_matches(['<', '>'])).is_some()),
        "\\[(W/)?\"[!#-~]{0,6}\"\\]",
        Just("<DAV:no-lock>".to_owned()),
    ];
    let condition = (prop::bool::ANY, test).prop_map(|(not, test)| if not { format!("Not {test}") } else { test });
    let list = prop::collection::vec(condition, 1..4).prop_map(|conditions| format!("({})", conditions.join(" ")));
    let lists = prop::collection::vec(list, 1..4).prop_map(|lists| lists.join(" ")).boxed();
    let tag = "<(http://[a-z]{1,4}(:[0-9]{2,4})?)?/[a-z ü%]{0,6}>";
    let tagged = prop::collection::vec((tag, lists.clone()), 1..4);
    let tagged = tagged
        .prop_map(|pairs| pairs.iter().map(|(tag, lists)| format!("{tag} {lists}")).collect::<Vec<_>>().join(" "));
    prop_oneof![lists, tagged]
}

proptest! {
    #[test]
    fn each_field_reads_what_it_writes(value in if_value(), path in "/[ -~ü]{0,12}", seconds: u32, minimal: bool, noroot: bool) {
        let field = IfHeader::parse(&fields([("if", &value)])).unwrap().unwrap();
        let mut headers = HeaderMap::new();
        field.insert(&mut headers);
        prop_assert_eq!(IfHeader::parse(&headers), Ok(Some(field)));

        if let Ok(resource) = ResourceRef::new(&path) {
            let destination = Destination::new(resource);
            destination.insert(&mut headers);
            prop_assert_eq!(Destination::parse(&headers), Ok(Some(destination)));
        }
        for timeout in [LockTimeout::Seconds(seconds), LockTimeout::Infinite] {
            timeout.insert(&mut headers);
            prop_assert_eq!(LockTimeout::parse(&headers), [timeout]);
        }
        let mut preferences = DavPreferences::default();
        (preferences.minimal, preferences.noroot) = (minimal, noroot);
        preferences.insert(&mut headers);
        prop_assert_eq!(DavPreferences::parse(&headers), preferences);
        for depth in [Depth::Zero, Depth::One, Depth::Infinity] {
            depth.insert(&mut headers);
            prop_assert_eq!(Depth::parse(&headers), Ok(Some(depth)));
        }
        for overwrite in [Overwrite::Replace, Overwrite::Fail] {
            overwrite.insert(&mut headers);
            prop_assert_eq!(Overwrite::parse(&headers), Ok(overwrite));
        }
        let token = LockToken::random();
        token.insert(&mut headers);
        prop_assert_eq!(LockToken::parse(&headers), Ok(Some(token)));
    }

    #[test]
    fn no_value_causes_a_panic(value in "[()<>\\[\\]\"/: a-zNotW#%,.ü\\x80-\\xff]{0,30}") {
        for name in [Depth::NAME, Destination::NAME, IfHeader::NAME, LockToken::NAME, LockTimeout::NAME, Overwrite::NAME] {
            let headers = fields([(name.as_str(), &value)]);
            let _ = Depth::parse(&headers);
            let _ = Overwrite::parse(&headers);
            let _ = LockTimeout::parse(&headers);
            let _ = DavPreferences::parse(&headers);
            let mut again = HeaderMap::new();
            if let Ok(Some(field)) = IfHeader::parse(&headers) {
                field.insert(&mut again);
                prop_assert_eq!(IfHeader::parse(&again), Ok(Some(field)));
            }
            if let Ok(Some(field)) = Destination::parse(&headers) {
                field.insert(&mut again);
                prop_assert_eq!(Destination::parse(&again), Ok(Some(field)));
            }
            if let Ok(Some(field)) = LockToken::parse(&headers) {
                field.insert(&mut again);
                prop_assert_eq!(LockToken::parse(&again), Ok(Some(field)));
            }
        }
    }
}
