//! The bodies of requests: what each asks for, and what is refused with which response.

use multistatus::{
    Key, Outcome,
    http::{HeaderMap, HeaderValue},
    webdav::{
        LockScope, PropertyName, PropertyQuery, names,
        request::{Instruction, LockInfo, Mkcol, Propfind, Proppatch, ReportRequest, RequestError, SyncLevel},
        respond_one,
    },
};
use proptest::prelude::*;

use super::text;

fn xml(body: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{body}")
}

fn headers(fields: &[(&'static str, &'static str)]) -> HeaderMap {
    fields.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
}

#[track_caller]
fn assert_error<T: std::fmt::Debug>(result: Result<T, RequestError>, status: u16, message: &str) {
    let error = result.unwrap_err();
    assert_eq!((error.status().as_u16(), &*error.to_string()), (status, message));
}

fn name(namespace: &str, local: &str) -> PropertyName {
    PropertyName::new(namespace.to_owned(), local.to_owned()).unwrap()
}

fn propfind(content: &str) -> Result<PropertyQuery, RequestError> {
    let body = xml(&format!("<D:propfind xmlns:D='DAV:' xmlns:x='urn:x'>{content}</D:propfind>"));
    Propfind::parse(&HeaderMap::new(), body.as_bytes()).map(|propfind| propfind.query)
}

#[test]
fn a_propfind_asks_for_all_properties_for_names_or_for_some() {
    let all = |include: &[PropertyName]| PropertyQuery::AllProp { include: include.to_vec() };
    for (content, query) in [
        ("<D:allprop/>", all(&[])),
        ("<D:allprop/><D:include><D:sync-token/><x:a/></D:include>", all(&[names::SYNC_TOKEN, name("urn:x", "a")])),
        ("<D:include><x:a/></D:include><D:allprop/>", all(&[name("urn:x", "a")])),
        ("<D:propname/>", PropertyQuery::PropName),
        (
            "<D:prop><D:getetag/>\n<a xmlns=''/><x:b>ignored</x:b></D:prop>",
            PropertyQuery::Prop(vec![names::GETETAG, name("", "a"), name("urn:x", "b")]),
        ),
        ("<D:prop/>", PropertyQuery::Prop(Vec::new())),
        // Unknown elements, and known ones in an unexpected position.
        ("<x:expired/><D:propname x:a='1'/><D:set/>text", PropertyQuery::PropName),
        ("<D:propname/><D:include><x:a/></D:include>", PropertyQuery::PropName),
        ("<x:prop><x:a/></x:prop><D:allprop/>", all(&[])),
    ] {
        assert_eq!(propfind(content), Ok(query), "{content}");
    }
    for empty in ["", " \r\n"] {
        let query = Propfind::parse(&headers(&[("content-type", "text/plain")]), empty.as_bytes()).unwrap().query;
        assert_eq!(query, all(&[]));
    }
}

#[test]
fn a_propfind_that_does_not_say_what_it_asks_for_is_refused() {
    let expected = |found: &str| {
        format!(
            "line 2, column 1: expected one of `prop`, `allprop` and `propname` in the element `propfind`, found {found}"
        )
    };
    assert_error(propfind(""), 400, &expected("nothing"));
    assert_error(propfind("<x:expired/>"), 400, &expected("`{urn:x}expired`"));
    assert_error(propfind("<D:prop/><D:allprop/>"), 400, &expected("`prop`, `allprop`"));
    assert_error(propfind("<D:prop/><D:prop/>"), 400, &expected("`prop`, `prop`"));
    assert_error(
        propfind(&"<x:a/>".repeat(6)),
        400,
        &expected("`{urn:x}a`, `{urn:x}a`, `{urn:x}a`, `{urn:x}a` and 2 more"),
    );
    assert_error(
        Propfind::parse(&HeaderMap::new(), b"<propfind/>"),
        400,
        "line 1, column 1: expected the element {DAV:}propfind, found {}propfind",
    );
}

