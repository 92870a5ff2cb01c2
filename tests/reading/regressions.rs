//! Regression tests: bodies that a fuzzer found, or that were made to exhaust memory or time.

use multistatus::{
    DavXml, Item, MultiStatus, Reader, Retry,
    read::{DefectKind, Document, Refusal, SyntaxError, Verdict},
};

use crate::chunked::read_in_chunks;

/// Reads a body whole and byte by byte. Asserts that both give the same items and verdict.
#[track_caller]
fn read_whole_and_byte_by_byte(body: &[u8]) -> Document {
    let whole = Reader::new().read(body);
    let (items, verdict) = read_in_chunks(body.chunks(1));
    assert_eq!((&items, &verdict), (&whole.items, &whole.ending.verdict));
    whole
}

/// Wraps `inside` in a root element.
fn rooted(inside: &str) -> String {
    format!("<D:multistatus xmlns:D=\"DAV:\">{inside}</D:multistatus>")
}

#[test]
fn chunks_do_not_change_the_fault_of_a_tag() {
    for body in ["<a</D:href>", "<a", "<a<", "<D:multistatus xmlns:D='DAV:'><D:response><b<c>"] {
        read_whole_and_byte_by_byte(body.as_bytes());
    }
    for inside in ["&a b;", "&a b", "&a b<", "&a&", "&a b&c;"] {
        read_whole_and_byte_by_byte(rooted(inside).as_bytes());
    }
    for start in ["<!DOCTYPE", "<!Dx", "<!d", "<!doctype x>", "<!DOCTYPE>", "<!Dx>", "<!-", "<![", "<![CDATA[]]>"] {
        read_whole_and_byte_by_byte(start.as_bytes());
    }
}

#[test]
fn chunks_do_not_change_the_fault_of_text_outside_the_root() {
    read_whole_and_byte_by_byte(b"<!-- c -->a]]><a/>");
    read_whole_and_byte_by_byte(format!("{}a]]>", rooted("")).as_bytes());
}

