//! The serializable view of one outcome.

/// The serializable view of one outcome on its own: what [`Outcome::json`](crate::Outcome::json) returns.
///
/// It has the members of an item of the default JSON, without `id` and `index`. A part whose `Display` or `Serialize` fails
/// is left out, and logged, as it is in a body.
#[derive(Debug)]
pub struct JsonView<'a, O: ?Sized> {
    pub(crate) outcome: &'a O,
}
