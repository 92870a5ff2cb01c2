//! The checks of writing methods: does a request submit the tokens that it needs (RFC 4918 section 7.5)?

use std::time::Instant;

use super::{
    error::LockError,
    table::{LockTable, StoredLock},
};
use crate::{dav_header::IfHeader, key::Key, webdav::resource_path::ResourcePath};

impl LockTable {
    /// Checks a request that changes a resource and not its URL: PUT to a file that exists, PROPPATCH.
    ///
    /// # Errors
    ///
    /// Returns an error if a lock applies to the resource, and the request submits no token of one. Of several shared locks, one
    /// is enough.
    pub fn check_write(
        &self,
        now: Instant,
        resource: impl Into<Key>,
        submitted: Option<&IfHeader>,
    ) -> Result<(), LockError> {
        let missing = self.missing(now, &ResourcePath::of(&resource.into()), submitted);
        if missing.is_empty() { Ok(()) } else { Err(LockError::TokenRequired(missing)) }
    }

    /// Checks a request that adds a resource to its collection, removes it, or replaces it: PUT and MKCOL of a new one, DELETE,
    /// MOVE, and COPY and MOVE to it. A lock of the collection, whatever its depth, protects its members' names (RFC 4918
    /// section 7.4).
    ///
    /// DELETE and MOVE also need the [locks below](Self::locked_members) the resource, and so do COPY and MOVE of the
    /// destination that they overwrite.
    ///
    /// # Errors
    ///
    /// Returns an error if a lock applies to the resource or its collection, and the request submits no token of one.
    pub fn check_membership(
        &self,
        now: Instant,
        resource: impl Into<Key>,
        submitted: Option<&IfHeader>,
    ) -> Result<(), LockError> {
        let path = ResourcePath::of(&resource.into());
        let mut missing = self.missing(now, &path, submitted);
        for root in path.parent().map(|parent| self.missing(now, &parent, submitted)).into_iter().flatten() {
            if !missing.contains(&root) {
                missing.push(root);
            }
        }
        if missing.is_empty() { Ok(()) } else { Err(LockError::TokenRequired(missing)) }
    }

    /// Returns the members below a collection, at any depth, that are locked and whose token the request does not submit, each
    /// with its outcome. They stay if the collection is deleted or moved, and so do the collections above them.
    pub fn locked_members(
        &self,
        now: Instant,
        collection: impl Into<Key>,
        submitted: Option<&IfHeader>,
    ) -> Vec<(Key, LockError)> {
        let path = ResourcePath::of(&collection.into());
        let mut members: Vec<(Key, LockError)> = Vec::new();
        for lock in self.below(now, &path) {
            let root = ResourcePath::of(&lock.root);
            let is_known = members.last().is_some_and(|(last, _)| ResourcePath::of(last) == root);
            if !is_known && !self.missing(now, &root, submitted).is_empty() {
                members.push((lock.root.clone(), LockError::TokenRequired(vec![lock.root.clone()])));
            }
        }
        members
    }

    /// Returns the roots of the locks that apply to a path; none if the request submits a token of one.
    fn missing(&self, now: Instant, path: &ResourcePath, submitted: Option<&IfHeader>) -> Vec<Key> {
        let is_submitted = |lock: &StoredLock| submitted.is_some_and(|field| field.submits(&lock.token));
        let mut roots: Vec<Key> = Vec::new();
        for lock in self.applying(now, path) {
            if is_submitted(lock) {
                return Vec::new();
            }
            if !roots.contains(&lock.root) {
                roots.push(lock.root.clone());
            }
        }
        roots
    }
}
