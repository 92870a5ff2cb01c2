//! LOCK and UNLOCK, the field `If`, and what a lock protects.

use crate::client::{Dav, EXCLUSIVE, SHARED, on_both_stores};

#[tokio::test]
async fn a_lock_of_a_collection_over_a_locked_member_is_refused_with_a_207() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/c/", "/c/a", "/c/d/", "/c/d/locked"]).await;
        dav.lock("/c/d/locked").await;
        let answer = dav.send("LOCK", "/c/", "Depth: infinity", EXCLUSIVE).await;
        assert_eq!(answer.statuses(), ["/c/d/locked 423 no-conflicting-lock", "/c/ 424"]);
        // Nothing is locked.
        assert_eq!(dav.send("PUT", "/c/a", "", "new").await.status, 204);
        assert_eq!(dav.send("LOCK", "/c/", "Depth: 0", EXCLUSIVE).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_lock_is_described_refreshed_and_removed() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a"]).await;
        let answer = dav.send("LOCK", "/a", "Timeout: Second-60", EXCLUSIVE).await;
        assert_eq!(
            (answer.status, &answer.headers["content-type"]),
            (200, &"application/xml; charset=utf-8".parse().unwrap())
        );
        let token = answer.headers["lock-token"].to_str().unwrap().to_owned();
        for part in [
            "<D:lockdiscovery><D:activelock>",
            "<D:exclusive/>",
            ">Ada</D:owner>",
            "<D:timeout>Second-60",
            "<D:depth>infinity</D:depth>",
            "<D:lockroot><D:href>/a</D:href></D:lockroot>",
            token.trim_matches(['<', '>']),
        ] {
            assert!(answer.body.contains(part), "{part}: {}", answer.body);
        }
        let found = dav.send("PROPFIND", "/a", "Depth: 0", "").await.body;
        assert!(found.contains(token.trim_matches(['<', '>'])), "{found}");
        let refreshed = dav.send("LOCK", "/a", &format!("If: ({token})\nTimeout: Second-1200"), "").await;
        assert!(refreshed.status == 200 && refreshed.body.contains("<D:timeout>Second-1200"), "{refreshed:?}");
        assert_eq!(dav.status("LOCK", "/a", "If: (<urn:uuid:0> )").await, 412);
        assert_eq!(dav.status("UNLOCK", "/a", "").await, 400);
        let unknown = dav.send("UNLOCK", "/a", "Lock-Token: <urn:uuid:0>", "").await;
        assert!(unknown.status == 409 && unknown.body.contains("lock-token-matches-request-uri"), "{unknown:?}");
        assert_eq!(dav.status("UNLOCK", "/a", &format!("Lock-Token: {token}")).await, 204);
        assert_eq!(dav.status("DELETE", "/a", "").await, 204);
    })
    .await;
}

#[tokio::test]
async fn a_lock_expires() {
    let dav = Dav::in_memory().await;
    dav.create(&["/a"]).await;
    dav.lock_with("/a", "Timeout: Second-1", EXCLUSIVE).await;
    assert_eq!(dav.send("PUT", "/a", "", "x").await.status, 423);
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    assert_eq!(dav.send("PUT", "/a", "", "x").await.status, 204);
    assert!(!dav.send("PROPFIND", "/a", "", "").await.body.contains("activelock"));
}

#[tokio::test]
async fn shared_locks_exclude_exclusive_ones_only() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a"]).await;
        let one = dav.lock_with("/a", "", SHARED).await;
        let two = dav.lock_with("/a", "", SHARED).await;
        assert_ne!(one, two);
        let refused = dav.send("LOCK", "/a", "", EXCLUSIVE).await;
        assert!(refused.status == 423 && refused.body.contains("<D:no-conflicting-lock>"), "{refused:?}");
        // One of the tokens is enough.
        assert_eq!(dav.send("PUT", "/a", &format!("If: ({two})"), "x").await.status, 204);
        assert_eq!(dav.send("PUT", "/a", "", "x").await.status, 423);
    })
    .await;
}

#[tokio::test]
async fn a_lock_without_depth_protects_the_members_of_a_collection_but_not_their_content() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/c/", "/c/a", "/c/d/", "/b"]).await;
        let token = dav.lock_with("/c", "Depth: 0", EXCLUSIVE).await;
        assert_eq!(dav.send("PUT", "/c/a", "", "x").await.status, 204);
        assert_eq!(dav.send("PUT", "/c/d/new", "", "x").await.status, 201);
        for (method, path, fields) in [
            ("PUT", "/c/new", ""),
            ("MKCOL", "/c/new", ""),
            ("DELETE", "/c/a", ""),
            ("MOVE", "/c/a", "Destination: /n"),
            ("MOVE", "/b", "Destination: /c/n"),
            ("COPY", "/b", "Destination: /c/n"),
            ("LOCK", "/c/new", ""),
        ] {
            let body = if method == "LOCK" { EXCLUSIVE } else { "" };
            assert_eq!(dav.send(method, path, fields, body).await.status, 423, "{method} {path} {fields}");
        }
        assert_eq!(dav.send("PUT", "/c/new", &format!("If: </c> ({token})"), "x").await.status, 201);
        dav.assert_tree(&dav.tree("/").await, &["/b", "/c/", "/c/a", "/c/d/", "/c/d/new", "/c/new"]);
    })
    .await;
}

