//! Properties, the content of conditions, languages and unknown elements: every format writes what was read.

use std::borrow::Cow;

use multistatus::{
    DavXml, Item, Json, JsonLines, MultiStatus, Outcome, Reader, StatusCode, format::Format, outcome::Propstat,
};

use crate::{body, dav_response, json_item};

const PROPERTIES: &str = concat!(
    "<D:propstat><D:prop><D:getetag xmlns:D=\"DAV:\">\"1\"</D:getetag><x:size xmlns:x=\"urn:x\">2</x:size><none><in/></none></D:prop>",
    "<D:status>HTTP/1.1 200 OK</D:status></D:propstat>",
    "<D:propstat><D:prop><owner xmlns=\"DAV:\"/></D:prop><D:status>HTTP/1.1 403 Forbidden</D:status>",
    "<D:error><D:cannot-modify-protected-property/></D:error>",
    "<D:responsedescription>it is &lt;fixed&gt;</D:responsedescription></D:propstat>",
);

/// Reads a complete body with one item that has no defects.
fn read_item(body: &str) -> Item {
    let document = Reader::new().read(body.as_bytes());
    assert!(document.ending.verdict.is_complete(), "{}: {body}", document.ending.verdict);
    let [item] = document.items.as_slice() else { panic!("{body}") };
    assert_eq!(item.defects(), [], "{body}");
    item.clone()
}

/// Reads one item from the content of its DAV `response`.
fn read_dav(response: &str) -> Item {
    let response = format!("<D:response><D:href>/k</D:href>{response}</D:response>");
    read_item(&format!("<D:multistatus xmlns:D=\"DAV:\">{response}</D:multistatus>"))
}

/// Writes an item and reads it back.
fn round_trip(item: &Item, format: &impl Format<Item>) -> Item {
    read_item(&body(&MultiStatus::from_outcomes([item.clone()]), format))
}

#[test]
fn propstats_are_written_as_they_were_read() {
    let item = read_dav(PROPERTIES);
    assert_eq!(dav_response(&item), PROPERTIES);
    assert_eq!(round_trip(&item, &DavXml::new()), item);
    // Inside a default namespace, an element that is in no namespace undeclares it.
    let mut plain = round_trip(&item, &DavXml::new().default_namespace()).propstats().to_vec();
    assert_eq!(&*plain[0].properties[2].xml, "<none xmlns=\"\"><in/></none>");
    plain[0].properties[2].xml = item.propstats()[0].properties[2].xml.clone();
    assert_eq!(plain, item.propstats());
}

#[test]
fn successful_propstats_are_written_first() {
    let (good, bad) =
        PROPERTIES.split_once("</D:propstat>").map(|(good, bad)| (format!("{good}</D:propstat>"), bad)).unwrap();
    assert_eq!(dav_response(read_dav(&format!("{bad}{good}"))), PROPERTIES);
}

#[test]
fn a_borrowed_item_is_written_like_an_owned_one() {
    let whole = format!(
        "<D:multistatus xmlns:D=\"DAV:\"><D:response><D:href>/k</D:href>{PROPERTIES}</D:response></D:multistatus>"
    );
    let mut reading = Reader::new().whole(whole.as_bytes());
    let item = reading.next_item().expect("an item");
    assert_eq!((dav_response(item), json_item(item)), (PROPERTIES.to_owned(), json_item(item.to_item())));
}

#[test]
fn json_keeps_propstats() {
    let item = read_dav(PROPERTIES);
    let expected = serde_json::json!([
        {"status": 200, "properties": [
            {"name": "{DAV:}getetag", "xml": "<D:getetag xmlns:D=\"DAV:\">\"1\"</D:getetag>"},
            {"name": "{urn:x}size", "xml": "<x:size xmlns:x=\"urn:x\">2</x:size>"},
            {"name": "{}none", "xml": "<none><in/></none>"}]},
        {"status": 403, "properties": [{"name": "{DAV:}owner", "xml": "<owner xmlns=\"DAV:\"/>"}],
         "conditions": [{"name": "{DAV:}cannot-modify-protected-property"}], "description": "it is <fixed>"}
    ]);
    let written: serde_json::Value = serde_json::from_str(&json_item(&item)).unwrap();
    assert_eq!((&written["status"], &written["propstats"]), (&serde_json::json!(403), &expected));
    assert_eq!(serde_json::to_value(item.json()).unwrap()["propstats"], expected);
    for read in [round_trip(&item, &Json), round_trip(&item, &JsonLines)] {
        assert_eq!(read.propstats(), item.propstats());
        assert_eq!(dav_response(&read), PROPERTIES, "from JSON back to DAV XML");
    }
}

#[test]
fn a_status_that_contradicts_the_propstats_replaces_them() {
    let properties = "<D:propstat><D:prop><a/></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>";
    let status = |code: u16| {
        let document = format!(
            r#"{{"responses":[{{"id":"/k","status":{code},"propstats":[{{"status":200,"properties":[{{"name":"{{}}a","xml":"<a/>"}}]}}]}}],"summary":null}}"#
        );
        dav_response(read_item(&document))
    };
    assert_eq!(status(200), properties);
    assert_eq!(status(507), "<D:status>HTTP/1.1 507 Insufficient Storage</D:status>");
}

