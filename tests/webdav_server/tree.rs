//! DELETE, COPY and MOVE: the response says what happened, and the store agrees with it.

use std::process::Command;

use crate::client::{Dav, on_both_stores};

const LOCKED: &str = "423 lock-token-submitted";

#[tokio::test]
async fn a_locked_member_of_a_deleted_collection_stays_with_its_ancestors() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/c/", "/c/a", "/c/d/", "/c/d/locked", "/c/d/x", "/c/e/", "/c/e/y"]).await;
        let token = dav.lock("/c/d/locked").await;
        let answer = dav.send("DELETE", "/c/", "", "").await;
        assert_eq!(answer.statuses(), [format!("/c/d/locked {LOCKED}")]);
        dav.assert_tree(&dav.tree("/").await, &["/c/", "/c/d/", "/c/d/locked"]);
        assert_eq!(dav.status("DELETE", "/c/", &format!("If: </c/d/locked> ({token})")).await, 204);
        dav.assert_tree(&dav.tree("/").await, &[]);
    })
    .await;
}

#[tokio::test]
async fn a_locked_collection_below_a_deleted_one_stays_whole_and_is_listed_once() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/c/", "/c/a", "/c/d/", "/c/d/x", "/c/d/y"]).await;
        dav.lock("/c/d/").await;
        assert_eq!(dav.send("DELETE", "/c", "", "").await.statuses(), [format!("/c/d/ {LOCKED}")]);
        dav.assert_tree(&dav.tree("/").await, &["/c/", "/c/d/", "/c/d/x", "/c/d/y"]);
    })
    .await;
}

#[tokio::test]
async fn a_locked_member_of_a_moved_collection_stays_and_the_others_move() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/c/", "/c/a", "/c/d/", "/c/d/locked", "/c/d/x", "/c/e/", "/c/e/y"]).await;
        dav.lock("/c/d/locked").await;
        let answer = dav.send("MOVE", "/c/", "Destination: {base}/t/", "").await;
        assert_eq!(answer.statuses(), [format!("/c/d/locked {LOCKED}")]);
        let expected = ["/c/", "/c/d/", "/c/d/locked", "/t/", "/t/a", "/t/d/", "/t/d/x", "/t/e/", "/t/e/y"];
        dav.assert_tree(&dav.tree("/").await, &expected);
    })
    .await;
}

