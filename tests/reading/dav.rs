//! DAV XML, read back.

use multistatus::{
    DavXml, DefectKind, Document, Item, Limits, MultiStatus, Outcome, Reader, Refusal, StatusCode, SyntaxError,
    Truncation, Verdict,
};
use proptest::prelude::*;

use crate::chunked::chunked;

/// The responses within a root that binds `D`.
fn rooted(responses: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:multistatus xmlns:D=\"DAV:\">{responses}</D:multistatus>\n")
}

fn read(body: &str) -> Document {
    Reader::new().read(body.as_bytes())
}

/// The one item of a complete body.
fn one(response: &str) -> Item {
    let document = read(&rooted(response));
    assert_eq!(document.ending.verdict, Verdict::Complete, "{response}");
    let [item] = &document.items[..] else { panic!("{response}: {} items", document.items.len()) };
    item.clone()
}

fn verdict(body: &str) -> Verdict {
    read(body).ending.verdict
}

fn defects(item: &Item) -> Vec<DefectKind> {
    item.defects().iter().map(|defect| defect.kind).collect()
}

fn with_status(line: &str) -> Item {
    one(&format!("<D:response><D:href>/a</D:href><D:status>{line}</D:status></D:response>"))
}

#[test]
fn status_lines_of_every_kind() {
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
        assert_eq!(item.code().map(|code| code.as_u16()), code, "{line:?}");
        assert_eq!(defects(&item), kinds, "{line:?}");
    }
}

#[test]
fn text_is_decoded_once_whatever_it_is_made_of() {
    let item = one("<D:response><D:href> /a<!-- c -->/b<![CDATA[/c&amp;]]>&amp;amp;&#x41;%20\n</D:href>\
         <D:status>HTTP/1.1 2<![CDATA[00]]> OK</D:status>\
         <D:responsedescription>one\r\ntwo\rthree&#13;</D:responsedescription></D:response>");
    assert_eq!(item.key().unwrap().as_str(), "/a/b/c&amp;&amp;A%20");
    assert_eq!(item.code(), Some(StatusCode::OK));
    assert_eq!(item.text(), "one\ntwo\nthree\r");
}

#[test]
fn white_space_in_text_is_part_of_it() {
    let status = "<D:href> /a </D:href><D:status>HTTP/1.1 403 Forbidden</D:status>";
    for (text, expected) in
        [(" a ", " a "), ("\n\t", "\n\t"), ("&#13;\n", "\r\n"), (" &amp; ", " & "), ("\r\n", "\n"), ("", "")]
    {
        let description = format!("<D:responsedescription>{text}</D:responsedescription>");
        // By the template, and by the general path, which a comment leads to.
        for comment in ["", "<!-- -->"] {
            let item = one(&format!("<D:response>{comment}{status}{description}</D:response>"));
            assert_eq!((item.text(), item.key().unwrap().as_str()), (expected, "/a"), "{text:?}{comment}");
            let problem = format!(
                "<problem xmlns='urn:ietf:rfc:7807'><title>{text}</title>\
                 <m>{text}</m><n>\n<i>{text}</i>\n<i/>\n</n></problem>"
            );
            let item = one(&format!("<D:response>{comment}{status}<D:error>{problem}</D:error></D:response>"));
            assert_eq!(item.title(), Some(expected), "{text:?}");
            assert_eq!(item.members()["m"], expected, "{text:?}");
            assert_eq!(item.members()["n"], serde_json::json!([expected, ""]), "{text:?}");
        }
    }
}

#[test]
fn children_count_only_where_they_belong() {
    let document = read(&rooted(
        "<x:y xmlns:x='urn:x'><D:response><D:href>/no</D:href></D:response></x:y>\
         <D:response><D:href>/a</D:href><D:propstat><D:prop><D:v><D:response><D:href>/no</D:href></D:response></D:v></D:prop>\
         <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>",
    ));
    assert_eq!(document.items.len(), 1);
    assert_eq!(document.items[0].keys().count(), 1);
}

