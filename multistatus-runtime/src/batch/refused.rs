//! The refusal of a whole batch, before anything ran.

use std::{fmt, sync::Arc, time::Duration};

use http::StatusCode;
use serde::ser::SerializeMap;
use thiserror::Error;

use super::{idempotency::RETRY_AFTER, inputs::FieldError};
use crate::{
    item::Item,
    outcome::{HeaderVisitor, Outcome, Retry},
    response::{Negotiate, Response},
};

/// The media types of inputs, for the header field `Accept` of a response.
const ACCEPTED: &str = "application/json, application/jsonl, application/ndjson, application/x-ndjson";

/// The reason why a whole batch was refused. Nothing ran, or what ran was undone ([`RolledBack`](Refused::RolledBack)).
///
/// It is an error, and an [`Outcome`]. The response to it is one problem (RFC 9457), never a multi-status: see
/// [`into_response`](Refused::into_response). With the feature of a web framework, a handler can return it directly.
///
/// If inputs still arrive, some may have run before the batch is refused. Then it is the outcome of one last input,
/// [`NotRun::Refused`](super::NotRun::Refused).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Refused {
    /// There are more items than the limit: 413.
    #[error("a batch takes at most {max_items} items; send the rest in another batch")]
    TooManyItems {
        /// The maximum number of items.
        max_items: usize,
    },
    /// There is no item, and the batch needs at least one: 400.
    #[error("the batch is empty; it takes at least one item")]
    Empty,
    /// The idempotency key is missing, and the service requires one: 400.
    #[error("the header field Idempotency-Key is missing; send a unique key with each new batch")]
    KeyMissing,
    /// The idempotency key is not valid: 400.
    #[error("{detail}")]
    KeyInvalid {
        /// The error, with its position.
        detail: String,
    },
    /// The idempotency key was sent before with other inputs: 422.
    #[error("the idempotency key was sent before with other inputs; send these under a new key")]
    KeyReused,
    /// A batch with this idempotency key still runs: 409, with Retry-After.
    #[error("a batch with this idempotency key still runs; retry later")]
    InFlight,
    /// The idempotency store is unavailable: 503, with Retry-After.
    #[error("the idempotency store is unavailable; retry later")]
    StoreFailed,
    /// The batch is atomic, and its transaction could not begin: 503. The error is logged, and never sent.
    #[error("the transaction of the batch could not begin; retry later")]
    NotBegun,
    /// The body is longer than the limit: 413.
    #[error("the body of the request is too large{}", at_most(*max_bytes))]
    TooLarge {
        /// The maximum number of bytes, if it is known.
        max_bytes: Option<u64>,
    },
    /// One item of a body that still arrives is longer than the limit: 413.
    #[error("an item is longer than {max_bytes} bytes")]
    ItemTooLarge {
        /// The maximum number of bytes.
        max_bytes: usize,
    },
    /// The body is not valid JSON (RFC 8259): 400.
    #[error("the body is not valid JSON: line {line}, column {column}: {detail}")]
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, counted in bytes.
        column: usize,
        /// The error, or what was expected.
        detail: String,
    },
    /// The body is valid JSON, but does not hold an array of items at the expected location: 400.
    #[error("expected an array of items{}, found {found}", in_member(member.as_deref()))]
    NotAnArray {
        /// The member that should be the array; `None` if the body itself should be.
        member: Option<String>,
        /// The kind of value that was found.
        found: &'static str,
    },
    /// The member that holds the items is missing: 400.
    #[error("the member `{member}`, which holds the items, is missing")]
    NoMember {
        /// Its name.
        member: String,
    },
    /// The member that holds the items occurs twice, which is ambiguous (RFC 8259 section 4): 400.
    #[error(
        "the member `{member}`, which holds the items, occurs again at line {line}, column {column}; expected it once"
    )]
    MemberTwice {
        /// Its name.
        member: String,
        /// The line of its second name, from 1.
        line: usize,
        /// The column of its second name, counted in bytes.
        column: usize,
    },
    /// The content type of the body is neither JSON nor JSON Lines: 415. The header field `Accept` of the response
    /// lists the supported types (RFC 9110 section 15.5.16).
    #[error("{}", unsupported(found.as_deref()))]
    UnsupportedMediaType {
        /// The content type of the request, if it had one.
        found: Option<String>,
    },
    /// The body has a content encoding, such as `gzip`: 415. The header field `Accept-Encoding` of the response says that none is
    /// supported (RFC 9110 section 15.5.16). A layer that decodes request bodies removes the field `Content-Encoding`.
    #[error("expected a body without a content encoding, found `{found}`")]
    UnsupportedEncoding {
        /// The content encoding of the request.
        found: String,
    },
    /// The request is not one of its convention: 400.
    #[error("{}", list(errors))]
    Invalid {
        /// The errors, each with its position.
        errors: Vec<FieldError>,
    },
    /// Two operations have the same id, and the convention needs each id once: 400.
    #[error("the operations {first} and {second} have the same id `{id}`; each needs an id of its own")]
    RepeatedId {
        /// The id, as the later operation has it.
        id: String,
        /// The index of the operation that has the id first.
        first: usize,
        /// The index of the operation that repeats it.
        second: usize,
    },
    /// The request wants its operations to take effect together, and the batch does not run in a transaction: 501.
    #[error("the request is atomic, which this service does not support; send it without a transaction")]
    NoTransaction,
    /// The batch was atomic, and was rolled back because an item failed. The convention has one response for all of it, which is
    /// the outcome of that item, with its status.
    #[error("rolled back because item {index} failed: {}", Item::description(item))]
    RolledBack {
        /// The index of the item that failed.
        index: usize,
        /// Its outcome.
        item: Arc<Item>,
    },
    /// The body was cut off, or could not be read: 400.
    #[error("the body of the request could not be read to its end: {cause}")]
    Unreadable {
        /// The error.
        cause: String,
    },
}

