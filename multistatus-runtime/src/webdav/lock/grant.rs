//! `LockGrant`: a lock that was granted or refreshed, and the response that says so.

use http::{
    Response, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue},
};

use crate::{
    dav_header::LockToken,
    property::{ActiveLock, names, property_document},
    response::Body,
};

/// A lock that was granted or refreshed.
#[derive(Clone, Debug)]
#[must_use = "the client needs the token: respond with the grant"]
pub struct LockGrant {
    pub(super) token: LockToken,
    pub(super) is_new: bool,
    pub(super) locks: Vec<ActiveLock>,
}

impl LockGrant {
    /// Returns the token of the lock.
    pub fn token(&self) -> &LockToken {
        &self.token
    }

    /// Returns the locks that apply to the resource: the value of its property `lockdiscovery`.
    pub fn locks(&self) -> &[ActiveLock] {
        &self.locks
    }

    /// Returns the response to LOCK: the property `lockdiscovery`, and for a new lock its token in the field `Lock-Token`
    /// (RFC 4918 sections 9.10.1 and 9.10.2). `created` is true if the resource did not exist: the status is then 201.
    pub fn respond(self, created: bool) -> Response<Body> {
        let body = property_document(&names::LOCKDISCOVERY, &self.locks);
        let mut response = Response::new(Body::whole(body));
        if created {
            *response.status_mut() = StatusCode::CREATED;
        }
        let length = http_body::Body::size_hint(response.body()).exact().unwrap_or_default();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/xml; charset=utf-8"));
        headers.insert(CONTENT_LENGTH, length.into());
        if self.is_new {
            self.token.insert(headers);
        }
        response
    }
}
