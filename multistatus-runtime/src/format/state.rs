//! `BodyState`: what a format keeps from one chunk of a body to the next.

#[cfg(feature = "json")]
use super::json::shape::state::ShapeState;
#[cfg(feature = "json")]
use crate::json_shape::JsonShape;

/// What a format keeps from one chunk of a body to the next. Only shapes keep something.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct BodyState {
    #[cfg(feature = "json")]
    shape: Option<Box<ShapeState>>,
}

#[cfg(feature = "json")]
impl BodyState {
    /// Returns the state of a body of this shape.
    pub(crate) fn of_shape(&mut self, shape: &JsonShape) -> &mut ShapeState {
        self.shape.get_or_insert_with(|| Box::new(ShapeState::new(shape)))
    }
}
