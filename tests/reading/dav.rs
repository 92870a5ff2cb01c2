//! Reading DAV XML.

use multistatus::{
    DavXml, FromItem, Item, MultiStatus, Outcome, Reader, Report, StatusCode,
    read::{DefectKind, Document, Limits, Refusal, SyntaxError, Truncation, Verdict},
};
use proptest::prelude::*;

use crate::chunked::{read_however_cut, read_in_chunks};

/// Wraps responses in a root element that declares the prefix `D`.
pub(crate) fn rooted(responses: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:multistatus xmlns:D=\"DAV:\">{responses}</D:multistatus>\n")
}

pub(crate) fn read(body: &str) -> Document {
    Reader::new().read(body.as_bytes())
}

/// Reads one response in a complete body.
fn read_one(response: &str) -> Item {
    let document = read(&rooted(response));
    assert_eq!(document.ending.verdict, Verdict::Complete, "{response}");
    let [item] = &document.items[..] else { panic!("{response}: {} items", document.items.len()) };
    item.clone()
}

fn verdict(body: &str) -> Verdict {
    read(body).ending.verdict
}

fn defect_kinds(item: &Item) -> Vec<DefectKind> {
    item.defects().iter().map(|defect| defect.kind).collect()
}

/// Reads a response with this status line.
fn with_status(line: &str) -> Item {
    read_one(&format!("<D:response><D:href>/a</D:href><D:status>{line}</D:status></D:response>"))
}

#[test]
fn status_lines_are_read_in_every_spelling() {
    for (line, code, kinds) in [
        ("HTTP/1.1 404 Not Found", Some(404), vec![]),
        ("HTTP/1.1 599 ", Some(599), vec![]),
        ("HTTP/1.1 425 x", Some(425), vec![]),
        ("HTTP/2 200 OK", Some(200), vec![DefectKind::OddStatusLine]),
        ("HTTP/0.0 200 OK", Some(200), vec![DefectKind::OddStatusLine]),
        ("HTTP/1.1  404   Not Found", Some(404), vec![DefectKind::OddStatusLine]),
        ("\n  HTTP/1.1\n 200 OK\n", Some(200), vec![DefectKind::OddStatusLine]),
        ("HTTP/1.1 102 Processing", Some(102), vec![DefectKind::InterimStatus]),
        ("HTTP/1.1 1 ", None, vec![DefectKind::InvalidStatus]),
        ("HTTP/1.1 OK", None, vec![DefectKind::InvalidStatus]),
        ("", None, vec![DefectKind::InvalidStatus]),
    ] {
        let item = with_status(line);
        assert_eq!(item.sent_status().map(|code| code.as_u16()), code, "{line:?}");
        assert_eq!(defect_kinds(&item), kinds, "{line:?}");
    }
}

#[test]
fn text_is_decoded_exactly_once() {
    let item = read_one(
        "<D:response><D:href> /a<!-- c -->/b<![CDATA[/c&amp;]]>&amp;amp;&#x41;%20\n</D:href>\
         <D:status>HTTP/1.1 2<![CDATA[00]]> OK</D:status>\
         <D:responsedescription>one\r\ntwo\rthree&#13;</D:responsedescription></D:response>",
    );
    assert_eq!(item.key().unwrap().as_str(), "/a/b/c&amp;&amp;A%20");
    assert_eq!(item.sent_status(), Some(StatusCode::OK));
    assert_eq!(item.description(), "one\ntwo\nthree\r");
}

#[test]
fn white_space_in_text_is_kept() {
    let status = "<D:href> /a </D:href><D:status>HTTP/1.1 403 Forbidden</D:status>";
    for (text, expected) in
        [(" a ", " a "), ("\n\t", "\n\t"), ("&#13;\n", "\r\n"), (" &amp; ", " & "), ("\r\n", "\n"), ("", "")]
    {
        let description = format!("<D:responsedescription>{text}</D:responsedescription>");
        // The comment selects the general path; without it, the fast path reads the response.
        for comment in ["", "<!-- -->"] {
            let item = read_one(&format!("<D:response>{comment}{status}{description}</D:response>"));
            assert_eq!((item.description(), item.key().unwrap().as_str()), (expected, "/a"), "{text:?}{comment}");
            let problem = format!(
                "<problem xmlns='urn:ietf:rfc:7807'><title>{text}</title>\
                 <m>{text}</m><n>\n<i>{text}</i>\n<i/>\n</n></problem>"
            );
            let item = read_one(&format!("<D:response>{comment}{status}<D:error>{problem}</D:error></D:response>"));
            assert_eq!(item.title(), Some(expected), "{text:?}");
            assert_eq!(item.extensions()["m"], expected, "{text:?}");
            assert_eq!(item.extensions()["n"], serde_json::json!([expected, ""]), "{text:?}");
        }
    }
}

