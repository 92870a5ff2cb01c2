//! DELETE, COPY and MOVE: of a collection member by member. What fails stays, and so do the collections that it is in.
//!
//! ```console
//! $ curl -X MKCOL localhost:8082/plans/
//! $ curl -X PUT localhost:8082/plans/a.txt --data 'by Ada'
//! $ curl -X PUT localhost:8082/plans/b.txt --data 'by Bob'
//! $ curl -X LOCK localhost:8082/plans/a.txt --data '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope>
//!     <locktype><write/></locktype></lockinfo>' -o lock.xml
//! $ curl -X DELETE localhost:8082/plans/
//! <?xml version="1.0" encoding="utf-8"?>
//! <D:multistatus xmlns:D="DAV:"><D:response><D:href>/plans/a.txt</D:href><D:status>HTTP/1.1 423 Locked</D:status>
//! <D:error><D:lock-token-submitted><D:href>/plans/a.txt</D:href></D:lock-token-submitted></D:error>
//! <D:responsedescription>locked; the request must submit the token of the lock of /plans/a.txt in the field `If`
//! </D:responsedescription></D:response></D:multistatus>
//! $ curl localhost:8082/plans/a.txt
//! by Ada
//! $ curl localhost:8082/plans/b.txt -o b.txt -w '%{http_code}'
//! 404
//! $ curl -X MOVE localhost:8082/plans/a.txt -H 'Destination: /plans/a.txt'
//! <?xml version="1.0" encoding="utf-8"?>
//! <D:error xmlns:D="DAV:"><problem xmlns="urn:ietf:rfc:7807"><title>Forbidden</title><status>403</status>
//! <detail>one of the source and the destination contains the other</detail></problem></D:error>
//! ```

use std::collections::{HashMap, HashSet};

use axum::body::Body;
use http::{Response, StatusCode};
use multistatus::webdav::{
    LockError, MethodOutcomes, MethodRules,
    header::{Depth, Overwrite},
};

use crate::{conditions::check_write, failure::Failure, path::ResourcePath, resource::Resource, server::Call};

/// Removes a resource, with its members.
pub(crate) async fn delete(call: Call) -> Result<Response<Body>, Failure> {
    call.change(|call| {
        let resource = call.resource()?;
        if resource.is_collection() {
            call.depth()?.require(&[Depth::Infinity])?;
        }
        check_write(call.headers(), Some(&resource))?;
        call.check_membership(&call.path)?;
        let outcomes = Outcomes::of(MethodRules::DELETE, call.path.href(resource.is_collection()));
        let mut change = Change::new(call, outcomes);
        change.remove(&call.path, &resource);
        Ok(change.outcomes.respond().map(Body::new))
    })
    .await
}

/// Copies or moves a resource.
pub(crate) async fn transfer(call: Call) -> Result<Response<Body>, Failure> {
    let is_move = call.head.method.as_str() == "MOVE";
    call.change(move |call| {
        let (source, to, depth) = (call.resource()?, call.destination()?, call.depth()?);
        let is_collection = source.is_collection();
        check_write(call.headers(), Some(&source))?;
        if is_move && is_collection {
            depth.require(&[Depth::Infinity])?;
        }
        let with_members = is_collection && depth == Depth::Infinity;
        if to == call.path || call.path.is_below(&to) || (to.is_below(&call.path) && with_members) {
            return Err(Failure::Forbidden("one of the source and the destination contains the other"));
        }
        if is_move {
            call.check_membership(&call.path)?;
        }
        let old = call.existing(&to)?;
        if old.is_some() && Overwrite::parse(call.headers())? == Overwrite::Fail {
            return Err(Failure::DestinationExists);
        }
        call.check_membership(&to)?;
        let outcomes =
            Outcomes::of(if is_move { MethodRules::MOVE } else { MethodRules::COPY }, call.path.href(is_collection))
                .destination(to.href(is_collection))
                .overwritten(old.is_some());
        let mut change = Change::new(call, outcomes);
        if let Some(old) = old {
            change.overwritten = Some(to.clone());
            change.remove(&to, &old);
        }
        match is_move {
            true => change.move_to(&source, &to),
            false => change.copy_to(&source, &to, with_members),
        }
        if call.existing(&to)?.is_none() {
            call.server.locks().remove_tree(to.href(false));
        }
        Ok(change.outcomes.respond().map(Body::new))
    })
    .await
}

type Outcomes = MethodOutcomes<Result<StatusCode, Failure>>;

/// Resources, each with true if it is a collection.
type Resources = Vec<(ResourcePath, bool)>;

/// A change of a resource and its descendants, as far as it is possible.
struct Change<'c> {
    call: &'c Call,
    outcomes: Outcomes,
    /// The resources that failed, and so stay with all that is below them.
    failed: HashSet<ResourcePath>,
    /// The collections that stay because a descendant does.
    kept: HashSet<ResourcePath>,
    /// The destination, if it exists.
    overwritten: Option<ResourcePath>,
}

impl<'c> Change<'c> {
    fn new(call: &'c Call, outcomes: Outcomes) -> Self {
        Self { call, outcomes, failed: HashSet::new(), kept: HashSet::new(), overwritten: None }
    }

    fn succeed(&mut self, path: &ResourcePath, is_collection: bool) {
        self.outcomes.push(path.href(is_collection), Ok(StatusCode::NO_CONTENT));
    }

