//! `SyncError`: why a sync-collection is refused as a whole.

use std::fmt;

use http::StatusCode;
use thiserror::Error;

use crate::{
    outcome::{ConditionVisitor, Outcome},
    webdav::conditions,
};

/// The reason why a sync-collection is refused as a whole, as an outcome with its condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SyncError {
    /// The server does not know the token, or no longer knows what changed since: 403 with `valid-sync-token`. The client
    /// starts anew (RFC 6578 section 3.2).
    #[error("the sync token is not valid; synchronize without a token")]
    InvalidToken,
    /// The limit of the request is lower than the number of changes that have the same token, so that no token covers a part
    /// of them: 507 with `number-of-matches-within-limits` (RFC 6578 section 3.7).
    #[error("the limit is lower than the smallest number of changes that can be reported; raise it")]
    LimitTooLow,
}

impl Outcome for SyncError {
    fn status(&self) -> StatusCode {
        match self {
            Self::InvalidToken => conditions::VALID_SYNC_TOKEN.status,
            Self::LimitTooLow => conditions::NUMBER_OF_MATCHES_WITHIN_LIMITS.status,
        }
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        write!(out, "{self}")
    }

    fn conditions<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
        let known = match self {
            Self::InvalidToken => conditions::VALID_SYNC_TOKEN,
            Self::LimitTooLow => conditions::NUMBER_OF_MATCHES_WITHIN_LIMITS,
        };
        visitor.condition(known.condition, &[]);
    }
}
