//! `DavError`: the error of a request of WebDAV.

use http::StatusCode;

use crate::{client::error::ClientError, item::Item, read::Verdict};

/// The error of a request of WebDAV that has no result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DavError {
    /// The request failed, or its response is not a multi-status.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The request cannot be sent: a URL, a header field or a property is not valid.
    #[error("the request is not valid: {reason}")]
    InvalidRequest {
        /// What is not valid.
        reason: String,
    },
    /// A request that changes resources was redirected, and the last response is a page of HTML, such as a form to sign in. A
    /// redirect may turn the request into a GET (RFC 9110 section 15.4.4), so nothing shows that it was applied.
    #[error("the request was redirected to {to}, which answers with a page")]
    Redirected {
        /// The URL of the page.
        to: String,
    },
    /// The body ends too early or is not well-formed. The resources that were read before are not certain (RFC 4918 section
    /// 8.2).
    #[error("the response is not complete: {verdict}")]
    Incomplete {
        /// The verdict of the reader.
        verdict: Verdict,
    },
    /// A synchronization does not end: the server sends a part of the changes, and no new token for the others.
    #[error("the server sent a part of the changes and {}, so the others cannot be asked for", again(.token.as_deref()))]
    SyncStalled {
        /// The token, if the server sent one.
        token: Option<String>,
    },
    /// The response to LOCK is a success and has no lock token.
    #[error("the response to LOCK has the status {} and no lock token", .status.as_u16())]
    NoLockToken {
        /// The status of the response.
        status: StatusCode,
    },
}

impl DavError {
    /// Returns the outcome of the whole request, if that failed: its status, its description, and the conditions of its `error`
    /// document (RFC 4918 section 16).
    pub fn failed(&self) -> Option<&Item> {
        match self {
            Self::Client(ClientError::Failed { item }) => Some(item),
            _ => None,
        }
    }
}

impl From<reqwest::Error> for DavError {
    fn from(error: reqwest::Error) -> Self {
        Self::Client(error.into())
    }
}

fn again(token: Option<&str>) -> String {
    token.map_or_else(|| "no sync token".to_owned(), |token| format!("the sync token {token:?} again"))
}
