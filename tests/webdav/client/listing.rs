//! PROPFIND: what is asked for, and the resources of the answer.

use std::{future::poll_fn, pin::pin};

use futures_core::Stream;
use multistatus::{
    Reader,
    client::{ClientError, webdav::DavError},
    read::{Limits, Verdict},
    webdav::{PropertyName, PropertyQuery, header::Depth, names},
};

use super::{Server, client, multistatus, with_properties, with_status, xml};

fn folder() -> String {
    multistatus(
        &[
            with_properties("/c/", &[("<D:resourcetype><D:collection/></D:resourcetype>", "200 OK")]),
            with_properties(
                "/c/a%20b.txt",
                &[("<D:resourcetype/><D:getcontentlength>7</D:getcontentlength>", "200 OK")],
            ),
            with_status("/c/secret", "403 Forbidden"),
        ]
        .concat(),
    )
}

#[tokio::test]
async fn a_listing_tells_collections_files_and_failures_apart() {
    let server = Server::start(|_, _| xml(207, folder())).await;
    let request = client().propfind(server.url("/c/")).properties([names::RESOURCETYPE, names::GETCONTENTLENGTH]);
    let listing = request.collect().await.unwrap();

    let seen = server.seen(0);
    assert_eq!((seen.method.as_str(), &*seen.path, seen.header("depth")), ("PROPFIND", "/c/", "1"));
    assert_eq!(
        seen.body,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:propfind xmlns:D=\"DAV:\"><D:prop><D:resourcetype/>\
         <D:getcontentlength/></D:prop></D:propfind>"
    );
    assert!(seen.header("content-type").starts_with("application/xml"));
    let found: Vec<_> = listing.found().map(|resource| (resource.href(), resource.is_collection())).collect();
    assert_eq!(found, [("/c/", true), ("/c/a%20b.txt", false)]);
    assert_eq!(listing.get("/c/a b.txt").unwrap().get::<u64>(&names::GETCONTENTLENGTH).unwrap(), Some(7));
    assert!(listing.get(&server.url("/c")).unwrap().is_collection(), "an absolute URL without the slash");
    assert_eq!(listing.failed().map(|resource| resource.href()).collect::<Vec<_>>(), ["/c/secret"]);
    let failure = listing.into_result().unwrap_err();
    assert_eq!(failure.to_string(), "1 of 3 items did not succeed: /c/secret: 403 Forbidden");
}

#[tokio::test]
async fn a_failed_resource_has_no_properties_rather_than_absent_ones() {
    let server = Server::start(|_, _| xml(207, folder())).await;
    let listing = client().propfind(server.url("/c/")).collect().await.unwrap();
    let error = listing.get("/c/secret").unwrap().get::<String>(&names::GETETAG).unwrap_err();
    assert_eq!(error.to_string(), "/c/secret: the resource failed with 403");
}

#[tokio::test]
async fn names_of_other_namespaces_are_sent_with_declared_prefixes() {
    let server = Server::start(|_, _| xml(207, folder())).await;
    let odd = PropertyName::new("urn:a&\"b", "color").unwrap();
    let query = PropertyQuery::AllProp { include: vec![odd, PropertyName::new("", "plain").unwrap()] };
    let request = client().propfind(server.url("/c/")).query(query).depth(Depth::Infinity).minimal().without_root();
    let _ = request.collect().await.unwrap();
    let seen = server.seen(0);
    assert_eq!((seen.header("depth"), seen.header("prefer")), ("infinity", "return=minimal, depth-noroot"));
    let body = element_names(&seen.body);
    assert_eq!(body, ["{DAV:}propfind", "{DAV:}allprop", "{DAV:}include", "{urn:a&\"b}color", "plain"]);
}

/// Returns the names of the elements of a document, as an independent parser reads them.
fn element_names(xml: &str) -> Vec<String> {
    let mut reader = quick_xml::NsReader::from_str(xml);
    let mut names = Vec::new();
    loop {
        use quick_xml::{events::Event, name::ResolveResult};
        let (namespace, event) = reader.read_resolved_event().unwrap();
        let start = match event {
            Event::Start(start) | Event::Empty(start) => start,
            Event::Eof => return names,
            _ => continue,
        };
        let local = start.local_name().into_inner().to_owned();
        names.push(match namespace {
            ResolveResult::Bound(namespace) => {
                format!("{{{}}}{local}", quick_xml::escape::unescape(namespace.0).unwrap())
            }
            ResolveResult::Unbound => local,
            ResolveResult::Unknown(prefix) => panic!("undeclared prefix {prefix:?}"),
        });
    }
}

#[tokio::test]
async fn resources_come_one_by_one_and_as_a_stream() {
    let server = Server::start(|_, _| xml(207, folder())).await;
    let mut resources = client().propfind(server.url("/c/")).send().await.unwrap();
    let mut hrefs = Vec::new();
    while let Some(resource) = resources.next().await.unwrap() {
        hrefs.push(resource.href().to_owned());
    }
    assert_eq!(hrefs, ["/c/", "/c/a%20b.txt", "/c/secret"]);
    assert!(!resources.is_truncated());

    let stream = client().propfind(server.url("/c/")).send().await.unwrap().into_stream();
    let mut stream = pin!(stream);
    for href in hrefs {
        let resource = poll_fn(|context| stream.as_mut().poll_next(context)).await.unwrap().unwrap();
        assert_eq!(resource.href(), href);
    }
    assert!(poll_fn(|context| stream.as_mut().poll_next(context)).await.is_none());
}

