//! REPORT: multiget answers every href, and sync-collection tells what changed.

use multistatus::Reader;

use crate::client::{Answer, Dav, on_both_stores};

#[tokio::test]
async fn a_multiget_answers_every_href() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/c/", "/c/a.ics", "/c/b.ics"]).await;
        let body = "<C:calendar-multiget xmlns:C='urn:ietf:params:xml:ns:caldav' xmlns:D='DAV:'><D:prop><D:getetag/></D:prop>\
            <D:href>/c/b.ics</D:href><D:href>/c/none.ics</D:href><D:href>/c/%61.ics</D:href><D:href>/c/%00</D:href>\
            </C:calendar-multiget>";
        let answer = dav.send("REPORT", "/c/", "", body).await;
        assert_eq!(answer.statuses(), ["/c/b.ics 200", "/c/none.ics 404", "/c/%61.ics 200", "/c/%00 400"]);
    })
    .await;
}

#[tokio::test]
async fn a_report_that_is_not_known_is_refused() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a"]).await;
        for (path, body) in [("/", "<x xmlns='urn:x'/>"), ("/a", &sync("", ""))] {
            let answer = dav.send("REPORT", path, "", body.to_owned()).await;
            assert!(answer.status == 403 && answer.body.contains("<D:supported-report/>"), "{answer:?}");
        }
    })
    .await;
}

fn sync(token: &str, limit: &str) -> String {
    format!(
        "<D:sync-collection xmlns:D='DAV:'><D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level>{limit}\
         <D:prop><D:resourcetype/></D:prop></D:sync-collection>"
    )
}

/// Returns the items of a report, and its token.
async fn changes(dav: &Dav, token: &str, limit: &str) -> (Vec<String>, String) {
    let answer: Answer = dav.send("REPORT", "/c/", "Depth: 0", sync(token, limit)).await;
    let token = Reader::new().read(answer.body.as_bytes()).ending.sync_token;
    (answer.statuses(), token.expect("a token"))
}

#[tokio::test]
async fn a_client_that_synchronizes_sees_each_change_once() {
    let dav = Dav::in_memory().await;
    dav.create(&["/other", "/c/", "/c/a", "/c/b", "/c/d/", "/c/d/x"]).await;
    dav.status("DELETE", "/c/b", "").await;
    let (items, first) = changes(&dav, "", "").await;
    assert_eq!(items, ["/c/a 200", "/c/d/ 200"], "removals are not part of the first synchronization");
    assert_eq!(changes(&dav, &first, "").await, (vec![], first.clone()));

    dav.send("PUT", "/c/a", "", "new").await;
    dav.create(&["/c/new"]).await;
    assert_eq!(dav.status("MOVE", "/c/d/", "Destination: /c/e/").await, 201);
    let (items, second) = changes(&dav, &first, "").await;
    assert_eq!(items, ["/c/a 200", "/c/new 200", "/c/e/ 200", "/c/d/ 404"]);

    // A page at a time.
    let limit = "<D:limit><D:nresults>3</D:nresults></D:limit>";
    let (items, partial) = changes(&dav, &first, limit).await;
    assert_eq!(items, ["/c/a 200", "/c/new 200", "/c/e/ 200", "/c/ 507 number-of-matches-within-limits"]);
    let (items, last) = changes(&dav, &partial, limit).await;
    assert_eq!((items, last), (vec!["/c/d/ 404".to_owned()], second));
}

#[tokio::test]
async fn a_token_of_another_run_is_not_valid() {
    let (one, other) = (Dav::in_memory().await, Dav::in_memory().await);
    for dav in [&one, &other] {
        dav.create(&["/c/"]).await;
    }
    let (_, token) = changes(&one, "", "").await;
    for token in [&*token, "sync:0", "urn:x", &format!("{token}000")] {
        let server = if token.ends_with("000") { &one } else { &other };
        let answer = server.send("REPORT", "/c/", "Depth: 0", sync(token, "")).await;
        assert!(answer.status == 403 && answer.body.contains("<D:valid-sync-token/>"), "{token} {answer:?}");
    }
}
