//! The answer to sync-collection: which changes are reported, and which token covers them.

use std::convert::Infallible;

use multistatus::{
    Key, StatusCode,
    webdav::{NotSynchronized, PropertyQuery, PropertyXml, SyncCollection, SyncError, SyncPage, names, respond_one},
};

use crate::{
    listed::{Member, responses},
    text,
};

/// Starts a synchronization whose collection has the state 9.
fn sync() -> SyncCollection {
    SyncCollection::new("/c/", "urn:sync:9")
}

fn body() -> PropertyXml<Member> {
    PropertyXml::new(&PropertyQuery::Prop(vec![names::GETETAG]))
}

fn found(member: Option<Member>) -> Result<Option<Member>, Infallible> {
    Ok(member)
}

/// Returns the responses of a page, if every member exists but `/c/gone`.
async fn listed(page: SyncPage) -> Vec<String> {
    responses(page.respond(body(), |href: &Key| found((href.as_str() != "/c/gone").then_some(Member)))).await
}

#[tokio::test]
async fn a_change_has_properties_and_a_removal_has_a_status() {
    let mut sync = sync();
    sync.changed("/c/1", "urn:sync:5");
    sync.removed("/c/2", "urn:sync:9");
    let response = sync.page().unwrap().respond(body(), |_: &Key| found(Some(Member)));
    assert_eq!(response.status(), StatusCode::MULTI_STATUS);
    assert_eq!(
        text(response).await,
        concat!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:multistatus xmlns:D=\"DAV:\">",
            "<D:response><D:href>/c/1</D:href><D:propstat><D:prop><D:getetag>\"1\"</D:getetag></D:prop>",
            "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>",
            "<D:response><D:href>/c/2</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>",
            "<D:sync-token>urn:sync:9</D:sync-token></D:multistatus>"
        )
    );
}

#[tokio::test]
async fn each_url_is_reported_once_with_its_last_change() {
    let mut sync = sync();
    sync.changed("/c/1", "urn:sync:1");
    sync.removed("/c/2", "urn:sync:2");
    sync.removed("/c/%31", "urn:sync:3");
    sync.changed("/c/2", "urn:sync:4");
    sync.changed("/c/", "urn:sync:5");
    assert_eq!(listed(sync.page().unwrap()).await, ["/c/%31 404", "/c/2 propstat"]);
}

#[tokio::test]
async fn an_initial_synchronization_has_no_removals() {
    let mut sync = sync().initial(true);
    sync.changed("/c/1", "urn:sync:1");
    sync.removed("/c/2", "urn:sync:2");
    sync.changed("/c/gone", "urn:sync:3");
    assert_eq!(listed(sync.page().unwrap()).await, ["/c/1 propstat"]);
}

#[tokio::test]
async fn a_member_that_vanished_meanwhile_is_removed() {
    let mut sync = sync();
    sync.changed("/c/gone", "urn:sync:3");
    assert_eq!(listed(sync.page().unwrap()).await, ["/c/gone 404"]);
}

#[tokio::test]
async fn a_member_that_cannot_be_read_is_not_removed_and_the_client_asks_again() {
    let mut sync = sync();
    sync.changed("/c/1", "urn:sync:1");
    sync.changed("/c/2", "urn:sync:2");
    let find = |href: &Key| if href.as_str() == "/c/1" { Ok(Some(Member)) } else { Err("the disk is slow") };
    let body = text(sync.page().unwrap().respond(body(), find)).await;
    assert!(body.contains("<D:href>/c/1</D:href><D:propstat>"), "{body}");
    assert!(!body.contains("<D:sync-token>") && !body.contains("404"), "{body}");
    assert!(body.ends_with("</D:multistatus>"), "{body}");
}

#[tokio::test]
async fn nothing_below_a_removed_collection_is_reported() {
    let mut removed = sync();
    removed.changed("/c/d/1", "urn:sync:1");
    removed.removed("/c/d/2", "urn:sync:2");
    removed.removed("/c/d/", "urn:sync:3");
    assert_eq!(listed(removed.page().unwrap()).await, ["/c/d/ 404"]);

    let mut created_again = sync();
    created_again.removed("/c/d/1", "urn:sync:1");
    created_again.removed("/c/d/", "urn:sync:2");
    created_again.changed("/c/d/", "urn:sync:3");
    created_again.changed("/c/d/2", "urn:sync:4");
    assert_eq!(listed(created_again.page().unwrap()).await, ["/c/d/1 404", "/c/d/ propstat", "/c/d/2 propstat"]);
}

