//! Requests of WebDAV: no body and no header field causes a panic, and what is read means the same when it is written.

use std::fmt::Debug;

use multistatus::{
    Key,
    http::{HeaderMap, HeaderValue, header::CONTENT_TYPE},
    read::Limits,
    webdav::{
        XmlElement,
        header::{
            DavPreferences, Depth, Destination, HeaderError, IfHeader, LockTimeout, LockToken, Overwrite, ResourceState,
        },
        request::{Instruction, LockInfo, Mkcol, Propfind, Proppatch, ReportRequest},
    },
};

/// Reads a body as that of each request, and asserts that each element that is kept means the same in another document.
pub fn assert_requests_are_read(body: &[u8]) {
    for content_type in ["application/xml", "text/xml; charset=utf-16", "text/xml; charset=iso-8859-1"] {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        let propfind = Propfind::parse(&headers, body);
        let Ok(root) =
            XmlElement::decode(body, content_type.split_once('=').map(|(_, charset)| charset), Limits::default())
        else {
            assert!(propfind.is_err() || body.trim_ascii().is_empty(), "{propfind:?}");
            continue;
        };
        assert_means_the_same_anywhere(&root);
        if let Ok(proppatch) = Proppatch::parse(&headers, body) {
            assert!(!proppatch.instructions.is_empty());
            proppatch.instructions.iter().for_each(assert_is_kept);
        }
        for mkcol in [Mkcol::parse(&headers, body), Mkcol::parse_calendar(&headers, body)].into_iter().flatten() {
            mkcol.instructions.iter().for_each(assert_is_kept);
        }
        if let Ok(Some(lock)) = LockInfo::parse(&headers, body) {
            lock.owner.iter().for_each(assert_means_the_same_anywhere);
        }
        if let Ok(ReportRequest::Multiget { hrefs, parameters, .. }) = ReportRequest::parse(&headers, body) {
            assert!(!hrefs.is_empty());
            parameters.iter().for_each(assert_means_the_same_anywhere);
        }
    }
}

fn assert_is_kept(instruction: &Instruction) {
    if let Instruction::Set(value) = instruction {
        assert_means_the_same_anywhere(value);
    }
}

fn assert_means_the_same_anywhere(element: &XmlElement) {
    let xml = element.to_xml();
    for (start, end) in
        [("<D:prop xmlns:D='DAV:'>", "</D:prop>"), ("<prop xmlns='DAV:' xmlns:x='urn:other'>", "</prop>")]
    {
        // An element at the limit of the depth does not fit into another one.
        if let Ok(document) = XmlElement::parse(&format!("{start}{xml}{end}")) {
            assert_eq!(&document.children()[0], element, "{xml}");
        }
    }
}

/// Reads a value as that of each header field, and asserts that the field writes what it reads.
pub fn assert_fields_are_written_as_read(value: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(value) else { return };
    let headers = |value: HeaderValue| {
        let names =
            [Depth::NAME, Destination::NAME, IfHeader::NAME, LockToken::NAME, LockTimeout::NAME, Overwrite::NAME];
        names.into_iter().map(|name| (name, value.clone())).collect::<HeaderMap>()
    };
    let fields = headers(value.clone());
    assert_is_written_as_read(&fields, Depth::parse, |depth, headers| depth.insert(headers));
    assert_is_written_as_read(&fields, Destination::parse, Destination::insert);
    assert_is_written_as_read(&fields, IfHeader::parse, IfHeader::insert);
    assert_is_written_as_read(&fields, LockToken::parse, LockToken::insert);
    assert_is_written_as_read(&fields, |headers| Overwrite::parse(headers).map(Some), |it, headers| it.insert(headers));
    let _ = (LockTimeout::parse(&fields), LockTimeout::granted(&fields, LockTimeout::Infinite));
    if let Ok(Some(field)) = IfHeader::parse(&fields) {
        let _ = field.evaluate(&Key::from("/"), Some("example.com"), |_| ResourceState::default());
    }
    let preferences: HeaderMap =
        ["prefer", "brief"].map(|name| (name.parse().unwrap(), value.clone())).into_iter().collect();
    DavPreferences::parse(&preferences).insert_applied(&mut HeaderMap::new());
}

fn assert_is_written_as_read<T: PartialEq + Debug>(
    headers: &HeaderMap,
    parse: impl Fn(&HeaderMap) -> Result<Option<T>, HeaderError>,
    insert: impl Fn(&T, &mut HeaderMap),
) {
    if let Ok(Some(field)) = parse(headers) {
        let mut written = HeaderMap::new();
        insert(&field, &mut written);
        assert_eq!(parse(&written), Ok(Some(field)));
    }
}
