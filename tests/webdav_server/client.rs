//! A server on a socket, and a client that sends it requests.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use multistatus::{Item, Reader};
use reqwest::{Client, Method, Response, header::HeaderMap};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{
    server::Server,
    store::{Store, directory::Directory, memory::Memory},
};

/// A running server and a client of it.
pub(crate) struct Dav {
    pub(crate) base: String,
    client: Client,
    serving: JoinHandle<()>,
    /// The directory that is served, if the store is on one.
    pub(crate) directory: Option<TempDir>,
}

/// A response with its body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// Runs a test on both stores.
pub(crate) async fn on_both_stores(test: impl AsyncFn(&Dav)) {
    test(&Dav::in_memory().await).await;
    test(&Dav::on_directory().await).await;
}

impl Dav {
    /// Starts a server in memory.
    pub(crate) async fn in_memory() -> Self {
        Self::serve(Server::new(Arc::new(Memory::new())), None).await
    }

    /// Starts a server on an empty directory.
    pub(crate) async fn on_directory() -> Self {
        let directory = TempDir::new().unwrap();
        let server = Server::new(Self::store(directory.path()));
        Self::serve(server, Some(directory)).await
    }

    /// Opens a directory as a store.
    pub(crate) fn store(directory: &Path) -> Arc<dyn Store> {
        Arc::new(Directory::open(directory).unwrap())
    }

    /// Starts a server.
    pub(crate) async fn serve(server: Server, directory: Option<TempDir>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move { server.serve(listener, std::future::pending()).await.unwrap() });
        let client = Client::builder().no_proxy().build().unwrap();
        Self { base, client, serving, directory }
    }

    /// Starts another server on the same directory.
    pub(crate) async fn restarted(mut self) -> Self {
        let directory = self.directory.take().unwrap();
        let server = Server::new(Self::store(directory.path()));
        Self::serve(server, Some(directory)).await
    }

    /// Sends a request. The header fields are lines, as in HTTP.
    pub(crate) async fn send(&self, method: &str, path: &str, fields: &str, body: impl Into<reqwest::Body>) -> Answer {
        let response = self.open(method, path, fields, body).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, body: response.text().await.unwrap() }
    }

    /// Sends a request, and does not read the body of the response.
    pub(crate) async fn open(
        &self,
        method: &str,
        path: &str,
        fields: &str,
        body: impl Into<reqwest::Body>,
    ) -> Response {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.client.request(method, format!("{}{path}", self.base)).body(body);
        for (name, value) in fields.lines().filter_map(|line| line.split_once(':')) {
            request = request.header(name.trim(), value.trim().replace("{base}", &self.base));
        }
        request.send().await.unwrap()
    }

    /// Sends a request without a body, and returns the status.
    pub(crate) async fn status(&self, method: &str, path: &str, fields: &str) -> u16 {
        self.send(method, path, fields, "").await.status
    }

    /// Creates collections, whose paths end with a slash, and files with their path as their content.
    pub(crate) async fn create(&self, paths: &[&'static str]) {
        for path in paths {
            let answer = match path.ends_with('/') {
                true => self.send("MKCOL", path, "", "").await,
                false => self.send("PUT", path, "", *path).await,
            };
            assert_eq!(answer.status, 201, "{path}: {answer:?}");
        }
    }

    /// Returns the hrefs of all resources below a collection.
    pub(crate) async fn tree(&self, path: &str) -> BTreeSet<String> {
        let listing = self.send("PROPFIND", path, "Depth: infinity\nPrefer: depth-noroot", "").await;
        assert_eq!(listing.status, 207, "{listing:?}");
        listing.items().into_iter().map(|item| item.key().unwrap().to_string()).collect()
    }

    /// Asserts which resources are below a collection; of the root, also that the directory has exactly these.
    #[track_caller]
    pub(crate) fn assert_tree(&self, found: &BTreeSet<String>, expected: &[&str]) {
        assert_eq!(found.iter().map(|href| &**href).collect::<Vec<_>>(), expected);
        let Some(directory) = &self.directory else { return };
        let mut files = BTreeSet::new();
        collect(directory.path(), "", &mut files);
        assert_eq!(files.iter().map(|path| &**path).collect::<Vec<_>>(), expected);
    }
}

/// Collects the paths of a directory, without what the server hides.
fn collect(directory: &Path, prefix: &str, paths: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if name == ".davprops" {
            continue;
        }
        let is_directory = entry.file_type().unwrap().is_dir();
        let path = format!("{prefix}/{name}");
        if is_directory {
            collect(&entry.path(), &path, paths);
        }
        paths.insert(if is_directory { path + "/" } else { path });
    }
}

impl Drop for Dav {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Answer {
    /// Returns the items of a 207, which must be complete and without defects.
    pub(crate) fn items(&self) -> Vec<Item> {
        assert_eq!(self.status, 207, "{self:?}");
        let document = Reader::new().read(self.body.as_bytes());
        assert!(document.ending.verdict.is_complete(), "{:?} {self:?}", document.ending);
        assert!(document.items.iter().all(|item| item.defects().is_empty()), "{self:?}");
        document.items
    }

    /// Returns the items of a 207, each with its href, its status and the names of its conditions.
    pub(crate) fn statuses(&self) -> Vec<String> {
        let show = |item: Item| {
            let conditions = item.conditions().iter().map(|failed| format!(" {}", failed.condition().name()));
            let conditions: String = conditions.collect();
            format!("{} {}{conditions}", item.key().unwrap(), item.status().as_u16())
        };
        self.items().into_iter().map(show).collect()
    }
}

/// The body of a LOCK for an exclusive lock.
pub(crate) const EXCLUSIVE: &str = "<D:lockinfo xmlns:D='DAV:'><D:lockscope><D:exclusive/></D:lockscope>\
    <D:locktype><D:write/></D:locktype><D:owner>Ada</D:owner></D:lockinfo>";

/// The body of a LOCK for a shared lock.
pub(crate) const SHARED: &str = "<D:lockinfo xmlns:D='DAV:'><D:lockscope><D:shared/></D:lockscope>\
    <D:locktype><D:write/></D:locktype></D:lockinfo>";

impl Dav {
    /// Locks a resource exclusively, with its descendants. Returns the token in angle brackets.
    pub(crate) async fn lock(&self, path: &str) -> String {
        self.lock_with(path, "", EXCLUSIVE).await
    }

    /// Locks a resource. Returns the token in angle brackets.
    pub(crate) async fn lock_with(&self, path: &str, fields: &str, body: &'static str) -> String {
        let answer = self.send("LOCK", path, fields, body).await;
        assert!(matches!(answer.status, 200 | 201), "{answer:?}");
        answer.headers["lock-token"].to_str().unwrap().to_owned()
    }
}
