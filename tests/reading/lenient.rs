//! The lenient mode replaces the characters that XML does not allow, and reads on.

use multistatus::{
    DavXml, MultiStatus, Reader,
    read::{DefectKind, Document, Limits, SyntaxError, Verdict},
};
use proptest::prelude::*;

use crate::{chunked::read_however_cut, dav::rooted};

/// Every kind of character that XML 1.0 does not allow (section 2.2): raw, or as a reference.
const FORBIDDEN: [&str; 20] = [
    "\u{0}",
    "\u{1}",
    "\u{8}",
    "\u{B}",
    "\u{C}",
    "\u{E}",
    "\u{1A}",
    "\u{1F}",
    "\u{FFFE}",
    "\u{FFFF}",
    "&#0;",
    "&#x1A;",
    "&#26;",
    "&#x000000000000b;",
    "&#xD800;",
    "&#xdfff;",
    "&#xFFFE;",
    "&#65535;",
    "&#x110000;",
    "&#99999999999999999999;",
];

/// Responses with `X` in every position that text may have, the kind of fast path that would read them, and an item before
/// and behind.
const POSITIONS: [&str; 14] = [
    "<D:href>/bXc</D:href><D:status>HTTP/1.1 404 Not Found</D:status>",
    "<D:href>/b</D:href><D:status>HTTP/1.1 404 Not XFound</D:status>",
    "<D:href>/b</D:href><D:status>HTTP/1.1 404 Not Found</D:status><D:responsedescription>aXb</D:responsedescription>",
    "<D:href>/b</D:href><D:status>HTTP/1.1 404 Not Found</D:status><D:error><D:a><D:href>/X</D:href></D:a></D:error>",
    "<D:href>/b</D:href><D:status>HTTP/1.1 404 Not Found</D:status><D:error><D:a>aXb<x c='X'/></D:a></D:error>",
    "<D:href>/b</D:href><D:status>HTTP/1.1 404 Not Found</D:status><D:error><problem xmlns='urn:ietf:rfc:7807'>\
     <title>X</title><x>X</x></problem></D:error>",
    "<D:href>/b</D:href><D:status>HTTP/1.1 404 Not Found</D:status><D:location><D:href>/X</D:href></D:location>",
    "<D:href>/b</D:href><D:status>HTTP/1.1 404 Not Found</D:status><x a='X'>X</x>",
    "<D:href>/b</D:href><D:propstat><D:prop><D:x>aXb</D:x></D:prop><D:status>HTTP/1.1 404 No</D:status></D:propstat>",
    "<D:href>/b</D:href><D:propstat><D:prop><x b='X'><![CDATA[<]]>X</x></D:prop><D:status>HTTP/1.1 404 No</D:status></D:propstat>",
    "<D:href>/b</D:href><D:propstat><D:prop/><D:status>HTTP/1.1 404 No</D:status>\
     <D:responsedescription>X</D:responsedescription></D:propstat>",
    "X<D:href>/b</D:href><D:status>HTTP/1.1 404 Not Found</D:status>",
    "<D:href xml:lang='X'>/b</D:href><D:status>HTTP/1.1 404 Not Found</D:status>",
    "<D:href>/b</D:href><D:status a:a='X' xmlns:a='urn:X'>HTTP/1.1 404 Not Found</D:status>",
];

/// Pieces that damage a body.
const DAMAGE: [&[u8]; 16] = [
    b"<",
    b">",
    b"&",
    b"'",
    b"\"",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"<?x ",
    b"?>",
    b"\xff",
    b"\xe2\x82",
    b"\xc3",
    b"&#",
    b"",
];

const OTHER: &str = "<D:response><D:href>/a</D:href><D:status>HTTP/1.1 200 OK</D:status></D:response>";

fn lenient(body: &[u8]) -> Document {
    read_however_cut(&Reader::new().lenient(), body)
}

/// Returns the positions of the replaced characters of an item.
fn replaced(document: &Document, item: usize) -> Vec<u64> {
    let defects = document.items[item].defects().iter();
    defects.filter(|defect| defect.kind == DefectKind::ReplacedCharacter).map(|defect| defect.at).collect()
}

