//! Writes the problem of a failed item (RFC 9457).

use http::StatusCode;
use serde::ser::{Error, Serialize, SerializeMap};

use super::{conditions::ConditionObjects, status::status};
use crate::{
    entry::Entry,
    format::text::{
        escape::{EscapeWriter, escape},
        optional::{description, keep},
        output::Output,
    },
    key::KeyRef,
    outcome::{
        Outcome,
        members::DistinctMembers,
        problem::{ABOUT_BLANK, known_head},
        reason,
    },
    text::json::JsonString,
};

/// Writes the members of the problem.
#[inline(always)]
pub(crate) fn members<O: Outcome + ?Sized>(entry: &Entry<'_, O>, out: &mut Output<'_>) {
    head(entry, out);
    description::<JsonString, O>(entry, [",\"detail\":\"", "\""], out);

    if let Some(instance) = entry.instance() {
        let end = self::instance(instance, out.reborrow());
        out.resume(end);
    }

    let mark = out.position();
    let mut extensions = DistinctMembers::new(entry, ExtensionMembers(out.reborrow()));
    let result = entry.extensions(&mut extensions);
    let end = extensions.into_inner().0.position();
    out.resume(end);
    keep("extensions", result.map(|()| true), mark, out);

    let mark = out.position();
    out.push_str(",\"conditions\":[");
    let mut conditions = ConditionObjects::new(entry.key(), out.reborrow());
    entry.conditions(&mut conditions);
    let (any, end) = conditions.finish();
    out.resume(end);
    if any {
        out.push_str("]");
    } else {
        out.truncate(mark);
    }
}

/// Writes type, title and status. Most problems mean only their status: those take one fragment.
#[inline(always)]
fn head<O: Outcome + ?Sized>(entry: &Entry<'_, O>, out: &mut Output<'_>) {
    let known = known_head(entry.status().as_u16());
    match (entry.problem_type(), entry.title().filter(|title| !title.is_empty())) {
        (None, None) if !known.is_empty() => out.push_str(known),
        (problem_type, title) => {
            let end = own_head(problem_type, title, entry.status(), out.reborrow());
            out.resume(end);
        }
    }
}

#[cold]
#[inline(never)]
fn own_head(problem_type: Option<&str>, title: Option<&str>, code: StatusCode, mut out: Output<'_>) -> usize {
    out.push_str("\"type\":\"");
    escape::<JsonString>(problem_type.unwrap_or(ABOUT_BLANK), &mut out);
    out.push_str("\"");
    // `about:blank` has no meaning beyond the status, so its title is the reason phrase (RFC 9457 section 4.2.1).
    let reason = problem_type.is_none().then(|| reason(code));
    if let Some(title) = title.or(reason).filter(|title| !title.is_empty()) {
        out.push_str(",\"title\":\"");
        escape::<JsonString>(title, &mut out);
        out.push_str("\"");
    }
    status(code, &mut out);
    out.position()
}

/// Writes the instance, unless it is empty.
#[cold]
#[inline(never)]
fn instance(instance: KeyRef<'_>, mut out: Output<'_>) -> usize {
    let mark = out.position();
    out.push_str(",\"instance\":\"");
    let start = out.position();
    // Writing into an output cannot fail.
    let _ = instance.write_encoded(&mut EscapeWriter::<JsonString>::new(&mut out));
    if out.position() == start {
        out.truncate(mark);
    } else {
        out.push_str("\"");
    }
    out.position()
}

/// Writes extension members, each behind a comma.
struct ExtensionMembers<'b>(Output<'b>);

impl SerializeMap for ExtensionMembers<'_> {
    type Ok = ();
    type Error = serde_json::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Self::Error> {
        self.0.push_str(",");
        let name = self.0.position();
        key.serialize(&mut serde_json::Serializer::new(&mut self.0))?;
        if self.0.since(name).first().is_some_and(|first| *first != b'"') {
            return Err(Error::custom("the name of an extension member is not a string"));
        }
        self.0.push_str(":");
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Self::Error> {
        value.serialize(&mut serde_json::Serializer::new(&mut self.0))
    }

    fn end(self) -> Result<(), Self::Error> {
        Ok(())
    }
}
