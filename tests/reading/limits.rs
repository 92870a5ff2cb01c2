//! Limits within one response: each is a refusal that names what was counted, and no response takes many times its bytes.

use multistatus::{
    Reader,
    read::{DefectKind, Limits, Refusal, Verdict},
};

use crate::chunked::read_however_cut;

const STATUS: &str = "<D:status>HTTP/1.1 403 Forbidden</D:status>";

/// Returns a document with one response, which has `start`, `part` repeated `count` times, and `end`.
fn repeated(start: &str, part: &str, count: usize, end: &str) -> String {
    let parts = part.repeat(count);
    format!(
        "<D:multistatus xmlns:D=\"DAV:\" xmlns=\"urn:x\"><D:response>{start}{parts}{end}</D:response></D:multistatus>"
    )
}

/// Parts that a response may have any number of: what is before, the part, and what is behind.
const PARTS: [(&str, &str, &str); 16] = [
    ("<D:href>/a</D:href><D:propstat><D:prop>", "<x/>", "</D:prop></D:propstat>"),
    ("<D:href>/a</D:href><D:propstat><D:prop>", "<D:x/>", "</D:prop></D:propstat>"),
    ("<D:href>/a</D:href><D:propstat><D:prop><D:p>", "<x/>", "</D:p></D:prop></D:propstat>"),
    ("<D:href>/a</D:href>", "<D:propstat/>", ""),
    ("<D:href>/a</D:href>", "<D:propstat><D:prop/><D:status>HTTP/1.1 200 OK</D:status></D:propstat>", ""),
    ("", "<D:href>/</D:href>", "<D:status>HTTP/1.1 200 OK</D:status>"),
    ("", "<D:href/>", "<D:status>HTTP/1.1 200 OK</D:status>"),
    ("<D:href>/a</D:href><D:error>", "<x/>", "</D:error>"),
    ("<D:href>/a</D:href><D:error>", "<D:x/>", "</D:error>"),
    ("<D:href>/a</D:href><D:error><D:x>", "<D:href>/</D:href>", "</D:x></D:error>"),
    ("<D:href>/a</D:href><D:error><D:x>", "<x/>", "</D:x></D:error>"),
    ("<D:href>/a</D:href><D:error><problem xmlns='urn:ietf:rfc:7807'>", "<x/>", "</problem></D:error>"),
    ("<D:href>/a</D:href><D:error><problem xmlns='urn:ietf:rfc:7807'><x>", "<i/>", "</x></problem></D:error>"),
    ("<D:href>/a</D:href>", "<x/>", ""),
    ("<D:href>/a</D:href>", "&lt;", ""),
    ("<D:href>/a</D:href><D:responsedescription>", "&lt;<![CDATA[]]>", "</D:responsedescription>"),
];

