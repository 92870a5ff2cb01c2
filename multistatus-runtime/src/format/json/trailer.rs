//! Writes the members behind the items: the description of the whole, and the summary.

use serde::Serialize;

use super::string::{name, string};
use crate::format::{
    Trailer,
    text::{optional::keep, output::Output},
};

/// Writes the description and the summary under these names, and `before` in front of the first. An empty name leaves the
/// member out.
pub(crate) fn members(trailer: &Trailer<'_>, before: &str, [whole, summary]: [&str; 2], out: &mut Output<'_>) {
    let mut before = before;
    if let Some(description) = trailer.description.filter(|_| !whole.is_empty()) {
        out.push_str(before);
        name(whole, out);
        string(description, out);
        before = ",";
    }
    if !summary.is_empty() {
        out.push_str(before);
        name(summary, out);
        let mark = out.position();
        let result = trailer.summary.serialize(&mut serde_json::Serializer::new(&mut *out)).map(|()| true);
        if !keep("summary", result, mark, out) {
            out.push_str("null");
        }
    }
}
