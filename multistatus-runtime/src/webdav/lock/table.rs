//! `LockTable`: the locks of a server.

use std::{
    collections::BTreeMap,
    ops::Bound,
    time::{Duration, Instant},
};

use super::{error::LockError, grant::LockGrant};
use crate::{
    dav_header::{Depth, IfHeader, LockTimeout, LockToken},
    key::Key,
    property::{ActiveLock, LockScope, XmlElement},
    webdav::{
        method::{MethodOutcomes, MethodRules},
        request::LockInfo,
        resource_path::ResourcePath,
    },
};

/// The write locks of a server, in memory (RFC 4918 sections 6 and 7).
///
/// A lock belongs to a path, in the form in which [`Key`]s are compared and without regard to a slash at its end. The
/// table knows no resources: the server [removes](Self::remove_tree) the locks of a resource that it deletes or moves, and
/// creates an empty resource if one is locked that does not exist (RFC 4918 section 7.3). The table knows no users
/// either: a server that lets only the creator of a lock use its token checks that before.
///
/// The time is a parameter of each method. A lock that has expired has no effect.
///
/// ```
/// use std::time::Instant;
/// use multistatus::{http::HeaderMap, webdav::{LockTable, header::{Depth, IfHeader, LockTimeout}, request::LockInfo}};
///
/// let body = "<D:lockinfo xmlns:D='DAV:'><D:lockscope><D:exclusive/></D:lockscope>\
///             <D:locktype><D:write/></D:locktype></D:lockinfo>";
/// let request = LockInfo::parse(&HeaderMap::new(), body.as_bytes()).unwrap().unwrap();
///
/// let (mut table, now) = (LockTable::new(), Instant::now());
/// let grant = table.lock(now, "/plans/", Depth::Infinity, request, LockTimeout::Seconds(600)).unwrap();
/// assert!(table.check_write(now, "/plans/a", None).is_err());
/// let submitted = IfHeader::with_token(grant.token().clone());
/// assert!(table.check_write(now, "/plans/a", Some(&submitted)).is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct LockTable {
    /// The locks by the path of their root.
    locks: BTreeMap<ResourcePath, Vec<StoredLock>>,
    count: usize,
    capacity: usize,
    longest: LockTimeout,
    /// The time at which the first lock expires, or an earlier one.
    next_expiry: Option<Instant>,
}

/// A lock in the table.
#[derive(Clone, Debug)]
pub(super) struct StoredLock {
    pub(super) token: LockToken,
    pub(super) root: Key,
    scope: LockScope,
    depth: Depth,
    owner: Option<XmlElement>,
    expires: Option<Instant>,
}

impl Default for LockTable {
    fn default() -> Self {
        Self {
            locks: BTreeMap::new(),
            count: 0,
            capacity: 100_000,
            longest: LockTimeout::Seconds(7 * 24 * 60 * 60),
            next_expiry: None,
        }
    }
}

impl LockTable {
    /// Creates an empty table. A lock lasts a week at most, and there are 100 000 at most.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the longest time for which a lock is granted or refreshed.
    pub fn longest_timeout(mut self, longest: LockTimeout) -> Self {
        self.longest = longest;
        self
    }

    /// Sets the maximum number of locks.
    pub fn capacity(mut self, capacity: usize) -> Self {
        self.capacity = capacity;
        self
    }

    /// Returns the number of locks, with those that have expired and were not removed yet.
    pub fn len(&self) -> usize {
        self.count
    }

