//! `Nodes`: one ordered map, in which the descendants of a collection follow each other, and what was removed from it.

use std::{
    collections::BTreeMap,
    ops::{Bound, RangeBounds},
    sync::Arc,
    time::SystemTime,
};

use bytes::Bytes;

use crate::{failure::Failure, path::ResourcePath, resource::Resource, store::Change};

/// The resources by their paths.
#[derive(Default)]
pub(super) struct Nodes {
    by_path: BTreeMap<ResourcePath, Node>,
    /// The paths that were removed, each with the number of the change, and true for a collection.
    removed: BTreeMap<ResourcePath, (u64, bool)>,
    /// The number of the last change.
    last: u64,
    /// The number of the last removal that is no longer in `removed`.
    forgotten: u64,
}

/// A resource.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) resource: Arc<Resource>,
    pub(super) content: Bytes,
    /// The number of its last change.
    changed: u64,
}

impl Node {
    pub(super) fn new(resource: Resource, content: Bytes) -> Self {
        Self { resource: Arc::new(resource), content, changed: 0 }
    }

    /// Creates an empty collection.
    pub(super) fn collection() -> Self {
        let now = SystemTime::now();
        Self::new(Resource::collection(now, now), Bytes::new())
    }
}

/// Returns the range of the descendants of a collection, and of what follows them.
fn below(collection: &ResourcePath) -> impl RangeBounds<ResourcePath> {
    (Bound::Excluded(collection.before_members()), Bound::Unbounded)
}

impl Nodes {
    /// Maximum number of removals that are remembered.
    const REMOVED: usize = 10_000;

    /// Creates the root collection.
    pub(super) fn with_root() -> Self {
        Self { by_path: [(ResourcePath::root(), Node::collection())].into(), ..Self::default() }
    }

    /// Returns a node.
    pub(super) fn get(&self, path: &ResourcePath) -> Result<&Node, Failure> {
        self.by_path.get(path).ok_or(Failure::NotFound)
    }

    /// Changes a node in place.
    pub(super) fn change(&mut self, path: &ResourcePath) -> Result<&mut Node, Failure> {
        let node = self.by_path.get_mut(path).ok_or(Failure::NotFound)?;
        self.last += 1;
        node.changed = self.last;
        Ok(node)
    }

    /// Adds a node to its collection, or replaces one.
    pub(super) fn insert(&mut self, path: &ResourcePath, node: Node) -> Result<(), Failure> {
        let parent = path.parent().ok_or(Failure::NotAllowed("the root is a collection"))?;
        match self.by_path.get_mut(&parent) {
            Some(parent) if parent.resource.is_collection() => {
                Arc::make_mut(&mut parent.resource).modified = SystemTime::now().into();
            }
            _ => return Err(Failure::NoParent),
        }
        self.put(path.clone(), node);
        Ok(())
    }

    fn put(&mut self, path: ResourcePath, node: Node) {
        self.last += 1;
        self.removed.remove(&path);
        let mut node = Node { changed: self.last, ..node };
        let stored = node.resource.stored();
        Arc::make_mut(&mut node.resource).restore(&path.name(), stored);
        self.by_path.insert(path, node);
    }

    /// Removes a node.
    pub(super) fn remove(&mut self, path: &ResourcePath) -> Result<Node, Failure> {
        let node = self.by_path.remove(path).ok_or(Failure::NotFound)?;
        self.last += 1;
        if self.removed.len() == Self::REMOVED {
            self.removed.clear();
            self.forgotten = self.last;
        } else {
            self.removed.insert(path.clone(), (self.last, node.resource.is_collection()));
        }
        Ok(node)
    }

    /// Moves a node and its descendants.
    pub(super) fn rename(&mut self, from: &ResourcePath, to: &ResourcePath) -> Result<(), Failure> {
        self.insert(to, self.get(from)?.clone())?;
        let members = self.by_path.range(below(from)).map(|(path, _)| path).take_while(|path| path.is_below(from));
        for path in members.cloned().collect::<Vec<_>>() {
            let node = self.remove(&path)?;
            self.put(path.rebased(from, to), node);
        }
        self.remove(from).map(|_| ())
    }

    /// Returns at most `count` direct members of a collection behind `after`, in their order.
    pub(super) fn page<'n>(
        &'n self,
        collection: &'n ResourcePath,
        after: Bound<ResourcePath>,
        count: usize,
    ) -> Vec<(&'n ResourcePath, &'n Node)> {
        let mut page = Vec::with_capacity(count);
        let mut range = self.by_path.range((after, Bound::Unbounded));
        while page.len() < count {
            let Some((path, node)) = range.next().filter(|(path, _)| path.is_below(collection)) else { break };
            match path.member_of(collection) {
                None => page.push((path, node)),
                // The members of a collection that is itself a member are skipped.
                Some(member) => range = self.by_path.range((Bound::Included(member.after_members()), Bound::Unbounded)),
            }
        }
        page
    }

    /// Returns the number of the last change, and what changed below a collection since a number, in the order of the changes.
    /// `None` if some of it is no longer known.
    pub(super) fn changes(&self, collection: &ResourcePath, since: u64) -> Option<(u64, Vec<Change>)> {
        if since > self.last || (since > 0 && since < self.forgotten) {
            return None;
        }
        let nodes = self.by_path.range(below(collection)).map(|(path, node)| {
            let is_collection = node.resource.is_collection();
            Change { number: node.changed, path: path.clone(), is_collection, is_removed: false }
        });
        let removed = self.removed.range(below(collection)).map(|(path, (number, is_collection))| Change {
            number: *number,
            path: path.clone(),
            is_collection: *is_collection,
            is_removed: true,
        });
        let is_below = |change: &Change| change.path.is_below(collection);
        let all = nodes.take_while(is_below).chain(removed.take_while(is_below));
        let mut changes: Vec<_> = all.filter(|change| change.number > since).collect();
        changes.sort_by_key(|change| change.number);
        Some((self.last, changes))
    }
}
