//! Errors of reading a response and of sending a batch.

use std::{error::Error, time::Duration};

use http::StatusCode;

use super::report::Report;
use crate::{
    item::Item,
    outcome::{Outcome, reason},
    read::Verdict,
};

/// An error of a sender of requests.
pub(crate) type SenderError = Box<dyn Error + Send + Sync>;

/// The error of a response that is not a multi-status.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The request was not sent, or its response was not received.
    #[error("the request failed")]
    Transport(#[from] reqwest::Error),
    /// The sender of [`Bulk::send_with`](super::Bulk::send_with) failed with an error of its own. It may have sent the request.
    #[error("the request failed")]
    Sender(#[source] SenderError),
    /// The response did not arrive within the time limit: see [`RetryPlan::within`](super::RetryPlan::within).
    #[error("the response did not arrive within {within:?}")]
    TimedOut {
        /// The time limit.
        within: Duration,
    },
    /// The request failed as a whole.
    #[error("the whole request failed with {} {}{}", .item.status().as_u16(), reason(.item.status()), detail(.item))]
    Failed {
        /// The response as an item: status, header fields, and the problem or the conditions of the body.
        item: Box<Item>,
    },
    /// The response has another body.
    #[error("status {} and content type {}: {verdict}", .status.as_u16(), .content_type.as_deref().unwrap_or("unknown"))]
    NotMultiStatus {
        /// The status of the response.
        status: StatusCode,
        /// Its content type.
        content_type: Option<String>,
        /// The verdict of the reader.
        verdict: Verdict,
        /// The start of the body.
        start: String,
    },
}

impl ClientError {
    pub(crate) fn of_sender(error: impl Into<SenderError>) -> Self {
        match error.into().downcast() {
            Ok(error) => Self::Transport(*error),
            Err(error) => Self::Sender(error),
        }
    }
}

fn detail(item: &Item) -> String {
    if item.description().is_empty() { String::new() } else { format!(": {}", item.description()) }
}

/// The error of a batch that was not sent completely. It has the report on the items so far.
#[derive(Debug, thiserror::Error)]
#[error("{error}; {report}")]
#[non_exhaustive]
pub struct BulkError<O> {
    /// The error that ended the batch.
    #[source]
    pub error: ClientError,
    /// The report on all items. Items that were never sent are missing with [`sent`](super::Missing::sent) false.
    pub report: Box<Report<O>>,
}
