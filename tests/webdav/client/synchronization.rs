//! Synchronization of a collection (RFC 6578): removals, parts, and servers that do not go on.

use multistatus::{
    client::webdav::DavError,
    webdav::{header::Depth, names},
};

use super::{Server, client, multistatus, with_properties, with_status, xml};

const ETAG: (&str, &str) = ("<D:getetag>\"1\"</D:getetag>", "200 OK");

fn part(responses: &[String], token: &str) -> String {
    let token = if token.is_empty() { String::new() } else { format!("<D:sync-token>{token}</D:sync-token>") };
    multistatus(&format!("{}{token}", responses.concat()))
}

#[tokio::test]
async fn a_synchronization_is_followed_to_its_end() {
    let server = Server::start(|number, seen| {
        let host = seen.header("host");
        xml(207, match number {
            // With the condition, and the URL as a path.
            0 => part(
                &[
                    with_properties("/c/1", &[ETAG]),
                    "<D:response><D:href>/c/</D:href><D:status>HTTP/1.1 507 Insufficient Storage</D:status><D:error>\
                     <D:number-of-matches-within-limits/></D:error></D:response>"
                        .to_owned(),
                ],
                "urn:sync:1",
            ),
            // Without the condition, and the URL with a host and without the slash.
            1 => part(
                &[with_status(&format!("http://{host}/c"), "507 Insufficient Storage"), with_properties("/c/2", &[ETAG])],
                "urn:sync:2",
            ),
            _ => part(&[with_status("/c/3", "404 Not Found")], "urn:sync:3"),
        })
    })
    .await;
    let request = client().sync_collection(server.url("/c/"), None).properties([names::GETETAG]).limit(1);
    let listing = request.collect().await.unwrap();
    assert_eq!(listing.found().map(|resource| resource.href()).collect::<Vec<_>>(), ["/c/1", "/c/2"]);
    assert_eq!(listing.gone().map(|resource| resource.href()).collect::<Vec<_>>(), ["/c/3"]);
    assert_eq!(listing.sync_token.as_deref(), Some("urn:sync:3"));
    assert!(!listing.is_truncated);

    let seen = server.seen(0);
    assert_eq!((seen.method.as_str(), seen.header("depth")), ("REPORT", "0"));
    assert_eq!(
        seen.body,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:sync-collection xmlns:D=\"DAV:\"><D:sync-token></D:sync-token>\
         <D:sync-level>1</D:sync-level><D:limit><D:nresults>1</D:nresults></D:limit><D:prop><D:getetag/></D:prop>\
         </D:sync-collection>"
    );
    assert!(server.seen(1).body.contains("<D:sync-token>urn:sync:1</D:sync-token>"));
    assert!(server.seen(2).body.contains("<D:sync-token>urn:sync:2</D:sync-token>"));
}

#[tokio::test]
async fn a_server_that_sends_the_same_token_again_is_refused() {
    for (token, message) in [("urn:sync:1", "the sync token \"urn:sync:1\" again"), ("", "no sync token")] {
        let server = Server::start(move |_, _| {
            let responses = [with_properties("/c/1", &[ETAG]), with_status("/c/", "507 Insufficient Storage")];
            xml(207, part(&responses, token))
        })
        .await;
        let error = client().sync_collection(server.url("/c/"), Some("urn:sync:1")).collect().await.unwrap_err();
        assert!(matches!(error, DavError::SyncStalled { .. }));
        assert!(error.to_string().contains(message), "{error}");
    }
}

#[tokio::test]
async fn one_response_of_a_synchronization_says_that_it_is_a_part() {
    let server = Server::start(|_, _| {
        let responses = [with_properties("/c/1", &[ETAG]), with_status("/c/", "507 Insufficient Storage")];
        xml(207, part(&responses, "urn:sync:1"))
    })
    .await;
    let request = client().sync_collection(server.url("/c/"), None).depth(Depth::Infinity).one_response();
    let listing = request.collect().await.unwrap();
    assert!(server.seen(0).body.contains("<D:sync-level>infinite</D:sync-level>"));
    assert!(listing.is_truncated);
    assert_eq!((listing.resources.len(), listing.sync_token.as_deref()), (1, Some("urn:sync:1")));
    assert_eq!(
        listing.into_result().unwrap_err().to_string(),
        "1 of 2 items did not succeed: /c/: 507 Insufficient Storage"
    );
}

#[tokio::test]
async fn a_member_that_is_full_does_not_end_the_list() {
    let server =
        Server::start(|_, _| xml(207, part(&[with_status("/c/full", "507 Insufficient Storage")], "urn:sync:1"))).await;
    let listing = client().sync_collection(server.url("/c/"), None).collect().await.unwrap();
    assert!(!listing.is_truncated);
    assert_eq!(listing.failed().count(), 1);
}

#[tokio::test]
async fn a_token_that_is_too_old_is_a_failure_with_its_condition() {
    let server = Server::start(|_, _| xml(403, "<D:error xmlns:D=\"DAV:\"><D:valid-sync-token/></D:error>")).await;
    let error = client().sync_collection(server.url("/c/"), Some("urn:old")).send().await.unwrap_err();
    let conditions = error.failed().unwrap().conditions();
    assert_eq!(conditions[0].condition().name(), "valid-sync-token");
}
