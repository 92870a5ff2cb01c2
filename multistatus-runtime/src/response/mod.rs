//! A multi-status as an `http::Response`: negotiated, and streamed if it is large.

mod body;
pub(crate) mod head;
mod negotiate;
mod outcome_ext;
mod respond;
pub(crate) mod single;
mod streamed;

#[cfg(feature = "batch")]
pub(crate) use self::respond::Respond;
pub use self::{body::Body, negotiate::Negotiate, outcome_ext::OutcomeExt, streamed::Streamed};

/// A response with the [`Body`] of a multi-status.
pub type Response<B = Body> = http::Response<B>;