#[tokio::test]
async fn what_is_not_xml_is_refused_with_its_position_and_its_condition() {
    let parse = |body: &[u8]| Propfind::parse(&HeaderMap::new(), body);
    assert_error(
        parse(b"<a>\n<b></a>"),
        400,
        "the body is not valid XML: line 2, column 4: `</a>` does not match `<b>`",
    );
    // A prefix that is declared as the empty namespace.
    assert_error(
        parse(b"<D:propfind xmlns:D='DAV:'><D:prop><b:a xmlns:b=''/></D:prop></D:propfind>"),
        400,
        "the body is not valid XML: line 1, column 36: the prefix `b` is not declared",
    );
    assert_error(
        parse(b"x"),
        400,
        "the body is not valid XML: line 1, column 1: expected the root element, found text",
    );
    let bomb = b"<!DOCTYPE a [<!ENTITY b \"&b;\">]><propfind xmlns='DAV:'><allprop/></propfind>";
    let error = parse(bomb).unwrap_err();
    assert_eq!(error.status(), 403);
    let detail =
        "the body is not valid XML: line 1, column 1: it has a document type declaration, which is not supported";
    let body = text(respond_one(&error)).await;
    assert!(body.contains("<D:error xmlns:D=\"DAV:\"><D:no-external-entities/>") && body.contains(detail), "{body}");
    let deep = format!("{}{}", "<a>".repeat(300), "</a>".repeat(300));
    assert_error(
        parse(deep.as_bytes()),
        413,
        "the body is not valid XML: line 1, column 769: elements are nested more than 256 deep",
    );
    let large = vec![b'x'; (16 << 20) + 1];
    assert_error(
        parse(&large),
        413,
        "the body is not valid XML: line 1, column 1: the document has more than 16777216 bytes",
    );
    let many = format!("<propfind xmlns='DAV:'><prop>{}</prop></propfind>", "<a/>".repeat(100_000));
    assert_error(
        parse(many.as_bytes()),
        413,
        "the body is not valid XML: line 1, column 400022: there are more than 100000 elements",
    );
    assert_error(
        Propfind::parse(&headers(&[("content-type", "text/xml; charset=x-ours")]), b"<a/>"),
        415,
        "the body is not valid XML: line 1, column 1: its encoding `x-ours` is not supported",
    );
}

#[test]
fn xml_is_read_whatever_its_content_type_and_other_bodies_are_refused_by_it() {
    let body = b"<propfind xmlns='DAV:'><propname/></propfind>";
    // curl and the fetch of Node.js send the last two, unless the caller sets the header field.
    for content_type in [
        "text/xml",
        "Application/XML; charset=\"utf-8\"",
        "application/davmount+xml",
        "",
        " ",
        "text/plain;charset=UTF-8",
        "application/x-www-form-urlencoded",
    ] {
        assert!(Propfind::parse(&headers(&[("content-type", content_type)]), body).is_ok(), "{content_type}");
    }
    let error = Propfind::parse(&headers(&[("content-type", "application/json")]), b"{}").unwrap_err();
    assert_eq!(error.to_string(), "expected a body in XML, found `application/json`");
    let response = respond_one(&error);
    assert_eq!(
        (response.status().as_u16(), &response.headers()["accept"]),
        (415, &HeaderValue::from_static("application/xml, text/xml"))
    );
    let error = Propfind::parse(&headers(&[("content-encoding", "gzip")]), body).unwrap_err();
    assert_eq!(error.to_string(), "expected a body without a content encoding, found `gzip`");
    let response = respond_one(&error);
    assert_eq!(
        (response.status().as_u16(), &response.headers()["accept-encoding"]),
        (415, &HeaderValue::from_static("identity"))
    );
    assert!(Propfind::parse(&headers(&[("content-encoding", "identity")]), body).is_ok());
    let utf16: Vec<u8> =
        "<propfind xmlns='DAV:'><propname/></propfind>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(Propfind::parse(&headers(&[("content-type", "text/xml; charset=utf-16")]), &utf16).is_ok());
}

#[tokio::test]
async fn a_propfind_of_infinite_depth_may_be_refused() {
    let response = respond_one(&RequestError::InfiniteDepth);
    assert_eq!(response.status(), 403);
    assert!(text(response).await.contains("<D:propfind-finite-depth/>"));
}

fn proppatch(content: &str) -> Result<Vec<Instruction>, RequestError> {
    let body = format!("<D:propertyupdate xmlns:D='DAV:' xmlns:x='urn:x'>{content}</D:propertyupdate>");
    Proppatch::parse(&HeaderMap::new(), body.as_bytes()).map(|proppatch| proppatch.instructions)
}

