//! `Resources`: the resources of a response, as they arrive.

use std::collections::{HashSet, VecDeque};

use futures_core::Stream;
use http::{HeaderMap, StatusCode, header::CONTENT_TYPE};

use super::{
    call::key_of, error::DavError, property_call::PropertyCall, resource::Resource, resource_list::ResourceList,
};
use crate::{
    client::{
        error::ClientError,
        read::{MAX_START, append_start, response_as_item},
        report::{KeyIndex, Match},
    },
    item::{Item, ItemRef},
    key::Key,
    read::{Reading, Verdict, reader::Reader},
    tokens::Limits,
};

/// The resources of a response to PROPFIND or REPORT, as they arrive.
///
/// It holds one piece of the body at a time, however many resources the body has.
///
/// ```no_run
/// # async fn example(dav: multistatus::client::webdav::DavClient) -> Result<(), multistatus::client::webdav::DavError> {
/// let mut resources = dav.propfind("https://example.com/files/").send().await?;
/// while let Some(resource) = resources.next().await? {
///     println!("{}", resource.href());
/// }
/// assert!(!resources.is_truncated());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "the response is read only as far as `next` is called"]
pub struct Resources {
    /// The response that is being read; `None` at the end.
    response: Option<PropertyResponse>,
    reader: Reader,
    /// The resources that were read.
    ready: VecDeque<Resource>,
    /// The URL that answered, without scheme and host.
    url: Key,
    is_truncated: bool,
    sync_token: Option<String>,
    asked: Option<Asked>,
    synchronization: Option<Synchronization>,
}

/// A response that is being read.
struct PropertyResponse {
    response: reqwest::Response,
    reading: Reading<'static>,
    status: StatusCode,
    headers: HeaderMap,
    limits: Limits,
    /// The start of the body, for the error if it is not a multi-status.
    start: Vec<u8>,
    /// True once an item was read.
    has_items: bool,
    /// True once no more of the body follows.
    ended: bool,
    error: Option<reqwest::Error>,
}

/// The hrefs of a multiget, and those that are answered.
#[derive(Debug)]
struct Asked {
    hrefs: Vec<Key>,
    answered: Vec<Key>,
}

/// A synchronization that may take several requests.
#[derive(Debug)]
struct Synchronization {
    request: PropertyCall,
    /// The tokens that were sent.
    sent: HashSet<String>,
}

