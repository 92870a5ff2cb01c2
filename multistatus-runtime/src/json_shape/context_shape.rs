//! A shape whose items need a context.

use std::{fmt, marker::PhantomData};

use super::JsonShape;

/// A shape whose items need the context `C`. It writes only outcomes that have one:
/// [`InContext<C, O>`](crate::outcome::InContext).
pub struct ContextShape<C> {
    shape: JsonShape,
    context: PhantomData<fn() -> C>,
}

impl<C> ContextShape<C> {
    /// Returns the shape for items with a context. [`JsonShape::context`] names the members that the context supplies.
    pub const fn new(shape: JsonShape) -> Self {
        Self { shape, context: PhantomData }
    }

    /// Returns the shape itself, which reads a body without a context.
    pub const fn shape(&self) -> &JsonShape {
        &self.shape
    }
}

impl<C> Clone for ContextShape<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for ContextShape<C> {}

impl<C> fmt::Debug for ContextShape<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ContextShape").field(&self.shape).finish()
    }
}

impl<C> From<ContextShape<C>> for JsonShape {
    fn from(shape: ContextShape<C>) -> Self {
        shape.shape
    }
}
