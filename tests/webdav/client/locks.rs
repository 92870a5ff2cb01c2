//! Locks: the lock that is granted, and what prevents one.

use multistatus::{
    client::webdav::DavError,
    webdav::header::{Depth, LockTimeout, LockToken},
};

use super::{Server, client, multistatus, with_status, xml};

const LOCKS: &str = "<D:prop xmlns:D=\"DAV:\"><D:lockdiscovery>\
    <D:activelock><D:locktoken><D:href>urn:uuid:other</D:href></D:locktoken><D:timeout>Infinite</D:timeout></D:activelock>\
    <D:activelock><D:locktoken><D:href> urn:uuid:1 </D:href></D:locktoken><D:timeout>Second-60</D:timeout>\
    <D:lockroot><D:href>/c/</D:href></D:lockroot></D:activelock></D:lockdiscovery></D:prop>";

#[tokio::test]
async fn a_lock_is_the_one_with_the_token_of_the_response() {
    let server = Server::start(|_, _| ([("lock-token", "<urn:uuid:1>")], xml(201, LOCKS))).await;
    let request = client().lock(server.url("/c/")).shared().owner("ada & co").depth(Depth::Infinity);
    let lock = request.timeout(LockTimeout::Seconds(3600)).send().await.unwrap().into_result().unwrap();
    assert_eq!(lock.token.as_str(), "urn:uuid:1");
    assert_eq!((lock.timeout, lock.root, lock.created), (Some(LockTimeout::Seconds(60)), Some("/c/".into()), true));
    let seen = server.seen(0);
    assert_eq!(
        (seen.method.as_str(), seen.header("timeout"), seen.header("depth")),
        ("LOCK", "Second-3600", "infinity")
    );
    assert_eq!(
        seen.body,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:lockinfo xmlns:D=\"DAV:\"><D:lockscope><D:shared/></D:lockscope>\
         <D:locktype><D:write/></D:locktype><D:owner>ada &amp; co</D:owner></D:lockinfo>"
    );

    let server = Server::start(|_, _| xml(200, LOCKS)).await;
    let token = LockToken::new("urn:uuid:1").unwrap();
    let lock = client().refresh_lock(server.url("/c/"), &token).send().await.unwrap().into_result().unwrap();
    assert_eq!((lock.timeout, lock.created), (Some(LockTimeout::Seconds(60)), false));
    assert_eq!((server.seen(0).header("if"), &*server.seen(0).body), ("(<urn:uuid:1>)", ""));

    client().unlock(server.url("/c/"), &token).send().await.unwrap().into_result().unwrap();
    assert_eq!((server.seen(1).method.as_str(), server.seen(1).header("lock-token")), ("UNLOCK", "<urn:uuid:1>"));
}

#[tokio::test]
async fn what_prevents_a_lock_is_named() {
    let server = Server::start(|_, _| {
        xml(
            207,
            multistatus(
                &[with_status("/c/locked", "423 Locked"), with_status("/c/", "424 Failed Dependency")].concat(),
            ),
        )
    })
    .await;
    let answer = client().lock(server.url("/c/")).send().await.unwrap();
    assert!(answer.lock().is_none());
    assert_eq!(
        answer.into_result().unwrap_err().to_string(),
        "2 of 2 items did not succeed: /c/locked: 423 Locked, /c/: 424 Failed Dependency"
    );

    let server = Server::start(|_, _| {
        xml(
            423,
            "<D:error xmlns:D=\"DAV:\"><D:no-conflicting-lock><D:href>/c</D:href></D:no-conflicting-lock></D:error>",
        )
    })
    .await;
    let answer = client().lock(server.url("/c/a")).send().await.unwrap();
    let condition = answer.report().items().next().unwrap().item().conditions()[0].clone();
    assert_eq!((condition.condition().name(), condition.hrefs()[0].as_str()), ("no-conflicting-lock", "/c"));
    assert_eq!(answer.into_result().unwrap_err().to_string(), "1 of 1 items did not succeed: /c/a: 423 Locked");
}

#[tokio::test]
async fn a_success_without_a_token_is_an_error() {
    let server = Server::start(|_, _| xml(200, "<html/>")).await;
    let error = client().lock(server.url("/c/")).send().await.unwrap_err();
    assert!(matches!(error, DavError::NoLockToken { .. }), "{error}");
}