#[test]
fn responses_inside_other_elements_are_ignored() {
    let document = read(&rooted(
        "<x:y xmlns:x='urn:x'><D:response><D:href>/no</D:href></D:response></x:y>\
         <D:response><D:href>/a</D:href><D:propstat><D:prop><D:v><D:response><D:href>/no</D:href></D:response></D:v></D:prop>\
         <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>",
    ));
    assert_eq!(document.items.len(), 1);
    assert_eq!(document.items[0].keys().count(), 1);
}

#[test]
fn propstats_keep_properties_conditions_and_descriptions() {
    let item = read_one(
        "<D:response xmlns:x=\"urn:&quot;x\"><D:href>/a</D:href>\
         <D:propstat><D:status>HTTP/1.1 404 Not Found</D:status><D:prop><x:size D:a='1'/><y xmlns='urn:y'/><z/></D:prop></D:propstat>\
         <D:propstat><D:prop/><D:error><D:quota-not-exceeded/></D:error><D:responsedescription>full</D:responsedescription></D:propstat>\
         </D:response>",
    );
    let [first, second] = item.propstats() else { panic!("two propstats") };
    assert_eq!(first.status, Some(StatusCode::NOT_FOUND));
    let xml: Vec<_> = first.properties.iter().map(|property| &*property.xml).collect();
    assert_eq!(xml, ["<x:size xmlns:D=\"DAV:\" xmlns:x=\"urn:&quot;x\" D:a='1'/>", "<y xmlns='urn:y'/>", "<z/>"]);
    assert_eq!(first.properties[0].to_string(), "{urn:\"x}size");
    assert_eq!((second.status, &*second.description), (None, "full"));
    assert_eq!(second.conditions[0].condition().name(), "quota-not-exceeded");
    assert_eq!(defect_kinds(&item), [DefectKind::MissingStatus]);
}

#[test]
fn conditions_keep_their_hrefs_and_other_content() {
    let item = read_one(
        "<D:response><D:href>/a</D:href><D:status>HTTP/1.1 423 Locked</D:status>\
         <D:error><D:lock-token-submitted><D:href>/l</D:href><D:href>/m</D:href></D:lock-token-submitted>\
         <D:need-privileges>a &lt; b<D:resource><D:href>/r</D:href></D:resource></D:need-privileges></D:error></D:response>",
    );
    let [locked, privileges] = item.conditions() else { panic!("two conditions") };
    let hrefs: Vec<_> = locked.hrefs().iter().map(|href| href.as_str()).collect();
    assert_eq!((hrefs, locked.content()), (vec!["/l", "/m"], None));
    assert_eq!(privileges.content(), Some("a &lt; b<D:resource xmlns:D=\"DAV:\"><D:href>/r</D:href></D:resource>"));
}

