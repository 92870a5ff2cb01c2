//! The refusal of a whole batch, before anything ran.

use std::{fmt, time::Duration};

use http::StatusCode;
use serde::ser::SerializeMap;
use thiserror::Error;

use super::{InvalidIdempotencyKey, idempotency::RETRY_AFTER};
use crate::{
    outcome::{HeaderVisitor, Outcome},
    response::{Response, respond::problem},
};

/// The media types that inputs come in, as the field `Accept` of a response names them.
const ACCEPTED: &str = "application/json, application/jsonl, application/x-ndjson";

/// Why a whole batch was refused. Nothing ran.
///
/// It is an error, and an [`Outcome`]. The answer to it is one problem (RFC 9457), never a multi-status: see
/// [`into_response`](Refused::into_response). With the feature `axum`, a handler returns it as it is.
///
/// Where inputs still arrive, some may have run before it is known: then it is the reason of one last input,
/// [`NotRun::Refused`](super::NotRun::Refused).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Refused {
    /// There are more items than the batch takes: 413.
    #[error("a batch takes at most {max_items} items; send the rest in another one")]
    TooManyItems {
        /// How many it takes.
        max_items: usize,
    },
    /// There is no item, where the batch wants at least one: 400.
    #[error("the batch is empty; it takes at least one item")]
    Empty,
    /// There is no idempotency key, where the service wants one: 400.
    #[error("the field Idempotency-Key is missing; expected a key by which the batch may be sent again")]
    KeyMissing,
    /// The idempotency key is not readable: 400.
    #[error(transparent)]
    KeyInvalid(#[from] InvalidIdempotencyKey),
    /// The idempotency key was sent before, with other inputs: 422.
    #[error("the idempotency key was sent before with other inputs; send these under a new one")]
    KeyReused,
    /// The batch with this idempotency key still runs: 409, with the time after which to send it again.
    #[error("the batch with this idempotency key still runs; send it again later")]
    InFlight,
    /// The store of outcomes did not answer: 503, with the time after which to send the batch again.
    #[error("nobody can tell now whether this batch was sent before; send it again later")]
    StoreFailed,
    /// The batch is atomic, and its transaction could not begin: 503. Why is logged, and never sent.
    #[error("the batch could not begin; send it again later")]
    NotBegun,
    /// The body is longer than the service takes: 413.
    #[error("the body of the request is too large{}", most(*max_bytes))]
    TooLarge {
        /// How many bytes it takes, where that is known.
        max_bytes: Option<u64>,
    },
    /// One item of a body that still arrives is longer than the service takes: 413.
    #[error("an item takes more than {max_bytes} bytes")]
    ItemTooLarge {
        /// How many bytes it takes.
        max_bytes: usize,
    },
    /// The body is not valid JSON (RFC 8259): 400.
    #[error("the body is not valid JSON: line {line}, column {column}: {detail}")]
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, counted in bytes.
        column: usize,
        /// What is wrong there, or what was expected.
        detail: String,
    },
    /// The body is JSON, and holds no array of items where there should be one: 400.
    #[error("expected an array of items{}, found {found}", within(member.as_deref()))]
    NotAnArray {
        /// The member that should be the array; `None` where the body should.
        member: Option<String>,
        /// What is there.
        found: &'static str,
    },
    /// The member that should hold the items is not there: 400.
    #[error("there is no member `{member}`, which holds the items")]
    NoMember {
        /// Its name.
        member: String,
    },
    /// The member that holds the items is there twice, and nobody can tell which one counts (RFC 8259 section 4): 400.
    #[error("the member `{member}`, which holds the items, is there twice")]
    MemberTwice {
        /// Its name.
        member: String,
    },
    /// The body is neither JSON nor JSON Lines by its content type: 415. The field `Accept` of the response names what is
    /// taken (RFC 9110 section 15.5.16).
    #[error("{}", media_type(found.as_deref()))]
    UnsupportedMediaType {
        /// The content type of the request, if it had one.
        found: Option<String>,
    },
    /// The body broke off, or could not be read: 400.
    #[error("the body of the request could not be read to its end: {cause}")]
    Unreadable {
        /// Why.
        cause: String,
    },
}

impl Refused {
    /// The response: a problem (`application/problem+json`) with the status of the refusal, and with what it counts
    /// (`max_items`, `line`) as extension members.
    ///
    /// ```
    /// use multistatus::Refused;
    ///
    /// let response = Refused::TooManyItems { max_items: 3 }.into_response();
    /// assert_eq!(response.status(), 413);
    /// assert_eq!(response.headers()["content-type"], "application/problem+json");
    /// ```
    pub fn into_response(self) -> Response {
        problem(&self)
    }
}

/// As [`Refused::into_response`].
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
            Self::UnsupportedMediaType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Empty
            | Self::KeyMissing
            | Self::KeyInvalid(_)
            | Self::NotJson { .. }
            | Self::NotAnArray { .. }
            | Self::NoMember { .. }
            | Self::MemberTwice { .. }
            | Self::Unreadable { .. } => StatusCode::BAD_REQUEST,
            Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::InFlight => StatusCode::CONFLICT,
            Self::StoreFailed | Self::NotBegun => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        write!(out, "{self}")
    }

    fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
        if let Self::UnsupportedMediaType { .. } = self {
            visitor.header("Accept", &|out| out.write_str(ACCEPTED));
        }
    }

    /// What a program wants to know: `max_items`, `max_bytes`, `line` and `column`.
    fn extensions<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
        match self {
            Self::TooManyItems { max_items } => members.serialize_entry("max_items", max_items),
            Self::TooLarge { max_bytes: Some(max_bytes) } => members.serialize_entry("max_bytes", max_bytes),
            Self::ItemTooLarge { max_bytes } => members.serialize_entry("max_bytes", max_bytes),
            Self::NotJson { line, column, .. } => {
                members.serialize_entry("line", line)?;
                members.serialize_entry("column", column)
            }
            _ => Ok(()),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        matches!(self, Self::InFlight | Self::StoreFailed).then_some(RETRY_AFTER)
    }
}

fn most(max_bytes: Option<u64>) -> String {
    max_bytes.map(|max_bytes| format!(": it may have {max_bytes} bytes")).unwrap_or_default()
}

fn within(member: Option<&str>) -> String {
    member.map(|member| format!(" in the member `{member}`")).unwrap_or_default()
}

fn media_type(found: Option<&str>) -> String {
    let found = found.map_or_else(|| "a body without a content type".to_owned(), |found| format!("`{found}`"));
    format!("expected JSON or JSON Lines, found {found}")
}
