//! The faults of bodies that every convention shares. In no convention does a failure read as a success.

use std::collections::BTreeSet;

use multistatus::{
    Item, Reader, Report, StatusCode,
    client::Discrepancy,
    read::{DefectKind, Document, Verdict},
};

use proptest::prelude::*;

use crate::chunks::{read, read_in_pieces};
use crate::conventions::{CONVENTIONS, Convention, Layout, StatusMember};

/// The conventions whose items have a status.
fn with_status() -> impl Iterator<Item = (&'static Convention, StatusMember)> {
    CONVENTIONS.iter().filter_map(|convention| Some((convention, convention.status?)))
}

fn read_item(convention: &Convention, body: &str) -> Item {
    let mut document = read(&convention.reader(), body);
    assert_eq!(document.items.len(), 1, "{}: {body}: {}", convention.name, document.ending.verdict);
    document.items.remove(0)
}

fn defect_kinds(item: &Item) -> Vec<DefectKind> {
    item.defects().iter().map(|defect| defect.kind).collect()
}

/// Values that are no status.
const UNREADABLE: [&str; 18] = [
    r#""ProvisionedThroughputExceededException""#,
    "-32601",
    "1000",
    "99",
    "0",
    "1.5",
    "200.0",
    "2e2",
    "99999999999999999999",
    "{}",
    r#"{"message":"x"}"#,
    "[]",
    "[200]",
    r#""""#,
    r#""20""#,
    r#""OK""#,
    r#"{"code":"OK"}"#,
    "false",
];

#[test]
fn a_status_that_cannot_be_read_is_a_failure() {
    for (convention, status) in with_status() {
        let unreadable = UNREADABLE.iter().copied().chain((!status.has_booleans).then_some("true"));
        for value in unreadable {
            for member in [status.spelled(value), status.escaped(value)] {
                let body = convention.body_with(status, std::slice::from_ref(&member));
                let item = read_item(convention, &body);
                let context = format!("{}: {body}: {:?}", convention.name, item.defects());
                assert_eq!((item.status().as_u16(), item.sent_status()), (500, None), "{context}");
                let start = body.find(&member).expect("the member") + member.len() - value.len();
                let inside = start..start + value.len();
                let is_named = |defect: &multistatus::read::Defect| {
                    defect.kind == DefectKind::InvalidStatus && inside.contains(&usize::try_from(defect.at).unwrap())
                };
                assert!(item.defects().iter().any(is_named), "{context}");
            }
        }
    }
}

#[test]
fn an_absent_status_is_what_the_list_implies() {
    for (convention, status) in with_status() {
        for members in [&[][..], &[status.spelled("null")]] {
            let item = read_item(convention, &convention.body_with(status, members));
            let expected = if status.implies_success { 200 } else { 500 };
            assert_eq!(item.status().as_u16(), expected, "{}: {members:?}", convention.name);
            let is_missing = defect_kinds(&item).contains(&DefectKind::MissingStatus);
            assert_eq!(is_missing, !status.implies_success, "{}: {members:?}", convention.name);
        }
    }
}

