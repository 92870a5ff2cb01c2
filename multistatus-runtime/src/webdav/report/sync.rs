//! `SyncCollection`: the changes of a collection, and which of them a response reports.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    sync_error::SyncError,
    sync_outcome::{NotSynchronized, SyncOutcome},
    sync_page::{SyncChange, SyncPage},
};
use crate::{key::Key, webdav::resource_path::ResourcePath};

/// The changes of a collection since a token, for the report `sync-collection` (RFC 6578).
///
/// The server reports the changes that it has recorded, in the order in which they happened, each with the token of the state
/// behind it. The engine decides what the client gets:
///
/// - each URL once, with its last change;
/// - no removals on an initial synchronization (section 3.4), and nothing below a collection that was removed (section 3.5.2);
/// - at most as many changes as the limit allows, a 507 for the Request-URI if there are more, and then the token of the last
///   change that was sent, so that the next request continues there (section 3.6).
///
/// ```
/// use multistatus::webdav::SyncCollection;
///
/// let mut sync = SyncCollection::new("/calendar/", "urn:sync:3").limit(Some(2));
/// sync.changed("/calendar/1.ics", "urn:sync:1");
/// sync.changed("/calendar/2.ics", "urn:sync:2");
/// sync.removed("/calendar/1.ics", "urn:sync:3");
/// let page = sync.page()?;
/// assert!(!page.is_truncated());
/// assert_eq!(page.token(), "urn:sync:3");
/// assert_eq!(page.changed().collect::<Vec<_>>(), [&"/calendar/2.ics".into()]);
/// # Ok::<(), multistatus::webdav::SyncError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "the client waits for the answer: respond with the page"]
pub struct SyncCollection {
    request_uri: Key,
    token: Arc<str>,
    initial: bool,
    limit: Option<u64>,
    changes: Vec<SyncChange>,
}

impl SyncCollection {
    /// Starts the changes of the collection at the Request-URI, whose current state has this token. A token is a URI (RFC 6578
    /// section 4).
    pub fn new(request_uri: impl Into<Key>, token: impl Into<Arc<str>>) -> Self {
        let (request_uri, token) = (request_uri.into(), token.into());
        Self { request_uri, token, initial: false, limit: None, changes: Vec::new() }
    }

    /// Sets if the request has no token: all members are then reported as changed, and removals are left out.
    pub fn initial(mut self, initial: bool) -> Self {
        self.initial = initial;
        self
    }

    /// Sets the maximum number of changes to report: that of the request, or a lower one of the server.
    pub fn limit(mut self, limit: Option<u64>) -> Self {
        self.limit = limit;
        self
    }

    /// Reports a member that was created or changed, and the token of the state behind this change.
    pub fn changed(&mut self, href: impl Into<Key>, token: impl Into<Arc<str>>) {
        self.changes.push(SyncChange { href: href.into(), token: token.into(), outcome: None });
    }

    /// Reports a member that was removed.
    pub fn removed(&mut self, href: impl Into<Key>, token: impl Into<Arc<str>>) {
        let outcome = Some(SyncOutcome::Removed);
        self.changes.push(SyncChange { href: href.into(), token: token.into(), outcome });
    }

    /// Reports a collection below whose members are not part of this synchronization. It is reported once, when the collection
    /// is new (RFC 6578 section 3.3).
    pub fn not_synchronized(&mut self, href: impl Into<Key>, token: impl Into<Arc<str>>, reason: NotSynchronized) {
        let outcome = Some(SyncOutcome::NotSynchronized(reason));
        self.changes.push(SyncChange { href: href.into(), token: token.into(), outcome });
    }

    /// Returns the changes that the response reports, and their token.
    ///
    /// # Errors
    ///
    /// Returns [`SyncError::LimitTooLow`] if more changes than the limit allows have the same token.
    pub fn page(self) -> Result<SyncPage, SyncError> {
        let Self { request_uri, token, initial, limit, changes } = self;
        let mut changes = reported(&request_uri, initial, changes);
        let limit = limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        let is_truncated = changes.len() > limit;
        if !is_truncated {
            return Ok(SyncPage { request_uri, token, initial, is_truncated, changes });
        }
        // A token covers all changes that have it, so a page ends between two tokens.
        let ends = |end: &usize| *end > 0 && changes[*end - 1].token != changes[*end].token;
        let end = (1..=limit).rev().find(ends).ok_or(SyncError::LimitTooLow)?;
        let token = Arc::clone(&changes[end - 1].token);
        changes.truncate(end);
        Ok(SyncPage { request_uri, token, initial, is_truncated, changes })
    }
}

/// Returns the changes that the client has to know, in order.
fn reported(request_uri: &Key, initial: bool, changes: Vec<SyncChange>) -> Vec<SyncChange> {
    let paths: Vec<ResourcePath> = changes.iter().map(|change| ResourcePath::of(&change.href)).collect();
    let last: HashMap<&ResourcePath, usize> = paths.iter().enumerate().map(|(index, path)| (path, index)).collect();
    let is_removed = |index: usize| matches!(changes[index].outcome, Some(SyncOutcome::Removed));
    let request = ResourcePath::of(request_uri);
    let removed: HashMap<&str, usize> =
        last.iter().filter(|(_, index)| is_removed(**index)).map(|(path, index)| (path.as_str(), *index)).collect();
    let keep: HashSet<usize> = last
        .iter()
        .filter(|(path, index)| {
            let below_removed =
                || path.ancestors().any(|above| removed.get(above).is_some_and(|removal| removal > *index));
            **path != &request && !(initial && is_removed(**index)) && !below_removed()
        })
        .map(|(_, index)| *index)
        .collect();
    let kept = changes.into_iter().enumerate().filter(|(index, _)| keep.contains(index));
    kept.map(|(_, change)| change).collect()
}
