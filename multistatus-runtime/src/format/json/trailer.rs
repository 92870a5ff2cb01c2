//! Writes the members behind the items: the description of the whole, and the summary.

use serde::Serialize;

use crate::{
    format::{
        Trailer,
        text::{escape::escape, optional::keep, output::Output},
    },
    text::json::JsonString,
};

/// Writes the description as a member with a comma behind it; nothing if there is none.
pub(crate) fn description(trailer: &Trailer<'_>, member: &str, out: &mut Output<'_>) {
    if let Some(description) = trailer.description {
        name(member, out);
        out.push_str("\"");
        escape::<JsonString>(description, out);
        out.push_str("\",");
    }
}

/// Writes the summary as a member.
pub(crate) fn summary(trailer: &Trailer<'_>, member: &str, out: &mut Output<'_>) {
    name(member, out);
    let mark = out.position();
    let result = trailer.summary.serialize(&mut serde_json::Serializer::new(&mut *out)).map(|()| true);
    if !keep("summary", result, mark, out) {
        out.push_str("null");
    }
}

/// Writes the name of a member.
pub(crate) fn name(member: &str, out: &mut Output<'_>) {
    out.push_str("\"");
    escape::<JsonString>(member, out);
    out.push_str("\":");
}