#[tokio::test]
async fn a_response_with_several_hrefs_is_one_resource_for_each() {
    let body =
        "<D:response><D:href>/a</D:href><D:href>/b</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>";
    let server = Server::start(move |_, _| xml(207, multistatus(body))).await;
    let listing = client().propfind(server.url("/")).collect().await.unwrap();
    assert_eq!(listing.gone().map(|resource| resource.href()).collect::<Vec<_>>(), ["/a", "/b"]);
}

#[tokio::test]
async fn the_failure_of_the_whole_request_has_the_conditions_of_its_error_document() {
    let server = Server::start(|_, _| {
        let description = "<D:responsedescription>use Depth: 1 &amp; more</D:responsedescription>";
        xml(403, format!("<D:error xmlns:D=\"DAV:\"><D:propfind-finite-depth/>{description}</D:error>"))
    })
    .await;
    let error = client().propfind(server.url("/c/")).depth(Depth::Infinity).send().await.unwrap_err();
    let item = error.failed().expect("a failure of the whole request");
    assert_eq!(item.status(), 403);
    assert_eq!(item.description(), "use Depth: 1 & more");
    let conditions: Vec<_> = item.conditions().iter().map(|condition| condition.condition().to_string()).collect();
    assert_eq!(conditions, ["{DAV:}propfind-finite-depth"]);
    assert_eq!(error.to_string(), "the whole request failed with 403 Forbidden: use Depth: 1 & more");
}

#[tokio::test]
async fn a_plain_failure_without_a_body_is_a_failure_of_the_whole_request() {
    let server = Server::start(|_, _| xml(404, "")).await;
    let error = client().propfind(server.url("/c/")).send().await.unwrap_err();
    assert_eq!(error.failed().map(|item| item.status().as_u16()), Some(404));
}

#[tokio::test]
async fn a_page_of_html_under_status_200_is_no_listing() {
    let server = Server::start(|_, _| xml(200, "<!DOCTYPE html><html><body>Sign in</body></html>")).await;
    let error = client().propfind(server.url("/c/")).send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "status 200 and content type application/xml; charset=utf-8: not a multi-status: found an HTML page"
    );
}

#[tokio::test]
async fn a_body_that_breaks_off_is_an_error_after_the_resources_before() {
    let server = Server::start(|_, _| {
        let whole = folder();
        xml(207, whole[..whole.len() - 20].to_owned())
    })
    .await;
    let mut resources = client().propfind(server.url("/c/")).send().await.unwrap();
    assert!(resources.next().await.unwrap().is_some());
    let error = loop {
        match resources.next().await {
            Ok(Some(_)) => {}
            Ok(None) => panic!("the listing ended as if it were complete"),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, DavError::Incomplete { verdict: Verdict::Truncated { .. } }), "{error}");
    assert!(resources.next().await.unwrap().is_none());
}

#[tokio::test]
async fn the_limits_of_the_reader_apply() {
    let server = Server::start(|_, _| xml(207, folder())).await;
    let mut limits = Limits::default();
    limits.responses = 2;
    let client = client().reader(Reader::new().limits(limits));
    let error = client.propfind(server.url("/c/")).collect().await.unwrap_err();
    assert!(matches!(error, DavError::Incomplete { verdict: Verdict::Refused { .. } }), "{error}");
}

#[tokio::test]
async fn an_empty_listing_is_one() {
    let server = Server::start(|_, _| xml(207, multistatus(""))).await;
    assert!(client().propfind(server.url("/c/")).collect().await.unwrap().into_result().unwrap().is_empty());
}

#[tokio::test]
async fn a_redirect_is_followed_and_credentials_are_sent() {
    let server = Server::start(|_, seen| {
        if seen.path == "/c" {
            return Err((axum::http::StatusCode::MOVED_PERMANENTLY, [("location", "/c/")]));
        }
        Ok(xml(207, folder()))
    })
    .await;
    let client = client().each_request(|request| request.bearer_auth("token"));
    let listing = client.propfind(server.url("/c")).collect().await.unwrap();
    assert_eq!(listing.resources.len(), 3);
    let seen = server.seen(1);
    assert_eq!((seen.method.as_str(), &*seen.path, seen.header("depth")), ("PROPFIND", "/c/", "1"));
    assert_eq!(seen.header("authorization"), "Bearer token");
    assert!(seen.body.contains("propfind"));
}

#[tokio::test]
async fn a_url_that_is_not_valid_is_an_error_of_the_request() {
    let error = client().propfind("/c/").send().await.unwrap_err();
    assert!(matches!(error, DavError::InvalidRequest { .. }), "{error}");
    let error = client().propfind("http://127.0.0.1:1/").send().await.unwrap_err();
    assert!(matches!(error, DavError::Client(ClientError::Transport(_))), "{error}");
}
