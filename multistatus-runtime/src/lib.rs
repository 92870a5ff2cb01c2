//! The runtime of `multistatus`: outcomes, multi-statuses, their formats and responses.
//!
//! Name the crate `multistatus` in your own manifest; it is this one and the derive under one name.
//!
//! The root holds what most programs name. Each module holds the rest of one subject.

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

/// Inputs, run through the handler of one item: modes, inputs from a request body, idempotency, outcomes as they come.
#[cfg(feature = "batch")]
pub mod batch;
/// The answer as a client sees it: what to do next with each item, what to send again, and batches sent in requests.
pub mod client;
mod entry;
/// How a multi-status becomes bytes: the trait of a format, and the formats that a service offers.
pub mod format;
mod frameworks;
mod item;
#[cfg(feature = "json")]
mod json_shape;
mod key;
mod media_type;
mod multistatus;
/// The parts of an outcome: visitors of header fields and conditions, properties, and the errors of making one.
pub mod outcome;
mod panic_guard;
mod private;
/// How bytes become items: reading as they arrive, limits, verdicts with positions, and items as a named type.
#[cfg(any(feature = "json", feature = "xml"))]
pub mod read;
mod response;
/// OpenAPI and JSON Schema of responses, from the declarations of outcomes.
///
/// `#[outcome(schema(utoipa))]` and `#[outcome(schema(schemars))]` describe a type. A handler that returns one outcome is
/// documented by the type itself, and one that returns many by their `MultiStatus`:
///
/// | the handler returns | `#[utoipa::path(responses(...))]` |
/// | --- | --- |
/// | `Create` | `Create` |
/// | `Result<Created<Order>, Failure>` | `SingleBody<Result<Created<Order>, Failure>>` |
/// | `MultiStatus<Create>`, or a response made from it | `MultiStatus<Create>` |
/// | what a batch answers | `MultiStatus<Settled<Create>>, Refused` |
///
/// These descriptions are `IntoResponses`: they have each status, its header fields and each media type, and stand alone,
/// without references. If two of them have the same status, utoipa keeps the last one; a `SingleBody` of a `Result` merges
/// them. The same types are `ToSchema`: `(status = 207, body = MultiStatus<Create>)` adds components with names to the
/// document, of which code generators make types.
///
/// An OpenAPI document of version 3.2 has the schema of each line of `application/jsonl` as `itemSchema`. utoipa writes 3.1
/// unless it is told otherwise: a tool for 3.1 ignores that member.
#[cfg(any(feature = "schemars", feature = "utoipa"))]
pub mod schema;
#[cfg(feature = "xml")]
mod simd;
mod summary;
mod text;
#[cfg(any(feature = "json", feature = "xml"))]
mod tokens;

/// Status codes for common errors, to build your own mappings from.
///
/// They are functions, not implementations: which status an error deserves depends on the service.
pub mod map {
    pub use crate::outcome::map::{io, json};
}

// The module that generated code names. Its name holds the patch version, so that no other release can take its place.
include!(concat!(env!("OUT_DIR"), "/private.rs"));

#[cfg(feature = "actix")]
pub use self::frameworks::actix;
#[cfg(feature = "grpc")]
pub use self::frameworks::grpc;
#[cfg(feature = "lambda")]
pub use self::frameworks::lambda;
#[cfg(feature = "rocket")]
pub use self::frameworks::rocket;
pub use http::{self, StatusCode};
#[cfg(all(feature = "derive", feature = "batch"))]
pub use multistatus_derive::batch;
#[cfg(feature = "derive")]
pub use multistatus_derive::{FromItem, Outcome};

#[cfg(feature = "batch")]
pub use self::batch::{builder::Batch, inputs::Inputs, refused::Refused, settled::Settled};
#[cfg(any(feature = "json", feature = "xml"))]
pub use self::client::report::Report;
#[cfg(feature = "xml")]
pub use self::format::dav::DavXml;
#[cfg(feature = "json")]
pub use self::format::json::{Json, lines::JsonLines};
#[cfg(any(feature = "json", feature = "xml"))]
pub use self::read::reader::Reader;
pub use self::{
    item::{FromItem, Item},
    key::Key,
    multistatus::MultiStatus,
    outcome::{condition::Condition, foreign::OutcomeAs, info::OutcomeInfo, outcome::Outcome, retry::Retry},
    response::{Body, Negotiate, OutcomeExt, Response, Streamed},
    summary::{Overall, Summary},
};
