//! Multiget: each href that was asked for is answered, or is missing.

use multistatus::{
    Item, Reader, Report, StatusCode,
    webdav::{PropertyName, names},
};

use super::{Server, client, multistatus, with_properties, with_status, xml};

const ETAG: (&str, &str) = ("<D:getetag>\"1\"</D:getetag>", "200 OK");

fn calendar_multiget() -> PropertyName {
    PropertyName::new("urn:ietf:params:xml:ns:caldav", "calendar-multiget").unwrap()
}

#[tokio::test]
async fn a_multiget_finds_hrefs_in_other_spellings_and_names_the_missing_ones() {
    let server = Server::start(|_, seen| {
        let host = seen.header("host");
        let responses = [
            with_properties("/c/a%20b.ics", &[ETAG]),
            with_properties(&format!("http://{host}/c/u%40e.ics"), &[ETAG]),
            with_properties("/c/%c3%a9.ics", &[ETAG]),
            with_status("/c/gone.ics", "404 Not Found"),
        ];
        xml(207, multistatus(&responses.concat()))
    })
    .await;
    let asked = ["/c/a b.ics", "/c/u@e.ics", "/c/é.ics", "/c/gone.ics", "/c/unanswered.ics"];
    let request = client().multiget(server.url("/c/"), &calendar_multiget(), asked);
    let listing = request.properties([names::GETETAG]).collect().await.unwrap();
    assert_eq!(
        server.seen(0).body,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<R:calendar-multiget xmlns:D=\"DAV:\" \
         xmlns:R=\"urn:ietf:params:xml:ns:caldav\"><D:prop><D:getetag/></D:prop><D:href>/c/a%20b.ics</D:href>\
         <D:href>/c/u@e.ics</D:href><D:href>/c/%C3%A9.ics</D:href><D:href>/c/gone.ics</D:href>\
         <D:href>/c/unanswered.ics</D:href></R:calendar-multiget>"
    );
    assert_eq!(listing.missing, ["/c/unanswered.ics".into()]);
    assert_eq!(listing.found().count(), 3);
    assert_eq!(
        listing.into_result().unwrap_err().to_string(),
        "2 of 5 items did not succeed: /c/gone.ics: 404 Not Found, /c/unanswered.ics: missing"
    );
}

#[test]
fn a_report_on_a_multiget_finds_hrefs_in_other_spellings_and_names_the_missing_ones() {
    let body = multistatus(
        &[with_properties("/c/a%20b.ics", &[ETAG]), with_properties("https://example.com/c/u%40e.ics", &[ETAG])]
            .concat(),
    );
    let report = Report::<Item>::new(Reader::new().read(body.as_bytes()));
    let report = report.for_keys(["/c/a b.ics", "/c/u@e.ics", "https://example.com/c/x.ics"]);
    assert_eq!(report.items().map(|item| item.status()).collect::<Vec<_>>(), [StatusCode::OK; 2]);
    assert_eq!(
        report.into_result().unwrap_err().to_string(),
        "1 of 3 items did not succeed: https://example.com/c/x.ics: missing"
    );
}

#[test]
fn a_report_does_not_take_an_absent_property_for_a_resource_that_is_gone() {
    let body = multistatus(
        &[with_properties("/alive", &[("<D:getetag/>", "404 Not Found")]), with_status("/removed", "404 Not Found")]
            .concat(),
    );
    let report = Report::<Item>::new(Reader::new().read(body.as_bytes()));
    assert_eq!(report.items().map(|item| item.is_gone()).collect::<Vec<_>>(), [false, true]);
}
