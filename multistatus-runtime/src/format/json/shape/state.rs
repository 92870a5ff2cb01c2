//! What the writer of a shape keeps from one chunk of a body to the next.

use super::plan::Plan;
use crate::json_shape::{JsonShape, members::Container};

/// What the writer of a shape keeps from one chunk of a body to the next.
#[derive(Debug)]
pub(crate) struct ShapeState {
    pub(super) plan: Plan,
    /// The JSON of one body. The buffer is kept for the next item.
    pub(super) body: Vec<u8>,
    /// One item of several lists. The buffer is kept for the next item.
    pub(super) item: Vec<u8>,
    /// True if the first list has an item.
    pub(super) first_has_items: bool,
    /// The items of the further lists, which are written at the end.
    pub(super) further: Vec<Vec<u8>>,
}

impl ShapeState {
    pub(crate) fn new(shape: &JsonShape) -> Self {
        let further = match shape.container {
            Container::Members(lists) => lists.len().saturating_sub(1),
            _ => 0,
        };
        Self {
            plan: Plan::new(shape),
            body: Vec::new(),
            item: Vec::new(),
            first_has_items: false,
            further: vec![Vec::new(); further],
        }
    }
}