#[test]
fn a_proppatch_has_its_changes_in_document_order() {
    let instructions = proppatch(
        "<D:set xml:lang='en'><D:prop><x:a>1</x:a><x:b xml:lang='de'><i/></x:b></D:prop></D:set>\
         <x:other/><D:remove><D:prop><x:a>ignored</x:a></D:prop></D:remove>\
         <D:set><D:prop xml:lang='fr'><x:a>2</x:a></D:prop></D:set>",
    );
    let described: Vec<_> = instructions
        .unwrap()
        .iter()
        .map(|instruction| match instruction {
            Instruction::Set(value) => value.to_xml(),
            Instruction::Remove(name) => format!("remove {name}"),
            _ => unreachable!(),
        })
        .collect();
    assert_eq!(
        described,
        [
            r#"<x:a xmlns:x="urn:x" xml:lang="en">1</x:a>"#,
            r#"<x:b xmlns="" xmlns:x="urn:x" xml:lang='de'><i/></x:b>"#,
            "remove {urn:x}a",
            r#"<x:a xmlns:x="urn:x" xml:lang="fr">2</x:a>"#,
        ]
    );
}

#[test]
fn a_proppatch_without_a_change_is_refused() {
    let expected =
        "line 1, column 1: expected a `set` or `remove` with a property in the element `propertyupdate`, found";
    assert_error(proppatch(""), 400, &format!("{expected} nothing"));
    assert_error(proppatch("<D:set><D:prop/></D:set>"), 400, &format!("{expected} `set`"));
    assert_error(
        proppatch("<D:set><x:a/></D:set>"),
        400,
        "line 1, column 50: expected a `prop` in the element `set`, found `{urn:x}a`",
    );
    assert_error(
        Proppatch::parse(&HeaderMap::new(), b""),
        400,
        "the body is empty; expected the element {DAV:}propertyupdate",
    );
    assert_error(
        Proppatch::parse(&HeaderMap::new(), b"<D:propfind xmlns:D='DAV:'/>"),
        400,
        "line 1, column 1: expected the element {DAV:}propertyupdate, found {DAV:}propfind",
    );
}

#[test]
fn a_small_proppatch_cannot_store_much() {
    // Each value would repeat the declarations, which the document has once.
    let namespace = "u".repeat(30_000);
    let values = "<x:a xmlns:x='y'>n:n</x:a>".repeat(2_000);
    let body = format!(
        "<D:propertyupdate xmlns:D='DAV:' xmlns:n='{namespace}'><D:set><D:prop>{values}</D:prop></D:set></D:propertyupdate>"
    );
    assert_error(
        Proppatch::parse(&HeaderMap::new(), body.as_bytes()),
        413,
        "the values of the properties, each with its namespaces and its language, take more than 16777216 bytes",
    );
}

fn lock(content: &str) -> Result<Option<LockInfo>, RequestError> {
    let body = format!("<D:lockinfo xmlns:D='DAV:'>{content}</D:lockinfo>");
    LockInfo::parse(&HeaderMap::new(), body.as_bytes())
}

#[test]
fn a_lock_is_exclusive_or_shared_and_keeps_its_owner() {
    let owner = "<D:owner>\n <D:href>http://a/?b&amp;c</D:href><!-- me --></D:owner>";
    let info = lock(&format!("<D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype>{owner}"));
    let info = info.unwrap().unwrap();
    assert_eq!(info.scope, LockScope::Exclusive);
    assert_eq!(info.owner.unwrap().to_xml(), owner.replacen("<D:owner", "<D:owner xmlns:D=\"DAV:\"", 1));
    let info = lock("<D:locktype><D:write/></D:locktype><D:lockscope><D:shared/></D:lockscope>").unwrap().unwrap();
    assert_eq!((info.scope, info.owner), (LockScope::Shared, None));
    assert_eq!(LockInfo::parse(&HeaderMap::new(), b""), Ok(None));
}

