//! The table of locks, the response to LOCK, and the checks of writing methods.

use std::time::{Duration, Instant};

use multistatus::{
    Key,
    http::HeaderMap,
    webdav::{
        ActiveLock, FromPropertyValue, LockError, LockGrant, LockScope, LockTable, XmlElement,
        header::{Depth, IfHeader, LockTimeout, LockToken},
        request::LockInfo,
        respond_one,
    },
};

use crate::{listed::responses, text};

const HOUR: LockTimeout = LockTimeout::Seconds(3600);

fn request(scope: &str) -> LockInfo {
    let body = format!(
        "<D:lockinfo xmlns:D='DAV:'><D:lockscope><D:{scope}/></D:lockscope><D:locktype><D:write/></D:locktype>\
         <D:owner xml:lang='en'><x:name xmlns:x='urn:x'>Ada</x:name></D:owner></D:lockinfo>"
    );
    LockInfo::parse(&HeaderMap::new(), body.as_bytes()).unwrap().unwrap()
}

/// A table and the time of its tests.
struct Locks {
    table: LockTable,
    now: Instant,
}

impl Locks {
    fn new() -> Self {
        Self { table: LockTable::new(), now: Instant::now() }
    }

    fn lock(&mut self, path: &str, depth: Depth, scope: &str) -> LockGrant {
        self.table.lock(self.now, path, depth, request(scope), HOUR).unwrap()
    }

    fn exclusive(&mut self, path: &str, depth: Depth) -> IfHeader {
        IfHeader::with_token(self.lock(path, depth, "exclusive").token().clone())
    }

    /// Returns the responses to a lock that is refused, or its status if the answer is plain.
    async fn refused(&mut self, path: &str, depth: Depth, scope: &str) -> Vec<String> {
        let response = self.table.lock(self.now, path, depth, request(scope), HOUR).unwrap_err().respond();
        match response.status().as_u16() {
            207 => responses(response).await,
            status => vec![status.to_string()],
        }
    }

    fn may_write(&self, path: &str, submitted: Option<&IfHeader>) -> bool {
        self.table.check_write(self.now, path, submitted).is_ok()
    }

    fn may_add(&self, path: &str, submitted: Option<&IfHeader>) -> bool {
        self.table.check_membership(self.now, path, submitted).is_ok()
    }
}

#[tokio::test]
async fn the_response_has_the_token_and_the_locks_of_the_resource() {
    let mut locks = Locks::new();
    let grant = locks.lock("/a%20b/", Depth::Infinity, "exclusive");
    let token = grant.token().clone();
    let response = grant.respond(false);
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["lock-token"], format!("<{token}>"));
    assert_eq!(response.headers()["content-type"], "application/xml; charset=utf-8");
    let length = response.headers()["content-length"].to_str().unwrap().parse::<usize>().unwrap();
    let body = text(response).await;
    assert_eq!(body.len(), length);
    assert_eq!(
        body,
        [
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:prop xmlns:D=\"DAV:\"><D:lockdiscovery><D:activelock>",
            "<D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype><D:depth>infinity</D:depth>",
            "<D:owner xmlns:D=\"DAV:\" xml:lang='en'><x:name xmlns:x='urn:x'>Ada</x:name></D:owner>",
            "<D:timeout>Second-3600</D:timeout><D:locktoken><D:href>",
            token.as_str(),
            "</D:href></D:locktoken><D:lockroot><D:href>/a%20b/</D:href></D:lockroot>",
            "</D:activelock></D:lockdiscovery></D:prop>",
        ]
        .concat()
    );
    let mut locks = Locks::new();
    assert_eq!(locks.lock("/new", Depth::Zero, "exclusive").respond(true).status(), 201);
}

#[tokio::test]
async fn lockdiscovery_is_read_back() {
    let mut locks = Locks::new();
    let response = locks.lock("/a/", Depth::Infinity, "shared").respond(false);
    let document = XmlElement::parse(&text(response).await).unwrap();
    let element = document.dav_child("lockdiscovery").unwrap();
    let read = Vec::<ActiveLock>::from_element(element).unwrap();
    assert_eq!(read[0].scope, LockScope::Shared);
    assert_eq!(read, locks.table.discover(locks.now, "/a/"));
    let broken = XmlElement::parse("<D:lockdiscovery xmlns:D='DAV:'><D:activelock/></D:lockdiscovery>").unwrap();
    assert!(Vec::<ActiveLock>::from_element(&broken).is_err());
}

