//! Requires that the inputs of a batch are what its handler takes.
//!
//! The bound stands on the `impl` of `run` and `spawn`. If it fails, rustc reports the two types once. An equality
//! there, or a bound where the inputs are set, is reported again at every later call of the chain.

/// Implemented by every type for itself.
pub trait SameAs<T> {}

impl<T> SameAs<T> for T {}
