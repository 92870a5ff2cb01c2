//! Bodies that a fuzzer found, or that were built to take long: one for each mistake there was.

use multistatus::{
    DavXml, DefectKind, Document, Item, MultiStatus, Outcome, Reader, Refusal, Retry, SyntaxError, Verdict,
};

use crate::chunked::chunked;

#[track_caller]
fn is_the_same_byte_by_byte(body: &[u8]) -> Document {
    let whole = Reader::new().read(body);
    let (items, verdict) = chunked(body.chunks(1));
    assert_eq!((&items, &verdict), (&whole.items, &whole.ending.verdict));
    whole
}

fn rooted(inside: &str) -> String {
    format!("<D:multistatus xmlns:D=\"DAV:\">{inside}</D:multistatus>")
}

#[test]
fn which_fault_a_tag_has_is_known_at_its_end() {
    for body in ["<a</D:href>", "<a", "<a<", "<D:multistatus xmlns:D='DAV:'><D:response><b<c>"] {
        is_the_same_byte_by_byte(body.as_bytes());
    }
    for inside in ["&a b;", "&a b", "&a b<", "&a&", "&a b&c;"] {
        is_the_same_byte_by_byte(rooted(inside).as_bytes());
    }
    for start in ["<!DOCTYPE", "<!Dx", "<!d", "<!doctype x>", "<!DOCTYPE>", "<!Dx>", "<!-", "<![", "<![CDATA[]]>"] {
        is_the_same_byte_by_byte(start.as_bytes());
    }
}

#[test]
fn text_outside_of_the_root_is_looked_at_whole() {
    is_the_same_byte_by_byte(b"<!-- c -->a]]><a/>");
    is_the_same_byte_by_byte(format!("{}a]]>", rooted("")).as_bytes());
}

#[test]
fn the_encoding_is_known_once_its_declaration_is_whole() {
    let latin = b"<?xml version='>' encoding='ISO-8859-1'?><D:multistatus xmlns:D='DAV:'>\xfc</D:multistatus>";
    is_the_same_byte_by_byte(latin);
    let wide: Vec<u8> = ">".encode_utf16().chain(rooted("\u{FC}").encode_utf16()).flat_map(u16::to_le_bytes).collect();
    is_the_same_byte_by_byte(&wide);
    // JSON has no declaration to wait for.
    let mut reading = Reader::new().chunks();
    reading.feed(br#"{"responses":[{"id":"a","status":200}"#);
    assert!(reading.next_item().is_some());
}

#[test]
fn positions_count_the_byte_order_mark() {
    let body = format!("\u{FEFF}{}", rooted("<D:response/>"));
    let document = is_the_same_byte_by_byte(body.as_bytes());
    assert_eq!(document.items[0].defects()[0].at, body.find("<D:response/>").unwrap() as u64);
    is_the_same_byte_by_byte(b"\xef\xbb\xbf\xff");
}

#[test]
fn a_mark_between_responses_moves_nothing() {
    let response = "<D:response><D:href>/a</D:href><D:status>HTTP/1.1 200 OK</D:status></D:response>";
    let document = is_the_same_byte_by_byte(rooted(&format!("{response}\u{FEFF}{response}\u{FEFF}")).as_bytes());
    assert_eq!(document.ending.verdict, Verdict::Complete);
    assert_eq!(document.items[0], document.items[1]);
    let document = is_the_same_byte_by_byte(format!("{}\u{FEFF}", rooted(response)).as_bytes());
    assert!(matches!(document.ending.verdict, Verdict::Malformed { error: SyntaxError::AfterRoot, .. }));
}

#[test]
fn an_item_without_members_lacks_its_status_where_it_stands() {
    let body = r#"{"responses":[{"id":"a","status":200}, {}, 7]}"#;
    let document = is_the_same_byte_by_byte(body.as_bytes());
    let at = |item: &Item| item.defects().iter().find(|defect| defect.kind == DefectKind::MissingStatus).unwrap().at;
    assert_eq!(at(&document.items[1]), body.find("{}").unwrap() as u64);
    assert_eq!(at(&document.items[2]), body.find('7').unwrap() as u64);
}

#[test]
fn a_condition_without_a_name_stands_where_it_stands() {
    let body = r#"{"responses":[{"id":"a","status":409,"body":{"title":"T","conditions":[{"name":"{<}a\n"}]}}]}"#;
    let document = is_the_same_byte_by_byte(body.as_bytes());
    let [defect] = document.items[0].defects() else { panic!("{:?}", document.items) };
    assert_eq!((defect.kind, defect.at), (DefectKind::InvalidCondition, body.find(r#"{"name""#).unwrap() as u64));
}

/// Each of these would take gigabytes for a body of a few hundred kilobytes.
#[test]
fn what_stands_once_is_not_repeated_without_end() {
    let refusal = |body: &str| match Reader::new().read(body.as_bytes()).ending.verdict {
        Verdict::Refused { refusal, .. } => refusal,
        other => panic!("{other}"),
    };
    let bound = |uri: usize, inside: &str| {
        format!("<D:multistatus xmlns:D='DAV:' xmlns:p='{}'>{inside}</D:multistatus>", "u".repeat(uri))
    };
    assert!(matches!(refusal(&bound(100_000, "")), Refusal::Attributes { .. }));
    let elements = "<p:x/>".repeat(20_000);
    let prop = format!("<D:propstat><D:prop>{elements}</D:prop></D:propstat>");
    for inside in [elements.clone(), prop, format!("<D:error>{elements}</D:error>")] {
        let body = bound(5_000, &format!("<D:response>{inside}</D:response>"));
        assert!(matches!(refusal(&body), Refusal::Text { .. }));
    }
    let condition = format!("<D:response><D:error><D:c>{elements}</D:c></D:error></D:response>");
    assert!(matches!(refusal(&bound(5_000, &condition)), Refusal::Text { .. }));

    let described = "<D:response><D:responsedescription>x</D:responsedescription></D:response>".repeat(1_000);
    let language = "a".repeat(100_000);
    let body = format!("<D:multistatus xmlns:D='DAV:' xml:lang='{language}'>{described}</D:multistatus>");
    let document = Reader::new().read(body.as_bytes());
    assert!(document.ending.verdict.is_complete() && document.items.iter().all(|item| item.language().is_none()));
}

/// A status that cannot be read is written as a 500, and must not hide behind a success before that.
#[test]
fn properties_without_a_readable_status_are_no_success() {
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

/// Where white space stands around its `=`, a default namespace was not seen, and declared twice.
#[test]
fn an_element_that_undeclares_the_default_namespace_is_written_once_more_as_it_was() {
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