#[tokio::test]
async fn an_exclusive_lock_allows_no_other() {
    let mut locks = Locks::new();
    locks.exclusive("/a", Depth::Zero);
    for scope in ["exclusive", "shared"] {
        assert_eq!(locks.refused("/a/", Depth::Zero, scope).await, ["423"]);
    }
    let response = locks.table.lock(locks.now, "/a", Depth::Zero, request("shared"), HOUR).unwrap_err().respond();
    let body = text(response).await;
    assert!(body.contains("<D:no-conflicting-lock><D:href>/a</D:href></D:no-conflicting-lock>"), "{body}");
}

#[tokio::test]
async fn shared_locks_allow_each_other() {
    let mut locks = Locks::new();
    let _grant = locks.lock("/a", Depth::Zero, "shared");
    let second = locks.lock("/a", Depth::Infinity, "shared");
    assert_eq!(second.locks().len(), 2);
    assert_eq!(locks.refused("/a", Depth::Zero, "exclusive").await, ["423"]);
    let submitted = IfHeader::with_token(second.token().clone());
    assert!(locks.may_write("/a", Some(&submitted)));
    assert!(!locks.may_write("/a", None));
}

#[tokio::test]
async fn a_lock_of_a_collection_applies_below_it_if_its_depth_is_infinity() {
    let mut locks = Locks::new();
    locks.exclusive("/a/", Depth::Infinity);
    assert_eq!(locks.table.discover(locks.now, "/a/b/c").len(), 1);
    assert!(locks.table.discover(locks.now, "/ab").is_empty());
    assert_eq!(locks.refused("/a/b/c", Depth::Zero, "shared").await, ["423"]);
    locks.exclusive("/d/", Depth::Zero);
    assert!(locks.table.discover(locks.now, "/d/e").is_empty());
    locks.exclusive("/d/e", Depth::Zero);
}

#[tokio::test]
async fn a_locked_member_prevents_a_lock_of_infinite_depth() {
    let mut locks = Locks::new();
    locks.exclusive("/a/b/c", Depth::Zero);
    let _grant = locks.lock("/a/d", Depth::Zero, "shared");
    assert_eq!(locks.refused("/a/", Depth::Infinity, "shared").await, ["/a/b/c 423", "/a/ 424"]);
    assert_eq!(locks.refused("/a/", Depth::Infinity, "exclusive").await, ["/a/b/c 423", "/a/d 423", "/a/ 424"]);
    assert_eq!(locks.table.len(), 2);
    locks.exclusive("/a/", Depth::Zero);
}

#[test]
fn a_lock_expires() {
    let mut locks = Locks::new();
    let start = locks.now;
    locks.exclusive("/a", Depth::Zero);
    locks.now = start + Duration::from_millis(3_599_500);
    assert_eq!(locks.table.discover(locks.now, "/a")[0].timeout, Some(LockTimeout::Seconds(1)));
    locks.now = start + Duration::from_secs(3600);
    assert!(locks.may_write("/a", None));
    assert!(locks.table.discover(locks.now, "/a").is_empty());
    locks.exclusive("/a", Depth::Zero);
    assert_eq!(locks.table.len(), 1);
}

#[test]
fn a_lock_lasts_no_longer_than_the_server_allows() {
    let mut locks = Locks::new();
    locks.table = LockTable::new().longest_timeout(LockTimeout::Seconds(60));
    for asked in [LockTimeout::Infinite, HOUR] {
        let grant = locks.table.lock(locks.now, format!("/{asked}"), Depth::Zero, request("exclusive"), asked).unwrap();
        assert_eq!(grant.locks()[0].timeout, Some(LockTimeout::Seconds(60)));
    }
    locks.table = LockTable::new().longest_timeout(LockTimeout::Infinite);
    let grant = locks.table.lock(locks.now, "/a", Depth::Zero, request("exclusive"), LockTimeout::Infinite).unwrap();
    assert_eq!(grant.locks()[0].timeout, Some(LockTimeout::Infinite));
}

