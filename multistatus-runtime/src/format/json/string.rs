//! Writes strings and the names of members.

use crate::{
    format::text::{escape::escape, output::Output},
    text::json::JsonString,
};

/// Writes a string.
pub(crate) fn string(text: &str, out: &mut Output<'_>) {
    out.push_str("\"");
    escape::<JsonString>(text, out);
    out.push_str("\"");
}

/// Writes the name of a member.
pub(crate) fn name(name: &str, out: &mut Output<'_>) {
    string(name, out);
    out.push_str(":");
}
