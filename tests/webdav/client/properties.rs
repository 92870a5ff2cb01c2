//! Properties of a resource: their values, and how absent, failed and invalid ones are told apart.

use multistatus::{
    Reader,
    client::webdav::{PropertyError, Resource},
    webdav::{PropertyName, names},
};

use super::{multistatus, with_properties, with_status};

fn resources(responses: &str) -> Vec<Resource> {
    let body = multistatus(responses);
    let mut reading = Reader::new().whole(body.as_bytes());
    let mut resources = Vec::new();
    while let Some(item) = reading.next_item() {
        let borrowed = Resource::from(item);
        let owned = Resource::from(item.to_item());
        let view = |resource: &Resource| {
            let properties = resource.properties();
            properties
                .map(|property| (property.name(), property.status(), property.xml().to_owned()))
                .collect::<Vec<_>>()
        };
        assert_eq!((borrowed.href(), view(&borrowed)), (owned.href(), view(&owned)));
        assert_eq!((borrowed.status(), borrowed.is_gone()), (owned.status(), owned.is_gone()));
        assert_eq!(borrowed.failure().is_some(), owned.failure().is_some());
        resources.push(borrowed);
    }
    resources
}

fn resource(propstats: &[(&str, &str)]) -> Resource {
    resources(&with_properties("/a", propstats)).remove(0)
}

#[test]
fn absent_failed_and_invalid_properties_are_told_apart() {
    let resource = resource(&[
        ("<D:getetag/>", "404 Not Found"),
        ("<D:getcontentlength>many</D:getcontentlength><D:displayname>A</D:displayname>", "200 OK"),
        ("<D:lockdiscovery/>", "403 Forbidden"),
    ]);
    assert_eq!(resource.get::<String>(&names::DISPLAYNAME).unwrap().as_deref(), Some("A"));
    assert_eq!(resource.get::<String>(&names::GETETAG).unwrap(), None, "a 404 propstat");
    assert_eq!(resource.get::<String>(&names::CREATIONDATE).unwrap(), None, "not listed");
    let failed = resource.get::<String>(&names::LOCKDISCOVERY).unwrap_err();
    assert!(matches!(&failed, PropertyError::Failed { failure, .. } if failure.status() == 403));
    assert_eq!(failed.to_string(), "/a: {DAV:}lockdiscovery failed with 403");
    let invalid = resource.get::<u64>(&names::GETCONTENTLENGTH).unwrap_err();
    assert!(matches!(invalid, PropertyError::Invalid { .. }));
    assert!(invalid.to_string().starts_with("/a: invalid {DAV:}getcontentlength: expected "), "{invalid}");
    assert!(invalid.to_string().ends_with("found `many`"), "{invalid}");
}

#[test]
fn a_property_with_status_404_is_not_a_resource_that_is_gone() {
    let responses = [
        with_properties("/alive", &[("<D:getetag/>", "404 Not Found")]),
        with_status("/removed", "404 Not Found"),
        with_status("/removed-for-good", "410 Gone"),
        with_status("/secret", "403 Forbidden"),
    ];
    let gone: Vec<_> = resources(&responses.concat()).iter().map(Resource::is_gone).collect();
    assert_eq!(gone, [false, true, true, false]);
    assert_eq!(resource(&[("<D:getetag/>", "404 Not Found")]).get::<String>(&names::GETETAG).unwrap(), None);
}

#[test]
fn the_failure_of_a_property_has_its_conditions_and_description() {
    let response = "<D:response><D:href>/a</D:href><D:propstat><D:prop><D:getetag/></D:prop>\
        <D:status>HTTP/1.1 409 Conflict</D:status><D:error><D:preserved-live-properties/></D:error>\
        <D:responsedescription>busy</D:responsedescription></D:propstat></D:response>";
    let Err(PropertyError::Failed { failure, .. }) = resources(response)[0].get::<String>(&names::GETETAG) else {
        panic!("a failure");
    };
    assert_eq!((failure.conditions()[0].condition().name(), failure.text()), ("preserved-live-properties", "busy"));
}

#[test]
fn values_are_the_same_in_every_spelling() {
    for (xml, expected) in [
        ("<D:displayname>a b</D:displayname>", "a b"),
        ("<D:displayname note='>'>a b</D:displayname >", "a b"),
        ("<D:displayname note='/>'/>", ""),
        ("<D:displayname/>", ""),
        ("<D:displayname></D:displayname>", ""),
        ("<D:displayname>a &amp; b</D:displayname>", "a & b"),
        ("<D:displayname>a<![CDATA[ & ]]>b</D:displayname>", "a & b"),
        ("<D:displayname>a<!-- - -->b</D:displayname>", "ab"),
        ("<D:displayname>a\r\nb</D:displayname>", "a\nb"),
        ("<E:displayname xmlns:E='DAV:'>a b</E:displayname>", "a b"),
        ("<displayname xmlns='DAV:'>a b</displayname>", "a b"),
    ] {
        let resource = resource(&[(xml, "200 OK")]);
        assert_eq!(resource.get::<String>(&names::DISPLAYNAME).unwrap().as_deref(), Some(expected), "{xml}");
        let element = resource.property(&names::DISPLAYNAME).unwrap().element().unwrap();
        assert_eq!(element.text(), expected, "{xml}");
    }
}

#[test]
fn a_property_is_found_by_its_namespace_and_not_by_its_prefix() {
    let resource = resource(&[("<D:color xmlns:D='urn:x'>red</D:color><color xmlns=''>none</color>", "200 OK")]);
    let value =
        |namespace: &'static str| resource.get::<String>(&PropertyName::new(namespace, "color").unwrap()).unwrap();
    assert_eq!(value("urn:x").as_deref(), Some("red"));
    assert_eq!(value("").as_deref(), Some("none"));
    assert_eq!(value("DAV:"), None);
}

#[test]
fn a_collection_is_one_by_its_resource_type_alone() {
    let is_collection = |xml: &str| resource(&[(xml, "200 OK")]).is_collection();
    assert!(is_collection("<D:resourcetype><D:collection/></D:resourcetype>"));
    assert!(is_collection("<D:resourcetype><x:calendar xmlns:x='urn:x'/><D:collection/></D:resourcetype>"));
    assert!(!is_collection("<D:resourcetype/>"));
    assert!(!is_collection("<D:resourcetype><collection xmlns='urn:x'/></D:resourcetype>"));
    assert!(!is_collection("<D:displayname>collection</D:displayname>"));
}

#[test]
fn a_resource_with_status_200_and_no_properties_was_found() {
    let found = resources(&with_status("/a", "200 OK")).remove(0);
    assert!(found.failure().is_none() && !found.is_gone());
    assert_eq!(found.get::<String>(&names::GETETAG).unwrap(), None);
}
