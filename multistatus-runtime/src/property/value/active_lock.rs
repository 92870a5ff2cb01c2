//! `ActiveLock`: a lock as `lockdiscovery` shows it (RFC 4918 sections 14.1 and 15.8).

use std::fmt;

use crate::{
    dav_header::{Depth, LockTimeout, LockToken},
    key::Key,
    property::{
        ContentWriter, FromPropertyValue, InvalidValue, PropertyFailure, PropertyName, PropertyValue, XmlElement,
    },
};

/// The scope of a lock (RFC 4918 section 6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LockScope {
    /// No other lock applies to the resource.
    Exclusive,
    /// Other shared locks may apply to the resource.
    Shared,
}

impl LockScope {
    /// Returns the name of its element: `exclusive` or `shared`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exclusive => "exclusive",
            Self::Shared => "shared",
        }
    }
}

impl fmt::Display for LockScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A write lock: an `activelock` of the property `lockdiscovery` (RFC 4918 section 14.1).
///
/// The value of the property is a `Vec<ActiveLock>`: the locks that apply to the resource, also those of a collection above it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ActiveLock {
    /// Exclusive or shared.
    pub scope: LockScope,
    /// The depth: 0 or infinity.
    pub depth: Depth,
    /// The element `owner`, exactly as the client sent it.
    pub owner: Option<XmlElement>,
    /// The time until the lock expires; `None` if it is not known.
    pub timeout: Option<LockTimeout>,
    /// The token; `None` if the server hides it.
    pub token: Option<LockToken>,
    /// The resource that was locked (RFC 4918 section 14.12).
    pub root: Option<Key>,
}

impl ActiveLock {
    /// Creates a lock of a resource, without an owner, a timeout and a token.
    pub fn new(scope: LockScope, depth: Depth, root: impl Into<Key>) -> Self {
        Self { scope, depth, owner: None, timeout: None, token: None, root: Some(root.into()) }
    }
}

static OWNER: PropertyName = PropertyName::declared("DAV:", "owner");

/// The element `activelock` of the lock.
impl PropertyValue for ActiveLock {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        let after_scope = "/></D:lockscope><D:locktype><D:write/></D:locktype><D:depth>";
        let (scope, depth) = (self.scope.as_str(), self.depth.as_str());
        for piece in ["<D:activelock><D:lockscope><D:", scope, after_scope, depth, "</D:depth>"] {
            content.plain(piece);
        }
        if let Some(owner) = self.owner.as_ref().filter(|owner| *owner.name() == OWNER) {
            content.element(&OWNER, owner)?;
        }
        if let Some(timeout) = self.timeout {
            content.plain("<D:timeout>");
            content.display(timeout);
            content.plain("</D:timeout>");
        }
        if let Some(token) = &self.token {
            content.plain("<D:locktoken>");
            content.href(token.as_str());
            content.plain("</D:locktoken>");
        }
        if let Some(root) = &self.root {
            content.plain("<D:lockroot>");
            content.href(root);
            content.plain("</D:lockroot>");
        }
        content.plain("</D:activelock>");
        Ok(())
    }
}

/// The value of `lockdiscovery`.
impl PropertyValue for Vec<ActiveLock> {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        self.iter().try_for_each(|lock| lock.write(content))
    }
}

/// Locks that are not write locks are ignored.
impl FromPropertyValue for Vec<ActiveLock> {
    fn from_element(element: &XmlElement) -> Result<Self, InvalidValue> {
        let locks = element.children().iter().filter(|child| child.name().is_dav("activelock"));
        let is_write = |lock: &&XmlElement| lock.dav_child("locktype").is_none_or(|of| of.dav_child("write").is_some());
        locks.filter(is_write).map(active_lock).collect()
    }
}

fn active_lock(lock: &XmlElement) -> Result<ActiveLock, InvalidValue> {
    let scope = lock.dav_child("lockscope");
    let scope = match scope.map(|scope| (scope.dav_child("exclusive"), scope.dav_child("shared"))) {
        Some((Some(_), None)) => LockScope::Exclusive,
        Some((None, Some(_))) => LockScope::Shared,
        _ => return Err(InvalidValue::of("a `lockscope` with `exclusive` or `shared`", lock)),
    };
    let depth = match lock.dav_child("depth").map(XmlElement::trimmed) {
        Some("0") => Depth::Zero,
        Some("1") => Depth::One,
        Some(depth) if depth.eq_ignore_ascii_case("infinity") => Depth::Infinity,
        _ => return Err(InvalidValue::of("a `depth` of `0` or `infinity`", lock)),
    };
    let href = |name| Some(lock.dav_child(name)?.dav_child("href")?.trimmed()).filter(|href: &&str| !href.is_empty());
    Ok(ActiveLock {
        scope,
        depth,
        owner: lock.dav_child("owner").cloned(),
        timeout: lock.dav_child("timeout").and_then(|timeout| LockTimeout::from_text(timeout.trimmed())),
        token: href("locktoken").and_then(LockToken::new),
        root: href("lockroot").map(Key::from),
    })
}
