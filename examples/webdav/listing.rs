//! `Listing`: a resource and its members, read while the response is sent.
//!
//! Some resources are read at a time, on a thread that may block. While a client reads slowly, nothing is locked and no thread
//! waits.

use std::{
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    vec,
};

use futures_core::Stream;
use multistatus::{
    Key,
    webdav::{ResourceOutcome, header::Depth},
};
use tokio::task::{JoinError, JoinHandle, spawn_blocking};

use super::{failure::Failure, path::ResourcePath, resource::Resource, server::Server, store::Members};

/// A resource of a response, with its href.
pub(crate) type Item = (Key, ResourceOutcome<Arc<Resource>, Box<Failure>>);

/// A stream of resources from an iterator that may block.
pub(crate) struct Listing<I> {
    page: vec::IntoIter<Item>,
    /// The length of the next page: few at first, so that the response starts at once.
    count: usize,
    state: State<I>,
}

enum State<I> {
    Idle(I),
    Reading(JoinHandle<(Vec<Item>, I)>),
    Over,
}

impl<I> Listing<I> {
    /// Maximum number of resources that are read at a time.
    const PAGE: usize = 1024;

    /// Creates the stream.
    pub(crate) fn new(resources: I) -> Self {
        Self { page: Vec::new().into_iter(), count: 32, state: State::Idle(resources) }
    }
}

impl<I: Iterator<Item = Item> + Send + Unpin + 'static> Stream for Listing<I> {
    type Item = Result<Item, JoinError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            self.state = match mem::replace(&mut self.state, State::Over) {
                State::Over => return Poll::Ready(None),
                State::Idle(mut resources) => {
                    let count = self.count;
                    self.count = Self::PAGE.min(count * 4);
                    State::Reading(spawn_blocking(move || (resources.by_ref().take(count).collect(), resources)))
                }
                State::Reading(mut reading) => match Pin::new(&mut reading).poll(context) {
                    Poll::Pending => {
                        self.state = State::Reading(reading);
                        return Poll::Pending;
                    }
                    Poll::Ready(Err(error)) => return Poll::Ready(Some(Err(error))),
                    Poll::Ready(Ok((page, _))) if page.is_empty() => State::Over,
                    Poll::Ready(Ok((page, resources))) => {
                        self.page = page.into_iter();
                        State::Idle(resources)
                    }
                },
            }
        }
    }
}

/// A resource, then its descendants as deep as the request asks, each collection before its members.
pub(crate) struct Walk {
    server: Arc<Server>,
    root: Option<(ResourcePath, Arc<Resource>)>,
    /// The collections whose members are being read, the innermost last.
    open: Vec<Members>,
    depth: Depth,
}

impl Walk {
    /// Creates the walk of a resource alone.
    pub(crate) fn new(server: Arc<Server>, path: ResourcePath, resource: Resource) -> Self {
        Self { server, root: Some((path, Arc::new(resource))), open: Vec::new(), depth: Depth::Zero }
    }

    /// Adds the members, and theirs if the depth is infinite.
    pub(crate) fn members(mut self, members: Members, depth: Depth) -> Self {
        self.open.push(members);
        self.depth = depth;
        self
    }

    /// Leaves out the resource itself.
    pub(crate) fn without_root(mut self, without: bool) -> Self {
        self.root = self.root.filter(|_| !without);
        self
    }
}

impl Walk {
    /// Returns the item of a resource, with the locks that apply to it.
    fn item(&self, path: ResourcePath, found: Result<Arc<Resource>, Box<Failure>>) -> Item {
        let href = path.into_href(found.as_ref().is_ok_and(|resource| resource.is_collection()));
        match found {
            Ok(mut resource) => {
                self.server.add_locks(&mut resource, &href);
                (href, ResourceOutcome::Properties(resource))
            }
            Err(failure) => (href, ResourceOutcome::Failed(failure)),
        }
    }
}

impl Iterator for Walk {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if let Some((path, resource)) = self.root.take() {
            return Some(self.item(path, Ok(resource)));
        }
        while let Some(members) = self.open.last_mut() {
            let Some(member) = members.next() else {
                self.open.pop();
                continue;
            };
            let (path, mut found) = (member.path, member.resource);
            let is_collection = found.as_ref().is_ok_and(|resource| resource.is_collection());
            if self.depth == Depth::Infinity && is_collection {
                match self.server.store.members(&path) {
                    Ok(members) => self.open.push(members),
                    // It vanished.
                    Err(Failure::NotFound) => continue,
                    Err(failure) => found = Err(Box::new(failure)),
                }
            }
            return Some(self.item(path, found));
        }
        None
    }
}