impl Resources {
    /// Reads the resources of a response that was received by other means, up to the first one.
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`PropertyRequest::send`](super::PropertyRequest::send).
    pub async fn of(response: reqwest::Response, reader: Reader) -> Result<Self, DavError> {
        let mut resources = Self::new(response, reader);
        resources.fill().await?;
        Ok(resources)
    }

    pub(super) fn new(response: reqwest::Response, reader: Reader) -> Self {
        let url = key_of(response.url());
        Self {
            response: Some(PropertyResponse::new(response, reader.clone())),
            reader,
            ready: VecDeque::new(),
            url,
            is_truncated: false,
            sync_token: None,
            asked: None,
            synchronization: None,
        }
    }

    pub(super) fn expect(&mut self, hrefs: Vec<Key>) {
        self.asked = Some(Asked { hrefs, answered: Vec::new() });
    }

    pub(super) fn synchronize(&mut self, request: PropertyCall) {
        let sent = HashSet::from([request.token().to_owned()]);
        self.synchronization = Some(Synchronization { request, sent });
    }

    /// Returns the next resource; `None` at the end.
    ///
    /// # Errors
    ///
    /// Returns an error if the body is not a multi-status, is incomplete or not well-formed, if the connection is lost, or if a
    /// further request of a synchronization fails. The resources before it are then not certain (RFC 4918 section 8.2). The
    /// next call returns `None`.
    pub async fn next(&mut self) -> Result<Option<Resource>, DavError> {
        if self.ready.is_empty() {
            self.fill().await?;
        }
        Ok(self.ready.pop_front())
    }

    /// Reads the rest into memory.
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`next`](Self::next).
    pub async fn collect(mut self) -> Result<ResourceList, DavError> {
        let mut resources = Vec::new();
        while let Some(resource) = self.next().await? {
            resources.push(resource);
        }
        let missing = self.missing();
        Ok(ResourceList {
            resources,
            missing,
            is_truncated: self.is_truncated,
            sync_token: self.sync_token,
            url: self.url,
        })
    }

    /// Returns the resources as a stream. It ends after an error.
    pub fn into_stream(self) -> impl Stream<Item = Result<Resource, DavError>> + Send {
        futures_util::stream::unfold(self, async |mut resources| {
            let next = resources.next().await.transpose()?;
            Some((next, resources))
        })
    }

    /// True if the server left out resources: the response has a status 507 for the URL of the request (RFC 6578 section 3.6,
    /// RFC 6352 section 8.6.2, RFC 5323 section 2.3). Known at the end. A synchronization asks for the rest, and is truncated
    /// only if it [ends after one response](super::PropertyRequest::one_response).
    pub fn is_truncated(&self) -> bool {
        self.is_truncated
    }

    /// Returns the token for the next synchronization (RFC 6578 section 6.2), which covers the responses that were read to
    /// their end.
    pub fn sync_token(&self) -> Option<&str> {
        self.sync_token.as_deref()
    }

    /// Returns the hrefs of a multiget that the resources so far do not answer. At the end, a server that conforms to RFC 4791
    /// section 7.9 has answered all of them.
    pub fn missing(&self) -> Vec<Key> {
        let Some(Asked { hrefs, answered }) = &self.asked else { return Vec::new() };
        let index = KeyIndex::new(hrefs);
        let mut is_answered = vec![false; hrefs.len()];
        for key in answered {
            let item = Item::new(StatusCode::OK).with_key(key);
            let found = index.find(&item, |index| !is_answered.get(index).copied().unwrap_or(true));
            if let Match::Key(index) = found
                && let Some(is_answered) = is_answered.get_mut(index)
            {
                *is_answered = true;
            }
        }
        let missing = hrefs.iter().zip(is_answered).filter(|(_, is_answered)| !is_answered);
        missing.map(|(href, _)| href.clone()).collect()
    }

    /// Reads up to the next resource, or to the end.
    pub(super) async fn fill(&mut self) -> Result<(), DavError> {
        let result = self.read().await;
        if result.is_err() {
            self.response = None;
        }
        result
    }

    async fn read(&mut self) -> Result<(), DavError> {
        while self.ready.is_empty()
            && let Some(response) = &mut self.response
        {
            if let Some(item) = response.reading.next_item() {
                response.has_items = true;
                if let Some(asked) = &mut self.asked {
                    asked.answered.extend(item.keys().map(Key::from).take(asked.hrefs.len()));
                }
                let is_end = item.sent_status() == Some(StatusCode::INSUFFICIENT_STORAGE) && {
                    let resource = Resource::from(item);
                    resource.is_at(self.url.encoded())
                };
                if is_end {
                    self.is_truncated = true;
                } else {
                    push(&mut self.ready, item);
                }
            } else if response.ended || response.reading.is_over() {
                let ended = self.response.take();
                if let Some(response) = ended {
                    self.sync_token = response.finish()?.or(self.sync_token.take());
                }
                self.follow().await?;
            } else {
                response.receive().await;
            }
        }
        Ok(())
    }

    /// Asks for the rest of a synchronization, if the server sent a part of it.
    async fn follow(&mut self) -> Result<(), DavError> {
        let Some(synchronization) = &mut self.synchronization else { return Ok(()) };
        let Synchronization { request, sent } = synchronization;
        if !self.is_truncated || !request.follows() {
            return Ok(());
        }
        match &self.sync_token {
            Some(token) if sent.insert(token.clone()) => request.set_token(token),
            token => return Err(DavError::SyncStalled { token: token.clone() }),
        }
        let response = request.send().await?;
        self.url = key_of(response.url());
        self.is_truncated = false;
        self.response = Some(PropertyResponse::new(response, self.reader.clone()));
        Ok(())
    }
}

/// Adds the resource of an item, or one for each of its hrefs.
fn push(ready: &mut VecDeque<Resource>, item: ItemRef<'_>) {
    if item.keys().count() > 1 {
        ready.extend(item.to_item().for_each_key().map(Resource::from));
    } else {
        ready.push_back(Resource::from(item));
    }
}

impl PropertyResponse {
    fn new(response: reqwest::Response, reader: Reader) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let limits = reader.limits;
        let mut reader = reader.status(status);
        if let Some(content_type) = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) {
            reader = reader.content_type(content_type);
        }
        Self {
            response,
            reading: reader.chunks(),
            status,
            headers,
            limits,
            start: Vec::new(),
            has_items: false,
            ended: false,
            error: None,
        }
    }

    /// Receives the next piece of the body.
    async fn receive(&mut self) {
        match self.response.chunk().await {
            Ok(Some(chunk)) => {
                if self.start.len() < MAX_START {
                    append_start(&mut self.start, &chunk);
                }
                self.reading.feed(&chunk);
            }
            end => {
                self.error = end.err();
                self.ended = true;
                self.reading.end();
            }
        }
    }

    /// Returns the sync token of a complete body.
    fn finish(self) -> Result<Option<String>, DavError> {
        let ending = self.reading.ending();
        let failed = self.status.is_client_error() || self.status.is_server_error();
        if failed && !self.has_items {
            let item = response_as_item(self.status, &self.headers, &self.start, self.limits);
            return Err(ClientError::Failed { item: Box::new(item) }.into());
        }
        if let Some(error) = self.error {
            return Err(error.into());
        }
        match ending.verdict {
            Verdict::Complete => Ok(ending.sync_token),
            verdict if self.has_items => Err(DavError::Incomplete { verdict }),
            verdict => {
                let content_type = self.headers.get(CONTENT_TYPE);
                Err(DavError::Client(ClientError::NotMultiStatus {
                    status: self.status,
                    content_type: content_type.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
                    verdict,
                    start: String::from_utf8_lossy(&self.start).into_owned(),
                }))
            }
        }
    }
}

impl std::fmt::Debug for PropertyResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PropertyResponse").field("status", &self.status).finish_non_exhaustive()
    }
}
