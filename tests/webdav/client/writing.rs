//! Methods that change resources: every answer becomes a report, and a failure is never taken for a success.

use multistatus::{
    client::{NextAction, webdav::DavError},
    webdav::{
        PropertyName, XmlElement,
        header::{Depth, LockToken, Overwrite},
        names,
    },
};

use super::{Server, client, multistatus, with_properties, with_status, xml};

#[tokio::test]
async fn a_plain_success_is_a_report_on_the_resource() {
    for (status, body) in [(204, ""), (200, ""), (201, "<html><body>Created</body></html>"), (200, "deleted")] {
        let server = Server::start(move |_, _| xml(status, body)).await;
        let report = client().delete(server.url("/c/a%20b?v=1")).send().await.unwrap();
        let items: Vec<_> =
            report.items().map(|item| (item.key().unwrap().encoded().to_owned(), item.status())).collect();
        assert_eq!(items, [("/c/a%20b?v=1".to_owned(), status.try_into().unwrap())]);
        assert_eq!(report.into_result().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_plain_failure_is_a_report_with_the_conditions_of_its_error_document() {
    let server = Server::start(|_, _| {
        let condition = "<D:lock-token-submitted><D:href>/c/locked</D:href></D:lock-token-submitted>";
        xml(423, format!("<?xml version=\"1.0\"?><D:error xmlns:D=\"DAV:\">{condition}</D:error>"))
    })
    .await;
    let report = client().delete(server.url("/c/")).send().await.unwrap();
    let item = report.items().next().unwrap();
    assert_eq!(item.next(), &NextAction::Fix);
    let condition = &item.item().conditions()[0];
    assert_eq!((condition.condition().name(), condition.hrefs()[0].as_str()), ("lock-token-submitted", "/c/locked"));
    assert_eq!(report.into_result().unwrap_err().to_string(), "1 of 1 items did not succeed: /c/: 423 Locked");
}

#[tokio::test]
async fn a_207_with_a_failure_is_never_a_success_and_names_the_member() {
    // Apache sends the multi-status under the status 424.
    for status in [207, 424, 200] {
        let server = Server::start(move |_, _| {
            xml(
                status,
                multistatus(
                    &[with_status("/c/locked", "423 Locked"), with_status("/c/", "424 Failed Dependency")].concat(),
                ),
            )
        })
        .await;
        let report = client().delete(server.url("/c/")).send().await.unwrap();
        let failure = report.into_result().unwrap_err();
        assert_eq!(
            failure.to_string(),
            "2 of 2 items did not succeed: /c/locked: 423 Locked, /c/: 424 Failed Dependency",
            "{status}"
        );
    }
}

#[tokio::test]
async fn a_page_to_sign_in_is_not_a_success() {
    let server = Server::start(|_, seen| {
        if seen.path != "/sign-in" {
            return Err((axum::http::StatusCode::SEE_OTHER, [("location", "/sign-in")]));
        }
        Ok(([("content-type", "text/html")], "<html><body>Sign in</body></html>"))
    })
    .await;
    let error = client().delete(server.url("/c/")).send().await.unwrap_err();
    assert_eq!(server.seen(1).method.as_str(), "GET");
    assert!(matches!(&error, DavError::Redirected { to } if *to == server.url("/sign-in")), "{error}");
}

#[tokio::test]
async fn a_207_without_a_readable_body_is_an_error() {
    for body in ["", "not XML", "<D:multistatus xmlns:D=\"DAV:\"><D:response>"] {
        let server = Server::start(move |_, _| xml(207, body)).await;
        let error = client().delete(server.url("/c/")).send().await.unwrap_err();
        assert!(matches!(error, DavError::Client(_)), "{body}: {error}");
    }
}

#[tokio::test]
async fn copy_and_move_send_their_header_fields() {
    let server = Server::start(|_, _| xml(201, "")).await;
    let token = LockToken::new("urn:uuid:1").unwrap();
    let request = client().copy(server.url("/a/"), "/b c/").depth(Depth::Zero).overwrite(Overwrite::Fail);
    request.lock_token(&token).send().await.unwrap().into_result().unwrap();
    let seen = server.seen(0);
    assert_eq!((seen.method.as_str(), &*seen.path), ("COPY", "/a/"));
    assert_eq!(seen.header("destination"), server.url("/b%20c/"));
    assert_eq!((seen.header("depth"), seen.header("overwrite"), seen.header("if")), ("0", "F", "(<urn:uuid:1>)"));

    let with_password = server.url("/a").replace("http://", "http://ada:secret@");
    let request = client().move_to(&with_password, &server.url("/d")).lock_tokens([("/a", &token), ("/d", &token)]);
    request.send().await.unwrap().into_result().unwrap();
    let seen = server.seen(1);
    assert_eq!((seen.method.as_str(), seen.header("destination")), ("MOVE", &*server.url("/d")));
    assert_eq!(seen.header("if"), "</a> (<urn:uuid:1>) </d> (<urn:uuid:1>)");

    client().move_to(&with_password, "e").send().await.unwrap().into_result().unwrap();
    assert_eq!(server.seen(2).header("destination"), server.url("/e"), "without the password");
}

#[tokio::test]
async fn a_proppatch_sends_its_changes_in_order_with_declared_prefixes() {
    let server = Server::start(|_, _| xml(204, "")).await;
    let color = PropertyName::new("urn:x", "color").unwrap();
    let element = XmlElement::parse("<y:z xmlns:y='urn:y' xml:lang='de'>ä<b/></y:z>").unwrap();
    let request = client().proppatch(server.url("/a")).set(&color, "red & <blue>").set_element(&element);
    let request = request.remove(&names::DISPLAYNAME).set(&color, "green").set(&color, &None::<String>).minimal();
    request.send().await.unwrap().into_result().unwrap();
    let seen = server.seen(0);
    assert_eq!((seen.method.as_str(), seen.header("prefer")), ("PROPPATCH", "return=minimal"));
    let body = XmlElement::parse(&seen.body).unwrap();
    let instructions: Vec<_> = body
        .children()
        .iter()
        .map(|instruction| {
            let properties = instruction.dav_child("prop").unwrap().children();
            let properties =
                properties.iter().map(|property| (property.name().to_string(), property.text().to_owned()));
            (instruction.name().local().to_owned(), properties.collect::<Vec<_>>())
        })
        .collect();
    let property = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    assert_eq!(
        instructions,
        [
            ("set".to_owned(), vec![property("{urn:x}color", "red & <blue>"), property("{urn:y}z", "ä")]),
            ("remove".to_owned(), vec![property("{DAV:}displayname", "")]),
            ("set".to_owned(), vec![property("{urn:x}color", "green")]),
            ("remove".to_owned(), vec![property("{urn:x}color", "")]),
        ]
    );
    assert!(seen.body.contains("xml:lang='de'"), "{}", seen.body);
}

#[tokio::test]
async fn a_failed_proppatch_names_the_property() {
    let server = Server::start(|_, _| {
        xml(
            207,
            multistatus(&with_properties(
                "/a",
                &[("<D:getetag/>", "403 Forbidden"), ("<x:color xmlns:x='urn:x'/>", "424 Failed Dependency")],
            )),
        )
    })
    .await;
    let request = client().proppatch(server.url("/a")).set(&names::GETETAG, "x");
    let report = request.send().await.unwrap();
    assert_eq!(report.items().next().unwrap().item().propstats().len(), 2);
    let failure = report.into_result().unwrap_err();
    assert_eq!(failure.to_string(), "1 of 1 items did not succeed: /a: 403 Forbidden for {DAV:}getetag");
    assert_eq!(failure.failures[0].properties, ["{DAV:}getetag"]);
}

#[tokio::test]
async fn a_404_beside_a_success_is_a_failure_of_a_proppatch() {
    let server = Server::start(|_, _| {
        xml(
            207,
            multistatus(&with_properties(
                "/a",
                &[("<D:displayname/>", "200 OK"), ("<x:color xmlns:x='urn:x'/>", "404 Not Found")],
            )),
        )
    })
    .await;
    let report = client().proppatch(server.url("/a")).set(&names::DISPLAYNAME, "x").send().await.unwrap();
    assert_eq!(
        report.into_result().unwrap_err().to_string(),
        "1 of 1 items did not succeed: /a: 404 Not Found for {urn:x}color"
    );
}

#[tokio::test]
async fn a_failed_extended_mkcol_has_the_properties_that_failed() {
    let server = Server::start(|_, _| {
        let propstat = "<D:propstat><D:prop><D:resourcetype/></D:prop><D:status>HTTP/1.1 403 Forbidden</D:status>\
            <D:error><D:valid-resourcetype/></D:error></D:propstat>";
        xml(403, format!("<D:mkcol-response xmlns:D=\"DAV:\">{propstat}</D:mkcol-response>"))
    })
    .await;
    let report = client().mkcol(server.url("/c/")).send().await.unwrap();
    let propstat = &report.items().next().unwrap().item().propstats()[0];
    assert_eq!(propstat.conditions[0].condition().name(), "valid-resourcetype");
    assert_eq!(
        report.into_result().unwrap_err().to_string(),
        "1 of 1 items did not succeed: /c/: 403 Forbidden for {DAV:}resourcetype"
    );
}