#[tokio::test]
async fn a_locked_member_of_an_overwritten_collection_keeps_its_content() {
    on_both_stores(async |dav: &Dav| {
        for method in ["COPY", "MOVE"] {
            dav.create(&["/from/", "/from/a", "/from/locked", "/from/sub/", "/from/sub/b"]).await;
            dav.create(&["/to/", "/to/locked", "/to/old", "/to/sub/", "/to/sub/c"]).await;
            let token = dav.lock("/to/locked").await;
            let answer = dav.send(method, "/from/", "Destination: /to/", "").await;
            assert_eq!(answer.statuses(), [format!("/to/locked {LOCKED}")], "{method}");
            assert_eq!(dav.send("GET", "/to/locked", "", "").await.body, "/to/locked");
            let to = ["/to/", "/to/a", "/to/locked", "/to/sub/", "/to/sub/b"];
            let from: &[&str] = match method {
                "COPY" => &["/from/", "/from/a", "/from/locked", "/from/sub/", "/from/sub/b"],
                // What is not moved stays, with its collection.
                _ => &["/from/", "/from/locked"],
            };
            dav.assert_tree(&dav.tree("/").await, &[from, &to].concat());
            assert_eq!(dav.status("UNLOCK", "/to/locked", &format!("Lock-Token: {token}")).await, 204);
            for path in ["/from", "/to"] {
                assert_eq!(dav.status("DELETE", path, "").await, 204);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_failure_of_the_request_uri_alone_is_a_plain_answer() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a", "/b", "/c/", "/c/x"]).await;
        dav.lock("/a").await;
        dav.lock("/c").await;
        for (method, path, fields) in [
            ("DELETE", "/a", ""),
            ("MOVE", "/a", "Destination: /n"),
            ("COPY", "/b", "Destination: /a"),
            ("MOVE", "/b", "Destination: /a"),
            ("DELETE", "/c", ""),
            ("DELETE", "/c/x", ""),
            ("MOVE", "/c", "Destination: /n"),
            ("COPY", "/b", "Destination: /c/n"),
            ("MOVE", "/b", "Destination: /c/x"),
        ] {
            let answer = dav.send(method, path, fields, "").await;
            assert_eq!(answer.status, 423, "{method} {path} {fields}: {answer:?}");
            assert!(answer.body.contains("<D:lock-token-submitted><D:href>/"), "{answer:?}");
            dav.assert_tree(&dav.tree("/").await, &["/a", "/b", "/c/", "/c/x"]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_member_that_the_file_system_keeps_is_listed_with_403() {
    let dav = Dav::on_directory().await;
    dav.create(&["/c/", "/c/a", "/c/d/", "/c/d/fixed", "/c/d/x"]).await;
    let root = dav.directory.as_ref().unwrap().path().to_owned();
    let attribute = |change: &str, path: &str| {
        Command::new("chattr").arg(change).arg(root.join(path)).status().is_ok_and(|status| status.success())
    };
    if !attribute("+i", "c/d/fixed") {
        eprintln!("skipped: this file system has no immutable files, or this user may not make any");
        return;
    }
    let deleted = dav.send("DELETE", "/c", "", "").await;
    let left = dav.tree("/").await;
    let moved = dav.send("MOVE", "/c", "Destination: /t", "").await;
    let moved_tree = dav.tree("/").await;
    assert!(attribute("-i", "t/d/fixed"), "{moved:?}");
    assert_eq!(deleted.statuses(), ["/c/d/fixed 403"]);
    assert_eq!(left.into_iter().collect::<Vec<_>>(), ["/c/", "/c/d/", "/c/d/fixed"]);
    // A directory with an immutable file can be renamed.
    assert_eq!(moved.status, 201, "{moved:?}");
    dav.assert_tree(&moved_tree, &["/t/", "/t/d/", "/t/d/fixed"]);
}

#[tokio::test]
async fn copies_have_the_depth_that_is_asked_for() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/c/", "/c/a", "/c/d/", "/c/d/x"]).await;
        assert_eq!(dav.status("COPY", "/c", "Destination: /flat\nDepth: 0").await, 201);
        assert_eq!(dav.status("COPY", "/c", "Destination: /deep").await, 201);
        for (method, depth) in [("COPY", "1"), ("MOVE", "0"), ("MOVE", "1"), ("DELETE", "0"), ("DELETE", "x")] {
            let answer = dav.send(method, "/c", &format!("Destination: /n\nDepth: {depth}"), "").await;
            assert_eq!(answer.status, 400, "{method} {depth}");
            assert!(answer.body.contains("Depth"), "{answer:?}");
        }
        let expected = ["/c/", "/c/a", "/c/d/", "/c/d/x", "/deep/", "/deep/a", "/deep/d/", "/deep/d/x", "/flat/"];
        dav.assert_tree(&dav.tree("/").await, &expected);
    })
    .await;
}

#[tokio::test]
async fn a_destination_that_cannot_be_is_refused_and_nothing_changes() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a", "/b", "/c/", "/c/x/", "/c/x/y"]).await;
        for method in ["COPY", "MOVE"] {
            for (path, fields, status) in [
                ("/a", "", 400),
                ("/a", "Destination: /%00", 400),
                ("/a", "Destination: http://other.example/n", 502),
                ("/a", "Destination: /a", 403),
                ("/a", "Destination: {base}/%61", 403),
                ("/c", "Destination: /c/x/n", 403),
                ("/c", "Destination: /c", 403),
                ("/c/x", "Destination: /c", 403),
                ("/a", "Destination: /", 403),
                ("/a", "Destination: /none/n", 409),
                ("/a", "Destination: /b/n", 409),
                ("/a", "Destination: /b\nOverwrite: F", 412),
                ("/a", "Destination: /b\nOverwrite: maybe", 400),
                ("/none", "Destination: /n", 404),
            ] {
                let answer = dav.send(method, path, fields, "").await;
                assert_eq!(answer.status, status, "{method} {path} {fields} {answer:?}");
            }
        }
        assert_eq!(dav.status("MOVE", "/", "Destination: /n").await, 403);
        assert_eq!(dav.status("DELETE", "/", "").await, 403);
        assert_eq!(dav.status("DELETE", "/none", "").await, 404);
        dav.assert_tree(&dav.tree("/").await, &["/a", "/b", "/c/", "/c/x/", "/c/x/y"]);
    })
    .await;
}

#[tokio::test]
async fn a_destination_that_exists_is_replaced() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a", "/b", "/c/", "/c/x", "/d/", "/d/y"]).await;
        assert_eq!(dav.status("COPY", "/c", "Destination: /d").await, 204);
        dav.assert_tree(&dav.tree("/").await, &["/a", "/b", "/c/", "/c/x", "/d/", "/d/x"]);
        // A file replaces a collection, and a collection a file.
        assert_eq!(dav.status("COPY", "/a", "Destination: /d").await, 204);
        assert_eq!(dav.status("MOVE", "/c", "Destination: /b").await, 204);
        dav.assert_tree(&dav.tree("/").await, &["/a", "/b/", "/b/x", "/d"]);
        assert_eq!(dav.send("GET", "/d", "", "").await.body, "/a");
    })
    .await;
}