#[test]
fn each_limit_is_a_refusal_that_names_what_was_counted() {
    type Case = (&'static str, &'static str, &'static str, fn(&mut Limits), Refusal, &'static str);
    let limit = 3;
    let [property, own_property, _, propstat, canonical_propstat, href, _, condition, own_condition, ..] = PARTS;
    let [.., condition_href, _, member, inner, element, _, _] = PARTS;
    let case = |(start, part, end): (&'static str, &'static str, &'static str), set, refusal, text| -> Case {
        (start, part, end, set, refusal, text)
    };
    for (start, part, end, set, refusal, text) in [
        case(property, |limits| limits.properties = 3, Refusal::Properties { limit }, "more than 3 properties"),
        case(own_property, |limits| limits.properties = 3, Refusal::Properties { limit }, "more than 3 properties"),
        case(propstat, |limits| limits.propstats = 3, Refusal::Propstats { limit }, "more than 3 propstats"),
        case(canonical_propstat, |limits| limits.propstats = 3, Refusal::Propstats { limit }, "more than 3 propstats"),
        case(href, |limits| limits.hrefs = 3, Refusal::Hrefs { limit }, "more than 3 hrefs"),
        case(condition_href, |limits| limits.hrefs = 3, Refusal::Hrefs { limit }, "more than 3 hrefs"),
        case(condition, |limits| limits.conditions = 3, Refusal::Conditions { limit }, "more than 3 conditions"),
        case(own_condition, |limits| limits.conditions = 3, Refusal::Conditions { limit }, "more than 3 conditions"),
        case(member, |limits| limits.members = 3, Refusal::Members { limit }, "more than 3 members"),
        case(element, |limits| limits.elements = 3, Refusal::Elements { limit }, "more than 3 extension elements"),
    ] {
        let mut limits = Limits::default();
        set(&mut limits);
        let reader = Reader::new().limits(limits);
        let allowed = read_however_cut(&reader, repeated(start, part, limit, end).as_bytes());
        assert!(allowed.ending.verdict.is_complete(), "{part}: {}", allowed.ending.verdict);
        let body = repeated(start, part, limit + 1, end);
        let verdict = read_however_cut(&reader, body.as_bytes()).ending.verdict;
        let Verdict::Refused { at, refusal: found } = &verdict else { panic!("{part}: {verdict}") };
        assert_eq!(*found, refusal, "{part}");
        assert!(verdict.to_string().contains(text), "{verdict}");
        assert_eq!(*at, (body.find(part).unwrap() + limit * part.len()) as u64, "{part}: {at}");
    }
    // The elements inside of a member count, too.
    let mut limits = Limits::default();
    limits.members = limit;
    let body = repeated(inner.0, inner.1, limit, inner.2);
    let verdict = read_however_cut(&Reader::new().limits(limits), body.as_bytes()).ending.verdict;
    assert!(matches!(verdict, Verdict::Refused { refusal: Refusal::Members { limit: 3 }, .. }), "{verdict}");
}

#[test]
fn defects_are_kept_up_to_a_limit_and_the_first_of_each_kind_always() {
    let mut limits = Limits::default();
    limits.defects = 2;
    let body = repeated(STATUS, "text<D:href/>", 1_000, STATUS);
    let document = read_however_cut(&Reader::new().limits(limits), body.as_bytes());
    assert!(document.ending.verdict.is_complete());
    let [item] = &document.items[..] else { panic!("one item") };
    let kinds: Vec<_> = item.defects().iter().map(|defect| defect.kind).collect();
    assert_eq!(kinds, [DefectKind::MisplacedContent, DefectKind::EmptyHref, DefectKind::RepeatedStatus]);
    assert_eq!(item.omitted_defects(), 1_998);
    let stored = serde_json::to_value(item).unwrap();
    assert_eq!(stored["omitted_defects"], 1_998);
    let of_json = br#"{"responses":[{"id":"a","status":"x","headers":[1,2,3,4,5]}]}"#;
    let [item] = &Reader::new().limits(limits).read(of_json).items[..] else { panic!("one item") };
    assert_eq!((item.defects().len(), item.omitted_defects()), (3, 3));
}

// 16 MB of `<x/>` once took 737 MB.
#[test]
fn a_response_takes_a_few_times_its_bytes_or_is_refused() {
    const LENGTH: usize = 16_000_000;
    for (start, part, end) in PARTS {
        let body = repeated(start, part, LENGTH / part.len(), end);
        let counted = allocation_counter::measure(|| {
            let document = Reader::new().read(body.as_bytes());
            match document.ending.verdict {
                Verdict::Complete => assert_eq!(document.items.len(), 1, "{part}"),
                Verdict::Refused { refusal: Refusal::Text { .. } | Refusal::Doctype, .. } => panic!("{part}"),
                Verdict::Refused { .. } => assert!(document.items.is_empty()),
                other => panic!("{part}: {other}"),
            }
        });
        let peak = counted.bytes_max as usize;
        assert!(peak <= 4 * LENGTH, "{start}{part}: {} MB at the peak", peak >> 20);
    }
}

