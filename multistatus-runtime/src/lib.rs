//! The runtime of [`multistatus`](https://docs.rs/multistatus): outcomes, multi-statuses, their formats and responses.
//!
//! Name the crate `multistatus` in your own manifest; it is this one and the derive under one name.

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "batch")]
mod batch;
mod client;
mod entry;
mod format;
mod frameworks;
mod item;
#[cfg(feature = "json")]
mod json_shape;
mod key;
mod multistatus;
mod outcome;
mod private;
#[cfg(any(feature = "json", feature = "xml"))]
mod read;
mod response;
#[cfg(feature = "xml")]
mod simd;
mod summary;
#[cfg(any(feature = "json", feature = "xml"))]
mod text;
#[cfg(any(feature = "json", feature = "xml"))]
mod tokens;

// The module that generated code names. Its name holds the patch version, so that no other release can take its place.
include!(concat!(env!("OUT_DIR"), "/private.rs"));

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
    Admitted, Atomic, Atomically, Batch, BatchProgress, Claim, Closure, Collected, FieldError, Fingerprint, FnSlot,
    Gathered, Idempotency, IdempotencyKey, Input, InputSource, InputStream, Inputs, IntoInputs, InvalidIdempotencyKey,
    Items, Mode, NotRun, OnDisconnect, OnDuplicate, OutcomeStore, Outcomes, Refused, Run, Settled, Slot, operation,
};
#[cfg(feature = "tower")]
pub use self::batch::{OfService, ServiceSlot};
#[cfg(feature = "json")]
pub use self::json_shape::JsonShape;
#[cfg(any(feature = "json", feature = "xml"))]
pub use self::read::*;
pub use self::{
    client::*,
    entry::Entry,
    format::*,
    item::*,
    key::{AsKey, Key, KeyRef},
    multistatus::{DuplicateKey, Iter, MultiStatus, SetError},
    outcome::*,
    response::{Body, Negotiate, Respond, Response, Streamed},
    summary::{Overall, Summary},
};
