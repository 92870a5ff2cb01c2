//! `multistatus::client::webdav` against the example `webdav`.

use multistatus::{
    client::webdav::DavClient,
    webdav::{
        HttpDate, PropertyName, XmlElement,
        header::{Depth, LockTimeout},
        names,
    },
};

use crate::client::{Dav, on_both_stores};

fn client() -> DavClient {
    DavClient::new(reqwest::Client::builder().no_proxy().build().unwrap())
}

fn url(dav: &Dav, path: &str) -> String {
    format!("{}{path}", dav.base)
}

#[tokio::test]
async fn a_listing_has_typed_properties() {
    on_both_stores(async |dav| {
        dav.create(&["/c/", "/c/a%20%26%20b.txt", "/c/d/"]).await;
        let asked = [names::RESOURCETYPE, names::GETCONTENTLENGTH, names::GETLASTMODIFIED, names::GETETAG];
        let color = PropertyName::new("urn:x", "color").unwrap();
        let asked = asked.into_iter().chain([color.clone()]);
        let listing = client().propfind(url(dav, "/c/")).properties(asked).collect().await.unwrap();
        let mut members: Vec<_> = listing.found().map(|member| (member.href(), member.is_collection())).collect();
        members.sort_unstable();
        assert_eq!(members, [("/c/", true), ("/c/a%20%26%20b.txt", false), ("/c/d/", true)]);
        let file = listing.get("/c/a%20%26%20b.txt").unwrap();
        let length: Option<u64> = file.get(&names::GETCONTENTLENGTH).unwrap();
        assert_eq!(length, Some("/c/a%20%26%20b.txt".len() as u64));
        assert!(file.get::<HttpDate>(&names::GETLASTMODIFIED).unwrap().is_some());
        assert_eq!(file.get::<String>(&color).unwrap(), None);
        assert!(file.property(&color).unwrap().is_absent());
        assert_eq!(listing.into_result().unwrap().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_locked_member_below_a_deleted_moved_or_copied_over_collection_is_named() {
    on_both_stores(async |dav| {
        dav.create(&["/c/", "/c/free.txt", "/c/locked.txt", "/d/", "/d/locked.txt"]).await;
        let client = client();
        let member = url(dav, "/c/locked.txt");
        let request = client.lock(&member).owner("Ada").timeout(LockTimeout::Seconds(60));
        let lock = request.send().await.unwrap().into_result().unwrap();
        assert!(matches!(lock.timeout, Some(LockTimeout::Seconds(1..=60))), "{lock:?}");
        for request in [
            client.delete(url(dav, "/c/")),
            client.move_to(url(dav, "/c/"), "/e/"),
            client.copy(url(dav, "/d/"), "/c/"),
        ] {
            let failure = request.send().await.unwrap().into_result().unwrap_err();
            assert!(failure.to_string().contains("/c/locked.txt: 423 Locked"), "{failure}");
        }
        assert_eq!(dav.status("GET", "/c/locked.txt", "").await, 200);
        let token = [(&*member, &lock.token)];
        client.delete(url(dav, "/c/")).lock_tokens(token).send().await.unwrap().into_result().unwrap();
        assert_eq!(dav.status("GET", "/c/locked.txt", "").await, 404);
    })
    .await;
}

#[tokio::test]
async fn a_lock_of_a_collection_names_the_locked_member() {
    on_both_stores(async |dav| {
        dav.create(&["/c/", "/c/locked.txt"]).await;
        let client = client();
        let member = client.lock(url(dav, "/c/locked.txt")).send().await.unwrap().into_result().unwrap();
        let answer = client.lock(url(dav, "/c/")).depth(Depth::Infinity).send().await.unwrap();
        let failure = answer.into_result().unwrap_err().to_string();
        assert!(failure.contains("/c/locked.txt: 423 Locked"), "{failure}");
        assert!(failure.contains("/c/: 424 Failed Dependency"), "{failure}");
        client.unlock(url(dav, "/c/locked.txt"), &member.token).send().await.unwrap().into_result().unwrap();
        let lock = client.lock(url(dav, "/c/")).send().await.unwrap().into_result().unwrap();
        let refreshed = client.refresh_lock(url(dav, "/c/"), &lock.token).send().await.unwrap().into_result().unwrap();
        assert_eq!(refreshed.token, lock.token);
    })
    .await;
}

#[tokio::test]
async fn a_proppatch_changes_all_or_nothing_and_names_the_culprit() {
    on_both_stores(async |dav| {
        dav.create(&["/a.txt"]).await;
        let (client, url) = (client(), url(dav, "/a.txt"));
        let color = PropertyName::new("urn:x", "color").unwrap();
        let note = XmlElement::parse("<n:note xmlns:n='urn:n' xml:lang='de'>ä &amp; <n:b/>c</n:note>").unwrap();
        let request = client.proppatch(&url).set(&color, "red & \"blue\"").set_element(&note);
        request.send().await.unwrap().into_result().unwrap();

        let request = client.proppatch(&url).remove(&color).set(&names::GETETAG, "\"x\"");
        let failure = request.send().await.unwrap().into_result().unwrap_err();
        assert_eq!(failure.to_string(), "1 of 1 items did not succeed: /a.txt: 403 Forbidden for {DAV:}getetag");

        let request = client.propfind(&url).depth(Depth::Zero).properties([color.clone(), note.name().clone()]);
        let listing = request.collect().await.unwrap();
        let file = &listing.resources[0];
        assert_eq!(file.get::<String>(&color).unwrap().as_deref(), Some("red & \"blue\""), "nothing was changed");
        let kept = file.property(note.name()).unwrap().element().unwrap();
        assert_eq!((kept.text(), kept.language(), kept.children().len()), ("ä & c", Some("de"), 1));
    })
    .await;
}

#[tokio::test]
async fn a_minimal_answer_is_a_success() {
    let dav = Dav::in_memory().await;
    dav.create(&["/a.txt"]).await;
    let color = PropertyName::new("urn:x", "color").unwrap();
    let request = client().proppatch(url(&dav, "/a.txt")).set(&color, "red").minimal();
    request.send().await.unwrap().into_result().unwrap();
    let absent = PropertyName::new("urn:x", "absent").unwrap();
    let request = client().propfind(url(&dav, "/a.txt")).properties([absent.clone()]).minimal();
    let listing = request.collect().await.unwrap();
    assert!(listing.resources[0].property(&absent).is_none(), "left out");
    assert_eq!(listing.into_result().unwrap()[0].get::<String>(&absent).unwrap(), None);
}

#[tokio::test]
async fn the_failure_of_a_whole_request_has_its_condition() {
    let dav = Dav::in_memory().await;
    let error = client().propfind(url(&dav, "/absent")).send().await.unwrap_err();
    assert_eq!(error.failed().map(|item| item.status().as_u16()), Some(404));

    let server = crate::server::Server::new(std::sync::Arc::new(crate::store::memory::Memory::new())).infinity(false);
    let dav = Dav::serve(server, None).await;
    let error = client().propfind(url(&dav, "/")).depth(Depth::Infinity).send().await.unwrap_err();
    let item = error.failed().unwrap();
    assert_eq!((item.status().as_u16(), item.conditions()[0].condition().name()), (403, "propfind-finite-depth"));
}