#[tokio::test]
async fn a_lock_of_a_path_without_a_resource_creates_an_empty_file() {
    on_both_stores(async |dav: &Dav| {
        let created = dav.send("LOCK", "/new", "", EXCLUSIVE).await;
        assert_eq!(created.status, 201);
        assert_eq!(dav.send("GET", "/new", "", "").await.body, "");
        assert_eq!(dav.send("PUT", "/new", "", "x").await.status, 423);
        assert_eq!(dav.send("MKCOL", "/new", "", "").await.status, 405);
        assert_eq!(dav.send("LOCK", "/none/new", "", EXCLUSIVE).await.status, 409);
        dav.assert_tree(&dav.tree("/").await, &["/new"]);
    })
    .await;
}

#[tokio::test]
async fn a_lock_stays_behind_when_its_resource_moves_or_is_copied() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a"]).await;
        let token = dav.lock("/a").await;
        assert_eq!(dav.status("COPY", "/a", "Destination: /copy").await, 201);
        assert_eq!(dav.send("PUT", "/copy", "", "x").await.status, 204);
        assert_eq!(dav.status("MOVE", "/a", &format!("Destination: /b\nIf: ({token})")).await, 201);
        assert_eq!(dav.send("PUT", "/b", "", "x").await.status, 204);
        assert_eq!(dav.send("PUT", "/a", "", "x").await.status, 201);
    })
    .await;
}

#[tokio::test]
async fn the_field_if_decides_by_tokens_and_entity_tags() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a", "/b", "/c/", "/c/x"]).await;
        let (token, other) = (dav.lock("/a").await, dav.lock("/c").await);
        let etag = dav.send("GET", "/a", "", "").await.headers["etag"].to_str().unwrap().to_owned();
        for (fields, status) in [
            (format!("If: ({token})"), 204),
            (format!("If: (<urn:uuid:0>) ({token})"), 204),
            (format!("If: (Not <urn:uuid:0> {token})"), 204),
            (format!("If: (Not <DAV:no-lock> {token})"), 204),
            (format!("If: <{{base}}/a> ({token})"), 204),
            // The condition is true, but no token is submitted, or another one.
            ("If: (Not <DAV:no-lock>)".to_owned(), 423),
            (format!("If: </c> ({other})"), 423),
            // The condition is false, although the token is submitted.
            (format!("If: (Not {token})"), 412),
            (format!("If: ({token} <urn:uuid:0>)"), 412),
            (format!("If: </b> ({token})"), 412),
            (format!("If: ({token} [\"none\"])"), 412),
            ("If: (<DAV:no-lock>)".to_owned(), 412),
            // The condition has no form.
            ("If: <urn:uuid:0>".to_owned(), 400),
            ("If: ()".to_owned(), 400),
        ] {
            let answer = dav.send("PUT", "/a", &fields, "x").await;
            assert_eq!(answer.status, status, "{fields} {answer:?}");
        }
        let etag_now = dav.send("GET", "/a", "", "").await.headers["etag"].to_str().unwrap().to_owned();
        assert_ne!(etag, etag_now);
        assert_eq!(dav.send("PUT", "/a", &format!("If: ({token} [{etag}])"), "x").await.status, 412);
        assert_eq!(dav.send("PUT", "/a", &format!("If: ({token} [{etag_now}])"), "x").await.status, 204);
        // The lock of a collection applies to its members.
        assert_eq!(dav.send("PUT", "/c/x", &format!("If: ({other})"), "x").await.status, 204);
        assert_eq!(dav.send("PUT", "/c/new", &format!("If: </c> ({other})"), "x").await.status, 201);
        assert_eq!(dav.send("GET", "/b", &format!("If: ({token})"), "").await.status, 412);
    })
    .await;
}

#[tokio::test]
async fn every_change_of_a_locked_file_needs_its_token() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a", "/b"]).await;
        dav.lock("/a").await;
        let set = "<D:propertyupdate xmlns:D='DAV:'><D:set><D:prop><x xmlns='u'/></D:prop></D:set></D:propertyupdate>";
        for (method, fields, body) in [
            ("PUT", "", "x"),
            ("DELETE", "", ""),
            ("MOVE", "Destination: /n", ""),
            ("PROPPATCH", "", set),
            ("LOCK", "", EXCLUSIVE),
            ("LOCK", "", SHARED),
        ] {
            assert_eq!(dav.send(method, "/a", fields, body).await.status, 423, "{method}");
        }
        assert_eq!(dav.status("COPY", "/a", "Destination: /copy").await, 201);
        assert_eq!(dav.send("GET", "/a", "", "").await.body, "/a");
    })
    .await;
}