#[test]
fn the_failure_counts_if_a_status_is_given_twice() {
    let rows = [
        (["200", "503"], Some(503)),
        (["503", "200"], Some(503)),
        (["503", "404"], Some(503)),
        (["200", "200"], Some(200)),
        (["200", r#""Throttled""#], None),
        (["{}", "200"], None),
        (["200", "103"], Some(103)),
    ];
    for (convention, member) in with_status() {
        for ([first, second], expected) in rows {
            for repeated in [member.spelled(second), member.escaped(second)] {
                let body = convention.body_with(member, &[member.spelled(first), repeated]);
                let item = read_item(convention, &body);
                let status = item.sent_status().map(|status| status.as_u16());
                assert_eq!(status, expected, "{}: {body}", convention.name);
                let kinds = defect_kinds(&item);
                assert!(kinds.contains(&DefectKind::RepeatedStatus), "{}: {body}: {kinds:?}", convention.name);
            }
        }
    }
}

/// Bodies that a service sends instead of a multi-status, with the text that a description keeps.
const REFUSALS: [(&str, &str); 9] = [
    (
        r#"{"type":"about:blank","title":"Too many items","status":400,"detail":"at most 100"}"#,
        "Too many items: at most 100",
    ),
    (r#"{"errors":{"n":["bad"]},"status":400,"title":"Invalid","type":"urn:x"}"#, "Invalid"),
    (r#"{"jsonrpc":"2.0","error":{"code":-32600,"message":"batch too large"},"id":null}"#, "batch too large"),
    (r#"{"error":{"code":-32600,"message":"batch too large"},"id":null}"#, "batch too large"),
    (r#"{"error":{"status":"UNAVAILABLE","message":"come back"}}"#, "come back"),
    (r#"{"error":"invalid_token","error_description":"expired"}"#, "invalid_token"),
    (r#"{"errors":[{"detail":"no such batch"}]}"#, "no such batch"),
    (r#"{"resourceType":"OperationOutcome","issue":[{"severity":"error","diagnostics":"too costly"}]}"#, "too costly"),
    (r#"{"message":"The security token is expired"}"#, "The security token is expired"),
];

fn not_multi_status(document: Document, context: &str) -> String {
    let Verdict::NotMultiStatus { found } = document.ending.verdict else {
        panic!("{context}: {}: {:?}", document.ending.verdict, document.items)
    };
    assert_eq!(document.items, [], "{context}");
    found
}

#[test]
fn a_refusal_of_the_whole_is_not_a_multi_status() {
    for convention in CONVENTIONS {
        for (body, text) in REFUSALS {
            let context = format!("{}: {body}", convention.name);
            if convention.lists_errors && body.contains("errors") {
                let document = read(&convention.reader(), body);
                assert!(document.items.iter().all(|item| item.status().as_u16() >= 400), "{context}");
                continue;
            }
            let lines = matches!(convention.layout, Layout::Lines(_));
            // A line with a message, or a map with one, may be an item. The status of the response decides.
            let reader = convention.reader().status(StatusCode::UNAUTHORIZED);
            let found = not_multi_status(read(&reader, body), &context);
            assert!(found.contains(text), "{context}: {found}");
            if !lines || body.contains("title") || body.contains("error\":") {
                let found = not_multi_status(read(&convention.reader(), body), &context);
                assert!(found.contains(text), "{context}: {found}");
            }
            let reader = convention.reader().content_type("application/problem+json; charset=utf-8");
            not_multi_status(read(&reader, body), &context);
        }
    }
}

#[test]
fn the_text_of_a_refusal_is_kept_at_limited_length() {
    let long = "x".repeat(10_000);
    for body in [format!(r#"{{"title":"{long}","status":400,"detail":"{long}"}}"#), format!(r#"{{"{long}":"{long}"}}"#)]
    {
        for convention in CONVENTIONS {
            let reader = convention.reader().status(StatusCode::BAD_REQUEST);
            let found = not_multi_status(read(&reader, &body), convention.name);
            assert!(found.len() < 1_000, "{}: {} bytes", convention.name, found.len());
        }
    }
}

#[test]
fn a_refusal_of_any_length_reads_the_same_in_chunks() {
    for convention in CONVENTIONS {
        for length in [60_000, 65_400, 65_540, 200_000] {
            let long = "x".repeat(length);
            for body in [
                format!(r#"{{"detail":"{long}","status":400}}"#),
                format!(r#"{{"type":"urn:x","detail":"{long}","status":400}}"#),
                format!(r#"{{"{long}":{{"x":"{long}"}},"error":{{"message":"x"}}}}"#),
                format!(r#"[{{"message":"{long}"}}]"#),
            ] {
                let document = read_in_pieces(&convention.reader().status(StatusCode::BAD_REQUEST), &body, &[20_000]);
                assert!(document.items.iter().all(|item| !item.status().is_success()), "{}", convention.name);
            }
        }
    }
}

#[test]
fn an_index_that_is_not_an_integer_is_no_index() {
    let invalid =
        ["1.0", "-1", "1e0", "-0", "99999999999999999999999", "true", "[]", "{}", r#""""#, r#""x""#, r#""+1""#];
    for (convention, status) in with_status() {
        let Some(index) = status.index else { continue };
        let item = |value: &str| {
            let members = [status.spelled("200"), format!("{index}{value}")];
            read_item(convention, &convention.body_with(status, &members))
        };
        for value in invalid {
            let item = item(value);
            assert_eq!(item.index(), None, "{}: {value}", convention.name);
            assert_eq!(defect_kinds(&item), [DefectKind::InvalidIndex], "{}: {value}", convention.name);
        }
        for (value, expected) in [("7", Some(7)), (r#""7""#, Some(7)), ("null", None)] {
            let item = item(value);
            assert_eq!((item.index(), item.defects()), (expected, &[][..]), "{}: {value}", convention.name);
        }
        let twice = |second: &str| item(&format!("1,{index}{second}"));
        assert_eq!((twice("1").index(), defect_kinds(&twice("1"))), (Some(1), vec![DefectKind::RepeatedElement]));
        let different = twice("2");
        assert_eq!(different.index(), None, "{}", convention.name);
        assert!(defect_kinds(&different).contains(&DefectKind::InvalidIndex), "{}", convention.name);
    }
}

/// The keys of a request; the second item failed.
const KEYS: [&str; 3] = ["a", "b", "c"];
const ITEMS: [(&str, bool); 3] = [("a", true), ("b", false), ("c", true)];

/// Returns the report on a body, and the keys of the items that succeeded.
fn report(reader: &Reader, body: &str) -> (Report<Item>, BTreeSet<&'static str>) {
    let report = Report::<Item>::new(read(reader, body)).for_keys(KEYS);
    let listed = report.succeeded().filter_map(|item| item.index());
    let succeeded = listed.chain(report.unlisted().map(|(index, _)| index)).map(|index| KEYS[index]).collect();
    (report, succeeded)
}

fn set<const COUNT: usize>(keys: [&'static str; COUNT]) -> BTreeSet<&'static str> {
    keys.into()
}

#[test]
fn every_item_is_read_as_what_it_is() {
    for convention in CONVENTIONS {
        let body = convention.body(&ITEMS);
        let (report, succeeded) = report(&convention.reader(), &body);
        // Two lists without keys do not have the order of the request.
        let is_matched = convention.has_keys() || !matches!(convention.layout, Layout::Split(_));
        assert_eq!(succeeded, if is_matched { set(["a", "c"]) } else { set([]) }, "{}: {body}", convention.name);
        assert!(report.into_result().is_err(), "{}: {body}", convention.name);

        let body = convention.body(&KEYS.map(|key| (key, true)));
        let (report, succeeded) = self::report(&convention.reader(), &body);
        assert_eq!(succeeded, set(KEYS), "{}: {body}", convention.name);
        assert!(report.into_result().is_ok(), "{}: {body}", convention.name);
    }
}

#[test]
fn an_item_that_is_missing_did_not_succeed() {
    for convention in CONVENTIONS.iter().filter(|convention| !convention.lists_failures()) {
        for missing in 0..ITEMS.len() {
            let mut items = ITEMS.to_vec();
            let (key, _) = items.remove(missing);
            let body = convention.body(&items);
            let (report, succeeded) = report(&convention.reader(), &body);
            assert!(!succeeded.contains(key) && !succeeded.contains("b"), "{}: {body}", convention.name);
            // Without keys, it is unknown which one is missing.
            let expected = if convention.has_keys() { 2 - usize::from(missing != 1) } else { 0 };
            assert_eq!(succeeded.len(), expected, "{}: {body}", convention.name);
            assert!(report.into_result().is_err(), "{}: {body}", convention.name);
        }
    }
}

#[test]
fn an_item_that_is_answered_twice_did_not_succeed_if_one_answer_is_a_failure() {
    for convention in CONVENTIONS {
        for (position, answer) in
            [(0, ("b", true)), (2, ("b", true)), (3, ("b", true)), (1, ("a", false)), (3, ("c", false))]
        {
            let mut items = ITEMS.to_vec();
            items.insert(position, answer);
            let body = convention.body(&items);
            let (report, succeeded) = report(&convention.reader(), &body);
            assert!(!succeeded.contains(answer.0) && !succeeded.contains("b"), "{}: {body}", convention.name);
            assert!(report.into_result().is_err(), "{}: {body}", convention.name);
        }
    }
}

#[test]
fn the_order_of_items_with_keys_does_not_matter() {
    for convention in CONVENTIONS.iter().filter(|convention| convention.has_keys()) {
        for order in [[2, 1, 0], [1, 0, 2], [1, 2, 0]] {
            let body = convention.body(&order.map(|index| ITEMS[index]));
            let (report, succeeded) = report(&convention.reader(), &body);
            assert_eq!((succeeded, report.missing().len()), (set(["a", "c"]), 0), "{}: {body}", convention.name);
        }
    }
}

#[test]
fn an_item_that_was_not_asked_for_answers_none() {
    for convention in CONVENTIONS.iter().filter(|convention| convention.has_keys()) {
        let body = convention.body(&[("a", true), ("x", true), ("c", false)]);
        let (report, succeeded) = report(&convention.reader(), &body);
        assert!(!succeeded.contains("c"), "{}: {body}", convention.name);
        assert!(succeeded.contains("b") == convention.lists_failures(), "{}: {body}", convention.name);
        let unknown = usize::from(!convention.lists_failures());
        assert_eq!(report.unknown().len(), unknown, "{}: {body}", convention.name);
        assert!(report.into_result().is_err(), "{}: {body}", convention.name);
    }
}

#[test]
fn a_response_that_failed_contradicts_items_that_succeeded() {
    for convention in CONVENTIONS {
        let body = convention.body(&KEYS.map(|key| (key, true)));
        let reader = convention.reader().status(StatusCode::SERVICE_UNAVAILABLE);
        let (report, _) = report(&reader, &body);
        let is_reported = report.discrepancies().iter().any(|found| matches!(found, Discrepancy::Status { .. }));
        assert!(is_reported || report.missing().len() == 3, "{}: {body}", convention.name);
        assert!(report.into_result().is_err(), "{}: {body}", convention.name);
    }
}

#[test]
fn a_body_that_is_cut_confirms_no_item() {
    for convention in CONVENTIONS.iter().filter(|convention| !matches!(convention.layout, Layout::Lines(_))) {
        let body = convention.body(&ITEMS);
        for end in 0..body.trim_end().len() {
            let report = Report::<Item>::new(convention.reader().read(&body.as_bytes()[..end])).for_keys(KEYS);
            let succeeded = report.succeeded().count() + report.unlisted().count();
            assert_eq!(succeeded, 0, "{}: {}", convention.name, &body[..end]);
            assert!(report.into_result().is_err(), "{}: {}", convention.name, &body[..end]);
        }
    }
}

/// Pieces of text that change the meaning of a body.
const PIECES: [&str; 16] = [
    "",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "null",
    "true",
    "200",
    "\"status\":200,",
    "\"Code\":\"x\",",
    "{},",
    "\n",
    "<Error>",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_body_reads_the_same_in_chunks(
        start in 0.0..1.0_f64,
        length in 0_usize..24,
        piece in proptest::sample::select(&PIECES[..]),
    ) {
        for convention in CONVENTIONS {
            let mut body = convention.body(&ITEMS);
            let start = (start * body.len() as f64) as usize;
            body.replace_range(start..(start + length).min(body.len()), piece);
            for reader in [convention.reader(), Reader::new(), convention.reader().status(StatusCode::BAD_REQUEST)] {
                read(&reader, &body);
            }
        }
    }
}

/// The constants of conventions that are not in the table: a document with one item has no others to be confused with.
const NOT_BATCHES: [&str; 1] = ["JSON_RPC_SINGLE"];

#[test]
fn every_convention_is_in_the_table() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/multistatus-runtime/src/dialect");
    let known: Vec<_> = CONVENTIONS.iter().flat_map(|convention| convention.constants).chain(&NOT_BATCHES).collect();
    for file in std::fs::read_dir(folder).expect("the folder of the conventions") {
        let source = std::fs::read_to_string(file.expect("a file").path()).expect("UTF-8");
        let constants = source.lines().filter_map(|line| line.strip_prefix("pub const ")?.split_once(':'));
        for (name, _) in constants.filter(|(_, kind)| kind.contains("Shape")) {
            assert!(known.contains(&&name), "`{name}` is not in tests/dialects/conventions.rs");
        }
    }
}
