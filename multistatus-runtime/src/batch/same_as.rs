//! The requirement that the inputs of a batch are what its handler takes.

/// Implemented by every type for itself alone.
///
/// [`Batch::run`](super::Batch::run) and [`spawn`](super::Batch::spawn) require that the inputs are of the type that the
/// handler takes. If they are not, rustc names both types in this bound, once: it would report an equality of types, or a
/// bound where the inputs are set, again at every later call of the chain.
pub trait SameAs<T> {}

impl<T> SameAs<T> for T {}