#[test]
fn propstats_keep_what_they_say() {
    let item = one("<D:response xmlns:x=\"urn:&quot;x\"><D:href>/a</D:href>\
         <D:propstat><D:status>HTTP/1.1 404 Not Found</D:status><D:prop><x:size D:a='1'/><y xmlns='urn:y'/><z/></D:prop></D:propstat>\
         <D:propstat><D:prop/><D:error><D:quota-not-exceeded/></D:error><D:responsedescription>full</D:responsedescription></D:propstat>\
         </D:response>");
    let [first, second] = item.propstats() else { panic!("two propstats") };
    assert_eq!(first.status, Some(StatusCode::NOT_FOUND));
    let xml: Vec<_> = first.properties.iter().map(|property| &*property.xml).collect();
    assert_eq!(xml, ["<x:size xmlns:D=\"DAV:\" xmlns:x=\"urn:&quot;x\" D:a='1'/>", "<y xmlns='urn:y'/>", "<z/>"]);
    assert_eq!(first.properties[0].to_string(), "{urn:\"x}size");
    assert_eq!((second.status, &*second.description), (None, "full"));
    assert_eq!(second.conditions[0].condition().name(), "quota-not-exceeded");
    assert_eq!(defects(&item), [DefectKind::MissingStatus]);
}

#[test]
fn conditions_keep_their_hrefs_and_the_rest() {
    let item = one("<D:response><D:href>/a</D:href><D:status>HTTP/1.1 423 Locked</D:status>\
         <D:error><D:lock-token-submitted><D:href>/l</D:href><D:href>/m</D:href></D:lock-token-submitted>\
         <D:need-privileges>a &lt; b<D:resource><D:href>/r</D:href></D:resource></D:need-privileges></D:error></D:response>");
    let [locked, privileges] = item.failed_conditions() else { panic!("two conditions") };
    let hrefs: Vec<_> = locked.hrefs().iter().map(|href| href.as_str()).collect();
    assert_eq!((hrefs, locked.content()), (vec!["/l", "/m"], None));
    assert_eq!(privileges.content(), Some("a &lt; b<D:resource xmlns:D=\"DAV:\"><D:href>/r</D:href></D:resource>"));
}

#[test]
fn a_problem_becomes_members() {
    let item = one("<D:response><D:href>/a</D:href><D:status>HTTP/1.1 403 Forbidden</D:status><D:error>\
         <problem xmlns='urn:ietf:rfc:7807'><type>urn:t</type><title>T &amp; U</title><status>403</status>\
         <balance>30</balance><accounts><i>/1</i><i><x>2</x></i></accounts></problem></D:error></D:response>");
    assert_eq!((item.problem_type(), item.title()), (Some("urn:t"), Some("T & U")));
    assert_eq!(serde_json::to_string(item.members()).unwrap(), r#"{"accounts":["/1",{"x":"2"}],"balance":"30"}"#);
    assert!(serde_json::to_string(&item).unwrap().contains("\"untyped\":true"));
}

#[test]
fn what_is_odd_is_a_defect_at_its_place() {
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
        (format!("{href}{status}{status}"), DefectKind::RepeatedElement),
        (format!("{href}{status}text"), DefectKind::MisplacedContent),
        (format!("{href}{status}<D:error><x/></D:error>"), DefectKind::InvalidCondition),
    ] {
        let response = format!("<D:response>{inside}</D:response>");
        let item = one(&response);
        assert_eq!(defects(&item), [kind], "{response}");
        let begin = rooted("").find("</D:").unwrap() as u64;
        let at = item.defects()[0].at;
        assert!((begin..begin + response.len() as u64).contains(&at), "{response}: {at}");
    }
}

#[test]
fn elements_without_a_namespace_are_taken_in_the_lenient_mode_only() {
    let body = "<multistatus><response><href>/a</href><status>HTTP/1.1 200 OK</status></response></multistatus>";
    assert_eq!(verdict(body), Verdict::NotMultiStatus { found: "multistatus".to_owned() });
    let document = Reader::new().lenient().read(body.as_bytes());
    assert_eq!(document.items[0].code(), Some(StatusCode::OK));
    assert!(defects(&document.items[0]).contains(&DefectKind::NoNamespace));
}

