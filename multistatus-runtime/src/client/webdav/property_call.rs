//! `PropertyCall`: one request for properties, which a synchronization sends again.

use reqwest::Response;

use super::{body, call::Call, error::DavError};
use crate::{
    dav_header::Depth,
    key::Key,
    property::{PropertyName, PropertyQuery},
};

/// A request for the properties of resources.
#[derive(Clone, Debug)]
pub(super) struct PropertyCall {
    pub(super) call: Call,
    pub(super) depth: Option<Depth>,
    pub(super) query: PropertyQuery,
    pub(super) method: PropertyMethod,
}

/// The method or the report of a request for properties.
#[derive(Clone, Debug)]
pub(super) enum PropertyMethod {
    Propfind,
    Multiget { report: PropertyName, hrefs: Vec<Key> },
    SyncCollection { token: String, level: &'static str, limit: Option<u64>, follow: bool },
}

impl PropertyCall {
    /// Sends the request.
    pub(super) async fn send(&self) -> Result<Response, DavError> {
        let body = match &self.method {
            PropertyMethod::Propfind => body::propfind(&self.query),
            PropertyMethod::Multiget { report, hrefs } => body::multiget(report, &self.query, hrefs),
            PropertyMethod::SyncCollection { token, level, limit, .. } => {
                body::sync_collection(token, level, *limit, &self.query)
            }
        };
        let mut call = self.call.clone();
        if let Some(depth) = self.depth {
            depth.insert(&mut call.headers);
        }
        call.send(body).await
    }

    /// True if the request is sent again while the server sends a part of the changes.
    pub(super) fn follows(&self) -> bool {
        matches!(self.method, PropertyMethod::SyncCollection { follow: true, .. })
    }

    /// Returns the sync token; empty if there is none.
    pub(super) fn token(&self) -> &str {
        match &self.method {
            PropertyMethod::SyncCollection { token, .. } => token,
            _ => "",
        }
    }

    /// Replaces the sync token.
    pub(super) fn set_token(&mut self, new: &str) {
        if let PropertyMethod::SyncCollection { token, .. } = &mut self.method {
            new.clone_into(token);
        }
    }
}
