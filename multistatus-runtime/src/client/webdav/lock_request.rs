//! `LockRequest`: locks a resource, or extends a lock.

use http::StatusCode;

use super::{DavError, body::RequestBody, call::Call, write_request::report};
use crate::{
    client::report::{PartialFailure, Report},
    dav_header::{Depth, IfHeader, LockTimeout, LockToken},
    item::Item,
    key::Key,
    property::XmlElement,
};

/// A request that locks a resource, or extends a lock: LOCK (RFC 4918 section 9.10).
///
/// ```no_run
/// use multistatus::webdav::header::LockTimeout;
///
/// # async fn example(dav: multistatus::client::webdav::DavClient) -> Result<(), Box<dyn std::error::Error>> {
/// let url = "https://example.com/files/a.txt";
/// let lock = dav.lock(url).owner("ada").timeout(LockTimeout::Seconds(600)).send().await?.into_result()?;
/// dav.delete(url).lock_token(&lock.token).send().await?.into_result()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until `send` is called"]
pub struct LockRequest {
    call: Call,
    scope: &'static str,
    owner: Option<Owner>,
    /// The token of the lock to extend.
    refreshed: Option<LockToken>,
}

#[derive(Clone, Debug)]
enum Owner {
    Text(String),
    Href(Key),
}

/// The answer to a LOCK: the lock, or the report on what prevents it.
#[derive(Clone, Debug)]
#[must_use = "the lock may not be granted; use `into_result` to fail if so"]
pub struct LockAnswer {
    lock: Option<GrantedLock>,
    report: Report<Item>,
}

/// A lock that a server has granted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GrantedLock {
    /// The token, which requests that change the resource submit.
    pub token: LockToken,
    /// The time after which the lock ends, unless it is extended. `None` if the server does not tell.
    pub timeout: Option<LockTimeout>,
    /// The resource that was locked. `None` if the server does not tell.
    pub root: Option<Key>,
    /// True if the lock created an empty resource (RFC 4918 section 7.3).
    pub created: bool,
}

impl LockRequest {
    pub(super) fn new(call: Call) -> Self {
        Self { call, scope: "exclusive", owner: None, refreshed: None }
    }

    pub(super) fn refresh(mut call: Call, token: &LockToken) -> Self {
        IfHeader::with_token(token.clone()).insert(&mut call.headers);
        Self { refreshed: Some(token.clone()), ..Self::new(call) }
    }

    /// Asks for a shared lock. By default, the lock is exclusive (RFC 4918 section 6.2).
    pub fn shared(mut self) -> Self {
        self.scope = "shared";
        self
    }

    /// Names the owner, for other clients to see (RFC 4918 section 14.17).
    pub fn owner(mut self, text: impl Into<String>) -> Self {
        self.owner = Some(Owner::Text(text.into()));
        self
    }

    /// Names the owner by a URL.
    pub fn owner_href(mut self, href: impl Into<Key>) -> Self {
        self.owner = Some(Owner::Href(href.into()));
        self
    }

    /// Sets the depth: 0 for the resource alone, infinity for everything below it, which is the default of the protocol.
    pub fn depth(mut self, depth: Depth) -> Self {
        depth.insert(&mut self.call.headers);
        self
    }

    /// Asks for a duration. The server may grant another one.
    pub fn timeout(mut self, timeout: LockTimeout) -> Self {
        timeout.insert(&mut self.call.headers);
        self
    }

    /// Adds a header field.
    pub fn header(mut self, name: http::HeaderName, value: &str) -> Self {
        self.call.header(name, value);
        self
    }

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// Returns an error if the request is not valid or fails, if its response cannot be read, or if the response is a success
    /// without a lock token. A failure that the server reports is part of the answer: see [`LockAnswer::into_result`].
    pub async fn send(self) -> Result<LockAnswer, DavError> {
        let body = if self.refreshed.is_some() { String::new() } else { self.body() };
        let mut response = self.call.send(body).await?;
        let status = response.status();
        if !matches!(status, StatusCode::OK | StatusCode::CREATED | StatusCode::NO_CONTENT) {
            return Ok(LockAnswer { lock: None, report: report(&self.call, response).await? });
        }
        let limits = self.call.settings.reader.limits;
        let given = LockToken::parse(response.headers()).ok().flatten().or(self.refreshed);
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            body.extend_from_slice(&chunk);
            if body.len() > limits.text {
                break;
            }
        }
        let document = str::from_utf8(&body).ok().and_then(|body| XmlElement::parse_within(body, limits).ok());
        let lock = GrantedLock::of(document.as_ref(), given, status == StatusCode::CREATED);
        let lock = lock.ok_or(DavError::NoLockToken { status })?;
        let report = Report::from_items([Item::new(status).with_key(self.call.key()?)]);
        Ok(LockAnswer { lock: Some(lock), report })
    }

    /// Returns the body (RFC 4918 section 14.11).
    fn body(&self) -> String {
        let mut body = RequestBody::new("lockinfo");
        body.element("lockscope", |body| body.empty(self.scope));
        body.element("locktype", |body| body.empty("write"));
        match &self.owner {
            Some(Owner::Text(name)) => body.element("owner", |body| body.text(name)),
            Some(Owner::Href(href)) => body.element("owner", |body| body.href(href)),
            None => {}
        }
        body.finish()
    }
}

impl LockAnswer {
    /// Returns the lock, if it was granted.
    pub fn lock(&self) -> Option<&GrantedLock> {
        self.lock.as_ref()
    }

    /// Returns the report: one item that succeeded, or the resources that prevent the lock (RFC 4918 section 9.10.3).
    pub fn report(&self) -> &Report<Item> {
        &self.report
    }

    /// Returns the lock.
    ///
    /// # Errors
    ///
    /// Returns an error that names the resources that prevent the lock.
    pub fn into_result(self) -> Result<GrantedLock, PartialFailure> {
        match self.lock {
            Some(lock) => Ok(lock),
            None => Err(self.report.check().err().unwrap_or_else(|| PartialFailure {
                total: self.report.total(),
                failures: Vec::new(),
                discrepancies: self.report.discrepancies().to_vec(),
                verdict: self.report.verdict().clone(),
            })),
        }
    }
}

impl GrantedLock {
    /// Returns the lock that the body of a response describes: that with the given token, or else the first one.
    fn of(document: Option<&XmlElement>, given: Option<LockToken>, created: bool) -> Option<Self> {
        let discovery = document.and_then(|document| match document.name().is_dav("lockdiscovery") {
            true => Some(document),
            false => document.dav_child("lockdiscovery"),
        });
        let locks = discovery.map_or(&[][..], |discovery| discovery.children());
        let href = |lock: &XmlElement, name: &str| {
            let href = lock.dav_child(name).and_then(|child| child.dav_child("href"));
            href.map(|href| href.trimmed().to_owned())
        };
        let token_of = |lock: &XmlElement| href(lock, "locktoken").and_then(LockToken::new);
        let active = || locks.iter().filter(|lock| lock.name().is_dav("activelock"));
        let lock = match &given {
            Some(token) => active().find(|lock| token_of(lock).as_ref() == Some(token)),
            None => active().next(),
        };
        let token = given.or_else(|| lock.and_then(token_of))?;
        let timeout = lock.and_then(|lock| lock.dav_child("timeout"));
        Some(Self {
            token,
            timeout: timeout.and_then(|timeout| LockTimeout::from_text(timeout.text())),
            root: lock.and_then(|lock| href(lock, "lockroot")).map(Key::from),
            created,
        })
    }
}
