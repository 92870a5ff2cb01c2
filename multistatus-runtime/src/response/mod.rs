//! HTTP: a multi-status as an `http::Response`, negotiated, streamed where it is large.

mod accept;
mod body;
mod negotiate;
pub(crate) mod prefer;
pub(crate) mod respond;
mod streamed;

#[cfg(feature = "batch")]
pub(crate) use self::respond::Respond;
pub use self::{body::Body, negotiate::Negotiate, streamed::Streamed};

/// A response with the [`Body`] of a multi-status.
pub type Response<B = Body> = http::Response<B>;
