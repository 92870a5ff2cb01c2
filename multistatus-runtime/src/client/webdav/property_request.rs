//! `PropertyRequest`: a request for the properties of resources.

use super::{
    call::Call,
    error::DavError,
    property_call::{PropertyCall, PropertyMethod},
    resource_list::ResourceList,
    resources::Resources,
};
use crate::{
    dav_header::{Depth, IfHeader},
    key::Key,
    property::{PropertyName, PropertyQuery, names},
};

/// A request for the properties of resources: PROPFIND, a multiget report, or a sync-collection report.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until `send` is called"]
pub struct PropertyRequest {
    inner: PropertyCall,
}

impl PropertyRequest {
    fn new(call: Call, depth: Option<Depth>, query: PropertyQuery, method: PropertyMethod) -> Self {
        Self { inner: PropertyCall { call, depth, query, method } }
    }

    pub(super) fn propfind(call: Call) -> Self {
        Self::new(call, Some(Depth::One), PropertyQuery::default(), PropertyMethod::Propfind)
    }

    pub(super) fn multiget(call: Call, report: PropertyName, hrefs: Vec<Key>) -> Self {
        Self::new(call, None, etag(), PropertyMethod::Multiget { report, hrefs })
    }

    pub(super) fn sync_collection(call: Call, token: Option<&str>) -> Self {
        let token = token.unwrap_or_default().to_owned();
        let method = PropertyMethod::SyncCollection { token, level: "1", limit: None, follow: true };
        // RFC 6578 section 3.2: any other depth is an error.
        Self::new(call, Some(Depth::Zero), etag(), method)
    }

    /// Asks for these properties. By default, PROPFIND asks for all (`allprop`), and a report for `getetag`.
    pub fn properties(self, names: impl IntoIterator<Item = PropertyName>) -> Self {
        self.query(PropertyQuery::Prop(names.into_iter().collect()))
    }

    /// Sets what is asked for.
    pub fn query(mut self, query: PropertyQuery) -> Self {
        self.inner.query = query;
        self
    }

    /// Sets the levels of a collection that PROPFIND lists, or that a synchronization has. The default is 1. A synchronization
    /// has no depth 0, and takes it as 1.
    pub fn depth(mut self, depth: Depth) -> Self {
        match &mut self.inner.method {
            PropertyMethod::SyncCollection { level, .. } => {
                *level = if depth == Depth::Infinity { "infinite" } else { "1" }
            }
            _ => self.inner.depth = Some(depth),
        }
        self
    }

    /// Leaves the properties that a resource does not have out of the response: `Prefer: return=minimal` (RFC 8144 section
    /// 2.1).
    pub fn minimal(mut self) -> Self {
        self.inner.call.prefer("return=minimal");
        self
    }

    /// Leaves the collection itself out of the response: `Prefer: depth-noroot` (RFC 8144 section 4). A server may ignore it:
    /// see [`Resource::is_at`](super::Resource::is_at).
    pub fn without_root(mut self) -> Self {
        self.inner.call.prefer("depth-noroot");
        self
    }

    /// Limits the number of changes in one response of a synchronization (RFC 5323 section 5.17).
    pub fn limit(mut self, results: u64) -> Self {
        if let PropertyMethod::SyncCollection { limit, .. } = &mut self.inner.method {
            *limit = Some(results);
        }
        self
    }

    /// Ends a synchronization after one response: see [`Resources::is_truncated`].
    pub fn one_response(mut self) -> Self {
        if let PropertyMethod::SyncCollection { follow, .. } = &mut self.inner.method {
            *follow = false;
        }
        self
    }

    /// Sets the field `If` (RFC 4918 section 10.4).
    pub fn if_header(mut self, condition: &IfHeader) -> Self {
        condition.insert(&mut self.inner.call.headers);
        self
    }

    /// Adds a header field.
    pub fn header(mut self, name: http::HeaderName, value: &str) -> Self {
        self.inner.call.header(name, value);
        self
    }

    /// Sends the request, and reads the response up to the first resource.
    ///
    /// # Errors
    ///
    /// Returns an error if the request fails as a whole, with the conditions of the response in
    /// [`DavError::failed`], or if the response is not a multi-status.
    pub async fn send(self) -> Result<Resources, DavError> {
        let response = self.inner.send().await?;
        let mut resources = Resources::new(response, self.inner.call.settings.reader.clone());
        match &self.inner.method {
            PropertyMethod::Multiget { hrefs, .. } => resources.expect(hrefs.clone()),
            PropertyMethod::SyncCollection { .. } => resources.synchronize(self.inner),
            PropertyMethod::Propfind => {}
        }
        resources.fill().await?;
        Ok(resources)
    }

    /// Sends the request, and reads the whole response.
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`send`](Self::send), and if the response is incomplete.
    pub async fn collect(self) -> Result<ResourceList, DavError> {
        self.send().await?.collect().await
    }
}

fn etag() -> PropertyQuery {
    PropertyQuery::Prop(vec![names::GETETAG])
}
