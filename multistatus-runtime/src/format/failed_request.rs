//! Writes the response to a request that failed as a whole.

#[cfg(feature = "json")]
use super::Format;
use super::refusal::RefusalForm;
#[cfg(feature = "dialects")]
use super::xml_shape;
#[cfg(feature = "json")]
use crate::entry::Entry;
use crate::outcome::Outcome;

/// Returns the body for an outcome.
#[cfg(feature = "json")]
pub(crate) fn body<O: Outcome>(form: RefusalForm, outcome: &O) -> Vec<u8> {
    let mut body = Vec::new();
    let entry = &Entry::alone(outcome);
    match form {
        RefusalForm::Shape(shape) => shape.item(entry, &mut body),
        #[cfg(feature = "dialects")]
        RefusalForm::Xml(shape) => xml_shape::error(&shape, entry, &mut body),
    }
    body
}

/// Without JSON, no format has a form of its own.
#[cfg(not(feature = "json"))]
pub(crate) fn body<O: Outcome>(form: RefusalForm, _: &O) -> Vec<u8> {
    match form {}
}
