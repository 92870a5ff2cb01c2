//! DAV XML: the elements, their order, and the rules of RFC 4918.

use std::time::Duration;

use multistatus::{DavXml, Key, MultiStatus, Outcome, StatusCode, format::Duplicates};

use crate::{body, dav_response};

#[derive(Outcome)]
#[outcome(type_base = "https://example.com/problems/")]
#[allow(dead_code)]
enum Upload {
    #[outcome(201, header("Location", "/created/{0} b"))]
    Created(u32),
    #[outcome(423, "locked by {owner}", condition = "lock-token-submitted")]
    Locked { owner: String },
    #[outcome(
        409,
        condition("urn:ietf:params:xml:ns:caldav", "no-uid-conflict"),
        condition = "resource-must-be-null",
        title = "Taken"
    )]
    Taken {
        #[outcome(condition_href = "no-uid-conflict")]
        existing: String,
    },
    #[outcome(507, type = "urn:example:quota", condition = "quota-not-exceeded")]
    Full {
        #[outcome(extension)]
        used: u64,
        #[outcome(extension = "limits")]
        limits: Vec<u8>,
        #[outcome(extension = "not a name")]
        left_out: bool,
        #[outcome(retry_after)]
        wait: Duration,
    },
    #[outcome(301)]
    Moved(#[outcome(header = "Location")] String),
}

#[test]
fn a_success_has_only_an_href_and_a_status() {
    assert_eq!(dav_response(StatusCode::OK), "<D:status>HTTP/1.1 200 OK</D:status>");
}

#[test]
fn a_status_line_keeps_the_space_before_an_empty_reason_phrase() {
    let status = StatusCode::from_u16(599).unwrap();
    assert_eq!(dav_response(status), "<D:status>HTTP/1.1 599 </D:status>");
    assert_eq!(dav_response(StatusCode::IM_A_TEAPOT), "<D:status>HTTP/1.1 418 </D:status>");
}

#[test]
fn an_interim_status_is_written_as_500() {
    assert_eq!(dav_response(StatusCode::PROCESSING), "<D:status>HTTP/1.1 500 Internal Server Error</D:status>");
}

#[test]
fn elements_are_in_the_order_of_rfc_4918_section_14_24() {
    assert_eq!(
        dav_response(Upload::Locked { owner: "O'Neil & <co>".into() }),
        concat!(
            "<D:status>HTTP/1.1 423 Locked</D:status>",
            "<D:error><D:lock-token-submitted><D:href>/k</D:href></D:lock-token-submitted>",
            "<problem xmlns=\"urn:ietf:rfc:7807\"><type>https://example.com/problems/locked</type></problem></D:error>",
            "<D:responsedescription>locked by O'Neil &amp; &lt;co&gt;</D:responsedescription>",
        )
    );
}

#[test]
fn a_location_is_written_as_a_percent_encoded_href() {
    assert_eq!(
        dav_response(Upload::Created(7)),
        concat!(
            "<D:status>HTTP/1.1 201 Created</D:status>",
            "<D:location><D:href>/created/7%20b</D:href></D:location>",
        )
    );
}

#[test]
fn a_redirection_has_a_location_and_no_problem() {
    assert_eq!(
        dav_response(Upload::Moved("https://example.com/ü".into())),
        concat!(
            "<D:status>HTTP/1.1 301 Moved Permanently</D:status>",
            "<D:location><D:href>https://example.com/%C3%BC</D:href></D:location>",
        )
    );
}

#[test]
fn a_condition_of_another_namespace_declares_its_own_prefix() {
    assert_eq!(
        dav_response(Upload::Taken { existing: "/a&b".into() }),
        concat!(
            "<D:status>HTTP/1.1 409 Conflict</D:status>",
            "<D:error>",
            "<X:no-uid-conflict xmlns:X=\"urn:ietf:params:xml:ns:caldav\"><D:href>/a&amp;b</D:href></X:no-uid-conflict>",
            "<D:resource-must-be-null/>",
            "<problem xmlns=\"urn:ietf:rfc:7807\">",
            "<type>https://example.com/problems/taken</type><title>Taken</title></problem>",
            "</D:error>",
        )
    );
}

#[test]
fn a_problem_is_written_as_in_appendix_b_of_rfc_9457() {
    assert_eq!(
        dav_response(Upload::Full { used: 7, limits: vec![1, 2], left_out: true, wait: Duration::from_secs(1) }),
        concat!(
            "<D:status>HTTP/1.1 507 Insufficient Storage</D:status>",
            "<D:error><D:quota-not-exceeded/>",
            "<problem xmlns=\"urn:ietf:rfc:7807\"><type>urn:example:quota</type>",
            "<limits><i>1</i><i>2</i></limits><used>7</used></problem></D:error>",
        ),
        "a member whose name is not an XML name is left out"
    );
}

#[test]
fn the_default_namespace_form_uses_no_prefix() {
    let mut result = MultiStatus::new().description("half of it");
    result.push("/a", Upload::Taken { existing: "/b".into() });
    assert_eq!(
        body(&result, &DavXml::new().default_namespace()),
        concat!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<multistatus xmlns=\"DAV:\">",
            "<response><href>/a</href><status>HTTP/1.1 409 Conflict</status><error>",
            "<X:no-uid-conflict xmlns:X=\"urn:ietf:params:xml:ns:caldav\"><href>/b</href></X:no-uid-conflict>",
            "<resource-must-be-null/><problem xmlns=\"urn:ietf:rfc:7807\">",
            "<type>https://example.com/problems/taken</type><title>Taken</title></problem></error></response>",
            "<responsedescription>half of it</responsedescription></multistatus>",
        )
    );
}

#[test]
fn without_items_the_body_is_an_empty_multistatus() {
    assert_eq!(
        body(&MultiStatus::<StatusCode>::new(), &DavXml::new()),
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:multistatus xmlns:D=\"DAV:\"></D:multistatus>"
    );
}

#[test]
fn every_key_is_written_as_a_valid_href() {
    let mut result = MultiStatus::new();
    result.push("/a b\r\n/ü?x=1&y=2#z", StatusCode::OK);
    result.push(Key::path("/100% #1?.txt"), StatusCode::OK);
    result.push_outcome(StatusCode::OK);
    let body = body(&result, &DavXml::new());
    assert!(body.contains("<D:href>/a%20b%0D%0A/%C3%BC?x=1&amp;y=2#z</D:href>"), "{body}");
    assert!(body.contains("<D:href>/100%25%20%231%3F.txt</D:href>"), "{body}");
    assert!(body.contains("<D:href>2</D:href>"), "an item without a key gets its index: {body}");
}

#[test]
fn duplicate_keys_are_logged_or_rejected() {
    let result: MultiStatus<_> =
        [("/a b", StatusCode::OK), ("/c", StatusCode::OK), ("/a%20b", StatusCode::GONE)].into_iter().collect();
    assert!(result.encode(&DavXml::new()).is_ok(), "by default, a duplicate is only logged");
    let error = result.encode(&DavXml::new().duplicates(Duplicates::Reject)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "items 0 and 2 have the same key `/a%20b`; DAV XML allows each href once",
        "keys are compared in their encoded form"
    );
    assert!(result.encode(&multistatus::Json).is_ok());
}