#[test]
fn a_character_that_xml_does_not_allow_hides_nothing() {
    for response in POSITIONS {
        for forbidden in FORBIDDEN {
            let body = rooted(&format!("{OTHER}<D:response>{response}</D:response>{OTHER}")).replace('X', forbidden);
            let document = lenient(body.as_bytes());
            assert_eq!(document.ending.verdict, Verdict::Complete, "{body:?}");
            assert_eq!(document.items.len(), 3, "{body:?}");
            assert_eq!(document.items[1].status(), 404, "{body:?}");
            let positions: Vec<_> = body.match_indices(forbidden).map(|(at, _)| at as u64).collect();
            assert_eq!(replaced(&document, 1), positions, "{body:?}");
            assert!(document.items[0].defects().is_empty() && document.items[2].defects().is_empty());
            // The other positions are still those of the body.
            let with_defect = body.replace("</D:response></D:multistatus>", "text</D:response></D:multistatus>");
            let last = lenient(with_defect.as_bytes()).items[2].defects()[0];
            let text = with_defect.rfind("text").unwrap() as u64;
            assert_eq!((last.kind, last.at), (DefectKind::MisplacedContent, text), "{body:?}");
            // What was kept as XML is well-formed when it is written again.
            let written = MultiStatus::from_outcomes(document.items.clone()).encode(&DavXml::new()).unwrap();
            let again = Reader::new().read(&written);
            assert_eq!(again.ending.verdict, Verdict::Complete, "{body:?}");
            assert_eq!(again.items[1].propstats(), document.items[1].propstats(), "{body:?}");
            assert_eq!(again.items[1].elements(), document.items[1].elements(), "{body:?}");
            // The strict mode stops.
            let strict = read_however_cut(&Reader::new(), body.as_bytes()).ending.verdict;
            assert!(
                matches!(
                    &strict,
                    Verdict::Malformed { error: SyntaxError::Character { .. } | SyntaxError::Reference { .. }, .. }
                ),
                "{body:?}: {strict}"
            );
        }
    }
}

#[test]
fn characters_that_are_replaced_outside_of_the_items_are_defects_of_the_document() {
    for forbidden in FORBIDDEN {
        for body in [
            rooted(&format!("{OTHER}<D:responsedescription>aXb</D:responsedescription>")),
            rooted(&format!("{OTHER}<D:sync-token>X</D:sync-token>{OTHER}")),
            rooted(&format!("{OTHER}<x>X</x><D:x/>")),
            rooted(OTHER).replace("<D:multistatus", "<D:multistatus a='X'"),
        ] {
            let body = body.replace('X', forbidden);
            let document = lenient(body.as_bytes());
            assert_eq!(document.ending.verdict, Verdict::Complete, "{body:?}");
            let [defect] = document.ending.defects[..] else { panic!("{body:?}: {:?}", document.ending.defects) };
            let at = body.find(forbidden).unwrap() as u64;
            assert_eq!((defect.kind, defect.at), (DefectKind::ReplacedCharacter, at), "{body:?}");
        }
    }
    let raw = format!(
        "<!--\u{1}-->{}<!--\u{2}&#1;-->",
        rooted(&format!("<!--\u{3}-->{OTHER}")).replace("<?xml version=\"1.0\" encoding=\"utf-8\"?>", "")
    );
    let document = lenient(raw.as_bytes());
    assert_eq!((document.items.len(), &document.ending.verdict), (1, &Verdict::Complete));
    assert_eq!((replaced(&document, 0).len(), document.ending.defects.len()), (1, 2));
}

#[test]
fn a_verdict_names_another_root_without_characters_that_xml_does_not_allow() {
    for before in ["", "<!--\u{1}-->"] {
        let body = format!("{before}<D:multistatus xmlns:D=\"D\u{1}V:\"/>");
        let found = "{D\u{FFFD}V:}multistatus".to_owned();
        assert_eq!(lenient(body.as_bytes()).ending.verdict, Verdict::NotMultiStatus { found });
    }
}

#[test]
fn references_in_comments_and_cdata_sections_are_text() {
    let response = "<D:href>/a</D:href><D:status>HTTP/1.1 403 No</D:status><!--&#0;--><?p &#0;?>\
                    <D:responsedescription><![CDATA[&#0;]]>\u{1}</D:responsedescription>";
    let document = lenient(rooted(&format!("<D:response>{response}</D:response>")).as_bytes());
    assert_eq!(document.items[0].description(), "&#0;\u{FFFD}");
    assert_eq!(replaced(&document, 0).len(), 1);
}

#[test]
fn bytes_that_are_not_text_are_replaced() {
    let body = rooted(&format!(
        "{OTHER}<D:response><D:href>/b</D:href>X<D:status>HTTP/1.1 404 No</D:status></D:response>{OTHER}"
    ));
    for bytes in [&b"\xff"[..], b"\xc3", b"\xe2\x82", b"\xed\xa0\x80", b"\xf0\x9f\xa6", b"\xc0\x80\x01"] {
        let at = body.find('X').unwrap();
        let body = [&body.as_bytes()[..at], bytes, &body.as_bytes()[at + 1..]].concat();
        let document = lenient(&body);
        assert_eq!((document.items.len(), &document.ending.verdict), (3, &Verdict::Complete), "{bytes:?}");
        assert_eq!(replaced(&document, 1)[0], at as u64, "{bytes:?}");
        let strict = read_however_cut(&Reader::new(), &body).ending.verdict;
        let error = SyntaxError::Encoding { encoding: "UTF-8" };
        assert_eq!(strict, Verdict::Malformed { at: at as u64, error }, "{bytes:?}");
    }
    // UTF-16 with half a surrogate pair, and JSON, in which nothing is replaced.
    let mut utf_16: Vec<u16> = body.encode_utf16().collect();
    utf_16[body.find('X').unwrap()] = 0xD800;
    let utf_16: Vec<u8> = utf_16.into_iter().flat_map(u16::to_le_bytes).collect();
    let document = lenient(&utf_16);
    assert_eq!((document.items.len(), &document.ending.verdict), (3, &Verdict::Complete));
    assert_eq!(replaced(&document, 1), [body.find('X').unwrap() as u64]);
    let json = lenient(b"{\"responses\":[{\"id\":\"a\xff\",\"status\":200}]}");
    assert!(matches!(json.ending.verdict, Verdict::Malformed { error: SyntaxError::Encoding { .. }, .. }));
}