    fn fail(&mut self, path: &ResourcePath, is_collection: bool, failure: Failure) {
        self.outcomes.push(path.href(is_collection), Err(failure));
        self.failed.insert(path.clone());
        self.kept.extend(path.parent());
    }

    /// Adds the members of a collection to `resources`. Those that cannot be looked at fail.
    fn add_members(&mut self, path: &ResourcePath, resources: &mut Resources) -> Result<(), Failure> {
        for member in self.call.server.store.members(path)? {
            match member.resource {
                Ok(resource) => resources.push((member.path, resource.is_collection())),
                Err(failure) => self.fail(&member.path, false, *failure),
            }
        }
        Ok(())
    }

    /// Removes a resource and its descendants.
    fn remove(&mut self, root: &ResourcePath, resource: &Resource) {
        let mut locked = self.call.locked_members(root);
        let (mut found, mut removed) = (vec![(root.clone(), resource.is_collection())], Resources::new());
        while let Some((path, is_collection)) = found.pop() {
            let checked = unlocked(&mut locked, &path).and_then(|()| match is_collection {
                true => self.add_members(&path, &mut found),
                false => Ok(()),
            });
            match checked {
                Ok(()) => removed.push((path, is_collection)),
                Err(failure) => self.fail(&path, is_collection, failure),
            }
        }
        self.remove_each(removed);
    }

    /// Removes resources, the last one first, and so each member before its collection. A collection with a member that stays
    /// is not removed.
    fn remove_each(&mut self, resources: Resources) {
        for (path, is_collection) in resources.into_iter().rev() {
            if self.kept.contains(&path) {
                self.kept.extend(path.parent());
                continue;
            }
            match self.call.server.store.remove(&path) {
                Ok(()) | Err(Failure::NotFound) => {
                    self.forget_locks(&path);
                    self.succeed(&path, is_collection);
                }
                Err(failure) => self.fail(&path, is_collection, failure),
            }
        }
    }

    /// Removes the locks of a resource that is gone. A destination that is overwritten keeps its own (RFC 4918 section 7.6).
    fn forget_locks(&self, path: &ResourcePath) {
        if self.overwritten.as_ref() != Some(path) {
            self.call.server.locks().remove_tree(path.href(false));
        }
    }

    /// Copies the source.
    fn copy_to(&mut self, source: &Resource, to: &ResourcePath, with_members: bool) {
        let from = &self.call.path;
        let mut found = vec![(from.clone(), source.is_collection())];
        while let Some((path, is_collection)) = found.pop() {
            let target = path.rebased(from, to);
            if self.failed.contains(&target) {
                continue;
            }
            let copied = self.make(&path, &target, is_collection, false);
            let copied = copied.and_then(|()| match is_collection && with_members {
                true => self.add_members(&path, &mut found),
                false => Ok(()),
            });
            match copied {
                Ok(()) => self.succeed(&path, is_collection),
                // It vanished.
                Err(Failure::NotFound) => {}
                Err(failure) => self.fail(&path, is_collection, failure),
            }
        }
    }

    /// Moves the source: in one step if nothing is in the way, else member by member.
    fn move_to(&mut self, source: &Resource, to: &ResourcePath) {
        let (call, from) = (self.call, &self.call.path);
        let mut locked = call.locked_members(from);
        if locked.is_empty() && self.failed.is_empty() {
            match call.server.store.rename(from, to) {
                Ok(()) => {
                    self.forget_locks(from);
                    self.succeed(from, source.is_collection());
                }
                Err(failure) => self.fail(from, source.is_collection(), failure),
            }
            return;
        }
        let (mut found, mut emptied) = (vec![(from.clone(), source.is_collection())], Resources::new());
        while let Some((path, is_collection)) = found.pop() {
            let target = path.rebased(from, to);
            if self.failed.contains(&target) {
                self.kept.extend(path.parent());
                continue;
            }
            let moved = unlocked(&mut locked, &path).and_then(|()| self.make(&path, &target, is_collection, true));
            let moved = moved.and_then(|()| match is_collection {
                true => self.add_members(&path, &mut found),
                false => Ok(()),
            });
            match moved {
                Ok(()) if is_collection => emptied.push((path, true)),
                Ok(()) => {
                    self.forget_locks(&path);
                    self.succeed(&path, false);
                }
                Err(Failure::NotFound) => {}
                Err(failure) => self.fail(&path, is_collection, failure),
            }
        }
        self.remove_each(emptied);
    }

    /// Makes one resource of a tree at its new path: a file, or a collection without its members.
    fn make(
        &self,
        path: &ResourcePath,
        target: &ResourcePath,
        is_collection: bool,
        is_move: bool,
    ) -> Result<(), Failure> {
        let store = &self.call.server.store;
        if self.kept.contains(target) && !is_collection {
            return Err(Failure::InTheWay);
        }
        if is_move && !is_collection { store.rename(path, target) } else { store.copy(path, target) }
    }
}

/// Returns the failure of a resource that is locked.
fn unlocked(locked: &mut HashMap<ResourcePath, LockError>, path: &ResourcePath) -> Result<(), Failure> {
    locked.remove(path).map_or(Ok(()), |error| Err(error.into()))
}
