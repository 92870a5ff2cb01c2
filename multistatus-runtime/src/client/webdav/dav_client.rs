//! `DavClient`: sends the requests of WebDAV.

use std::sync::Arc;

use reqwest::{Client, IntoUrl, RequestBuilder};

use super::{
    call::Call, lock_request::LockRequest, property_request::PropertyRequest, proppatch_request::ProppatchRequest,
    settings::ClientSettings, write_request::WriteRequest,
};
use crate::{dav_header::LockToken, key::Key, property::PropertyName, read::reader::Reader};

/// Sends the requests of WebDAV with a client of reqwest.
///
/// Each method starts a request, and the `send` of the request sends it. Timeouts, redirects and TLS are those of the client.
///
/// ```no_run
/// use multistatus::{client::webdav::DavClient, webdav::names};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let dav = DavClient::new(reqwest::Client::new()).each_request(|request| request.basic_auth("ada", Some("secret")));
///
/// let mut resources = dav.propfind("https://example.com/files/").properties([names::GETCONTENTLENGTH]).send().await?;
/// while let Some(resource) = resources.next().await? {
///     println!("{} {:?}", resource.href(), resource.get::<u64>(&names::GETCONTENTLENGTH)?);
/// }
///
/// // Fails if a member could not be deleted, and names it.
/// dav.delete("https://example.com/files/old/").send().await?.into_result()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct DavClient {
    settings: ClientSettings,
}

impl DavClient {
    /// Creates a client that reads bodies with the default limits.
    pub fn new(http: Client) -> Self {
        Self { settings: ClientSettings { http, reader: Reader::new(), prepare: None } }
    }

    /// Sets the reader of the responses, which may have other limits or be lenient.
    pub fn reader(mut self, reader: Reader) -> Self {
        self.settings.reader = reader;
        self
    }

    /// Changes each request before it is sent, for example to add credentials.
    pub fn each_request(mut self, prepare: impl Fn(RequestBuilder) -> RequestBuilder + Send + Sync + 'static) -> Self {
        self.settings.prepare = Some(Arc::new(prepare));
        self
    }

    /// Lists a collection and its members, or describes one resource: PROPFIND (RFC 4918 section 9.1), with Depth 1.
    pub fn propfind(&self, url: impl IntoUrl) -> PropertyRequest {
        PropertyRequest::propfind(Call::new(&self.settings, "PROPFIND", url))
    }

    /// Reads the named members of a collection in one request, as with `calendar-multiget` (RFC 4791 section 7.9) or
    /// `addressbook-multiget` (RFC 6352 section 8.7), whose name `report` is.
    pub fn multiget<K: Into<Key>>(
        &self,
        url: impl IntoUrl,
        report: &PropertyName,
        hrefs: impl IntoIterator<Item = K>,
    ) -> PropertyRequest {
        let hrefs = hrefs.into_iter().map(Into::into).collect();
        PropertyRequest::multiget(Call::new(&self.settings, "REPORT", url), report.clone(), hrefs)
    }

    /// Lists the changes of a collection since a sync token; without one, all members (RFC 6578).
    ///
    /// If the server sends the changes in parts, the request is sent again until it has sent all of them. A token that is too
    /// old is a failure of the whole request with the condition `valid-sync-token`: list all members then.
    pub fn sync_collection(&self, url: impl IntoUrl, token: Option<&str>) -> PropertyRequest {
        PropertyRequest::sync_collection(Call::new(&self.settings, "REPORT", url), token)
    }

    /// Sets and removes properties of a resource: PROPPATCH (RFC 4918 section 9.2).
    pub fn proppatch(&self, url: impl IntoUrl) -> ProppatchRequest {
        ProppatchRequest::new(Call::new(&self.settings, "PROPPATCH", url))
    }

    /// Deletes a resource, with everything below it: DELETE (RFC 4918 section 9.6).
    pub fn delete(&self, url: impl IntoUrl) -> WriteRequest {
        WriteRequest::new(Call::new(&self.settings, "DELETE", url))
    }

    /// Creates a collection: MKCOL (RFC 4918 section 9.3).
    pub fn mkcol(&self, url: impl IntoUrl) -> WriteRequest {
        WriteRequest::new(Call::new(&self.settings, "MKCOL", url))
    }

    /// Copies a resource, with everything below it: COPY (RFC 4918 section 9.8). `destination` is a URL, or a path on the same
    /// server.
    pub fn copy(&self, url: impl IntoUrl, destination: &str) -> WriteRequest {
        self.write_to("COPY", url, destination)
    }

    /// Moves a resource, with everything below it: MOVE (RFC 4918 section 9.9). `destination` is a URL, or a path on the same
    /// server.
    pub fn move_to(&self, url: impl IntoUrl, destination: &str) -> WriteRequest {
        self.write_to("MOVE", url, destination)
    }

    /// Locks a resource: LOCK (RFC 4918 section 9.10).
    pub fn lock(&self, url: impl IntoUrl) -> LockRequest {
        LockRequest::new(Call::new(&self.settings, "LOCK", url))
    }

    /// Extends a lock: LOCK without a body (RFC 4918 section 9.10.2).
    pub fn refresh_lock(&self, url: impl IntoUrl, token: &LockToken) -> LockRequest {
        LockRequest::refresh(Call::new(&self.settings, "LOCK", url), token)
    }

    /// Removes a lock: UNLOCK (RFC 4918 section 9.11).
    pub fn unlock(&self, url: impl IntoUrl, token: &LockToken) -> WriteRequest {
        let mut call = Call::new(&self.settings, "UNLOCK", url);
        token.insert(&mut call.headers);
        WriteRequest::new(call)
    }

    fn write_to(&self, method: &'static str, url: impl IntoUrl, destination: &str) -> WriteRequest {
        let mut call = Call::new(&self.settings, method, url);
        call.destination(destination);
        WriteRequest::new(call)
    }
}
