//! One failed outcome as an XML document of its own: the element `error` of `DAV:`, or a problem.

use super::{
    conditions::ConditionElements,
    fragments::{Fragments, Standalone},
    problem,
};
use crate::{
    entry::Entry,
    format::text::output::{Output, append},
    outcome::Outcome,
};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

/// Returns the element `error` (RFC 4918 section 16): the failed conditions, and the problem beside them. `None` if the
/// outcome has no condition.
pub(crate) fn error<O: Outcome + ?Sized>(outcome: &O) -> Option<Vec<u8>> {
    let (document, has_conditions) = error_of(&Entry::alone(outcome));
    has_conditions.then_some(document)
}

/// Returns the element `error` of an outcome, and true if it has a condition.
pub(crate) fn error_of<O: Outcome + ?Sized>(entry: &Entry<'_, O>) -> (Vec<u8>, bool) {
    let (mut document, mut has_conditions) = (Vec::new(), false);
    append(512, &mut document, |out| {
        out.push_str(DECLARATION);
        has_conditions = open_error(entry, out);
        out.push_str(if has_conditions { "" } else { Standalone::ERROR[0] });
        out.push_str(problem::START);
        problem::members(entry, out);
        out.push_str(problem::END);
        out.push_str(Standalone::ERROR[1]);
    });
    (document, has_conditions)
}

/// Returns the problem (RFC 9457 appendix B). If the outcome has conditions, the element `error` of `DAV:` follows the
/// members.
pub(crate) fn problem<O: Outcome + ?Sized>(outcome: &O) -> Vec<u8> {
    let entry = Entry::alone(outcome);
    let mut document = Vec::new();
    append(512, &mut document, |out| {
        out.push_str(DECLARATION);
        out.push_str(problem::START);
        problem::members(&entry, out);
        if open_error(&entry, out) {
            out.push_str(Standalone::ERROR[1]);
        }
        out.push_str(problem::END);
    });
    document
}

/// Writes the element `error` up to its end tag. Writes nothing and returns false if the outcome has no condition.
fn open_error<O: Outcome + ?Sized>(entry: &Entry<'_, O>, out: &mut Output<'_>) -> bool {
    let mut conditions = ConditionElements::<Standalone>::new(entry.key(), out.reborrow());
    entry.conditions(&mut conditions);
    let (begun, end) = conditions.finish();
    out.resume(end);
    begun
}