impl Refused {
    /// Returns the response: a problem (`application/problem+json`) with the status of the refusal, and with its
    /// numbers (such as `max_items` and `line`) as extension members.
    ///
    /// The format that the request accepts is not known here. [`Negotiate::respond_one`] knows it, and so does
    /// [`Negotiate::respond`] with the result of the batch.
    ///
    /// ```
    /// use multistatus::Refused;
    ///
    /// let response = Refused::TooManyItems { max_items: 3 }.into_response();
    /// assert_eq!(response.status(), 413);
    /// assert_eq!(response.headers()["content-type"], "application/problem+json");
    /// ```
    pub fn into_response(self) -> Response {
        Negotiate::default().respond_one(self)
    }
}

/// Equivalent to [`Refused::into_response`].
impl From<Refused> for Response {
    fn from(refused: Refused) -> Self {
        refused.into_response()
    }
}

impl Outcome for Refused {
    fn status(&self) -> StatusCode {
        match self {
            Self::TooManyItems { .. } | Self::TooLarge { .. } | Self::ItemTooLarge { .. } => {
                StatusCode::PAYLOAD_TOO_LARGE
            }
            Self::UnsupportedMediaType { .. } | Self::UnsupportedEncoding { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Empty
            | Self::KeyMissing
            | Self::KeyInvalid { .. }
            | Self::NotJson { .. }
            | Self::NotAnArray { .. }
            | Self::NoMember { .. }
            | Self::MemberTwice { .. }
            | Self::Invalid { .. }
            | Self::RepeatedId { .. }
            | Self::Unreadable { .. } => StatusCode::BAD_REQUEST,
            Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::InFlight => StatusCode::CONFLICT,
            Self::StoreFailed | Self::NotBegun => StatusCode::SERVICE_UNAVAILABLE,
            Self::NoTransaction => StatusCode::NOT_IMPLEMENTED,
            Self::RolledBack { item, .. } => item.status(),
        }
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        write!(out, "{self}")
    }

    fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
        match self {
            Self::UnsupportedMediaType { .. } => visitor.header("Accept", &|out| out.write_str(ACCEPTED)),
            Self::UnsupportedEncoding { .. } => visitor.header("Accept-Encoding", &|out| out.write_str("identity")),
            Self::RolledBack { item, .. } => Outcome::headers(&**item, visitor),
            _ => {}
        }
    }

    fn problem_type(&self) -> Option<&str> {
        if let Self::RolledBack { item, .. } = self { item.problem_type() } else { None }
    }

    fn title(&self) -> Option<&str> {
        if let Self::RolledBack { item, .. } = self { item.title() } else { None }
    }

    fn error_code(&self, dialect: &str) -> Option<&str> {
        match (self, dialect) {
            (Self::RolledBack { item, .. }, _) => Outcome::error_code(&**item, dialect),
            (Self::NotJson { .. }, "json_rpc") => Some("-32700"),
            (Self::Empty, "sqs" | "sns") => Some("EmptyBatchRequest"),
            (Self::RepeatedId { .. }, "sqs" | "sns") => Some("BatchEntryIdsNotDistinct"),
            _ => None,
        }
    }

    /// The members are `max_items`, `max_bytes`, `line`, `column` and `errors`.
    fn extensions<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
        match self {
            Self::TooManyItems { max_items } => members.serialize_entry("max_items", max_items),
            Self::TooLarge { max_bytes: Some(max_bytes) } => members.serialize_entry("max_bytes", max_bytes),
            Self::ItemTooLarge { max_bytes } => members.serialize_entry("max_bytes", max_bytes),
            Self::NotJson { line, column, .. } | Self::MemberTwice { line, column, .. } => {
                members.serialize_entry("line", line)?;
                members.serialize_entry("column", column)
            }
            Self::Invalid { errors } => members.serialize_entry("errors", errors),
            Self::RolledBack { item, .. } => Outcome::extensions(&**item, members),
            _ => Ok(()),
        }
    }

    fn retry(&self) -> Option<Retry> {
        if let Self::RolledBack { item, .. } = self { Outcome::retry(&**item) } else { None }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::InFlight | Self::StoreFailed => Some(RETRY_AFTER),
            Self::RolledBack { item, .. } => Outcome::retry_after(&**item),
            _ => None,
        }
    }

    /// The errors of the store and of the transaction were logged when they occurred.
    fn is_logged(&self) -> bool {
        true
    }
}

fn at_most(max_bytes: Option<u64>) -> String {
    max_bytes.map(|max_bytes| format!(": the limit is {max_bytes} bytes")).unwrap_or_default()
}

fn in_member(member: Option<&str>) -> String {
    member.map(|member| format!(" in the member `{member}`")).unwrap_or_default()
}

fn unsupported(found: Option<&str>) -> String {
    let found = found.map_or_else(|| "a body without a content type".to_owned(), |found| format!("`{found}`"));
    format!("expected JSON or JSON Lines, found {found}")
}

fn list(errors: &[FieldError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
