//! Writes the parts of a problem that `DAV:` has no element for, as RFC 9457 appendix B shows them.

use std::fmt;

use serde::ser::{Serialize, SerializeMap};
use serde_json::{Map, Value};

use crate::{
    entry::Entry,
    format::text::{
        escape::escape,
        optional::{description, keep},
        output::Output,
    },
    item,
    key::KeyRef,
    outcome::{Condition, DAV, Outcome, reason},
    text::xml::XmlText,
};

pub(crate) const START: &str = "<problem xmlns=\"urn:ietf:rfc:7807\">";
pub(crate) const END: &str = "</problem>";

/// True if the outcome has a type, a title, an instance or extension members. Most have none, so this looks without collecting them.
pub(crate) fn exists<O: Outcome>(outcome: &O) -> bool {
    let mut members = AnyMember(false);
    // A member that fails here fails again when it is written, and is logged then.
    let _ = outcome.extensions(&mut members);
    members.0 || outcome.problem_type().is_some() || outcome.title().is_some() || outcome.instance().is_some()
}

/// Writes type, title, instance and extension members; returns the position behind, and true if the outcome has any of them.
///
/// The status and the detail are in `status` and `responsedescription` of the response.
pub(crate) fn write<O: Outcome>(outcome: &O, mut out: Output<'_>) -> (usize, Result<bool, serde_json::Error>) {
    let (problem_type, title, instance) = (outcome.problem_type(), outcome.title(), outcome.instance());
    let members = match item::extensions(outcome) {
        Ok(members) => members,
        Err(error) => return (out.position(), Err(error)),
    };
    if problem_type.is_none() && title.is_none() && instance.is_none() && members.is_empty() {
        return (out.position(), Ok(false));
    }
    out.push_str(START);
    head(problem_type, title, &mut out);
    self::instance(instance, &mut out);
    object(&members, &mut out);
    out.push_str(END);
    (out.position(), Ok(true))
}

/// Writes all members of the problem, for a document of its own.
pub(crate) fn members<O: Outcome + ?Sized>(entry: &Entry<'_, O>, out: &mut Output<'_>) {
    let (problem_type, title) = (entry.problem_type(), entry.title());
    // `about:blank` has no meaning beyond the status, so its title is the reason phrase (RFC 9457 section 4.2.1).
    let reason = problem_type.is_none().then(|| reason(entry.status()));
    head(problem_type, title.or(reason).filter(|title| !title.is_empty()), out);
    element("status", out, |out| out.push_str(entry.status().as_str()));
    description::<XmlText, O>(entry, ["<detail>", "</detail>"], out);
    instance(entry.instance(), out);
    let mark = out.position();
    let members = item::extensions(entry).map(|members| object(&members, out));
    keep("extensions", members.map(|()| true), mark, out);
}

fn head(problem_type: Option<&str>, title: Option<&str>, out: &mut Output<'_>) {
    for (name, text) in [("type", problem_type), ("title", title)] {
        if let Some(text) = text {
            element(name, out, |out| escape::<XmlText>(text, out));
        }
    }
}

fn instance(instance: Option<KeyRef<'_>>, out: &mut Output<'_>) {
    let encoded = instance.map(KeyRef::encoded).filter(|instance| !instance.is_empty());
    if let Some(instance) = encoded {
        element("instance", out, |out| escape::<XmlText>(&instance, out));
    }
}

fn object(members: &Map<String, Value>, out: &mut Output<'_>) {
    for (name, member) in members {
        // RFC 9457 appendix B has no way to write a member whose name is not an XML name.
        if Condition::new(DAV, name).is_ok() {
            element(name, out, |out| value(member, out));
        }
    }
}

fn value(member: &Value, out: &mut Output<'_>) {
    match member {
        Value::Null => {}
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) => escape::<XmlText>(text, out),
        Value::Array(values) => values.iter().for_each(|member| element("i", out, |out| value(member, out))),
        Value::Object(members) => object(members, out),
    }
}

fn element<'b>(name: &str, out: &mut Output<'b>, content: impl FnOnce(&mut Output<'b>)) {
    for piece in ["<", name, ">"] {
        out.push_str(piece);
    }
    content(out);
    for piece in ["</", name, ">"] {
        out.push_str(piece);
    }
}

/// Notes if there is an extension member.
struct AnyMember(bool);

impl SerializeMap for AnyMember {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> fmt::Result {
        self.0 = true;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, _: &T) -> fmt::Result {
        Ok(())
    }

    fn end(self) -> fmt::Result {
        Ok(())
    }
}