#[test]
fn the_whole_says_its_description_its_language_and_its_token() {
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
fn what_is_not_well_formed_is_malformed() {
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
fn other_roots_are_named() {
    let found = |body: &str| match verdict(body) {
        Verdict::NotMultiStatus { found } => found,
        other => panic!("{body}: {other}"),
    };
    assert_eq!(found("<!-- c --><html></html>"), "html");
    assert_eq!(found("<D:error xmlns:D='DAV:'/>"), "{DAV:}error");
    assert_eq!(found("<multistatus xmlns='DAV'/>"), "{DAV}multistatus");
}

#[test]
fn bounds_and_document_types_are_refused() {
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
fn a_body_that_ends_early_is_truncated_wherever_that_is() {
    let body = rooted(BODY);
    let end = body.trim_end().len();
    for cut in (1..end).filter(|cut| body.is_char_boundary(*cut)) {
        let ending = read(&body[..cut]).ending.verdict;
        assert!(matches!(ending, Verdict::Truncated { by: Truncation::Input, .. }), "{cut}: {ending}");
    }
    assert_eq!(verdict(&body[..end]), Verdict::Complete);
}

#[test]
fn a_sender_whose_source_failed_says_so() {
    let body = "the source of the items failed; what came after this item is not known";
    let body = rooted(&format!("<D:responsedescription>some; {body}</D:responsedescription>"));
    assert!(matches!(verdict(&body), Verdict::Truncated { by: Truncation::Sender, .. }));
}

/// Both paths, and everything between responses.
const BODY: &str = "\n<!-- c --><D:response><D:href>/ü?a&amp;b</D:href><D:status>HTTP/1.1 423 Locked</D:status>\
    <D:error><D:lock-token-submitted><D:href>/l</D:href></D:lock-token-submitted></D:error>\
    <D:responsedescription>a &lt; b</D:responsedescription></D:response>\n \
    <D:response xmlns:x='urn:x'><D:href>/b</D:href><D:propstat><D:prop><x:p a='>'>1<![CDATA[2]]></x:p></D:prop>\
    <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response><?pi x?><x xmlns='urn:y'>z</x>\
    <D:response><D:href>/c</D:href><D:status>HTTP/1.1 204 No Content</D:status></D:response>\
    <D:sync-token>t</D:sync-token>";

#[test]
fn chunks_change_nothing_wherever_they_are_cut() {
    let body = rooted(BODY);
    let whole = read(&body);
    assert_eq!((whole.items.len(), &whole.ending.verdict), (3, &Verdict::Complete));
    let whole = (whole.items, whole.ending.verdict);
    for cut in 0..body.len() {
        let (first, second) = body.as_bytes().split_at(cut);
        assert_eq!(chunked([first, second]), whole, "{cut}");
    }
    assert_eq!(chunked(body.as_bytes().chunks(1)), whole);
}

proptest! {
    /// What the writer writes reads back; and a blank in a tag, which only the general path takes, changes nothing.
    #[test]
    fn what_is_written_reads_back(
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
            prop_assert_eq!(item.status().as_u16(), *status);
        }
        let general = body.replace("response>", "response >");
        prop_assert_eq!(read(&general).items, document.items);
    }
}

/// The responses with another prefix than `D:`, or with none.
fn prefixed(prefix: &str, responses: &str) -> String {
    let declaration = prefix.strip_suffix(':').map_or("xmlns".to_owned(), |prefix| format!("xmlns:{prefix}"));
    rooted(responses).replace("xmlns:D", &declaration).replace("D:", prefix)
}

#[test]
fn both_paths_say_the_same() {
    let href = "<D:href>/a</D:href>";
    let status = "<D:status>HTTP/1.1 403 Forbidden</D:status>";
    for inside in [
        format!("{href}{status}"),
        format!("\n  <D:href>\n/a?b&amp;c&#33;\t</D:href>\n  {href}\n  {status}\n"),
        format!("{status}<D:responsedescription> a &lt; \u{FFFD}\u{F8FF}ü \n</D:responsedescription>{href}"),
        format!("{href}{status}<D:responsedescription></D:responsedescription>"),
        format!("{href}{status}<D:responsedescription>&quot;&apos;&#x20AC;&#38;&amp;amp;&gt;</D:responsedescription>"),
        format!("{href}{status}<D:responsedescription>fifteen bytes: \u{FFFD}&lt;\t\u{F8FF}\n</D:responsedescription>"),
        format!("{href}{status}<D:responsedescription>{}&lt;</D:responsedescription>", "thirteen one ".repeat(9)),
        format!("<D:href>/fourteen-bytes%20/%7e?q=1#f</D:href>{status}"),
        format!("<D:href>/fourteen-bytes%2</D:href>{status}"),
        format!("<D:href>/fifteen-bytes-%2x/and-many-more</D:href>{status}"),
        format!("<D:href>%41</D:href>{status}<D:href>%</D:href>"),
        format!("{href}{status}<D:error><D:a-name-of-seventeen/><D:exactly-sixteen_/></D:error>"),
        format!("{href}{status} "),
        format!("{href}\n{status}{href}"),
        format!("{href}{status}<D:error>\n<D:a/><D:b><D:href>/x</D:href> <D:href>&#47;y</D:href></D:b></D:error>"),
        format!("{href}{status}<D:error><D:a></D:a></D:error><D:error/>"),
        format!("{href}{status}<D:error><D:a>text</D:a></D:error>"),
        format!("{href}{status}<D:error><D:a> </D:a><a/></D:error>"),
        format!("{href}{status}<D:location><D:href>/l</D:href>\n</D:location>"),
        format!("{href}{status}<D:location/>"),
        format!("{href}{status}{status}"),
        format!("{href}<D:status>HTTP/1.1 599 </D:status>"),
        format!("{href}<D:status>HTTP/1.1 200</D:status>"),
        format!("{href}<D:status>HTTP/1.1 200  OK</D:status>"),
        format!("{href}<D:status> HTTP/1.1 200 OK</D:status>"),
        format!("{href}<D:status>HTTP/1.1 200 OK\n</D:status>"),
        format!("{href}<D:status>HTTP/1.1 &#50;00 OK</D:status>"),
        format!("{href}<D:status>HTTP/1.1 103 Early</D:status>"),
        format!("{href}<D:status>HTTP/1.1 999 x</D:status>"),
        format!("<D:href>/a b</D:href>{status}"),
        format!("<D:href>/a>b</D:href>{status}"),
        format!("{href}<D:propstat>\n<D:prop> <D:a/><D:b>1 &amp;\n</D:b><D:c></D:c></D:prop>{status}</D:propstat>"),
        format!("{href}<D:propstat>{status}<D:prop/></D:propstat><D:propstat><D:prop></D:prop>{status}</D:propstat>"),
        format!("{href}<D:propstat><D:prop><D:a><D:b/></D:a><x/></D:prop>{status}</D:propstat>"),
        format!("{href}<D:propstat><D:prop>text</D:prop>{status}</D:propstat>"),
        format!("{href}{status}<D:propstat><D:prop><D:a/></D:prop>{status}</D:propstat>"),
        format!("{href}{href}<D:propstat><D:prop><D:a/></D:prop>{status}</D:propstat>"),
        format!("{href}<D:propstat><D:prop><D:a/></D:prop></D:propstat>"),
        format!("{href}<D:propstat>{status}</D:propstat>"),
        "<D:href>/a</D:href>".to_owned(),
        status.to_owned(),
    ] {
        for prefix in ["D:", "", "dav:", "davns:", "much-longer:"] {
            let usual = read(&prefixed(prefix, &format!("<D:response>{inside}</D:response>")));
            // A blank in the end tag leaves the response to the general path, and every position as it is.
            let general = read(&prefixed(prefix, &format!("<D:response>{inside}</D:response >")));
            assert_eq!(usual.ending.verdict, Verdict::Complete, "{prefix} {inside}");
            assert_eq!(usual.ending.verdict, general.ending.verdict, "{prefix} {inside}");
            assert_eq!(usual.items, general.items, "{prefix} {inside}");
        }
    }
}