#[test]
fn a_lock_without_a_known_scope_and_type_is_refused() {
    let kind = "<D:locktype><D:write/></D:locktype>";
    let scope = "<D:lockscope><D:shared/></D:lockscope>";
    for (content, message) in [
        ("".to_owned(), "line 1, column 1: expected a `lockscope` in the element `lockinfo`, found nothing"),
        (scope.to_owned(), "line 1, column 1: expected a `locktype` in the element `lockinfo`, found `lockscope`"),
        (
            format!("<D:lockscope/>{kind}"),
            "line 1, column 28: expected one of `exclusive` and `shared` in the element `lockscope`, found nothing",
        ),
        (
            format!("<D:lockscope><D:shared/><D:exclusive/></D:lockscope>{kind}"),
            "line 1, column 28: expected one of `exclusive` and `shared` in the element `lockscope`, found `shared`, `exclusive`",
        ),
        (
            format!("{scope}<D:locktype><D:read/></D:locktype>"),
            "line 1, column 66: expected `write` in the element `locktype`, found `read`",
        ),
    ] {
        assert_error(lock(&content), 400, message);
    }
}

#[test]
fn a_mkcol_may_set_properties() {
    let parse = |body: &str| Mkcol::parse(&headers(&[]), body.as_bytes());
    let set = "<D:set><D:prop><D:resourcetype><D:collection/></D:resourcetype><D:displayname>a</D:displayname></D:prop></D:set>";
    let mkcol =
        parse(&format!("<D:mkcol xmlns:D='DAV:'>{set}<D:remove><D:prop><D:a/></D:prop></D:remove></D:mkcol>")).unwrap();
    let set_names: Vec<_> = mkcol.instructions.iter().map(|instruction| instruction.name().clone()).collect();
    assert_eq!(set_names, [names::RESOURCETYPE, names::DISPLAYNAME]);
    assert_eq!(parse("").unwrap().instructions, []);
    assert_error(parse("<a/>"), 415, "line 1, column 1: expected no body, or the element {DAV:}mkcol, found {}a");
    assert_error(
        Mkcol::parse(&headers(&[("content-type", "xzy-foo/bar-512")]), b"afafafaf"),
        415,
        "expected a body in XML, found `xzy-foo/bar-512`",
    );
    let body = format!("<C:mkcalendar xmlns:C='urn:ietf:params:xml:ns:caldav' xmlns:D='DAV:'>{set}</C:mkcalendar>");
    assert_eq!(Mkcol::parse_calendar(&headers(&[]), body.as_bytes()), Ok(mkcol));
    assert!(parse(&body).is_err());
}

fn report(fields: &[(&'static str, &'static str)], body: &str) -> Result<ReportRequest, RequestError> {
    let body = body.replace(
        " ns>",
        " xmlns='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav' xmlns:A='urn:ietf:params:xml:ns:carddav'>",
    );
    ReportRequest::parse(&headers(fields), body.as_bytes())
}

#[test]
fn a_multiget_names_its_resources() {
    let body = "<C:calendar-multiget ns><prop><getetag/><C:calendar-data><C:comp name='VCALENDAR'/></C:calendar-data></prop>\
                <href> /c/1%20a.ics\n</href><href>http://h/c/2.ics</href><href>/c/1%20a.ics</href></C:calendar-multiget>";
    let ReportRequest::Multiget { name, query, hrefs, parameters, .. } = report(&[("depth", "1")], body).unwrap()
    else {
        panic!("not a multiget")
    };
    assert_eq!(name.local(), "calendar-multiget");
    let data = PropertyName::new("urn:ietf:params:xml:ns:caldav", "calendar-data").unwrap();
    assert_eq!(query, PropertyQuery::Prop(vec![names::GETETAG, data.clone()]));
    assert_eq!(hrefs, ["/c/1 a.ics", "http://h/c/2.ics", "/c/1%20a.ics"].map(Key::from));
    assert_eq!(parameters.len(), 1);
    assert_eq!(
        (parameters[0].name(), parameters[0].children()[0].attribute("name").as_deref()),
        (&data, Some("VCALENDAR"))
    );

    let body = "<A:addressbook-multiget ns><href>/a</href></A:addressbook-multiget>";
    let multiget = report(&[], body).unwrap();
    assert!(
        matches!(multiget, ReportRequest::Multiget { query: PropertyQuery::Prop(ref names), .. } if names.is_empty())
    );
    assert_error(
        report(&[], "<A:addressbook-multiget ns><prop/></A:addressbook-multiget>"),
        400,
        "line 1, column 1: expected an `href` or more in the element `addressbook-multiget`, found `prop`",
    );
    assert!(report(&[], "<A:addressbook-multiget ns><href> </href></A:addressbook-multiget>").is_err());
}

