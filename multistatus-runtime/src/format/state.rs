//! `BodyState`: what a format keeps from one chunk of a body to the next.

#[cfg(feature = "dialects")]
use super::change_set::ChangeSetState;
#[cfg(feature = "json")]
use super::json::shape::state::ShapeState;
#[cfg(feature = "json")]
use crate::json_shape::JsonShape;

/// What a format keeps from one chunk of a body to the next. The default formats keep nothing.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct BodyState {
    #[cfg(feature = "json")]
    shape: Option<Box<ShapeState>>,
    /// What comes at the end of the body, by the name of its list.
    #[cfg(feature = "dialects")]
    lists: Vec<(Box<str>, Vec<u8>)>,
    /// True if the body cannot say what it has to say, so that it must have no end.
    #[cfg(feature = "dialects")]
    is_broken: bool,
    /// The block that large items are put together in.
    #[cfg(feature = "webdav")]
    pub(crate) block: Vec<u8>,
    /// The change set of the last item.
    #[cfg(feature = "dialects")]
    pub(crate) change_set: ChangeSetState,
}

#[cfg(feature = "json")]
impl BodyState {
    /// Returns the state of a body of this shape.
    pub(crate) fn of_shape(&mut self, shape: &JsonShape) -> &mut ShapeState {
        self.shape.get_or_insert_with(|| Box::new(ShapeState::new(shape)))
    }
}

#[cfg(feature = "dialects")]
impl BodyState {
    /// Returns a list that is written at the end of the body.
    pub(crate) fn list(&mut self, name: &str) -> &mut Vec<u8> {
        let known = self.lists.iter().position(|(known, _)| &**known == name);
        let position = known.unwrap_or_else(|| {
            self.lists.push((name.into(), Vec::new()));
            self.lists.len() - 1
        });
        &mut self.lists[position].1
    }

    /// Leaves the body without an end.
    pub(crate) fn set_broken(&mut self) {
        self.is_broken = true;
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Returns the lists in the order of their first items.
    pub(crate) fn lists(&self) -> impl ExactSizeIterator<Item = (&str, &[u8])> {
        self.lists.iter().map(|(name, list)| (&**name, &**list))
    }
}
