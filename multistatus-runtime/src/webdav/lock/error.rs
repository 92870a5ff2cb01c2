//! `LockError`: why a request fails because of locks.

use std::fmt;

use http::StatusCode;
use thiserror::Error;

use crate::{
    key::{Key, KeyRef},
    outcome::{ConditionVisitor, Outcome},
    webdav::conditions,
};

/// The reason why a request fails because of locks, as an outcome with its condition (RFC 4918 section 16).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LockError {
    /// The resource is locked, and the request does not submit a token of the lock: 423 with `lock-token-submitted`.
    #[error("locked; the request must submit the token of the lock of {} in the field `If`", LockRoots(.0))]
    TokenRequired(Vec<Key>),
    /// The resource has a lock that does not allow the new one: 423 with `no-conflicting-lock`.
    #[error("the lock of {} does not allow another one", LockRoots(.0))]
    Conflict(Vec<Key>),
    /// The token is not that of a lock of the resource: 409 with `lock-token-matches-request-uri` (RFC 4918 section 9.11.1).
    #[error("the token is not that of a lock of this resource")]
    UnknownToken,
    /// The request refreshes a lock, and submits no token of a lock of the resource: 412 with
    /// `lock-token-matches-request-uri` (RFC 4918 section 9.10.2).
    #[error("the field `If` has no token of a lock of this resource")]
    NothingToRefresh,
    /// The table has no space for another lock: 507.
    #[error("there are too many locks")]
    TooManyLocks,
}

/// The roots of locks, as a text lists them.
struct LockRoots<'a>(&'a [Key]);

impl fmt::Display for LockRoots<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, key) in self.0.iter().enumerate() {
            f.write_str(if number > 0 { ", " } else { "" })?;
            f.write_str(key.encoded())?;
        }
        Ok(())
    }
}

impl Outcome for LockError {
    fn status(&self) -> StatusCode {
        match self {
            Self::TokenRequired(_) | Self::Conflict(_) => StatusCode::LOCKED,
            Self::UnknownToken => StatusCode::CONFLICT,
            Self::NothingToRefresh => StatusCode::PRECONDITION_FAILED,
            Self::TooManyLocks => StatusCode::INSUFFICIENT_STORAGE,
        }
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        write!(out, "{self}")
    }

    fn conditions<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
        let (known, hrefs): (_, &[Key]) = match self {
            Self::TokenRequired(hrefs) => (conditions::LOCK_TOKEN_SUBMITTED, hrefs),
            Self::Conflict(hrefs) => (conditions::NO_CONFLICTING_LOCK, hrefs),
            Self::UnknownToken | Self::NothingToRefresh => (conditions::LOCK_TOKEN_MATCHES_REQUEST_URI, &[]),
            Self::TooManyLocks => return,
        };
        let hrefs: Vec<_> = hrefs.iter().map(KeyRef::from).collect();
        visitor.condition(known.condition, &hrefs);
    }
}
