//! HTTP: a multi-status as an `http::Response`, negotiated, streamed where it is large.

mod accept;
mod body;
mod negotiate;
#[cfg(feature = "batch")]
mod outcomes;
mod prefer;
mod respond;
mod streamed;

#[cfg(all(feature = "reqwest", any(feature = "json", feature = "xml")))]
pub(crate) use self::prefer::applied_minimal;
#[cfg(feature = "batch")]
pub(crate) use self::respond::problem;
pub use self::{body::Body, negotiate::Negotiate, respond::Respond, streamed::Streamed};

/// A response with the [`Body`] of a multi-status.
pub type Response<B = Body> = http::Response<B>;