#[test]
fn the_encoding_is_detected_at_the_end_of_the_declaration() {
    let latin = b"<?xml version='>' encoding='ISO-8859-1'?><D:multistatus xmlns:D='DAV:'>\xfc</D:multistatus>";
    read_whole_and_byte_by_byte(latin);
    let utf_16: Vec<u8> =
        ">".encode_utf16().chain(rooted("\u{FC}").encode_utf16()).flat_map(u16::to_le_bytes).collect();
    read_whole_and_byte_by_byte(&utf_16);
    // JSON has no declaration to wait for.
    let mut reading = Reader::new().chunks();
    reading.feed(br#"{"responses":[{"id":"a","status":200}"#);
    assert!(reading.next_item().is_some());
}

#[test]
fn positions_include_the_byte_order_mark() {
    let body = format!("\u{FEFF}{}", rooted("<D:response/>"));
    let document = read_whole_and_byte_by_byte(body.as_bytes());
    assert_eq!(document.items[0].defects()[0].at, body.find("<D:response/>").unwrap() as u64);
    read_whole_and_byte_by_byte(b"\xef\xbb\xbf\xff");
}

#[test]
fn a_byte_order_mark_between_responses_does_not_change_them() {
    let response = "<D:response><D:href>/a</D:href><D:status>HTTP/1.1 200 OK</D:status></D:response>";
    let document = read_whole_and_byte_by_byte(rooted(&format!("{response}\u{FEFF}{response}\u{FEFF}")).as_bytes());
    assert_eq!(document.ending.verdict, Verdict::Complete);
    assert_eq!(document.items[0], document.items[1]);
    let document = read_whole_and_byte_by_byte(format!("{}\u{FEFF}", rooted(response)).as_bytes());
    assert!(matches!(document.ending.verdict, Verdict::Malformed { error: SyntaxError::AfterRoot, .. }));
}

#[test]
fn a_missing_status_has_the_position_of_its_item() {
    let body = r#"{"responses":[{"id":"a","status":200}, {}, 7]}"#;
    let document = read_whole_and_byte_by_byte(body.as_bytes());
    let position =
        |item: &Item| item.defects().iter().find(|defect| defect.kind == DefectKind::MissingStatus).unwrap().at;
    assert_eq!(position(&document.items[1]), body.find("{}").unwrap() as u64);
    assert_eq!(position(&document.items[2]), body.find('7').unwrap() as u64);
}

#[test]
fn an_invalid_condition_has_its_own_position() {
    let body = r#"{"responses":[{"id":"a","status":409,"body":{"title":"T","conditions":[{"name":"{<}a\n"}]}}]}"#;
    let document = read_whole_and_byte_by_byte(body.as_bytes());
    let [defect] = document.items[0].defects() else { panic!("{:?}", document.items) };
    assert_eq!((defect.kind, defect.at), (DefectKind::InvalidCondition, body.find(r#"{"name""#).unwrap() as u64));
}

// Without a limit, each of these bodies of a few hundred kilobytes would take gigabytes of memory.
#[test]
fn a_declaration_is_not_copied_to_items_without_limit() {
    let refusal = |body: &str| match Reader::new().read(body.as_bytes()).ending.verdict {
        Verdict::Refused { refusal, .. } => refusal,
        other => panic!("{other}"),
    };
    let with_prefix = |uri: usize, inside: &str| {
        format!("<D:multistatus xmlns:D='DAV:' xmlns:p='{}'>{inside}</D:multistatus>", "u".repeat(uri))
    };
    assert!(matches!(refusal(&with_prefix(100_000, "")), Refusal::Declarations));
    let elements = "<p:x/>".repeat(20_000);
    let prop = format!("<D:propstat><D:prop>{elements}</D:prop></D:propstat>");
    for inside in [elements.clone(), prop, format!("<D:error>{elements}</D:error>")] {
        let body = with_prefix(5_000, &format!("<D:response>{inside}</D:response>"));
        assert!(matches!(refusal(&body), Refusal::Copies { .. }));
    }
    let condition = format!("<D:response><D:error><D:c>{elements}</D:c></D:error></D:response>");
    assert!(matches!(refusal(&with_prefix(5_000, &condition)), Refusal::Copies { .. }));

    let described = "<D:response><D:responsedescription>x</D:responsedescription></D:response>".repeat(1_000);
    let language = "a".repeat(100_000);
    let body = format!("<D:multistatus xmlns:D='DAV:' xml:lang='{language}'>{described}</D:multistatus>");
    let document = Reader::new().read(body.as_bytes());
    assert!(document.ending.verdict.is_complete() && document.items.iter().all(|item| item.language().is_none()));
}

// An unreadable status is written as a 500. A successful propstat beside it must not hide that.
#[test]
fn a_propstat_with_an_unreadable_status_is_a_failure() {
    let body = concat!(
        r#"<D:multistatus xmlns:D="DAV:"><D:response><D:href>/a</D:href><D:propstat><D:prop><a/></D:prop>"#,
        "<D:status>HTTP/1.1 200 OK</D:status></D:propstat><D:propstat><D:prop><b/></D:prop>",
        "<D:status>HTTP1/.1 507 Insufficient Storage</D:status></D:propstat></D:response></D:multistatus>",
    );
    let item = Reader::new().read(body.as_bytes()).items.remove(0);
    assert_eq!((item.status().as_u16(), item.retry()), (500, Some(Retry::Never)));
    let again = MultiStatus::from_outcomes([item]).encode(&DavXml::new()).unwrap();
    assert_eq!(Reader::new().read(&again).items[0].status(), 500);
}

// With white space around its `=`, the declaration was once not recognized, and written twice.
#[test]
fn an_element_that_undeclares_the_default_namespace_survives_a_round_trip() {
    for attributes in ["xmlns = \"\"", "xmlns\n=\n''", "a='>' xmlns=''", "a='xmlns='"] {
        let body = format!(
            "<D:multistatus xmlns:D='DAV:'><D:response><D:href>/a</D:href><D:status>HTTP/1.1 200 OK</D:status>\
             <x {attributes}/></D:response></D:multistatus>"
        );
        let item = Reader::new().read(body.as_bytes()).items.remove(0);
        let format = DavXml::new().default_namespace();
        let again = Reader::new().read(&MultiStatus::from_outcomes([item.clone()]).encode(&format).unwrap());
        assert!(again.ending.verdict.is_complete(), "{attributes}: {}", again.ending.verdict);
        let names = |item: &multistatus::Item| {
            item.elements().iter().map(|x| (x.namespace.to_string(), x.name.to_string())).collect::<Vec<_>>()
        };
        assert_eq!(names(&again.items[0]), names(&item), "{attributes}");
    }
}