#[test]
fn what_a_response_repeats_is_not_called_its_length() {
    let refusal = |body: &str| match Reader::new().read(body.as_bytes()).ending.verdict {
        Verdict::Refused { refusal, .. } => refusal,
        other => panic!("{other}"),
    };
    let limit = Limits::default().copies;
    // 1.1 MB that were once refused as "more than 16777216 bytes".
    let namespace = "u".repeat(2_000);
    let body = repeated("<D:href>/a</D:href><D:propstat><D:prop>", "<y/>", 9_000, "</D:prop></D:propstat>")
        .replace("urn:x", &namespace);
    assert_eq!(refusal(&body), Refusal::Copies { limit });
    // Each href would get its own copy of the description.
    let description = format!("<D:responsedescription>{}</D:responsedescription>{STATUS}", "d".repeat(100_000));
    assert_eq!(refusal(&repeated("", "<D:href>/a</D:href>", 1_000, &description)), Refusal::Copies { limit });
    let some = Reader::new().read(repeated("", "<D:href>/a</D:href>", 100, &description).as_bytes());
    assert!(some.ending.verdict.is_complete());
}

#[test]
fn conditions_of_many_propstats_are_kept_apart() {
    let condition = |name: &str| format!("<D:error><D:{name}/></D:error>");
    let propstat = |name: &str| format!("<D:propstat><D:prop/>{STATUS}{}</D:propstat>", condition(name));
    let response = ["<D:href>/a</D:href>", &propstat("a"), &condition("own"), "<D:propstat/>", &propstat("b")].concat();
    let item = &Reader::new().read(repeated(&response, "", 0, "").as_bytes()).items[0];
    let names = |conditions: &[multistatus::outcome::FailedCondition]| {
        conditions.iter().map(|failed| failed.condition().name().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(item.conditions()), ["own"]);
    let of_propstats: Vec<_> = item.propstats().iter().map(|propstat| names(&propstat.conditions)).collect();
    assert_eq!(of_propstats, [vec!["a".to_owned()], vec![], vec!["b".to_owned()]]);
}

#[test]
fn the_length_of_a_response_is_counted_in_utf_8() {
    let mut limits = Limits::default();
    limits.text = 4_000;
    let reader = Reader::new().limits(limits);
    // In UTF-16 these take two bytes for each character, in UTF-8 one or three.
    for (character, count, allowed) in [('a', 3_500, true), ('a', 4_500, false), ('\u{4E2D}', 1_500, false)] {
        let body = repeated("<D:responsedescription>", &String::from(character), count, "</D:responsedescription>");
        let utf_16: Vec<u8> = body.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let verdict = read_however_cut(&reader, &utf_16).ending.verdict;
        assert_eq!(verdict.is_complete(), allowed, "{character} {count}: {verdict}");
        if !allowed {
            assert!(verdict.to_string().ends_with("takes more than 4000 bytes of UTF-8"), "{verdict}");
        }
    }
    // A fault behind the limit is not found in chunks, so it is not reported.
    let body = repeated("<D:responsedescription>", "a", 5_000, "</D:oops>");
    let verdict = read_however_cut(&reader, body.as_bytes()).ending.verdict;
    assert!(matches!(verdict, Verdict::Refused { refusal: Refusal::Text { limit: 4_000 }, .. }), "{verdict}");
}

#[test]
fn too_many_namespace_declarations_are_not_called_attributes() {
    let declarations = |count: usize| (0..count).map(|number| format!(" xmlns:p{number}='urn:x'")).collect::<String>();
    let nested = format!("<x{}><y{}>", declarations(250), declarations(250));
    for (start, is_refused) in [
        (format!("<x{}/>", declarations(250)), false),
        (format!("{nested}</y></x>"), false),
        (format!("{nested}<z{}/></y></x>", declarations(20)), true),
        (format!("<x xmlns:p='{}'/>", "u".repeat(40_000)), true),
    ] {
        let verdict = read_however_cut(&Reader::new(), repeated(&start, "", 0, "").as_bytes()).ending.verdict;
        let found = matches!(verdict, Verdict::Refused { refusal: Refusal::Declarations, .. });
        assert_eq!((found, verdict.is_complete()), (is_refused, !is_refused), "{verdict}");
    }
}
