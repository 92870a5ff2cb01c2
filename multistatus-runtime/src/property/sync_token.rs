//! `SyncToken`: the token of a collection's state, which is known at the end of a response.

use std::sync::{Arc, Mutex, PoisonError};

/// The token at the end of a response to sync-collection (RFC 6578 section 6.4).
///
/// A clone sets the same token. So the source of a response can set it once the last change is sent, and the body, which
/// ends afterwards, has it. The token must cover what was sent and no more.
///
/// ```
/// use multistatus::webdav::SyncToken;
///
/// let token = SyncToken::new();
/// let in_source = token.clone();
/// in_source.set("http://example.com/sync/1234");
/// assert_eq!(token.get().as_deref(), Some("http://example.com/sync/1234"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct SyncToken {
    token: Arc<Mutex<Option<Box<str>>>>,
}

impl SyncToken {
    /// Creates a cell without a token.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the token. A later one replaces it.
    pub fn set(&self, token: impl Into<Box<str>>) {
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(token.into());
    }

    /// Returns the token, if it is set.
    pub fn get(&self) -> Option<Box<str>> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
