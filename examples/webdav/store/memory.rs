//! A store in memory: one ordered map, in which the descendants of a collection follow each other.

use std::{
    collections::BTreeMap,
    ops::Bound,
    sync::{
        Arc, LazyLock, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::SystemTime,
};

use bytes::Bytes;
use multistatus::webdav::DeadProperties;

use super::{Content, Member, Members, Store, Upload};
use crate::{
    failure::Failure,
    path::ResourcePath,
    resource::{Resource, Version},
};

/// Resources in memory. A clone is the same store.
#[derive(Clone, Default)]
pub(crate) struct Memory {
    nodes: Arc<RwLock<Nodes>>,
}

type Nodes = BTreeMap<ResourcePath, Node>;

#[derive(Clone)]
struct Node {
    resource: Resource,
    content: Bytes,
}

impl Memory {
    /// Creates a store with an empty root collection.
    pub(crate) fn new() -> Self {
        let memory = Self::default();
        memory.nodes.write().unwrap().insert(ResourcePath::root(), Node::collection());
        memory
    }
}

impl Node {
    fn collection() -> Self {
        let now = SystemTime::now();
        Self { resource: Resource::collection(now, now), content: Bytes::new() }
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

fn node<'n>(nodes: &'n Nodes, path: &ResourcePath) -> Result<&'n Node, Failure> {
    nodes.get(path).ok_or(Failure::NotFound)
}

/// Inserts a node into its collection.
fn insert(nodes: &mut Nodes, path: &ResourcePath, node: Node) -> Result<(), Failure> {
    let parent = path.parent().ok_or(Failure::NotAllowed("the root is a collection"))?;
    match nodes.get_mut(&parent) {
        Some(parent) if parent.resource.is_collection() => parent.resource.modified = SystemTime::now().into(),
        _ => return Err(Failure::NoParent),
    }
    nodes.insert(path.clone(), node);
    Ok(())
}

impl Store for Memory {
    fn resource(&self, path: &ResourcePath) -> Result<Resource, Failure> {
        Ok(node(&self.nodes.read().unwrap(), path)?.resource.clone())
    }

    fn members(&self, path: &ResourcePath) -> Result<Members, Failure> {
        let is_collection = node(&self.nodes.read().unwrap(), path)?.resource.is_collection();
        let after = Bound::Excluded(path.before_members());
        let mut pages = Pages { nodes: Arc::clone(&self.nodes), collection: path.clone(), after };
        Ok(match is_collection {
            true => Box::new(std::iter::from_fn(move || pages.next_page()).flatten()),
            false => Box::new(std::iter::empty()),
        })
    }

    fn read(&self, path: &ResourcePath) -> Result<(Resource, Content), Failure> {
        let Node { resource, content } = node(&self.nodes.read().unwrap(), path)?.clone();
        Ok((resource, Content::Bytes(content)))
    }

    fn upload(&self, path: &ResourcePath) -> Result<Box<dyn Upload>, Failure> {
        Ok(Box::new(MemoryUpload { store: self.clone(), path: path.clone(), content: Vec::new() }))
    }

    fn create_collection(&self, path: &ResourcePath) -> Result<(), Failure> {
        let mut nodes = self.nodes.write().unwrap();
        if nodes.contains_key(path) {
            return Err(Failure::NotAllowed("the resource exists"));
        }
        insert(&mut nodes, path, Node::collection())
    }

    fn remove(&self, path: &ResourcePath) -> Result<(), Failure> {
        let mut nodes = self.nodes.write().unwrap();
        nodes.remove(path).map(|_| ()).ok_or(Failure::NotFound)
    }

    fn copy(&self, from: &ResourcePath, to: &ResourcePath) -> Result<(), Failure> {
        let mut nodes = self.nodes.write().unwrap();
        let mut copy = node(&nodes, from)?.clone();
        copy.resource.created = SystemTime::now().into();
        if !copy.resource.is_collection() {
            copy.resource.version = Some(next_version());
            copy.resource.modified = SystemTime::now().into();
        }
        insert(&mut nodes, to, copy)
    }

    fn rename(&self, from: &ResourcePath, to: &ResourcePath) -> Result<(), Failure> {
        let mut nodes = self.nodes.write().unwrap();
        let root = node(&nodes, from)?.clone();
        insert(&mut nodes, to, root)?;
        nodes.remove(from);
        let members: Vec<_> = nodes
            .range((Bound::Excluded(from.before_members()), Bound::Unbounded))
            .map(|(path, _)| path.clone())
            .take_while(|path| path.is_below(from))
            .collect();
        for path in members {
            if let Some(node) = nodes.remove(&path) {
                nodes.insert(path.rebased(from, to), node);
            }
        }
        Ok(())
    }

    fn set_dead(&self, path: &ResourcePath, dead: &DeadProperties) -> Result<(), Failure> {
        let mut nodes = self.nodes.write().unwrap();
        nodes.get_mut(path).ok_or(Failure::NotFound)?.resource.dead = dead.clone();
        Ok(())
    }
}

/// Reads the members of a collection some at a time, so that the store is not locked while they are sent.
struct Pages {
    nodes: Arc<RwLock<Nodes>>,
    collection: ResourcePath,
    /// Where the next page starts.
    after: Bound<ResourcePath>,
}

impl Pages {
    const PAGE: usize = 256;

    /// Returns the next members; `None` after the last one.
    fn next_page(&mut self) -> Option<Vec<Member>> {
        let nodes = self.nodes.read().unwrap();
        let mut page = Vec::with_capacity(Self::PAGE);
        let mut range = nodes.range((self.after.clone(), Bound::Unbounded));
        while page.len() < Self::PAGE {
            let Some((path, node)) = range.next().filter(|(path, _)| path.is_below(&self.collection)) else { break };
            if let Some(member) = path.member_of(&self.collection) {
                // The members of a collection that is itself a member are skipped.
                range = nodes.range(member.after_members()..);
                continue;
            }
            page.push(Member { path: path.clone(), resource: Ok(node.resource.clone()) });
        }
        self.after = Bound::Excluded(page.last()?.path.clone());
        Some(page)
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
        let mut nodes = self.store.nodes.write().unwrap();
        let now = SystemTime::now();
        let mut resource = Resource::file(self.path.as_str(), self.content.len() as u64, next_version(), now, now);
        if let Some(Node { resource: old, .. }) = nodes.get(&self.path) {
            if old.is_collection() {
                return Err(Failure::NotAllowed("the resource is a collection"));
            }
            (resource.created, resource.dead) = (old.created, old.dead.clone());
        }
        insert(&mut nodes, &self.path, Node { resource: resource.clone(), content: self.content.into() })?;
        Ok(resource)
    }
}
