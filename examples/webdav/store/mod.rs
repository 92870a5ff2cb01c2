//! `Store`: what the server needs besides the library. There are two: in memory, and a directory.

pub(crate) mod directory;
pub(crate) mod memory;

use std::sync::Arc;

use bytes::Bytes;
use multistatus::webdav::DeadProperties;

use super::{failure::Failure, path::ResourcePath, resource::Resource};

/// Resources by their paths. Each function may block; none of them knows of locks.
pub(crate) trait Store: Send + Sync {
    /// Returns the properties of a resource.
    fn resource(&self, path: &ResourcePath) -> Result<Resource, Failure>;

    /// Returns the direct members of a collection, read while they are asked for. Those that vanish meanwhile are left out.
    fn members(&self, path: &ResourcePath) -> Result<Members, Failure>;

    /// Returns a file.
    fn read(&self, path: &ResourcePath) -> Result<(Resource, Content), Failure>;

    /// Starts to write a file. Nothing is visible before [`Upload::commit`].
    fn upload(&self, path: &ResourcePath) -> Result<Box<dyn Upload>, Failure>;

    /// Creates an empty collection.
    fn create_collection(&self, path: &ResourcePath) -> Result<(), Failure>;

    /// Removes a file or an empty collection.
    fn remove(&self, path: &ResourcePath) -> Result<(), Failure>;

    /// Copies a file, or a collection without its members, with its dead properties. A collection may exist already.
    fn copy(&self, from: &ResourcePath, to: &ResourcePath) -> Result<(), Failure>;

    /// Moves a file, or a collection with all of its members, to a path at which nothing is.
    fn rename(&self, from: &ResourcePath, to: &ResourcePath) -> Result<(), Failure>;

    /// Replaces the dead properties of a resource.
    fn set_dead(&self, path: &ResourcePath, dead: &DeadProperties) -> Result<(), Failure>;

    /// Returns the number of the last change, and what changed below a collection since a number, in the order of the changes.
    /// Since 0, that is all there is. `None` if the store does not know.
    fn changes(&self, _path: &ResourcePath, _since: u64) -> Option<(u64, Vec<Change>)> {
        None
    }
}

/// The last change of a resource.
pub(crate) struct Change {
    pub(crate) number: u64,
    pub(crate) path: ResourcePath,
    pub(crate) is_collection: bool,
    pub(crate) is_removed: bool,
}

/// The direct members of a collection.
pub(crate) type Members = Box<dyn Iterator<Item = Member> + Send>;

/// A member of a collection. Its properties are shared with the store, so that a listing copies none of them.
pub(crate) struct Member {
    pub(crate) path: ResourcePath,
    pub(crate) resource: Result<Arc<Resource>, Box<Failure>>,
}

/// The content of a file.
pub(crate) enum Content {
    Bytes(Bytes),
    File(std::fs::File),
}

/// A file that is being written. It leaves nothing behind if it is dropped.
pub(crate) trait Upload: Send {
    /// Adds bytes at the end.
    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure>;

    /// Puts the file at its path, in one step. Keeps the dead properties of a file that it replaces.
    fn commit(self: Box<Self>) -> Result<Resource, Failure>;
}
