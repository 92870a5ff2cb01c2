//! Proves that the fast path for JSON items (`read/json/canonical.rs`) equals the general path.
//!
//! The fast path reads items of the default shape as our own writer spells them. White space in an item selects the
//! general path, and so does any other shape.

use std::ops::Range;

use multistatus::{
    Item, Reader,
    read::{JsonShape, Limits, Verdict},
};
use proptest::prelude::*;

use crate::json::read;

/// Everything that is read of an item, with the header fields and the body as sent, which [`Item`] does not keep.
#[derive(Debug, PartialEq)]
struct ReadItem {
    item: Item,
    fields: Vec<(String, String)>,
    body: Option<String>,
}

/// Reads every item, and the verdict.
fn read_items(reader: &Reader, body: &str) -> (Vec<ReadItem>, Verdict) {
    let mut reading = reader.whole(body.as_bytes());
    let mut items = Vec::new();
    while let Some(item) = reading.next_item() {
        let fields = item.sent_headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        items.push(ReadItem { item: item.to_item(), fields, body: item.sent_body().map(Into::into) });
    }
    (items, reading.ending().verdict)
}

/// Asserts that an item reads the same with a space before its last brace. The space selects the general path as late
/// as possible, so that the fast path has to discard everything it has read. It moves no position.
fn assert_both_paths_agree(reader: &Reader, item: &str) {
    let open = item.strip_suffix('}').expect("an object");
    let [canonical, spaced] = ["}", " }"].map(|end| read_items(reader, &format!(r#"{{"responses":[{open}{end}]}}"#)));
    assert_eq!(canonical, spaced, "{item}");
}

/// Returns a failed item whose problem has these members.
fn problem(members: &str) -> String {
    format!(
        r#"{{"id":"a","index":0,"status":404,"headers":{{"Content-Type":"application/problem+json"}},"body":{{{members}}}}}"#
    )
}

const PROBLEM_START: &str = r#""type":"about:blank","title":"Not Found","status":404"#;

#[test]
fn problems_read_the_same_on_both_paths() {
    for members in [
        PROBLEM_START,
        "",
        r#""type":"urn:x","title":"T","status":404"#,
        r#""type":"urn:x","status":404"#,
        r#""type":"about:blank","status":404"#,
        r#""type":"about:blank","title":"Gone","status":404"#,
        r#""type":"about:\u0062lank","title":"Not\u0020Found","status":404"#,
        r#""type":null,"title":"T","status":404"#,
        r#""type":"urn:x","title":"T","status":400"#,
        r#""type":"urn:x","title":"T","status":0404"#,
        r#""type":"urn:x","title":"T","status":404.0"#,
        r#""title":"T","type":"urn:x","status":404"#,
    ] {
        assert_both_paths_agree(&Reader::new(), &problem(members));
    }
    for rest in [
        "0",
        ".5",
        "e0",
        r#","detail":"slow""#,
        r#","detail":"\"slow\" \ud83e\udd80""#,
        r#","detail":"""#,
        r#","detail":null"#,
        r#","detail":"one","detail":"two""#,
        r#","detail":"one","title":"two""#,
        r#","detail":"slow","left":2"#,
        r#","left":[{"a":1.5}, null ],"right":"\n""#,
        r#","left":1,"left":2"#,
        r#","left":1e999"#,
        r#","lef\u0074":1"#,
        r#","left":1,"detail":"slow""#,
        r#","left":1,"ti\u0074le":"two""#,
        r#","error":{"message":"hidden"}"#,
        r#","detail":"","error":{"message":"hidden"}"#,
        r#","detail":"slow","error":{"message":"hidden"}"#,
    ] {
        assert_both_paths_agree(&Reader::new(), &problem(&format!("{PROBLEM_START}{rest}")));
    }
}

#[test]
fn conditions_read_the_same_on_both_paths() {
    for conditions in [
        r#"[{"name":"{DAV:}lock-token-submitted","hrefs":["/a","/b\u002dc"]},{"name":"{urn:x}y","content":"<a/>"}]"#,
        r#"[{"name":"{urn:\u0078}y","hrefs":["/a"],"content":"\"<a/>\""}]"#,
        r#"[{"name":"{DAV:}a","content":"<a/>","hrefs":["/a"]}]"#,
        r#"[{"name":"{DAV:}a","hrefs":[]}]"#,
        r#"[{"name":"{DAV:}a","hrefs":[1,"/a"]}]"#,
        r#"[{"name":"{DAV:}a","hrefs":"/a"}]"#,
        r#"[{"name":"{DAV:}a","content":null}]"#,
        r#"[{"name":"{DAV:}a","more":1}]"#,
        r#"[{"name":"{DAV:}a"},{"name":"no name"}]"#,
        r#"[{"name":"{DAV:}a"},{"nam":"{DAV:}b"}]"#,
        r#"[{"name":"{DAV:}a"},1]"#,
        "[]",
        "3",
        r#"[{"name":"{DAV:}a"}],"left":2"#,
        r#"[{"name":"{DAV:}a"}],"conditions":[{"name":"{DAV:}b"}]"#,
        r#"[{"name":"{DAV:}a"}],"error":{"message":"hidden"}"#,
    ] {
        assert_both_paths_agree(&Reader::new(), &problem(&format!(r#"{PROBLEM_START},"conditions":{conditions}"#)));
        assert_both_paths_agree(
            &Reader::new(),
            &problem(&format!(r#"{PROBLEM_START},"left":2,"conditions":{conditions}"#)),
        );
    }
}

#[test]
fn header_fields_read_the_same_on_both_paths() {
    // The loop below appends the status of the item and a brace.
    let body = r#","body":{"type":"urn:x","status":"#;
    for (fields, body) in [
        (r#""Retry-After":"7","Content-Type":"application/problem+json""#, body),
        (r#""Content-Type":"application/problem+json","Retry-After":"7""#, body),
        (r#""content-type":"text/plain","Content-Type":"application/problem+json""#, body),
        (r#""Content-Type":"application/problem+json; charset=utf-8""#, body),
        (r#""Content-Type":"application/problem+json""#, ""),
        (r#""Content-Type":"application/problem+json""#, r#","body":[1]"#),
        (r#""Content-Type":"application/json""#, r#","body":{"error":{"message":"hidden"}}"#),
        (r#""Content-Type":"application/json""#, r#","body":{"error":{"message":"hidden"},"n":1e999}"#),
        (r#""ETag":"\"1\"","ETag":"2","a b":"3","X":"\n","Y":4,"Z":[]"#, ""),
        ("", ""),
    ] {
        for status in [200, 301, 404, 999] {
            let start = format!(r#"{{"id":"a","index":0,"status":{status}"#);
            let body = if body.ends_with(':') { format!("{body}{status}}}") } else { body.into() };
            assert_both_paths_agree(&Reader::new(), &format!(r#"{start},"headers":{{{fields}}}{body}}}"#));
            assert_both_paths_agree(
                &Reader::new(),
                &format!(r#"{start},"description":"","headers":{{{fields}}}{body}}}"#),
            );
            assert_both_paths_agree(
                &Reader::new(),
                &format!(r#"{start},"description":"d\te","headers":{{{fields}}}{body}}}"#),
            );
        }
    }
}

#[test]
fn members_of_an_item_read_the_same_on_both_paths() {
    let general = Reader::new().shape(GENERAL);
    for item in [
        r#"{"id":"a","index":0,"status":204}"#,
        r#"{"id":"\u0061\\","index":0,"status":204}"#,
        r#"{"id":"\ud800","index":0,"status":204}"#,
        r#"{"id":"a","index":007,"status":204}"#,
        r#"{"id":"a","index":99999999999999999999,"status":204}"#,
        r#"{"id":"a","index":0,"status":199}"#,
        r#"{"id":"a","index":0,"status":1000}"#,
        r#"{"id":"a","index":0,"status":99999}"#,
        r#"{"id":"a","index":0,"status":204,"status":404}"#,
        r#"{"id":"a","index":0,"status":404,"description":0,"headers":{"Content-Type":"application/problem+json"},"body":{"detail":"d"}}"#,
        r#"{"id":"a","index":0,"status":404,"body":{"title":"T","error":{"message":"hidden"}}}"#,
        r#"{"id":"a","index":0,"status":404,"body":{"title":"T","detail":"slow"}}"#,
        r#"{"id":"a","index":0,"status":404,"body":1,"description":"late"}"#,
        r#"{"id":"a","index":0,"status":404,"error":{"message":"hidden"}}"#,
        &problem(&format!(r#"{PROBLEM_START},"detail":"d","instance":"urn:a","n":1"#)),
        &problem(&format!(r#"{PROBLEM_START},"instance":"\u0061","instance":"urn:b""#)),
        &problem(&format!(r#"{PROBLEM_START},"n":1,"instance":7"#)),
        &problem(&format!(r#"{PROBLEM_START},"instance":null"#)),
        r#"{"id":"a","index":0,"status":200,"body":{"title":"T"},"propstats":[{"status":404}]}"#,
    ] {
        assert_both_paths_agree(&Reader::new(), item);
        let body = format!(r#"{{"responses":[{item}]}}"#);
        assert_eq!(read_items(&Reader::new(), &body), read_items(&general, &body), "{item}");
    }
}

#[test]
fn the_nesting_limit_is_the_same_on_both_paths() {
    let conditions = problem(&format!(r#"{PROBLEM_START},"conditions":[{{"name":"{{DAV:}}a","hrefs":["/a"]}}]"#));
    for depth in 0..8 {
        let mut limits = Limits::default();
        limits.depth = depth;
        let reader = Reader::new().limits(limits);
        for item in [r#"{"id":"a","index":0,"status":204}"#, &problem(PROBLEM_START), &conditions] {
            assert_both_paths_agree(&reader, item);
        }
    }
    for depth in 118..128 {
        let value = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_both_paths_agree(&Reader::new(), &problem(&format!(r#"{PROBLEM_START},"left":{value}"#)));
        assert_both_paths_agree(&Reader::new(), &format!(r#"{{"id":"a","index":0,"status":200,"body":{value}}}"#));
    }
}

#[test]
fn every_part_of_a_problem_is_read() {
    let conditions = r#""conditions":[{"name":"{DAV:}lock-token-submitted","hrefs":["/a"]}]"#;
    let document = read(&format!(
        r#"{{"responses":[{}]}}"#,
        problem(&format!(r#"{PROBLEM_START},"detail":"d","instance":"urn:a","n":1,{conditions}"#))
    ));
    let item = &document.items[0];
    assert_eq!((item.problem_type(), item.title(), item.description()), (None, None, "d"));
    assert_eq!((item.instance(), item.extensions().len()), (Some("urn:a"), 1));
    assert_eq!(item.extensions()["n"], 1);
    assert_eq!(item.conditions()[0].hrefs()[0].as_str(), "/a");
    assert_eq!((item.headers().count(), item.defects()), (0, &[][..]));
}

#[test]
fn white_space_between_tokens_changes_nothing() {
    let item = problem(&format!(
        r#"{PROBLEM_START},"detail":"d","n":[1,2],"conditions":[{{"name":"{{DAV:}}a","hrefs":["/a"]}}]"#
    ));
    let compact = format!(r#"{{"responses":[{item}],"summary":{{"complete":true}}}}"#);
    let spaced =
        compact.replace("\":", "\"\t:\r ").replace(",\"", "\n,\r\n\"").replace('[', " [\t").replace("}]", "\n}\n]");
    let [compact, spaced] = [compact, spaced].map(|body| read(&body));
    assert_eq!(spaced.items, compact.items);
    assert_eq!(spaced.ending.verdict, Verdict::Complete);
}

/// The default shape with one more member, which no item here has. It selects the general path.
const GENERAL: JsonShape = JsonShape::MULTISTATUS.code("never");

/// An item with every member that the fast path knows.
const CANONICAL: &str = concat!(
    r#"{"id":"a","index":0,"status":404,"description":"x","headers":{"Retry-After":"7","#,
    r#""Content-Type":"application/problem+json"},"body":{"type":"about:blank","title":"Not Found","status":404,"#,
    r#""detail":"d","error":{"message":"m"},"conditions":[{"name":"{DAV:}a","hrefs":["/a","/b"],"content":"<a/>"}]}}"#,
);

/// A range of [`CANONICAL`] from one token to another.
fn piece() -> impl Strategy<Value = Range<usize>> {
    let mut tokens: Vec<_> = CANONICAL.match_indices(['{', '}', '[', ']', ':', ',', '"']).map(|(at, _)| at).collect();
    tokens.push(CANONICAL.len());
    let last = tokens.len() - 1;
    (0..=last, 0..12_usize).prop_map(move |(start, length)| tokens[start]..tokens[(start + length).min(last)])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn an_item_with_random_changes_reads_the_same_on_both_paths(
        changes in prop::collection::vec((piece(), piece()), 1..3),
    ) {
        let mut item = CANONICAL.to_owned();
        for (old, new) in changes {
            let end = old.end.min(item.len());
            item.replace_range(old.start.min(end)..end, &CANONICAL[new]);
        }
        let body = format!(r#"{{"responses":[{item}]}}"#);
        prop_assert_eq!(read_items(&Reader::new(), &body), read_items(&Reader::new().shape(GENERAL), &body));
    }
}
