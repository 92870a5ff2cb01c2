//! The parts of a problem that `DAV:` has no element for, as RFC 9457 appendix B writes them.

use serde_json::{Map, Value};

use crate::{
    format::text::output::Sink,
    item,
    outcome::{Condition, DAV, Outcome},
    text::xml::escape,
};

/// Writes type, title and extension members; returns whether the outcome has any.
///
/// The status and the detail are left to `status` and `responsedescription` of the response.
pub(crate) fn write<O: Outcome, S: Sink>(outcome: &O, out: &mut S) -> Result<bool, serde_json::Error> {
    let (problem_type, title) = (outcome.problem_type(), outcome.title());
    let members = item::extensions(outcome)?;
    if problem_type.is_none() && title.is_none() && members.is_empty() {
        return Ok(false);
    }
    out.push(b"<problem xmlns=\"urn:ietf:rfc:7807\">");
    for (name, text) in [("type", problem_type), ("title", title)] {
        if let Some(text) = text {
            element(name, out, |out| escape(text, out));
        }
    }
    object(&members, out);
    out.push(b"</problem>");
    Ok(true)
}

fn object<S: Sink>(members: &Map<String, Value>, out: &mut S) {
    for (name, member) in members {
        // A member whose name is no XML name cannot be written in XML (RFC 9457 appendix B gives no way).
        if Condition::new(DAV, name).is_ok() {
            element(name, out, |out| value(member, out));
        }
    }
}

fn value<S: Sink>(member: &Value, out: &mut S) {
    match member {
        Value::Null => {}
        Value::Bool(flag) => out.push(if *flag { b"true" } else { b"false" }),
        Value::Number(number) => out.push(number.to_string().as_bytes()),
        Value::String(text) => escape(text, out),
        Value::Array(values) => values.iter().for_each(|member| element("i", out, |out| value(member, out))),
        Value::Object(members) => object(members, out),
    }
}

fn element<S: Sink>(name: &str, out: &mut S, content: impl FnOnce(&mut S)) {
    for piece in ["<", name, ">"] {
        out.push(piece.as_bytes());
    }
    content(out);
    for piece in ["</", name, ">"] {
        out.push(piece.as_bytes());
    }
}