#[tokio::test]
async fn a_collection_that_cannot_be_synchronized_says_why() {
    let mut sync = sync();
    sync.not_synchronized("/c/d/", "urn:sync:1", NotSynchronized::NotSupported);
    sync.not_synchronized("/c/e/", "urn:sync:2", NotSynchronized::NotTraversed);
    let body = text(sync.page().unwrap().respond(body(), |_: &Key| found(Some(Member)))).await;
    let status = "<D:status>HTTP/1.1 403 Forbidden</D:status><D:error>";
    assert!(body.contains(&format!("<D:href>/c/d/</D:href>{status}<D:supported-report/></D:error>")), "{body}");
    assert!(body.contains(&format!("<D:href>/c/e/</D:href>{status}<D:sync-traversal-supported/></D:error>")), "{body}");
}

#[tokio::test]
async fn a_truncated_response_has_a_507_and_the_token_of_its_last_change() {
    let mut sync = sync().limit(Some(2));
    (1..=4).for_each(|number| sync.changed(format!("/c/{number}"), format!("urn:sync:{number}")));
    let page = sync.page().unwrap();
    assert!(page.is_truncated());
    assert_eq!(page.token(), "urn:sync:2");
    let response = page.respond(body(), |_: &Key| found(Some(Member)));
    assert_eq!(response.status(), StatusCode::MULTI_STATUS);
    let body = text(response).await;
    assert!(
        body.ends_with(concat!(
            "<D:response><D:href>/c/</D:href><D:status>HTTP/1.1 507 Insufficient Storage</D:status>",
            "<D:error><D:number-of-matches-within-limits/></D:error></D:response>",
            "<D:sync-token>urn:sync:2</D:sync-token></D:multistatus>"
        )),
        "{body}"
    );
    assert_eq!(body.matches("<D:response>").count(), 3);
}

#[test]
fn a_page_ends_between_two_tokens() {
    let changes = |limit: u64| {
        let mut sync = sync().limit(Some(limit));
        for (number, token) in ["a", "b", "b", "b", "c"].iter().enumerate() {
            sync.changed(format!("/c/{number}"), format!("urn:sync:{token}"));
        }
        sync.page().map(|page| (page.changed().count(), page.token().to_owned()))
    };
    assert_eq!(changes(9), Ok((5, "urn:sync:9".to_owned())));
    assert_eq!(changes(5), Ok((5, "urn:sync:9".to_owned())));
    assert_eq!(changes(4), Ok((4, "urn:sync:b".to_owned())));
    assert_eq!(changes(3), Ok((1, "urn:sync:a".to_owned())));
    assert_eq!(changes(1), Ok((1, "urn:sync:a".to_owned())));
    assert_eq!(changes(0), Err(SyncError::LimitTooLow));
}

#[test]
fn all_pages_together_report_every_change() {
    for limit in 3..8 {
        // Five changes, of which the third to the fifth have one token.
        let log = [("/c/1", 1), ("/c/2", 2), ("/c/3", 3), ("/c/4", 3), ("/c/5", 3), ("/c/6", 4)];
        let (mut known, mut seen) = (0, Vec::new());
        loop {
            let mut sync = SyncCollection::new("/c/", "urn:sync:4").limit(Some(limit));
            log.iter()
                .filter(|(_, at)| *at > known)
                .for_each(|(href, at)| sync.changed(*href, format!("urn:sync:{at}")));
            let page = sync.page().unwrap();
            seen.extend(page.changed().map(|href| href.as_str().to_owned()));
            known = page.token().trim_start_matches("urn:sync:").parse().unwrap();
            if !page.is_truncated() {
                break;
            }
        }
        assert_eq!(seen, log.map(|(href, _)| href), "limit {limit}");
    }
}

#[tokio::test]
async fn a_refusal_has_its_condition() {
    for (error, status, condition) in [
        (SyncError::InvalidToken, 403, "<D:valid-sync-token/>"),
        (SyncError::LimitTooLow, 507, "<D:number-of-matches-within-limits/>"),
    ] {
        let response = respond_one(&error);
        assert_eq!(response.status().as_u16(), status);
        let body = text(response).await;
        assert!(body.contains(condition), "{body}");
    }
}