#[test]
fn a_synchronization_has_a_token_a_level_and_a_limit() {
    let sync = |fields: &[(&'static str, &'static str)], content: &str| match report(
        fields,
        &format!("<sync-collection ns>{content}<prop><getetag/></prop></sync-collection>"),
    )? {
        ReportRequest::SyncCollection { token, level, limit, query, .. } => {
            assert_eq!(query, PropertyQuery::Prop(vec![names::GETETAG]));
            Ok((token, level, limit))
        }
        other => panic!("{other:?}"),
    };
    let one = "<sync-level>1</sync-level>";
    assert_eq!(sync(&[("depth", "0")], &format!("<sync-token/>{one}")), Ok((None, SyncLevel::One, None)));
    assert_eq!(
        sync(
            &[],
            "<sync-token> urn:t:1\n</sync-token><sync-level>infinite</sync-level><limit><nresults>10</nresults></limit>"
        ),
        Ok((Some("urn:t:1".to_owned()), SyncLevel::Infinite, Some(10)))
    );
    // A draft had the level in the header field.
    assert_eq!(sync(&[("depth", "1")], "<sync-token/>"), Ok((None, SyncLevel::One, None)));
    assert_error(
        sync(&[("depth", "1")], &format!("<sync-token/>{one}")),
        400,
        "the header field Depth is not valid: expected `0`, found `1`",
    );
    for (content, message) in [
        (one, "line 1, column 1: expected a `sync-token` in the element `sync-collection`, found `sync-level`, `prop`"),
        (
            "<sync-token/>",
            "line 1, column 1: expected a `sync-level` in the element `sync-collection`, found `sync-token`, `prop`",
        ),
    ] {
        assert_error(sync(&[], content), 400, message);
    }
    for (content, message) in [
        (
            "<sync-token/><sync-level>2</sync-level>",
            "expected `1` or `infinite` in the element `sync-level`, found `2`",
        ),
        (
            "<sync-token/><sync-level>1</sync-level><limit/>",
            "expected `nresults` in the element `limit`, found nothing",
        ),
        (
            "<sync-token/><sync-level>1</sync-level><limit><nresults>-1</nresults></limit>",
            "expected a whole number in the element `nresults`, found `-1`",
        ),
    ] {
        let error = sync(&[], content).unwrap_err();
        assert!(error.status() == 400 && error.to_string().ends_with(message), "{error}");
    }
}

#[test]
fn another_report_is_for_the_server_to_refuse() {
    let other = report(&[], "<C:calendar-query ns><prop><getetag/></prop></C:calendar-query>").unwrap();
    assert!(matches!(other, ReportRequest::Other(element) if element.name().local() == "calendar-query"));
    // In another namespace it is another report.
    assert!(matches!(
        report(&[], "<A:sync-collection ns/>".replace("/>", "></A:sync-collection>").as_str()),
        Ok(ReportRequest::Other(_))
    ));
    assert_error(
        ReportRequest::parse(&HeaderMap::new(), b""),
        400,
        "the body is empty; expected a report, such as the element {DAV:}sync-collection",
    );
}

proptest! {
    #[test]
    fn no_body_causes_a_panic(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "<D:propfind xmlns:D='DAV:'>", "<D:propertyupdate xmlns:D='DAV:'>", "<D:lockinfo xmlns:D='DAV:'>", "<D:set>", "<D:prop>",
            "<D:remove>", "<D:allprop/>", "<D:lockscope>", "<D:shared/>", "</D:set>", "</D:prop>", "</D:propertyupdate>", "<a/>",
            "<D:sync-collection xmlns:D='DAV:'>", "<D:sync-token/>", "<D:sync-level>", "x", "&", "<![CDATA[", "]]>", "<!--", "\u{0}", "</",
        ]), 0..12),
        bytes in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        for body in [pieces.concat().into_bytes(), bytes.clone(), [pieces.concat().as_bytes(), &bytes].concat()] {
            for fields in [headers(&[]), headers(&[("content-type", "text/xml; charset=utf-16"), ("depth", "1")])] {
                let _ = Propfind::parse(&fields, &body);
                let _ = Proppatch::parse(&fields, &body);
                let _ = LockInfo::parse(&fields, &body);
                let _ = Mkcol::parse(&fields, &body);
                let _ = Mkcol::parse_calendar(&fields, &body);
                let _ = ReportRequest::parse(&fields, &body);
            }
        }
    }
}