    /// True if there are no locks.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Locks a resource, for the time that the client asks for, or the [longest](Self::longest_timeout) if that is shorter.
    /// Any depth but 0 is infinity.
    ///
    /// # Errors
    ///
    /// Returns the outcomes to [respond](MethodOutcomes::respond) with if another lock is in the way: a 423 if it is one of the
    /// resource or of a collection above it, and a 207 if it is one below (RFC 4918 section 9.10.3). Nothing is locked then.
    pub fn lock(
        &mut self,
        now: Instant,
        resource: impl Into<Key>,
        depth: Depth,
        request: LockInfo,
        timeout: LockTimeout,
    ) -> Result<LockGrant, Box<MethodOutcomes<LockError>>> {
        let root = resource.into();
        let path = ResourcePath::of(&root);
        let depth = if depth == Depth::Zero { Depth::Zero } else { Depth::Infinity };
        self.remove_expired(now);
        let mut outcomes = MethodOutcomes::of(MethodRules::LOCK, &root);
        let conflicts =
            |lock: &&StoredLock| lock.scope == LockScope::Exclusive || request.scope == LockScope::Exclusive;
        let above: Vec<Key> = self.applying(now, &path).filter(conflicts).map(|lock| lock.root.clone()).collect();
        if !above.is_empty() {
            outcomes.push(&root, LockError::Conflict(above));
            return Err(outcomes.into());
        }
        if depth == Depth::Infinity {
            for lock in self.below(now, &path).filter(conflicts) {
                outcomes.push(&lock.root, LockError::Conflict(vec![lock.root.clone()]));
            }
        }
        if !outcomes.has_failed() && self.count >= self.capacity {
            outcomes.push(&root, LockError::TooManyLocks);
        }
        if outcomes.has_failed() {
            return Err(outcomes.into());
        }
        let expires = self.expiry(now, timeout);
        let LockInfo { scope, owner } = request;
        let token = LockToken::random();
        let lock = StoredLock { token: token.clone(), root, scope, depth, owner, expires };
        self.locks.entry(path.clone()).or_default().push(lock);
        self.count += 1;
        Ok(LockGrant { token, is_new: true, locks: self.locks_of(now, &path) })
    }

    /// Refreshes the locks of a resource whose tokens the request submits (RFC 4918 section 9.10.2). The resource may be any
    /// to which the lock applies.
    ///
    /// # Errors
    ///
    /// Returns an error if the request submits no token of a lock of the resource.
    pub fn refresh(
        &mut self,
        now: Instant,
        resource: impl Into<Key>,
        submitted: Option<&IfHeader>,
        timeout: LockTimeout,
    ) -> Result<LockGrant, LockError> {
        let path = ResourcePath::of(&resource.into());
        let is_submitted = |lock: &&StoredLock| submitted.is_some_and(|field| field.submits(&lock.token));
        let refreshed: Vec<_> = self.applying(now, &path).filter(is_submitted).map(|lock| lock.token.clone()).collect();
        let Some(token) = refreshed.first().cloned() else { return Err(LockError::NothingToRefresh) };
        let expires = self.expiry(now, timeout);
        let applying = std::iter::once(path.as_str()).chain(path.ancestors());
        for root in applying {
            for lock in self.locks.get_mut(root).into_iter().flatten() {
                if refreshed.contains(&lock.token) {
                    lock.expires = expires;
                }
            }
        }
        Ok(LockGrant { token, is_new: false, locks: self.locks_of(now, &path) })
    }

    /// Removes the lock with this token (RFC 4918 section 9.11). The resource may be any to which the lock applies.
    ///
    /// # Errors
    ///
    /// Returns an error if the token is not that of a lock of the resource.
    pub fn unlock(&mut self, now: Instant, resource: impl Into<Key>, token: &LockToken) -> Result<(), LockError> {
        let path = ResourcePath::of(&resource.into());
        let found = self.applying(now, &path).find(|lock| lock.token == *token);
        let root = ResourcePath::of(&found.ok_or(LockError::UnknownToken)?.root);
        if let Some(locks) = self.locks.get_mut(&root) {
            locks.retain(|lock| lock.token != *token);
            self.count -= 1;
            if locks.is_empty() {
                self.locks.remove(&root);
            }
        }
        Ok(())
    }

    /// Returns the locks that apply to a resource: the value of its property `lockdiscovery`.
    pub fn discover(&self, now: Instant, resource: impl Into<Key>) -> Vec<ActiveLock> {
        self.locks_of(now, &ResourcePath::of(&resource.into()))
    }

    /// Returns the tokens of the locks that apply to a resource, for the field [`If`](IfHeader::evaluate).
    pub fn tokens(&self, now: Instant, resource: impl Into<Key>) -> Vec<LockToken> {
        self.applying(now, &ResourcePath::of(&resource.into())).map(|lock| lock.token.clone()).collect()
    }

