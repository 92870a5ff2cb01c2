//! `SyncPage`: the changes that one response to sync-collection reports.

use std::{fmt, sync::Arc};

use http::Response;

use super::sync_outcome::SyncOutcome;
use crate::{
    key::Key,
    property::{Properties, PropertyXml, ResourceOutcome, SyncToken},
    response::{Body, Streamed},
};

/// The changes that one response to a sync-collection reports, and the token that covers them: see
/// [`SyncCollection`](super::SyncCollection).
#[derive(Clone, Debug)]
#[must_use = "the client waits for the answer: respond with the page"]
pub struct SyncPage {
    pub(super) request_uri: Key,
    pub(super) token: Arc<str>,
    pub(super) initial: bool,
    pub(super) is_truncated: bool,
    pub(super) changes: Vec<SyncChange>,
}

/// One change. It has an outcome if the response has no properties.
#[derive(Clone, Debug)]
pub(super) struct SyncChange {
    pub(super) href: Key,
    pub(super) token: Arc<str>,
    pub(super) outcome: Option<SyncOutcome>,
}

impl SyncPage {
    /// Returns the token that the client sends next time.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// True if there are more changes than the page has.
    pub fn is_truncated(&self) -> bool {
        self.is_truncated
    }

    /// Returns the members that are reported with properties, in the order of the response.
    pub fn changed(&self) -> impl Iterator<Item = &Key> {
        self.changes.iter().filter(|change| change.outcome.is_none()).map(|change| &change.href)
    }

    /// Returns the response. `find` returns the properties of a member, and `None` if the member is gone; it is called while
    /// the body is sent. A member that is gone is reported as removed, and on an initial synchronization it is left out.
    ///
    /// An error of `find` ends the body and is logged. The body then has no token, so that the client asks again: a member that
    /// cannot be read must not be taken for one that was removed.
    pub fn respond<P, E, F>(self, body: PropertyXml<P>, mut find: F) -> Response<Body>
    where
        P: Properties + Send + 'static,
        E: fmt::Display + Send + 'static,
        F: FnMut(&Key) -> Result<Option<P>, E> + Send + 'static,
    {
        let Self { request_uri, token, initial, is_truncated, changes } = self;
        let cell = SyncToken::new();
        cell.set(&*token);
        let body = body.sync_token(cell).request_uri(&request_uri);
        let report = move |change: SyncChange| {
            let outcome = match change.outcome {
                Some(outcome) => ResourceOutcome::Failed(outcome),
                None => match find(&change.href) {
                    Ok(Some(properties)) => ResourceOutcome::Properties(properties),
                    Ok(None) if initial => return None,
                    Ok(None) => ResourceOutcome::Failed(SyncOutcome::Removed),
                    Err(error) => return Some(Err(error)),
                },
            };
            Some(Ok((change.href, outcome)))
        };
        let truncated = is_truncated.then_some((request_uri, ResourceOutcome::Failed(SyncOutcome::Truncated)));
        Streamed::try_iter(changes.into_iter().filter_map(report).chain(truncated.map(Ok))).respond_with(body)
    }
}
