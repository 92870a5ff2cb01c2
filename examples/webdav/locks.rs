//! What the locks and the field `If` of a request allow.

use std::{
    collections::HashMap,
    sync::{Arc, MutexGuard, PoisonError},
    time::Instant,
};

use multistatus::{
    Key,
    webdav::{LockError, LockTable, header::ResourceState},
};

use super::{
    failure::Failure,
    path::ResourcePath,
    resource::Resource,
    server::{Call, Server},
};

impl Server {
    /// Returns the properties of a resource, with the locks that apply to it.
    pub(crate) fn described(&self, path: &ResourcePath) -> Result<Arc<Resource>, Failure> {
        let mut resource = Arc::new(self.store.resource(path)?);
        self.add_locks(&mut resource, &path.href(false));
        Ok(resource)
    }

    /// Adds the locks that apply to a resource to its properties.
    pub(crate) fn add_locks(&self, resource: &mut Arc<Resource>, href: &Key) {
        let locks = self.locks();
        if locks.is_empty() {
            return;
        }
        let locks = locks.discover(Instant::now(), href);
        if !locks.is_empty() {
            Arc::make_mut(resource).locks = locks;
        }
    }

    /// Returns the table of locks. It is held for a moment only.
    pub(crate) fn locks(&self) -> MutexGuard<'_, LockTable> {
        self.locks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Call {
    /// Checks the field `If` (RFC 4918 section 10.4).
    pub(crate) fn check_if(&self) -> Result<(), Failure> {
        let Some(field) = &self.submitted else { return Ok(()) };
        field.evaluate(&self.path.href(false), self.authority(), |key| {
            let Ok(path) = ResourcePath::of(key) else { return ResourceState::default() };
            let version = self.server.store.resource(&path).ok().and_then(|resource| resource.version);
            let tokens = self.server.locks().tokens(Instant::now(), key);
            ResourceState { etag: version.map(|version| version.etag()), tokens }
        })?;
        Ok(())
    }

    /// Checks that the request may change a resource.
    pub(crate) fn check_lock(&self) -> Result<(), Failure> {
        Ok(self.server.locks().check_write(Instant::now(), self.path.href(false), self.submitted.as_ref())?)
    }

    /// Checks that the request may create, replace or remove a resource: its collection exists, and so do the tokens.
    pub(crate) fn check_membership(&self, path: &ResourcePath) -> Result<(), Failure> {
        let parent = path.parent().ok_or(Failure::Forbidden("the root stays as it is"))?;
        match self.existing(&parent)? {
            Some(parent) if parent.is_collection() => {}
            _ => return Err(Failure::NoParent),
        }
        Ok(self.server.locks().check_membership(Instant::now(), path.href(false), self.submitted.as_ref())?)
    }

    /// Returns the locked members of a collection that the request may not remove.
    pub(crate) fn locked_members(&self, path: &ResourcePath) -> HashMap<ResourcePath, LockError> {
        let locked = self.server.locks().locked_members(Instant::now(), path.href(true), self.submitted.as_ref());
        locked.into_iter().filter_map(|(key, error)| Some((ResourcePath::of(&key).ok()?, error))).collect()
    }
}
