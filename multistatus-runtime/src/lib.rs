//! The runtime of [`multistatus`](https://docs.rs/multistatus): outcomes, multi-statuses, their formats and responses.
//!
//! Name the crate `multistatus` in your own manifest; it is this one and the derive under one name.

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private0;
#[cfg(feature = "batch")]
mod batch;
#[cfg(all(feature = "reqwest", any(feature = "json", feature = "xml")))]
mod client;
mod condition;
mod defect;
mod entry;
mod format;
mod frameworks;
mod from_item;
mod header;
mod info;
mod item;
mod key;
#[cfg(feature = "xml")]
mod lanes;
pub mod map;
mod multistatus;
mod next;
mod outcome;
#[cfg(all(feature = "backon", any(feature = "json", feature = "xml")))]
mod plan;
mod problem;
#[cfg(any(feature = "json", feature = "xml"))]
mod report;
mod response;
mod retry;
mod status;
mod summary;
mod uri;

pub use http::{self, StatusCode};
#[cfg(all(feature = "derive", feature = "batch"))]
pub use multistatus_derive::batch;
#[cfg(feature = "derive")]
pub use multistatus_derive::{FromItem, Outcome};

#[cfg(all(feature = "batch", feature = "json"))]
pub use self::batch::JsonInputs;
#[cfg(feature = "idempotency")]
pub use self::batch::MemoryOutcomeStore;
#[cfg(feature = "batch")]
pub use self::batch::{
    Admitted, Atomic, Batch, BatchProgress, Claim, FieldError, Fingerprint, Handler, Idempotency, IdempotencyKey,
    Input, InputSource, InputStream, Inputs, IntoInputs, InvalidIdempotencyKey, Mode, NotRun, OnDisconnect,
    OnDuplicate, OutcomeStore, Outcomes, Refused, Settled,
};
#[cfg(all(feature = "reqwest", any(feature = "json", feature = "xml")))]
pub use self::client::{Bulk, BulkError, ClientError, Part, Progress, ResponseExt};
#[cfg(feature = "xml")]
pub use self::format::DavXml;
#[cfg(feature = "json")]
pub use self::format::{Json, JsonLines, JsonShape};
#[cfg(all(feature = "backon", any(feature = "json", feature = "xml")))]
pub use self::plan::{RetryPlan, Round};
#[cfg(any(feature = "json", feature = "xml"))]
pub use self::report::{Discrepancy, FailedItem, FailureKind, Missing, PartialFailure, Report, Reported};
pub use self::{
    condition::{Condition, ConditionVisitor, DAV, InvalidCondition},
    defect::{Defect, DefectKind},
    entry::Entry,
    format::{Duplicates, Entries, Fault, Format, Formats, Limits, Offer, Refusal, Truncation, Verdict, Whole},
    from_item::{FromItem, Unrecognized, UnrecognizedReason},
    header::HeaderVisitor,
    info::OutcomeInfo,
    item::{FailedCondition, Item, Property, Propstat},
    key::{AsKey, Key, KeyRef},
    multistatus::{DuplicateKey, Iter, MultiStatus, SetError},
    next::Next,
    outcome::{Outcome, OutcomeAs},
    problem::JsonView,
    response::{Body, Negotiate, Respond, Response, Streamed},
    retry::Retry,
    status::{Class, reason},
    summary::{Overall, Summary},
};
#[cfg(any(feature = "json", feature = "xml"))]
pub use self::{
    format::{Document, Ending, Reader, Reading},
    item::ItemRef,
};
