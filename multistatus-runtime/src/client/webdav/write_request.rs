//! `WriteRequest`: a request that changes resources, and the report on it.

use http::{StatusCode, header::CONTENT_TYPE};
use reqwest::Response;

use super::{call::Call, error::DavError};
use crate::{
    client::{
        read::{Expected, read},
        report::Report,
    },
    dav_header::{Depth, IfHeader, LockToken, Overwrite, ResourceRef},
    item::{FromItem, Item},
    media_type,
    outcome::Outcome,
};

/// A request that changes resources: DELETE, COPY, MOVE, MKCOL or UNLOCK.
///
/// [`send`](Self::send) returns a report in every case. If the response is a multi-status, the report has the items of it,
/// whatever the status of the whole is: DELETE, COPY and MOVE list only what failed. Otherwise it has one item: the resource of
/// the request, with the status of the response, and the conditions of its `error` document.
///
/// ```no_run
/// # async fn example(dav: multistatus::client::webdav::DavClient) -> Result<(), Box<dyn std::error::Error>> {
/// let report = dav.delete("https://example.com/files/old/").send().await?;
/// for failed in report.failed() {
///     println!("{:?}: {} {:?}", failed.key(), failed.status(), failed.item().conditions());
/// }
/// report.into_result()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until `send` is called"]
pub struct WriteRequest {
    call: Call,
}

impl WriteRequest {
    pub(super) fn new(call: Call) -> Self {
        Self { call }
    }

    /// Sets the field `Depth`. Without it, a method applies to everything below a collection (RFC 4918 section 10.2).
    pub fn depth(mut self, depth: Depth) -> Self {
        depth.insert(&mut self.call.headers);
        self
    }

    /// Sets whether COPY and MOVE replace what exists at the destination (RFC 4918 section 10.6). Without it, they do.
    pub fn overwrite(mut self, overwrite: Overwrite) -> Self {
        overwrite.insert(&mut self.call.headers);
        self
    }

    /// Submits the token of a lock on the resource of the request (RFC 4918 section 7.5).
    pub fn lock_token(self, token: &LockToken) -> Self {
        self.if_header(&IfHeader::with_token(token.clone()))
    }

    /// Submits tokens of locks on several resources, such as members of a collection that is deleted, or the destination of a
    /// MOVE. Each resource is named by a URL or a path.
    pub fn lock_tokens<'t>(mut self, tokens: impl IntoIterator<Item = (&'t str, &'t LockToken)>) -> Self {
        let mut named = Vec::new();
        for (resource, token) in tokens {
            match ResourceRef::new(resource) {
                Ok(resource) => named.push((resource, token.clone())),
                Err(error) => self.call.invalid(format!("{error}, found {resource:?}")),
            }
        }
        self.if_header(&IfHeader::with_tokens(named))
    }

    /// Sets the field `If` (RFC 4918 section 10.4).
    pub fn if_header(mut self, condition: &IfHeader) -> Self {
        condition.insert(&mut self.call.headers);
        self
    }

    /// Adds a header field.
    pub fn header(mut self, name: http::HeaderName, value: &str) -> Self {
        self.call.header(name, value);
        self
    }

    /// Sends the request, and reads the report on it.
    ///
    /// # Errors
    ///
    /// Returns an error if the request is not valid or fails, or if its response cannot be read. A failure that the server
    /// reports is part of the report: see [`Report::into_result`].
    pub async fn send(self) -> Result<Report<Item>, DavError> {
        self.send_as().await
    }

    /// Sends the request, and reads the report on it as outcomes of a type.
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`send`](Self::send).
    pub async fn send_as<O: FromItem + Outcome + Send>(self) -> Result<Report<O>, DavError> {
        let response = self.call.send(String::new()).await?;
        report(&self.call, response).await
    }
}

/// Reads the report on a request that changes resources.
pub(super) async fn report<O: FromItem + Outcome + Send>(
    call: &Call,
    response: Response,
) -> Result<Report<O>, DavError> {
    let resource = call.key()?;
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_page = content_type.is_some_and(|content_type| media_type::is(content_type, "text/html"));
    if is_page && response.status() == StatusCode::OK && response.url().path() != call.url()?.path() {
        return Err(DavError::Redirected { to: response.url().to_string() });
    }
    let expected = Expected { resource: Some(&resource), ..Expected::default() };
    Ok(read(response, call.settings.reader.clone(), expected, |_| {}).await?)
}
