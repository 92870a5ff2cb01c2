//! PROPFIND of many members: in constant memory, and while they vanish.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use multistatus::{Reader, webdav::DeadProperties};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    client::{Dav, on_both_stores},
    failure::Failure,
    path::ResourcePath,
    resource::Resource,
    server::Server,
    store::{Content, Members, Store, Upload, memory::Memory},
};

/// A store that counts the members that it has listed.
struct Counted {
    store: Arc<dyn Store>,
    listed: Arc<AtomicUsize>,
}

impl Store for Counted {
    fn members(&self, path: &ResourcePath) -> Result<Members, Failure> {
        let listed = Arc::clone(&self.listed);
        let count = move |_: &_| _ = listed.fetch_add(1, Ordering::Relaxed);
        Ok(Box::new(self.store.members(path)?.inspect(count)))
    }

    fn resource(&self, path: &ResourcePath) -> Result<Resource, Failure> {
        self.store.resource(path)
    }

    fn read(&self, path: &ResourcePath) -> Result<(Resource, Content), Failure> {
        self.store.read(path)
    }

    fn upload(&self, path: &ResourcePath) -> Result<Box<dyn Upload>, Failure> {
        self.store.upload(path)
    }

    fn create_collection(&self, path: &ResourcePath) -> Result<(), Failure> {
        self.store.create_collection(path)
    }

    fn remove(&self, path: &ResourcePath) -> Result<(), Failure> {
        self.store.remove(path)
    }

    fn copy(&self, from: &ResourcePath, to: &ResourcePath) -> Result<(), Failure> {
        self.store.copy(from, to)
    }

    fn rename(&self, from: &ResourcePath, to: &ResourcePath) -> Result<(), Failure> {
        self.store.rename(from, to)
    }

    fn set_dead(&self, path: &ResourcePath, dead: &DeadProperties) -> Result<(), Failure> {
        self.store.set_dead(path, dead)
    }
}

const MEMBERS: usize = 20_000;

/// Creates empty files in a collection.
fn fill(store: &dyn Store, members: usize) {
    let collection = ResourcePath::parse("/c").unwrap();
    store.create_collection(&collection).unwrap();
    for number in 0..members {
        store.upload(&file(number)).unwrap().commit().unwrap();
    }
}

/// Returns the path of a member, which has a long name.
fn file(number: usize) -> ResourcePath {
    ResourcePath::parse("/c").unwrap().join(format!("{number:05}-{}", "x".repeat(240)).as_bytes())
}

/// Starts a PROPFIND and reads its first bytes only.
async fn slow_listing(dav: &Dav) -> (TcpStream, Vec<u8>) {
    let mut stream = TcpStream::connect(dav.base.trim_start_matches("http://")).await.unwrap();
    stream.write_all(b"PROPFIND /c/ HTTP/1.0\r\nDepth: 1\r\n\r\n").await.unwrap();
    let mut read = vec![0; 1024];
    stream.read_exact(&mut read).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    (stream, read)
}

/// Reads the rest, and returns the number of resources of the listing, which must be complete.
async fn rest((mut stream, mut read): (TcpStream, Vec<u8>)) -> usize {
    stream.read_to_end(&mut read).await.unwrap();
    let text = String::from_utf8(read).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.0 207 "), "{head}");
    let document = Reader::new().read(body.as_bytes());
    assert!(document.ending.verdict.is_complete(), "{:?}", document.ending);
    assert!(document.items.iter().all(|item| item.status().is_success()));
    document.items.len()
}

#[tokio::test]
async fn a_listing_that_is_read_slowly_is_not_read_ahead() {
    let store = Arc::new(Memory::new());
    fill(&*store, MEMBERS);
    let listed = Arc::new(AtomicUsize::new(0));
    let dav = Dav::serve(Server::new(Arc::new(Counted { store, listed: Arc::clone(&listed) })), None).await;
    let slow = slow_listing(&dav).await;
    // The buffers of the two sockets hold some; the server holds a few hundred.
    let ahead = listed.load(Ordering::Relaxed);
    assert!(ahead < MEMBERS * 3 / 4, "{ahead} members were read for a client that reads none");
    assert_eq!(rest(slow).await, MEMBERS + 1);
    assert_eq!(listed.load(Ordering::Relaxed), MEMBERS);
}

