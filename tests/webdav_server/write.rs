//! GET, PUT and MKCOL, and the preconditions of HTTP.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use crate::client::{Dav, on_both_stores};

#[tokio::test]
async fn a_file_is_created_replaced_and_read() {
    on_both_stores(async |dav: &Dav| {
        let created = dav.send("PUT", "/a.txt", "", "one").await;
        assert_eq!(created.status, 201);
        let etag = created.headers["etag"].to_str().unwrap();
        assert!(etag.starts_with('"') && etag.ends_with('"'), "{etag}");
        let read = dav.send("GET", "/a.txt", "", "").await;
        assert_eq!((&*read.body, &read.headers["etag"]), ("one", &created.headers["etag"]));
        assert_eq!(read.headers["content-type"], "text/plain");
        let replaced = dav.send("PUT", "/a.txt", "", "two!").await;
        assert_eq!(replaced.status, 204);
        assert_ne!(replaced.headers["etag"], created.headers["etag"]);
        let head = dav.send("HEAD", "/a.txt", "", "").await;
        assert_eq!((&*head.body, &head.headers["content-length"]), ("", &"4".parse().unwrap()));
        assert!(head.headers.contains_key("last-modified"));
    })
    .await;
}

#[tokio::test]
async fn a_large_file_keeps_its_content() {
    on_both_stores(async |dav: &Dav| {
        let content: String = (0..300_000).map(|number| format!("{number};")).collect();
        assert_eq!(dav.send("PUT", "/a", "", content.clone()).await.status, 201);
        assert_eq!(dav.send("GET", "/a", "", "").await.body, content);
        assert_eq!(dav.status("COPY", "/a", "Destination: /b").await, 201);
        assert_eq!(dav.send("GET", "/b", "", "").await.body, content);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_written_is_refused() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a", "/c/"]).await;
        for (method, path, fields, body, status) in [
            ("PUT", "/none/a", "", "x", 409),
            ("PUT", "/a/b", "", "x", 409),
            ("PUT", "/c", "", "x", 405),
            ("PUT", "/c/", "", "x", 405),
            ("PUT", "/new/", "", "x", 405),
            ("PUT", "/", "", "x", 405),
            ("PUT", "/a", "Content-Range: bytes 0-0/3", "x", 400),
            ("MKCOL", "/a", "", "", 405),
            ("MKCOL", "/c/", "", "", 405),
            ("MKCOL", "/", "", "", 405),
            ("MKCOL", "/none/c", "", "", 409),
            ("MKCOL", "/a/c", "", "", 409),
            ("MKCOL", "/new", "Content-Type: x/y", "x", 415),
            ("GET", "/c/", "", "", 405),
            ("GET", "/none", "", "", 404),
            ("POST", "/a", "", "", 405),
            ("PURGE", "/a", "", "", 405),
            ("DELETE", "/none", "", "", 404),
        ] {
            let answer = dav.send(method, path, fields, body).await;
            assert_eq!(answer.status, status, "{method} {path}: {answer:?}");
            assert_eq!(answer.headers.contains_key("allow"), status == 405, "{answer:?}");
        }
        assert_eq!(dav.send("GET", "/a", "", "").await.body, "/a");
        dav.assert_tree(&dav.tree("/").await, &["/a", "/c/"]);
    })
    .await;
}

#[tokio::test]
async fn preconditions_hold() {
    on_both_stores(async |dav: &Dav| {
        let etag = dav.send("PUT", "/a", "", "x").await.headers["etag"].to_str().unwrap().to_owned();
        dav.create(&["/c/"]).await;
        let date = dav.send("GET", "/a", "", "").await.headers["last-modified"].to_str().unwrap().to_owned();
        for (method, path, fields, status) in [
            ("GET", "/a", format!("If-None-Match: {etag}"), 304),
            ("GET", "/a", "If-None-Match: \"none\"".to_owned(), 200),
            ("GET", "/a", format!("If-Modified-Since: {date}"), 304),
            ("GET", "/a", format!("If-Match: {etag}"), 200),
            ("GET", "/a", "If-Match: \"none\"".to_owned(), 412),
            ("PUT", "/a", "If-None-Match: *".to_owned(), 412),
            ("PUT", "/a", "If-Match: \"none\"".to_owned(), 412),
            ("PUT", "/new", "If-Match: *".to_owned(), 412),
            ("DELETE", "/a", "If-Match: \"none\"".to_owned(), 412),
            ("DELETE", "/a", "If-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 GMT".to_owned(), 412),
            ("DELETE", "/c", "If-None-Match: *".to_owned(), 412),
            ("MOVE", "/a", "Destination: /n\nIf-Match: \"none\"".to_owned(), 412),
            ("PUT", "/a", format!("If-Match: {etag}"), 204),
            ("PUT", "/b", "If-None-Match: *".to_owned(), 201),
        ] {
            assert_eq!(dav.status(method, path, &fields).await, status, "{method} {path} {fields}");
        }
        dav.assert_tree(&dav.tree("/").await, &["/a", "/b", "/c/"]);
        let current = dav.send("GET", "/a", "", "").await.headers["etag"].clone();
        let unchanged = dav.send("GET", "/a", &format!("If-None-Match: {}", current.to_str().unwrap()), "").await;
        assert_eq!((unchanged.status, &unchanged.headers["etag"], &*unchanged.body), (304, &current, ""));
    })
    .await;
}

/// Sends the head of a request, waits for a response, and then sends the body if the server asks for it.
fn expect_continue(dav: &Dav, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(dav.base.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let length = body.len();
    write!(stream, "PUT {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: {length}\r\n\r\n")
        .unwrap();
    let mut buffer = [0; 1024];
    let read = stream.read(&mut buffer).unwrap();
    let mut answer = String::from_utf8_lossy(&buffer[..read]).into_owned();
    if answer.starts_with("HTTP/1.1 100 ") {
        stream.write_all(body.as_bytes()).unwrap();
        stream.read_to_string(&mut answer).unwrap();
    }
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_expects_100_continue_sends_no_body_in_vain() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/locked"]).await;
        dav.lock("/locked").await;
        let written = expect_continue(dav, "/a", "content");
        assert!(written.starts_with("HTTP/1.1 100 ") && written.contains("HTTP/1.1 201 "), "{written}");
        for (path, status) in [("/locked", "423"), ("/none/a", "409")] {
            let refused = expect_continue(dav, path, "content");
            assert!(refused.starts_with(&format!("HTTP/1.1 {status} ")), "{refused}");
        }
        assert_eq!(dav.send("GET", "/a", "", "").await.body, "content");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_may_come_in_chunks() {
    on_both_stores(async |dav: &Dav| {
        let mut stream = TcpStream::connect(dav.base.trim_start_matches("http://")).unwrap();
        let head = "PUT /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
        write!(stream, "{head}3\r\none\r\n4\r\ntwo!\r\n0\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
        assert_eq!(dav.send("GET", "/a", "", "").await.body, "onetwo!");
    })
    .await;
}

#[tokio::test]
async fn options_say_which_classes_the_server_has() {
    let dav = Dav::in_memory().await;
    let answer = dav.send("OPTIONS", "/none", "", "").await;
    assert_eq!((answer.status, &answer.headers["dav"]), (200, &"1, 2, extended-mkcol".parse().unwrap()));
    assert!(answer.headers["allow"].to_str().unwrap().contains("PROPFIND"), "{answer:?}");
}
