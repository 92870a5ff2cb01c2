//! The answer to a report on named resources.

use multistatus::{
    Key, Outcome, StatusCode,
    webdav::{Multiget, PropertyQuery, PropertyXml, ResourceOutcome, names},
};

use crate::{listed::Member, text};

#[derive(Outcome)]
enum Unreadable {
    #[outcome(403, condition("urn:ietf:params:xml:ns:caldav", "supported-calendar-data"))]
    Format,
}

fn find(href: &Key) -> Option<ResourceOutcome<Member, Unreadable>> {
    match href.as_str() {
        "/c/1.ics" | "/c/%32.ics" => Some(ResourceOutcome::Properties(Member)),
        "/c/3.ics" => Some(ResourceOutcome::Failed(Unreadable::Format)),
        _ => None,
    }
}

#[tokio::test]
async fn each_href_is_answered_once_and_in_order() {
    let hrefs = ["/c/9.ics", "/c/1.ics", "/c/%32.ics", "/c/3.ics", "/c/1.ics", "/c/2.ics"].map(Key::from);
    let response = Multiget::new(hrefs).respond(PropertyXml::new(&PropertyQuery::Prop(vec![names::GETETAG])), find);
    assert_eq!(response.status(), StatusCode::MULTI_STATUS);
    let ok = concat!(
        "<D:propstat><D:prop><D:getetag>\"1\"</D:getetag></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>",
        "</D:response>"
    );
    let expected = [
        "<D:response><D:href>/c/9.ics</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>",
        &format!("<D:response><D:href>/c/1.ics</D:href>{ok}"),
        &format!("<D:response><D:href>/c/%32.ics</D:href>{ok}"),
        "<D:response><D:href>/c/3.ics</D:href><D:status>HTTP/1.1 403 Forbidden</D:status><D:error>",
        "<X:supported-calendar-data xmlns:X=\"urn:ietf:params:xml:ns:caldav\"/></D:error></D:response>",
    ];
    let body = text(response).await;
    assert!(body.ends_with(&format!("{}</D:multistatus>", expected.concat())), "{body}");
}

#[tokio::test]
async fn a_request_without_a_resource_that_exists_is_answered_too() {
    let response = Multiget::new(["/x".into()]).respond(PropertyXml::new(&PropertyQuery::default()), find);
    let body = text(response).await;
    assert!(body.contains("<D:href>/x</D:href><D:status>HTTP/1.1 404 Not Found</D:status>"), "{body}");
}
