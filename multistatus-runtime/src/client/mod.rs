//! The client: reports on responses, plans for sending items again, and batches sent with reqwest.
#![cfg_attr(all(feature = "reqwest", any(feature = "json", feature = "xml")), doc = "\n", doc = include_str!("retry_layers.md"))]

#[cfg(all(feature = "reqwest", any(feature = "json", feature = "xml")))]
mod bulk;
#[cfg(all(feature = "reqwest", any(feature = "json", feature = "xml")))]
mod error;
pub(crate) mod next_action;
#[cfg(all(feature = "reqwest", any(feature = "json", feature = "xml")))]
mod read;
#[cfg(any(feature = "json", feature = "xml"))]
pub(crate) mod report;
#[cfg(all(feature = "reqwest", any(feature = "json", feature = "xml")))]
mod response_ext;
#[cfg(all(feature = "backon", any(feature = "json", feature = "xml")))]
pub(crate) mod retry_plan;
#[cfg(all(feature = "reqwest", any(feature = "json", feature = "xml")))]
mod time_limit;
#[cfg(all(feature = "reqwest", feature = "webdav"))]
pub mod webdav;

pub use self::next_action::NextAction;
#[cfg(any(feature = "json", feature = "xml"))]
pub use self::report::{Discrepancy, FailedItem, FailureKind, Missing, PartialFailure, ReportItem};
#[cfg(all(feature = "backon", any(feature = "json", feature = "xml")))]
pub use self::retry_plan::{RetryPlan, Round};
#[cfg(all(feature = "reqwest", any(feature = "json", feature = "xml")))]
pub use self::{
    bulk::{Bulk, BulkPart, BulkProgress},
    error::{BulkError, ClientError},
    response_ext::ResponseExt,
};