#[test]
fn a_problem_element_is_read_with_its_extension_members() {
    let item = read_one(
        "<D:response><D:href>/a</D:href><D:status>HTTP/1.1 403 Forbidden</D:status><D:error>\
         <problem xmlns='urn:ietf:rfc:7807'><type>urn:t</type><title>T &amp; U</title><status>403</status>\
         <balance>30</balance><accounts><i>/1</i><i><x>2</x></i></accounts></problem></D:error></D:response>",
    );
    assert_eq!((item.problem_type(), item.title()), (Some("urn:t"), Some("T & U")));
    assert_eq!(serde_json::to_string(item.extensions()).unwrap(), r#"{"accounts":["/1",{"x":"2"}],"balance":"30"}"#);
    assert!(serde_json::to_string(&item).unwrap().contains("\"untyped\":true"));
}

#[test]
fn each_oddity_is_a_defect_with_a_position_in_its_response() {
    let href = "<D:href>/a</D:href>";
    let status = "<D:status>HTTP/1.1 200 OK</D:status>";
    let propstat = "<D:propstat><D:prop/><D:status>HTTP/1.1 200 OK</D:status></D:propstat>";
    for (inside, kind) in [
        (status.to_owned(), DefectKind::MissingHref),
        (format!("<D:href/>{status}"), DefectKind::EmptyHref),
        (format!("<D:href>/a b</D:href>{status}"), DefectKind::InvalidHref),
        (href.to_owned(), DefectKind::MissingStatus),
        (format!("{href}{status}{propstat}"), DefectKind::StatusBesidePropstat),
        (format!("{href}{href}{propstat}"), DefectKind::SeveralHrefsWithPropstat),
        (format!("{href}<D:propstat>{status}</D:propstat>"), DefectKind::PropstatWithoutProp),
        (format!("{href}{status}{status}"), DefectKind::RepeatedStatus),
        (format!("{href}{status}text"), DefectKind::MisplacedContent),
        (format!("{href}{status}<D:error><x/></D:error>"), DefectKind::InvalidCondition),
    ] {
        let response = format!("<D:response>{inside}</D:response>");
        let item = read_one(&response);
        assert_eq!(defect_kinds(&item), [kind], "{response}");
        let start = rooted("").find("</D:").unwrap() as u64;
        let at = item.defects()[0].at;
        assert!((start..start + response.len() as u64).contains(&at), "{response}: {at}");
    }
}

/// Statuses that a sender gives for one thing, and the one that counts; 500 is also what cannot be read.
const REPEATED_STATUSES: [(&[&str], u16); 11] = [
    (&["200 OK", "500 no"], 500),
    (&["500 no", "200 OK"], 500),
    (&["200 OK", "404 Not Found", "500 no"], 404),
    (&["200 OK", "201 Created", "423 Locked", "200 OK"], 423),
    (&["200 OK", "201 Created"], 200),
    (&["200 OK", "200 OK"], 200),
    (&["204 No Content", "302 Found"], 302),
    (&["200 OK", "OK"], 500),
    (&["OK", "200 OK"], 500),
    (&["403 Forbidden", "OK"], 403),
    (&["200 OK", "102 Processing"], 102),
];

#[test]
fn of_several_statuses_the_failure_counts() {
    for (statuses, expected) in REPEATED_STATUSES {
        let lines: String =
            statuses.iter().map(|status| format!("<D:status>HTTP/1.1 {status}</D:status>")).collect::<String>();
        let (href, prop) = ("<D:href>/a</D:href>", "<D:prop><D:x/></D:prop>");
        for response in [
            format!("{href}{lines}"),
            format!("{lines}{href}"),
            format!("{href}{lines}<!-- -->"),
            format!("{href}<D:propstat>{prop}{lines}</D:propstat>"),
            format!("{href}<D:propstat>{lines}{prop}<!-- --></D:propstat>"),
            format!("{href}{lines}<D:propstat>{prop}<D:status>HTTP/1.1 200 OK</D:status></D:propstat>"),
        ] {
            let body = rooted(&format!("<D:response>{response}</D:response>"));
            for reader in [Reader::new(), Reader::new().lenient()] {
                let document = read_however_cut(&reader, body.as_bytes());
                let [item] = &document.items[..] else { panic!("{response}") };
                assert_eq!(item.status(), expected, "{response}");
                assert!(defect_kinds(item).contains(&DefectKind::RepeatedStatus), "{response}");
                let stored: Item = serde_json::from_value(serde_json::to_value(item).unwrap()).unwrap();
                assert_eq!(stored.status(), expected, "{response}");
            }
        }
    }
}

#[test]
fn a_status_beside_a_propstat_hides_no_failure() {
    for (own, of_property, expected) in [
        ("200 OK", "403 Forbidden", 403),
        ("200 OK", "OK", 500),
        ("200 OK", "404 Not Found", 200),
        ("200 OK", "200 OK", 200),
        ("404 Not Found", "200 OK", 404),
        ("OK", "200 OK", 500),
    ] {
        let item = read_one(&format!(
            "<D:response><D:href>/a</D:href><D:status>HTTP/1.1 {own}</D:status><D:propstat><D:prop><D:x/></D:prop>\
             <D:status>HTTP/1.1 {of_property}</D:status></D:propstat></D:response>"
        ));
        assert_eq!(item.status(), expected, "{own}, {of_property}");
        let written = MultiStatus::from_outcomes([item]).encode(&DavXml::new()).unwrap();
        assert_eq!(Reader::new().read(&written).items[0].status(), expected, "{own}, {of_property}");
    }
}

/// The status 500 of this type is one that may be sent again.
#[derive(Outcome, FromItem)]
enum Read {
    #[outcome(200)]
    Done,
    #[outcome(500, retry = safe)]
    Failed,
    #[outcome(other)]
    Other(Box<Item>),
}

#[test]
fn an_item_whose_status_cannot_be_read_is_not_retried() {
    let propstat = "<D:propstat><D:prop><D:x/></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>";
    for (status, is_retryable) in [("OK", false), ("HTTP/1.1 500 no", true)] {
        let response = format!("<D:response><D:href>/a</D:href><D:status>{status}</D:status>{propstat}</D:response>");
        let report = Report::<Read>::new(read(&rooted(&response)));
        let item = report.items().next().unwrap();
        assert_eq!((item.status().as_u16(), item.next().is_retryable()), (500, is_retryable), "{status}");
    }
}

#[test]
fn elements_without_a_namespace_are_read_only_in_lenient_mode() {
    let body = "<multistatus><response><href>/a</href><status>HTTP/1.1 200 OK</status></response></multistatus>";
    assert_eq!(verdict(body), Verdict::NotMultiStatus { found: "multistatus".to_owned() });
    let document = Reader::new().lenient().read(body.as_bytes());
    assert_eq!(document.items[0].sent_status(), Some(StatusCode::OK));
    assert!(defect_kinds(&document.items[0]).contains(&DefectKind::NoNamespace));
}

#[test]
fn the_description_the_language_and_the_sync_token_of_the_whole_are_read() {
    let body = "<D:multistatus xmlns:D='DAV:' xml:lang='de'><D:response><D:href>/a</D:href>\
        <D:status>HTTP/1.1 200 OK</D:status><D:responsedescription xml:lang='en'>fine</D:responsedescription></D:response>\
        <D:responsedescription>gut</D:responsedescription><D:sync-token>urn:t</D:sync-token></D:multistatus>";
    let document = read(body);
    assert_eq!(document.items[0].language(), Some("en"));
    assert_eq!(document.ending.description.as_deref(), Some("gut"));
    assert_eq!(document.ending.language.as_deref(), Some("de"));
    assert_eq!(document.ending.sync_token.as_deref(), Some("urn:t"));
}

#[test]
fn xml_that_is_not_well_formed_is_malformed() {
    let response = |inside: &str| rooted(&format!("<D:response>{inside}</D:response>"));
    for body in [
        response("\u{1}"),
        response("\u{FFFE}"),
        response("&#0;"),
        response("&#xFFFF;"),
        response("&nbsp;"),
        response("&amp"),
        response("]]>"),
        response("<x:y/>"),
        response("<y x:a='1'/>"),
        response("<xmlns:y/>"),
        response("<D:D:y/>"),
        response("<y/z/>"),
        response("<y xmlns:x=''/>"),
        response("<y xmlns:xml='urn:x'/>"),
        response("<y a='1' a='2'/>"),
        response("<y xmlns:p='urn:x' xmlns:q='urn:x' p:a='1' q:a='2'/>"),
        response("<y a=1/>"),
        response("<y a/>"),
        response("<y a='1'b='2'/>"),
        response("<y a='<'/>"),
        response("<y a='&x;'/>"),
        response("<y></z>"),
        response("<!-- a -- b -->"),
        response("<?xml version='1.0'?>"),
        response("<!x>"),
        rooted("</D:response>"),
        format!("{}<x/>", rooted("")),
        format!("{}text", rooted("")),
        "<a/><b/>".replace("<a/>", &rooted("")),
    ] {
        assert!(matches!(verdict(&body), Verdict::Malformed { .. }), "{body}: {:?}", verdict(&body));
    }
    let undeclared = verdict(&response("<x:y/>"));
    assert!(matches!(undeclared, Verdict::Malformed { error: SyntaxError::Prefix { .. }, .. }));
}

#[test]
fn the_verdict_names_a_root_that_is_not_a_multistatus() {
    let found = |body: &str| match verdict(body) {
        Verdict::NotMultiStatus { found } => found,
        other => panic!("{body}: {other}"),
    };
    assert_eq!(found("<!-- c --><html></html>"), "html");
    assert_eq!(found("<D:error xmlns:D='DAV:'/>"), "{DAV:}error");
    assert_eq!(found("<multistatus xmlns='DAV'/>"), "{DAV}multistatus");
}

#[test]
fn document_types_and_exceeded_limits_are_refused() {
    let refusal = |body: &str, limits: Limits| match Reader::new().limits(limits).read(body.as_bytes()).ending.verdict {
        Verdict::Refused { refusal, .. } => refusal,
        other => panic!("{other}"),
    };
    let limits = Limits::default();
    let doctype = "<!DOCTYPE d [<!ENTITY a \"b\">]><D:multistatus xmlns:D='DAV:'/>";
    assert_eq!(refusal(doctype, limits), Refusal::Doctype);
    let deep =
        format!("<D:response><D:href>/a</D:href>{}{}</D:response>", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert_eq!(refusal(&rooted(&deep), limits), Refusal::Depth { limit: limits.depth });
    let attributes: String = (0..300).map(|number| format!(" a{number}=''")).collect();
    let wide = format!("<D:response><a{attributes}/></D:response>");
    assert_eq!(refusal(&rooted(&wide), limits), Refusal::Attributes { limit: limits.attributes });
}

#[test]
fn every_prefix_of_a_body_is_truncated() {
    let body = rooted(BODY);
    let end = body.trim_end().len();
    for cut in (1..end).filter(|cut| body.is_char_boundary(*cut)) {
        let ending = read(&body[..cut]).ending.verdict;
        assert!(matches!(ending, Verdict::Truncated { by: Truncation::Input, .. }), "{cut}: {ending}");
    }
    assert_eq!(verdict(&body[..end]), Verdict::Complete);
}

#[test]
fn a_body_that_reports_a_failed_source_is_truncated_by_its_sender() {
    let failure = "the source of the items failed; the items after this one are unknown";
    let body = rooted(&format!("<D:responsedescription>some; {failure}</D:responsedescription>"));
    assert!(matches!(verdict(&body), Verdict::Truncated { by: Truncation::Sender, .. }));
}

/// Responses for the fast path and for the general path, with every kind of content between them.
const BODY: &str = "\n<!-- c --><D:response><D:href>/ü?a&amp;b</D:href><D:status>HTTP/1.1 423 Locked</D:status>\
    <D:error><D:lock-token-submitted><D:href>/l</D:href></D:lock-token-submitted></D:error>\
    <D:responsedescription>a &lt; b</D:responsedescription></D:response>\n \
    <D:response xmlns:x='urn:x'><D:href>/b</D:href><D:propstat><D:prop><x:p a='>'>1<![CDATA[2]]></x:p></D:prop>\
    <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response><?pi x?><x xmlns='urn:y'>z</x>\
    <D:response><D:href>/c</D:href><D:status>HTTP/1.1 204 No Content</D:status></D:response>\
    <D:sync-token>t</D:sync-token>";

#[test]
fn chunks_do_not_change_what_is_read() {
    let body = rooted(BODY);
    let whole = read(&body);
    assert_eq!((whole.items.len(), &whole.ending.verdict), (3, &Verdict::Complete));
    let whole = (whole.items, whole.ending.verdict);
    for cut in 0..body.len() {
        let (first, second) = body.as_bytes().split_at(cut);
        assert_eq!(read_in_chunks([first, second]), whole, "{cut}");
    }
    assert_eq!(read_in_chunks(body.as_bytes().chunks(1)), whole);
}

proptest! {
    // A blank in a tag selects the general path, which must agree with the fast path (`read/dav/canonical`).
    #[test]
    fn written_items_are_read_back(
        items in prop::collection::vec(("/[a-z&<> \u{FC}]{0,20}", 200u16..600, ".{0,40}"), 0..6),
        plain in any::<bool>(),
    ) {
        let outcome = |(key, status, text): &(String, u16, String)| {
            let stored = serde_json::json!({ "key": key, "status": status, "description": text });
            serde_json::from_value::<Item>(stored).expect("an item")
        };
        let result = MultiStatus::from_outcomes(items.iter().map(outcome));
        let format = if plain { DavXml::new().default_namespace() } else { DavXml::new() };
        let body = String::from_utf8(result.encode(&format).expect("a body")).expect("UTF-8");
        let document = read(&body);
        prop_assert_eq!(&document.ending.verdict, &Verdict::Complete);
        prop_assert_eq!(document.items.len(), items.len());
        for (item, (key, status, _)) in document.items.iter().zip(&items) {
            let key = multistatus::Key::from(&**key);
            prop_assert_eq!(item.key().unwrap().as_str(), key.encoded());
            // A 207 is not the status of one item.
            prop_assert_eq!(item.status().as_u16(), if *status == 207 { 500 } else { *status });
        }
        let general = body.replace("response>", "response >");
        prop_assert_eq!(read(&general).items, document.items);
    }
}
