//! A store in memory.

mod nodes;

use std::{
    ops::Bound,
    sync::{
        Arc, LazyLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicU64, Ordering},
    },
    time::SystemTime,
};

use multistatus::webdav::DeadProperties;

use self::nodes::{Node, Nodes};
use super::{Change, Content, Member, Members, Store, Upload};
use crate::{
    failure::Failure,
    path::ResourcePath,
    resource::{Resource, Version},
};

/// Resources in memory. A clone is the same store.
#[derive(Clone)]
pub(crate) struct Memory {
    nodes: Arc<RwLock<Nodes>>,
}

impl Memory {
    /// Creates a store with an empty root collection.
    pub(crate) fn new() -> Self {
        Self { nodes: Arc::new(RwLock::new(Nodes::with_root())) }
    }

    fn nodes(&self) -> RwLockReadGuard<'_, Nodes> {
        self.nodes.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn nodes_mut(&self) -> RwLockWriteGuard<'_, Nodes> {
        self.nodes.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns a version that no other file has, also not one of an earlier run of the server.
fn next_version() -> Version {
    static LAST: AtomicU64 = AtomicU64::new(0);
    static START: LazyLock<u64> = LazyLock::new(|| {
        let start = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        start.as_micros() as u64
    });
    Version(*START, LAST.fetch_add(1, Ordering::Relaxed))
}

impl Store for Memory {
    fn resource(&self, path: &ResourcePath) -> Result<Resource, Failure> {
        Ok(Resource::clone(&self.nodes().get(path)?.resource))
    }

    fn members(&self, path: &ResourcePath) -> Result<Members, Failure> {
        if !self.nodes().get(path)?.resource.is_collection() {
            return Ok(Box::new(std::iter::empty()));
        }
        let (store, collection) = (self.clone(), path.clone());
        let mut after = path.before_members();
        // Some members at a time, so that the store is not locked while they are sent.
        let pages = std::iter::from_fn(move || {
            const PAGE: usize = 256;
            let nodes = store.nodes();
            let page = nodes.page(&collection, Bound::Excluded(after.clone()), PAGE).into_iter();
            let page: Vec<_> = page
                .map(|(path, node)| Member { path: path.clone(), resource: Ok(Arc::clone(&node.resource)) })
                .collect();
            after = page.last()?.path.clone();
            Some(page)
        });
        Ok(Box::new(pages.flatten()))
    }

    fn read(&self, path: &ResourcePath) -> Result<(Resource, Content), Failure> {
        let nodes = self.nodes();
        let node = nodes.get(path)?;
        Ok((Resource::clone(&node.resource), Content::Bytes(node.content.clone())))
    }

    fn upload(&self, path: &ResourcePath) -> Result<Box<dyn Upload>, Failure> {
        Ok(Box::new(MemoryUpload { store: self.clone(), path: path.clone(), content: Vec::new() }))
    }

    fn create_collection(&self, path: &ResourcePath) -> Result<(), Failure> {
        let mut nodes = self.nodes_mut();
        if nodes.get(path).is_ok() {
            return Err(Failure::NotAllowed("the resource exists"));
        }
        nodes.insert(path, Node::collection())
    }

    fn remove(&self, path: &ResourcePath) -> Result<(), Failure> {
        self.nodes_mut().remove(path).map(|_| ())
    }

    fn copy(&self, from: &ResourcePath, to: &ResourcePath) -> Result<(), Failure> {
        let mut nodes = self.nodes_mut();
        let mut copy = nodes.get(from)?.clone();
        let resource = Arc::make_mut(&mut copy.resource);
        resource.created = SystemTime::now().into();
        if !resource.is_collection() {
            resource.version = Some(next_version());
            resource.modified = SystemTime::now().into();
        }
        nodes.insert(to, copy)
    }

    fn rename(&self, from: &ResourcePath, to: &ResourcePath) -> Result<(), Failure> {
        self.nodes_mut().rename(from, to)
    }

    fn set_dead(&self, path: &ResourcePath, dead: &DeadProperties) -> Result<(), Failure> {
        let mut nodes = self.nodes_mut();
        Arc::make_mut(&mut nodes.change(path)?.resource).restore(&path.name(), dead.clone());
        Ok(())
    }

    fn changes(&self, path: &ResourcePath, since: u64) -> Option<(u64, Vec<Change>)> {
        self.nodes().changes(path, since)
    }
}

struct MemoryUpload {
    store: Memory,
    path: ResourcePath,
    content: Vec<u8>,
}

impl Upload for MemoryUpload {
    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.content.extend_from_slice(bytes);
        Ok(())
    }

    fn commit(self: Box<Self>) -> Result<Resource, Failure> {
        let mut nodes = self.store.nodes_mut();
        let now = SystemTime::now();
        let mut resource = Resource::file(self.path.as_str(), self.content.len() as u64, next_version(), now, now);
        if let Ok(Node { resource: old, .. }) = nodes.get(&self.path) {
            if old.is_collection() {
                return Err(Failure::NotAllowed("the resource is a collection"));
            }
            resource.created = old.created;
            resource.restore(&self.path.name(), old.stored());
        }
        nodes.insert(&self.path, Node::new(resource.clone(), self.content.into()))?;
        Ok(resource)
    }
}