#[tokio::test]
async fn members_that_vanish_while_they_are_listed_are_left_out() {
    // More than the buffers of the two sockets hold.
    const SOME: usize = 8_000;
    let directory = tempfile::tempdir().unwrap();
    let memory: Arc<dyn Store> = Arc::new(Memory::new());
    for (store, directory) in [(memory, None), (Dav::store(directory.path()), Some(directory))] {
        fill(&*store, SOME);
        let dav = Dav::serve(Server::new(Arc::clone(&store)), directory).await;
        let slow = slow_listing(&dav).await;
        for number in 0..SOME {
            store.remove(&file(number)).unwrap();
        }
        store.remove(&ResourcePath::parse("/c").unwrap()).unwrap();
        let left = rest(slow).await;
        assert!(left > 1 && left < SOME, "{left}");
        assert_eq!(dav.status("PROPFIND", "/c/", "Depth: 1").await, 404);
    }
}

#[tokio::test]
async fn the_first_bytes_come_at_once() {
    let store = Arc::new(Memory::new());
    fill(&*store, MEMBERS);
    let dav = Dav::serve(Server::new(store), None).await;
    let start = std::time::Instant::now();
    let mut response = dav.open("PROPFIND", "/c/", "Depth: 1", "").await;
    let first = response.chunk().await.unwrap().unwrap();
    assert!(first.starts_with(b"<?xml") && first.len() < 256 * 1024, "{} bytes", first.len());
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

#[tokio::test]
async fn an_infinite_depth_can_be_refused() {
    let dav = Dav::serve(Server::new(Arc::new(Memory::new())).infinity(false), None).await;
    dav.create(&["/c/", "/c/a"]).await;
    for fields in ["Depth: infinity", ""] {
        let answer = dav.send("PROPFIND", "/", fields, "").await;
        assert_eq!(answer.status, 403);
        assert!(answer.body.contains("<D:propfind-finite-depth/>"), "{answer:?}");
    }
    assert_eq!(dav.send("PROPFIND", "/", "Depth: 1", "").await.items().len(), 2);
    // A file has no members, but the server need not look.
    assert_eq!(dav.send("PROPFIND", "/c/a", "Depth: 0", "").await.items().len(), 1);
}

#[tokio::test]
async fn the_depth_says_what_is_listed_and_the_resource_itself_can_be_left_out() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/c/", "/c/a", "/c/a-b", "/c/d/", "/c/d/x/", "/c/d/x/y", "/c/e/"]).await;
        let all = ["/c/", "/c/a", "/c/a-b", "/c/d/", "/c/d/x/", "/c/d/x/y", "/c/e/"];
        for (fields, expected) in [
            ("Depth: 0", &["/c/"][..]),
            ("Depth: 1", &["/c/", "/c/a", "/c/a-b", "/c/d/", "/c/e/"]),
            ("Depth: infinity", &all),
            ("", &all),
            ("Depth: 1\nPrefer: depth-noroot", &["/c/a", "/c/a-b", "/c/d/", "/c/e/"]),
            ("Depth: 1,noroot", &["/c/a", "/c/a-b", "/c/d/", "/c/e/"]),
        ] {
            let items = dav.send("PROPFIND", "/c", fields, "").await.items();
            let mut found: Vec<_> = items.iter().map(|item| item.key().unwrap().as_str()).collect();
            found.sort();
            assert_eq!(found, expected, "{fields}");
        }
        assert_eq!(dav.status("PROPFIND", "/c", "Depth: 2").await, 400);
        assert_eq!(dav.status("PROPFIND", "/none", "").await, 404);
    })
    .await;
}
