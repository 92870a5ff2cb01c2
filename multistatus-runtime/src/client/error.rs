//! Why there is no report, or no whole one.

use http::StatusCode;
use thiserror::Error;

use super::report::Report;
use crate::{
    item::Item,
    outcome::{Outcome, reason},
    read::Verdict,
};

/// Why a response is no multi-status.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The request was not sent, or its answer was not received.
    #[error("the request failed")]
    Transport(#[from] reqwest::Error),
    /// The request failed as a whole.
    #[error("the whole request failed with {} {}{}", .item.status().as_u16(), reason(.item.status()), detail(.item))]
    Failed {
        /// What the response says, as if it were an item: status, header fields, and the problem of its body.
        item: Box<Item>,
    },
    /// The response is something else.
    #[error("status {} and content type {}: {verdict}", .status.as_u16(), .content_type.as_deref().unwrap_or("unknown"))]
    NotMultiStatus {
        /// The status of the response.
        status: StatusCode,
        /// Its content type.
        content_type: Option<String>,
        /// What the reader found.
        verdict: Verdict,
        /// How the body begins.
        start: String,
    },
}

fn detail(item: &Item) -> String {
    if item.description().is_empty() { String::new() } else { format!(": {}", item.description()) }
}

/// A batch that was not sent to its end. Nothing that is known is lost.
#[derive(Debug, Error)]
#[error("{error}; {report}")]
#[non_exhaustive]
pub struct BulkError<O> {
    /// What ended it.
    #[source]
    pub error: ClientError,
    /// What is known of each item; what was never sent says so.
    pub report: Box<Report<O>>,
}