    /// Removes the locks of a resource and of everything below it, after it was deleted or moved (RFC 4918 sections 7.6 and
    /// 9.6). A move takes no locks along.
    pub fn remove_tree(&mut self, resource: impl Into<Key>) {
        let root = ResourcePath::of(&resource.into());
        self.remove_below(&root);
        if let Some(removed) = self.locks.remove(root.as_str()) {
            self.count -= removed.len();
        }
    }

    /// Removes the locks of everything below a collection. The destination of COPY and MOVE that is overwritten keeps its own
    /// lock, and its members lose theirs (RFC 4918 section 7.6).
    pub fn remove_members(&mut self, collection: impl Into<Key>) {
        self.remove_below(&ResourcePath::of(&collection.into()));
    }

    fn remove_below(&mut self, root: &ResourcePath) {
        let below: Vec<_> = self.roots_below(root).map(|(path, _)| path.clone()).collect();
        for path in below {
            if let Some(removed) = self.locks.remove(&path) {
                self.count -= removed.len();
            }
        }
    }

    /// Returns the locks that apply to a path: its own, and those of infinite depth above it.
    pub(super) fn applying(&self, now: Instant, path: &ResourcePath) -> impl Iterator<Item = &StoredLock> {
        let own = self.locks.get(path.as_str()).into_iter().flatten();
        let above = path.ancestors().filter_map(|ancestor| self.locks.get(ancestor)).flatten();
        own.chain(above.filter(|lock| lock.depth == Depth::Infinity)).filter(move |lock| !lock.has_expired(now))
    }

    /// Returns the locks whose roots are below a path.
    pub(super) fn below<'t>(&'t self, now: Instant, path: &'t ResourcePath) -> impl Iterator<Item = &'t StoredLock> {
        self.roots_below(path).flat_map(|(_, locks)| locks).filter(move |lock| !lock.has_expired(now))
    }

    fn roots_below<'t>(
        &'t self,
        root: &'t ResourcePath,
    ) -> impl Iterator<Item = (&'t ResourcePath, &'t Vec<StoredLock>)> {
        let behind = (Bound::Excluded(root.as_str()), Bound::Unbounded);
        self.locks.range::<str, _>(behind).take_while(|(path, _)| root.contains(path))
    }

    fn locks_of(&self, now: Instant, path: &ResourcePath) -> Vec<ActiveLock> {
        self.applying(now, path).map(|lock| lock.active(now)).collect()
    }

    /// Returns the time at which a lock expires, and notes it.
    fn expiry(&mut self, now: Instant, timeout: LockTimeout) -> Option<Instant> {
        // A time that the clock cannot have is never reached.
        let expires = now.checked_add(timeout.min(self.longest).duration()?)?;
        self.next_expiry = Some(self.next_expiry.map_or(expires, |next| next.min(expires)));
        Some(expires)
    }

    fn remove_expired(&mut self, now: Instant) {
        if self.next_expiry.is_some_and(|next| next <= now) {
            self.locks.retain(|_, locks| {
                locks.retain(|lock| !lock.has_expired(now));
                !locks.is_empty()
            });
            self.count = self.locks.values().map(Vec::len).sum();
            self.next_expiry = self.locks.values().flatten().filter_map(|lock| lock.expires).min();
        }
    }
}

impl StoredLock {
    fn has_expired(&self, now: Instant) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }

    fn active(&self, now: Instant) -> ActiveLock {
        let left = self.expires.map(|expires| expires.saturating_duration_since(now));
        // A fraction of a second is rounded up, so that a lock that is shown has not expired.
        let seconds = |left: Duration| u32::try_from(left.as_millis().div_ceil(1000)).unwrap_or(u32::MAX);
        let timeout = left.map_or(LockTimeout::Infinite, |left| LockTimeout::Seconds(seconds(left)));
        ActiveLock {
            owner: self.owner.clone(),
            timeout: Some(timeout),
            token: Some(self.token.clone()),
            ..ActiveLock::new(self.scope, self.depth, &self.root)
        }
    }
}
