//! The outcomes that a sync-collection reports with `status`.

use http::StatusCode;

use crate::{
    outcome::{ConditionVisitor, Outcome},
    webdav::conditions,
};

/// The reason why the members of a collection are not part of a synchronization (RFC 6578 section 3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSynchronized {
    /// The collection does not support the report at all: `supported-report`.
    NotSupported,
    /// The collection supports the report itself, and not as part of that on a collection above it:
    /// `sync-traversal-supported`.
    NotTraversed,
}

/// The outcome of a response without properties.
#[derive(Clone, Copy, Debug)]
pub(super) enum SyncOutcome {
    Removed,
    NotSynchronized(NotSynchronized),
    /// The response of the Request-URI that says that there are more changes.
    Truncated,
}

impl Outcome for SyncOutcome {
    fn status(&self) -> StatusCode {
        match self {
            Self::Removed => StatusCode::NOT_FOUND,
            Self::NotSynchronized(_) => StatusCode::FORBIDDEN,
            Self::Truncated => StatusCode::INSUFFICIENT_STORAGE,
        }
    }

    fn conditions<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
        let known = match self {
            Self::Removed => return,
            Self::NotSynchronized(NotSynchronized::NotSupported) => conditions::SUPPORTED_REPORT,
            Self::NotSynchronized(NotSynchronized::NotTraversed) => conditions::SYNC_TRAVERSAL_SUPPORTED,
            Self::Truncated => conditions::NUMBER_OF_MATCHES_WITHIN_LIMITS,
        };
        visitor.condition(known.condition, &[]);
    }
}
