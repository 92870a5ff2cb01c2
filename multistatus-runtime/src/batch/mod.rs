//! Batches: inputs run through the handler of one item, and each gets exactly one outcome.

mod atomic;
pub(crate) mod builder;
mod handler;
mod idempotency;
pub(crate) mod inputs;
mod options;
pub(crate) mod refused;
mod rejection;
#[cfg(feature = "dialects")]
pub mod requests;
mod run;
pub(crate) mod settled;
mod spawn;

#[cfg(feature = "idempotency")]
pub use self::idempotency::MemoryOutcomeStore;
#[cfg(feature = "json")]
pub use self::inputs::JsonInputs;
#[cfg(all(feature = "lambda", feature = "json"))]
pub(crate) use self::inputs::decode_alone;
#[cfg(all(any(feature = "axum", feature = "salvo"), feature = "json"))]
pub(crate) use self::inputs::unreadable;
pub use self::{
    atomic::Atomic,
    handler::Handler,
    idempotency::{Claim, Fingerprint, Idempotency, IdempotencyKey, OutcomeStore},
    inputs::{FieldError, Input, InputStream, IntoInputs},
    options::{BatchProgress, Mode, OnDisconnect, OnDuplicate},
    rejection::Rejection,
    settled::NotRun,
    spawn::Outcomes,
};
#[doc(hidden)]
pub use self::{builder::SameAs, inputs::InputSource};
pub(crate) use self::{inputs::Inputs, refused::Refused};
