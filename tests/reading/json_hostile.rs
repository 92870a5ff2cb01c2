//! JSON that is truncated, malformed or not a multi-status: its verdict does not depend on how it is cut into chunks.

use multistatus::{
    Reader,
    read::{Limits, Verdict},
};

use crate::{chunked::read_in_chunks, json::read};

const BODIES: [&str; 9] = [
    r#"{"responses":[{"id":"ü\ud83e\udd80","index":0,"status":201,"body":{"n":[1,{"a":-1.5e3}]}},{"id":"b","status":"404 x"}],"summary":{"complete":false}} "#,
    "{\"id\":\"a\",\"status\":204}\n{\"id\":\"b\",\"status\":404,\"body\":[]}\n{\"summary\":{}}\n",
    r#"{"items":[{"id":"a","status":"201"}]}"#,
    r#"{"responses":[{"id":"a","status":200},]}"#,
    r#"{"responses":[{"id":"a","status":200}]}x"#,
    r#"{"responses":[{"id":"a","status":200}"#,
    r#"{"type":"urn:x","title":"T","status":404}"#,
    r#"{"responses":[{"id":"\ud800","status":200}]}"#,
    concat!(
        r#"{"responses":[{"id":"ü\t","index":0,"status":423,"headers":{"Retry-After":"7","Content-Type":"application/problem+json"},"#,
        r#""body":{"type":"about:blank","title":"Locked","status":423,"detail":"ü","left":[1],"conditions":[{"name":"{DAV:}a","hrefs":["/a"]}]}}]}"#,
    ),
];

#[test]
fn chunks_do_not_change_what_is_read() {
    for body in BODIES {
        let whole = read(body);
        let bytes = body.as_bytes();
        let single: Vec<_> = bytes.chunks(1).collect();
        let cuts = (0..bytes.len()).map(|cut| vec![&bytes[..cut], &bytes[cut..]]);
        for chunks in cuts.chain([single]) {
            assert_eq!(read_in_chunks(chunks), (whole.items.clone(), whole.ending.verdict.clone()), "{body}");
        }
    }
}

#[test]
fn every_prefix_of_a_body_is_truncated() {
    let body = BODIES[0].trim_end();
    for cut in 1..body.len() {
        let verdict = Reader::new().read(&body.as_bytes()[..cut]).ending.verdict;
        let inside_char = !body.is_char_boundary(cut);
        assert!(inside_char || verdict.name() == "truncated", "{cut}: {verdict}");
    }
}

#[test]
fn json_that_is_not_a_multi_status_is_described() {
    for (body, found) in [
        (r#"{"responses":{}}"#, "an object whose member `responses` is an object"),
        (r#"{"responses":null}"#, "an object whose member `responses` is null"),
        ("[]", "an empty array"),
        ("[1,2]", "an array of numbers"),
        ("{}", "an empty object"),
        ("null", "text"),
        ("\"x\"", "text"),
        (r#"{"error":{"a":1},"b":2}"#, "an object with the members `error`, `b`"),
        (BODIES[6], "a problem (RFC 9457): \"T\""),
    ] {
        assert_eq!(read(body).ending.verdict, Verdict::NotMultiStatus { found: found.into() }, "{body}");
    }
}

#[test]
fn malformed_json_has_a_position_and_a_reason() {
    for (body, message) in [
        (BODIES[3], "malformed at byte 38: expected a value, found ']'"),
        (BODIES[4], "malformed at byte 39: there is content after the end of the document"),
        (BODIES[7], "malformed at byte 21: expected both halves of a surrogate pair, found '\\\\'"),
        (
            r#"{"responses":[{"id":"a" "status":1}]}"#,
            "malformed at byte 24: expected `,` or `}` after a member, found '\"'",
        ),
        (r#"{"responses":[{"id":01}]}"#, "malformed at byte 20: expected a number without leading zeros, found '0'"),
    ] {
        assert_eq!(read(body).ending.verdict.to_string(), message, "{body}");
    }
    let invalid = Reader::new().read(b"{\"responses\":[{\"id\":\"\xff\"}]}").ending.verdict;
    assert_eq!(invalid.name(), "malformed", "{invalid}");
}

#[test]
fn deep_nesting_is_refused_at_every_level() {
    let deep = "[".repeat(100_000);
    for start in ["", r#"{"responses":["#, r#"{"responses":[{"body":"#, r#"{"x":"#] {
        let verdict = read(&format!("{start}{deep}")).ending.verdict;
        assert_eq!(verdict.name(), "refused", "{start}: {verdict}");
    }
    // serde_json can parse every value that is not refused.
    for depth in 100..130 {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        let document = read(&format!(r#"{{"responses":[{{"id":"a","status":200,"body":{open}{close}}}]}}"#));
        let kept = document.items.first().and_then(|item| item.body()).is_some_and(|body| body.is_array());
        assert_eq!(kept, document.ending.verdict.is_complete(), "{depth}");
    }
}

#[test]
fn thousands_of_members_are_read_in_linear_time() {
    // Comparing each name with all the others would take quadratic time.
    let members: String = (0..50_000).map(|n| format!(r#","m{n}":1"#)).collect();
    let fields: String = (0..50_000).map(|n| format!(r#""f{n}":"1","#)).collect();
    let body = format!(
        r#"{{"responses":[{{"status":409,"headers":{{{fields}"Content-Type":"application/problem+json"}},"body":{{"title":"T"{members}}}{members}}}]}}"#
    );
    let mut limits = Limits::default();
    limits.members = 200_000;
    assert_eq!(Reader::new().limits(limits).read(body.as_bytes()).items[0].extensions().len(), 50_000);
}