#[tokio::test]
async fn a_refresh_starts_the_timeout_again() {
    let mut locks = Locks::new();
    let submitted = locks.exclusive("/a/", Depth::Infinity);
    locks.now += Duration::from_secs(3000);
    let grant = locks.table.refresh(locks.now, "/a/b", Some(&submitted), HOUR).unwrap();
    assert_eq!(grant.locks()[0].timeout, Some(HOUR));
    let response = grant.respond(false);
    assert_eq!((response.status().as_u16(), response.headers().get("lock-token")), (200, None));

    let other = IfHeader::with_token(LockToken::random());
    for submitted in [None, Some(&other)] {
        let error = locks.table.refresh(locks.now, "/a/", submitted, HOUR).unwrap_err();
        let response = respond_one(&error);
        assert_eq!(response.status(), 412);
        assert!(text(response).await.contains("<D:lock-token-matches-request-uri/>"));
    }
}

#[tokio::test]
async fn unlock_removes_the_lock_of_its_token() {
    let mut locks = Locks::new();
    let grant = locks.lock("/a/", Depth::Infinity, "shared");
    let _grant = locks.lock("/a/", Depth::Infinity, "shared");
    let error = locks.table.unlock(locks.now, "/b", grant.token()).unwrap_err();
    let response = respond_one(&error);
    assert_eq!(response.status(), 409);
    assert!(text(response).await.contains("<D:lock-token-matches-request-uri/>"));
    locks.table.unlock(locks.now, "/a/b", grant.token()).unwrap();
    assert_eq!(locks.table.unlock(locks.now, "/a/b", grant.token()), Err(LockError::UnknownToken));
    assert_eq!(locks.table.discover(locks.now, "/a").len(), 1);
}

#[tokio::test]
async fn a_write_needs_the_token_of_the_lock() {
    let mut locks = Locks::new();
    let submitted = locks.exclusive("/a/", Depth::Infinity);
    assert!(locks.may_write("/a/b", Some(&submitted)));
    let other = IfHeader::with_token(LockToken::random());
    assert!(!locks.may_write("/a/b", Some(&other)));
    let error = locks.table.check_write(locks.now, "/a/b", None).unwrap_err();
    let response = respond_one(&error);
    assert_eq!(response.status(), 423);
    let body = text(response).await;
    assert!(body.contains("<D:lock-token-submitted><D:href>/a/</D:href></D:lock-token-submitted>"), "{body}");
}

#[test]
fn a_lock_of_a_collection_protects_the_names_of_its_members() {
    let mut locks = Locks::new();
    let submitted = locks.exclusive("/a/", Depth::Zero);
    assert!(!locks.may_add("/a/new", None));
    assert!(locks.may_add("/a/new", Some(&submitted)));
    assert!(locks.may_write("/a/old", None));
    assert!(locks.may_add("/a/b/new", None));
    assert!(!locks.may_add("/a/", None));
    assert!(locks.may_add("/b", None));
    assert!(locks.may_add("/", None));
}

#[test]
fn a_collection_is_removed_only_with_the_tokens_of_its_members() {
    let mut locks = Locks::new();
    let submitted = locks.exclusive("/a/b/c", Depth::Zero);
    locks.exclusive("/a/d/", Depth::Zero);
    let members = |submitted| {
        let members = locks.table.locked_members(locks.now, "/a/", submitted);
        members.into_iter().map(|(href, _)| href).collect::<Vec<Key>>()
    };
    assert_eq!(members(None), [Key::from("/a/b/c"), Key::from("/a/d/")]);
    assert_eq!(members(Some(&submitted)), [Key::from("/a/d/")]);
    assert!(locks.table.locked_members(locks.now, "/a/b/c", None).is_empty());
}

#[test]
fn the_locks_of_a_removed_resource_are_removed() {
    let mut locks = Locks::new();
    for path in ["/a/", "/a/b", "/a/b/c", "/ab"] {
        locks.exclusive(path, Depth::Zero);
    }
    locks.table.remove_members("/a");
    assert_eq!(locks.table.len(), 2);
    locks.table.remove_tree("/a");
    assert_eq!(locks.table.len(), 1);
    assert!(!locks.may_write("/ab", None));
    locks.table.remove_tree("/");
    assert!(locks.table.is_empty());
}

#[tokio::test]
async fn a_table_has_a_capacity() {
    let mut locks = Locks::new();
    locks.table = LockTable::new().capacity(1);
    locks.exclusive("/a", Depth::Zero);
    assert_eq!(locks.refused("/b", Depth::Zero, "exclusive").await, ["507"]);
    locks.now += Duration::from_secs(3600);
    locks.exclusive("/b", Depth::Zero);
}