#[test]
fn replaced_characters_are_counted_and_take_linear_time_and_memory() {
    let mut limits = Limits::default();
    limits.defects = 3;
    let reader = Reader::new().lenient().limits(limits);
    let text = "\u{1}&#0;".repeat(100_000);
    let response = format!("<D:href>/a</D:href><D:responsedescription>{text}</D:responsedescription>");
    let body = rooted(&format!("<D:response>{response}</D:response>{OTHER}"));
    let document = reader.read(body.as_bytes());
    assert_eq!((document.items.len(), &document.ending.verdict), (2, &Verdict::Complete));
    assert_eq!(document.items[0].defects().len() + document.items[0].omitted_defects(), 200_001);
    let mut chunked = reader.chunks();
    for chunk in body.as_bytes().chunks(1_000) {
        chunked.feed(chunk);
        while chunked.next_item().is_some() {}
    }
    assert_eq!(chunked.ending().verdict, Verdict::Complete);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn chunks_do_not_change_what_is_replaced(pieces in prop::collection::vec(0..FORBIDDEN.len() + POSITIONS.len(), 0..24)) {
        let body: String = pieces.iter().map(|piece| match FORBIDDEN.get(*piece) {
            Some(forbidden) => (*forbidden).to_owned(),
            None => {
                let response = POSITIONS[piece - FORBIDDEN.len()].replace('X', FORBIDDEN[piece % FORBIDDEN.len()]);
                format!("<D:response>{response}</D:response>")
            }
        }).collect();
        let document = lenient(rooted(&body).as_bytes());
        prop_assert_eq!(document.ending.verdict, Verdict::Complete);
    }

    // Whatever is in a body, both modes read the same of it in one piece and in chunks.
    #[test]
    fn chunks_do_not_change_what_is_read_of_a_damaged_body(
        response in 0..POSITIONS.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..FORBIDDEN.len() + DAMAGE.len(), 0..3usize), 0..8),
        is_lenient in any::<bool>(),
    ) {
        let response = POSITIONS[response].replace('X', "x");
        let mut body = rooted(&format!("{OTHER}<D:response>{response}</D:response>{OTHER}")).into_bytes();
        for (at, change, removed) in changes {
            let at = at.index(body.len());
            let inserted = FORBIDDEN.get(change).map_or_else(|| DAMAGE[change - FORBIDDEN.len()], |text| text.as_bytes());
            body.splice(at..(at + removed).min(body.len()), inserted.iter().copied());
        }
        let reader = if is_lenient { Reader::new().lenient() } else { Reader::new() };
        read_however_cut(&reader, &body);
    }
}

#[test]
fn white_space_before_the_first_element_may_be_cut_anywhere() {
    let text = "\r\n\r\n<D:multistatus xmlns:D='DAV:'><D:response><D:href>/a</D:href>\
        <D:status>HTTP/1.1 200 OK</D:status><D:responsedescription>\u{E9}</D:responsedescription></D:response></D:multistatus>";
    let utf16 = |to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        // A surrogate alone is not a character.
        text.encode_utf16().flat_map(|unit| to_bytes(if unit == 0xE9 { 0xD800 } else { unit })).collect()
    };
    let latin: Vec<u8> = text.chars().map(|character| character as u8).collect();
    for (mark, body) in [
        (&b"\xef\xbb\xbf"[..], &latin),
        (b"", &latin),
        (b"\xff\xfe", &utf16(u16::to_le_bytes)),
        (b"\xfe\xff", &utf16(u16::to_be_bytes)),
        (b"", &utf16(u16::to_le_bytes)),
        (b"", &utf16(u16::to_be_bytes)),
    ] {
        let body = [mark, body].concat();
        let document = read_however_cut(&Reader::new().lenient(), &body);
        assert_eq!(document.items.len(), 1, "{mark:?}");
        assert_eq!(document.items[0].defects()[0].kind, DefectKind::ReplacedCharacter, "{mark:?}");
        read_however_cut(&Reader::new(), &body);
    }
}
