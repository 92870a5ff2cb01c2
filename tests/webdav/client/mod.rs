//! The client of WebDAV over loopback sockets, against a server that answers as the test says.

mod listing;
mod locks;
mod multiget;
mod properties;
mod synchronization;
mod writing;

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, Method, Uri},
    response::{IntoResponse, Response},
};
use multistatus::client::webdav::DavClient;
use tokio::net::TcpListener;

/// A request that the server received.
#[derive(Clone)]
struct Seen {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: String,
}

impl Seen {
    /// Returns the value of a header field; empty if there is none.
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A server that answers as the test says, and the requests that it received.
struct Server {
    base: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Starts a server. `answer` returns the response to the request with this number.
    async fn start<R: IntoResponse>(answer: impl Fn(usize, &Seen) -> R + Send + Sync + 'static) -> Self {
        let seen = Arc::<Mutex<Vec<Seen>>>::default();
        let (log, answer) = (seen.clone(), Arc::new(answer));
        let app = Router::new().fallback(async move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            let body = String::from_utf8(body.to_vec()).unwrap();
            let request = Seen { method, path: uri.path().to_owned(), headers, body };
            let number = {
                let mut log = log.lock().unwrap();
                log.push(request.clone());
                log.len() - 1
            };
            Response::into_response(answer(number, &request).into_response())
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { base, seen }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Returns the request with this number.
    fn seen(&self, number: usize) -> Seen {
        self.seen.lock().unwrap()[number].clone()
    }
}

fn client() -> DavClient {
    DavClient::new(reqwest::Client::new())
}

/// Returns an answer with a body in XML.
fn xml(status: u16, body: impl Into<String>) -> impl IntoResponse {
    let status = axum::http::StatusCode::from_u16(status).unwrap();
    (status, [("content-type", "application/xml; charset=utf-8")], body.into())
}

/// Returns a multi-status with these responses.
fn multistatus(responses: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:multistatus xmlns:D=\"DAV:\">{responses}</D:multistatus>")
}

/// Returns a response with a status.
fn with_status(href: &str, status: &str) -> String {
    format!("<D:response><D:href>{href}</D:href><D:status>HTTP/1.1 {status}</D:status></D:response>")
}

/// Returns a response with properties, pairs of their elements and their status.
fn with_properties(href: &str, propstats: &[(&str, &str)]) -> String {
    let propstats: String = propstats
        .iter()
        .map(|(prop, status)| {
            format!("<D:propstat><D:prop>{prop}</D:prop><D:status>HTTP/1.1 {status}</D:status></D:propstat>")
        })
        .collect();
    format!("<D:response><D:href>{href}</D:href>{propstats}</D:response>")
}
