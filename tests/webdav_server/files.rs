//! The directory: no path leads out of it, and nothing of the server is visible.

use std::{
    io::{Read, Write},
    net::TcpStream,
    os::unix::fs::symlink,
    process::Command,
};

use crate::client::{Answer, Dav, on_both_stores};

/// Sends a request exactly as it is written. Clients remove dot segments.
fn raw(dav: &Dav, request: &str) -> String {
    let mut stream = TcpStream::connect(dav.base.trim_start_matches("http://")).unwrap();
    write!(stream, "{request}\r\nHost: h\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn no_path_leads_out_of_the_server() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a/"]).await;
        for path in ["/../x", "/a/../../x", "/%2e%2e/x", "/a/.%2E/%2e./x", "/a%2f..%2f..%2fx", "/%00", "/a/./b"] {
            let answer = raw(dav, &format!("GET {path} HTTP/1.1"));
            assert!(answer.starts_with("HTTP/1.1 400 "), "{path}: {answer}");
            let answer = raw(dav, &format!("COPY /a HTTP/1.1\r\nDestination: {path}"));
            assert!(answer.starts_with("HTTP/1.1 400 "), "{path}: {answer}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_symbolic_link_is_not_followed() {
    let dav = Dav::on_directory().await;
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret"), "s").unwrap();
    dav.create(&["/a/"]).await;
    let root = dav.directory.as_ref().unwrap().path();
    symlink(outside.path(), root.join("a/dir")).unwrap();
    symlink(outside.path().join("secret"), root.join("a/file")).unwrap();
    symlink(root, root.join("a/loop")).unwrap();

    for path in ["/a/dir", "/a/dir/secret", "/a/file", "/a/loop/a"] {
        assert_eq!(dav.status("GET", path, "").await, 404, "{path}");
        assert_eq!(dav.status("PROPFIND", path, "").await, 404, "{path}");
    }
    assert_eq!(dav.send("PUT", "/a/dir/new", "", "x").await.status, 409);
    assert_eq!(dav.tree("/").await.into_iter().collect::<Vec<_>>(), ["/a/"]);

    // The links are removed with their collection, and not what they lead to.
    assert_eq!(dav.status("DELETE", "/a", "").await, 204);
    dav.assert_tree(&dav.tree("/").await, &[]);
    assert!(outside.path().join("secret").exists());
}

#[tokio::test]
async fn the_names_of_the_server_are_reserved() {
    let dav = Dav::on_directory().await;
    let set =
        "<D:propertyupdate xmlns:D='DAV:'><D:set><D:prop><x xmlns='urn:x'>1</x></D:prop></D:set></D:propertyupdate>";
    dav.create(&["/a/", "/a/b"]).await;
    for path in ["/", "/a/", "/a/b"] {
        assert_eq!(dav.send("PROPPATCH", path, "", set).await.status, 207);
    }
    assert_eq!(dav.tree("/").await.into_iter().collect::<Vec<_>>(), ["/a/", "/a/b"]);
    for path in ["/.davprops", "/a/.davprops/b", "/.davprops-1"] {
        for method in ["GET", "PUT", "MKCOL", "DELETE", "PROPFIND"] {
            assert_eq!(dav.status(method, path, "").await, 403, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn what_is_no_file_is_not_a_resource() {
    let dav = Dav::on_directory().await;
    let root = dav.directory.as_ref().unwrap().path();
    let _listener = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();
    assert_eq!(dav.status("GET", "/socket", "").await, 404);
    assert!(dav.tree("/").await.is_empty());
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_the_old_file() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a"]).await;
        let mut stream = TcpStream::connect(dav.base.trim_start_matches("http://")).unwrap();
        write!(stream, "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nnew").unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        drop(stream);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        let Answer { body, .. } = dav.send("GET", "/a", "", "").await;
        assert_eq!(body, "/a");
        dav.assert_tree(&dav.tree("/").await, &["/a"]);
    })
    .await;
}

#[tokio::test]
async fn a_full_disk_is_a_507_and_what_was_there_stays() {
    let dav = Dav::on_directory().await;
    let folder = dav.directory.as_ref().unwrap().path().join("small");
    std::fs::create_dir(&folder).unwrap();
    let is_mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(&folder).status();
    if !is_mounted.is_ok_and(|status| status.success()) {
        eprintln!("skipped: this user cannot mount a file system");
        return;
    }
    dav.create(&["/small/a"]).await;
    let big = dav.send("PUT", "/small/a", "", "x".repeat(200_000)).await.status;
    let new = dav.send("PUT", "/small/new", "", "x".repeat(200_000)).await.status;
    // Fills the rest.
    dav.send("PUT", "/small/rest", "", "x".repeat(56_000)).await;
    let value = "v".repeat(20_000);
    let set = format!(
        "<D:propertyupdate xmlns:D='DAV:'><D:set><D:prop><x xmlns='urn:x'>{value}</x></D:prop></D:set></D:propertyupdate>"
    );
    let changed = dav.send("PROPPATCH", "/small/a", "", set).await;
    let copied = dav.send("COPY", "/small/rest", "Destination: /small/copy", "").await.status;
    let content = dav.send("GET", "/small/a", "", "").await.body;
    let tree = dav.tree("/small").await;
    Command::new("umount").arg(&folder).status().unwrap();
    assert_eq!((big, new, copied, &*content), (507, 507, 507, "/small/a"));
    assert!(
        changed.body.contains("HTTP/1.1 507 Insufficient Storage") && !changed.body.contains("HTTP/1.1 200"),
        "{changed:?}"
    );
    assert_eq!(tree.into_iter().collect::<Vec<_>>(), ["/small/a", "/small/rest"]);
}