#[test]
fn the_content_of_a_condition_is_written_inside_its_element() {
    let response = concat!(
        "<D:status>HTTP/1.1 403 Forbidden</D:status><D:error>",
        "<X:need-privileges xmlns:X=\"DAV:\"><D:href>/q?a&amp;b</D:href><x:why xmlns:x=\"urn:x\">a &amp; b</x:why></X:need-privileges>",
        "<X:max xmlns:X=\"urn:y\">7</X:max></D:error>",
    );
    let item = read_dav(response);
    assert_eq!(item.conditions()[1].content(), Some("7"));
    assert_eq!(dav_response(&item), response);
    for read in [
        round_trip(&item, &DavXml::new()),
        round_trip(&item, &DavXml::new().default_namespace()),
        round_trip(&item, &Json),
    ] {
        assert_eq!(read.conditions(), item.conditions());
    }
    let written: serde_json::Value = serde_json::from_str(&json_item(&item)).unwrap();
    assert_eq!(written["body"]["conditions"], serde_json::to_value(item.json()).unwrap()["body"]["conditions"]);
    assert_eq!(Item::from_outcome(&item).conditions(), item.conditions());
}

#[test]
fn the_language_and_unknown_elements_are_kept() {
    let response = concat!(
        "<D:status>HTTP/1.1 404 Not Found</D:status><D:responsedescription xml:lang=\"de-CH\">weg</D:responsedescription>",
        "<x:more xmlns:x=\"urn:x\"><in/></x:more><other/>",
    );
    let item = read_dav(response);
    assert_eq!((item.language(), item.elements().len()), (Some("de-CH"), 2));
    assert_eq!(dav_response(&item), response);
    let plain = round_trip(&item, &DavXml::new().default_namespace());
    let names = |item: &Item| item.elements().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!((names(&plain), plain.language()), (names(&item), Some("de-CH")));
}

#[test]
fn an_invalid_language_tag_is_left_out() {
    let item = read_dav(
        "<D:status>HTTP/1.1 404 Not Found</D:status><D:responsedescription xml:lang=\"a'b>c\">x</D:responsedescription>",
    );
    assert!(dav_response(item).contains("<D:responsedescription>x</D:responsedescription>"));
}

// The sender of the JSON is not trusted: its XML must not change the elements around it.
#[test]
fn xml_that_is_not_one_self_contained_element_is_not_written() {
    for xml in ["", "</D:prop>", "<a/><b/>", "<a>", "<x:a/>", "<b/>", "<!DOCTYPE a><a/>", "<a>&bomb;</a>", "text"] {
        let document = format!(
            r#"{{"responses":[{{"id":"/k","status":403,"body":{{"title":"no","conditions":[{{"name":"{{urn:x}}c","content":{content}}}]}},
                "propstats":[{{"status":403,"properties":[{{"name":"{{}}a","xml":{xml}}},{{"name":"{{urn:y}}a","xml":{xml}}},{{"name":"{{}}<","xml":{xml}}}]}}]}}],"summary":null}}"#,
            xml = serde_json::Value::from(xml),
            content = serde_json::Value::from(format!("</D:error>{xml}")),
        );
        let expected = concat!(
            "<D:propstat><D:prop><a/><X:a xmlns:X=\"urn:y\"/></D:prop><D:status>HTTP/1.1 403 Forbidden</D:status></D:propstat>",
            "<D:error><X:c xmlns:X=\"urn:x\"/>",
        );
        let written = dav_response(read_item(&document));
        assert!(written.starts_with(expected), "{written}");
    }
}

#[test]
fn each_malformed_part_of_a_propstat_is_a_defect() {
    for (propstats, defects) in [
        ("7", 1),
        ("null", 0),
        ("[]", 0),
        ("[1,null]", 2),
        (r#"[{"status":"gone"}]"#, 1),
        (r#"[{"properties":[{},{"name":"a"},{"name":7}],"conditions":{},"description":[]}]"#, 5),
    ] {
        let body = format!(r#"{{"responses":[{{"id":"a","status":200,"propstats":{propstats}}}],"summary":null}}"#);
        let document = Reader::new().read(body.as_bytes());
        assert!(document.ending.verdict.is_complete(), "{body}");
        assert_eq!(document.items[0].defects().len(), defects, "{body}: {:?}", document.items[0].defects());
    }
}

#[test]
fn a_handwritten_outcome_can_have_propstats() {
    #[derive(Clone)]
    struct Found;

    impl Outcome for Found {
        fn status(&self) -> StatusCode {
            StatusCode::OK
        }

        fn propstats(&self) -> Cow<'_, [Propstat]> {
            Cow::Owned(vec![Propstat::new(Some(StatusCode::OK))])
        }
    }

    let expected = "<D:propstat><D:prop></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>";
    assert_eq!(dav_response(Found), expected);
    assert_eq!(dav_response(Ok::<_, Item>(Box::new(Found))), expected);
    assert_eq!(dav_response(Item::from_outcome(&Found)), expected);
}
