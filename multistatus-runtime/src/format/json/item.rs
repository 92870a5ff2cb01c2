//! Writes the members of an item of the default JSON: constant fragments around escaped text, serde_json for what the user
//! serializes.

use std::io;

use super::{
    headers::{HeaderMembers, retry_after},
    problem, propstats,
    status::status,
};
use crate::{
    entry::Entry,
    format::text::{
        optional::{description, keep},
        output::Output,
    },
    outcome::{Outcome, StatusClass, problem::may_have_body},
    text::json::JsonString,
};

/// Writes the members that do not name the item, each behind a comma.
#[inline(always)]
pub(crate) fn members<O: Outcome + ?Sized>(entry: &Entry<'_, O>, out: &mut Output<'_>) {
    status(entry.status(), out);
    let failed = StatusClass::of(entry.status()) == StatusClass::Failure;
    if !failed {
        description::<JsonString, O>(entry, [",\"description\":\"", "\""], out);
    }
    headers_and_body(entry, failed, out);
    let propstats = entry.propstats();
    if !propstats.is_empty() {
        let end = propstats::member(&propstats, entry.key(), out.reborrow());
        out.resume(end);
    }
}

const HEADERS: &str = ",\"headers\":{";

#[inline(always)]
fn headers_and_body<O: Outcome + ?Sized>(entry: &Entry<'_, O>, failed: bool, out: &mut Output<'_>) {
    let mut fields: HeaderMembers<'_> = HeaderMembers::new(HEADERS, out.reborrow());
    retry_after(entry, &mut fields);
    entry.headers(&mut fields);
    let (any, typed, end) = fields.finish();
    out.resume(end);

    let mark = out.position();
    let has_body = may_have_body(entry.status().as_u16()) && {
        let mut body = BodyMember { any, typed, begun: false, out: out.reborrow() };
        let result = entry.body(&mut serde_json::Serializer::new(&mut body));
        let end = body.out.position();
        out.resume(end);
        keep("body", result.map(|written| written.is_some()), mark, out)
    };
    match (has_body, failed) {
        (true, _) => {}
        (false, true) => {
            begin_body("\"Content-Type\":\"application/problem+json\"", any, typed, out);
            out.push_str("{");
            problem::members(entry, out);
            out.push_str("}");
        }
        (false, false) if any => out.push_str("}"),
        (false, false) => {}
    }
}

/// Ends the header fields with the content type, unless the outcome has its own, and begins the member `body`.
#[inline]
fn begin_body(content_type: &str, any: bool, typed: bool, out: &mut Output<'_>) {
    if !typed {
        out.push_str(if any { "," } else { HEADERS });
        out.push_str(content_type);
    }
    out.push_str("},\"body\":");
}

/// Takes the JSON of a body, and begins the member with the first piece: most items have no body.
struct BodyMember<'b> {
    /// True if there are header fields.
    any: bool,
    /// True if the outcome has its own content type.
    typed: bool,
    begun: bool,
    out: Output<'b>,
}

impl io::Write for BodyMember<'_> {
    #[inline]
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        if !self.begun {
            begin_body("\"Content-Type\":\"application/json\"", self.any, self.typed, &mut self.out);
            self.begun = true;
        }
        self.out.push(json);
        Ok(json.len())
    }

    #[inline]
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
