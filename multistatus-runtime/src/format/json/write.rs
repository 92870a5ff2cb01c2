//! Writes the default JSON: fixed fragments around escaped text, serde_json for what the user serializes.

use std::{convert::Infallible, fmt, io};

use http::StatusCode;
use serde::ser::{Error, Serialize, SerializeMap};

use super::{Json, head::known_head};
use crate::text::json::{Escaped, JsonString, escape};
use crate::{
    entry::Entry,
    format::{
        Entries, Format, Whole, log_left_out,
        text::{
            block::{WriteItem, fill},
            optional::{description, part},
            output::{Sink, Written, push},
        },
    },
    item::shown::{Propstats, ShownCondition},
    key::KeyRef,
    outcome::{Condition, ConditionVisitor, HeaderVisitor, Outcome, Propstat, StatusClass, header, problem, reason},
};

impl<O: Outcome> Format<O> for Json {
    fn media_types(&self) -> &'static [&'static str] {
        &["application/json"]
    }

    fn start(&self, out: &mut Vec<u8>) {
        push(out, "{\"responses\":[");
    }

    fn item(&self, entry: &Entry<'_, O>, out: &mut Vec<u8>) {
        Self::write(entry, out);
    }

    fn items(&self, entries: &mut dyn Entries<O>, full: usize, out: &mut Vec<u8>) {
        fill::<O, Self>(entries, full, out);
    }

    fn end(&self, whole: &Whole<'_>, out: &mut Vec<u8>) {
        push(out, "],");
        summary(whole, out);
        out.push(b'}');
    }
}

impl<O: Outcome> WriteItem<O> for Json {
    #[inline]
    fn write<S: Sink>(entry: &Entry<'_, O>, out: &mut S) {
        if !entry.is_first() {
            push(out, ",");
        }
        item(entry, out);
    }
}

/// Writes one item as an object.
#[inline]
pub(crate) fn item<O: Outcome, S: Sink>(entry: &Entry<'_, O>, out: &mut S) {
    let mut index = itoa::Buffer::new();
    let index = index.format(entry.index());
    push(out, "{\"id\":\"");
    match entry.key() {
        Some(key) => escape(key.as_str(), out),
        None => push(out, index),
    }
    push(out, "\",\"index\":");
    push(out, index);
    status(entry.status(), out);
    let failed = StatusClass::of(entry.status()) == StatusClass::Failure;
    if !failed {
        description::<JsonString, O, S>(entry, [",\"description\":\"", "\""], out);
    }
    headers_and_body(entry, failed, out);
    properties(entry, out);
    push(out, "}");
}

// A function of its own becomes nothing for an outcome without propstats, before what calls it is looked at.
fn properties<O: Outcome, S: Sink>(entry: &Entry<'_, O>, out: &mut S) {
    let propstats = entry.propstats();
    if !propstats.is_empty() {
        out.lend(|out| self::propstats(&propstats, entry.key(), out));
    }
}

/// Writes the member `propstats`. Few items have it, so nothing here is inlined.
#[cold]
#[inline(never)]
fn propstats<S: Sink>(propstats: &[Propstat], own: Option<KeyRef<'_>>, out: &mut S) {
    part("propstats", out, |out| {
        push(out, ",\"propstats\":");
        let member = Propstats { propstats, own };
        member.serialize(&mut serde_json::Serializer::new(Written(out))).map(|()| true)
    });
}

/// Writes the member `status`. A code has three digits, so this takes no branch.
#[inline]
fn status<S: Sink>(code: StatusCode, out: &mut S) {
    let mut member = *b",\"status\":000";
    if let Some(digits) = member.last_chunk_mut() {
        let code = code.as_u16();
        *digits = [code / 100, code / 10 % 10, code % 10].map(|digit| b'0' + digit as u8);
    }
    out.push(&member);
}

const HEADERS: &str = ",\"headers\":{";

#[inline]
fn headers_and_body<O: Outcome, S: Sink>(entry: &Entry<'_, O>, failed: bool, out: &mut S) {
    let (any, typed) = out.lend(|out| {
        let mut fields = Fields { start: None, typed: false, out };
        if let Some(wait) = entry.retry_after() {
            let seconds = header::retry_after_seconds(wait);
            fields.header("Retry-After", &|value| value.write_str(itoa::Buffer::new().format(seconds)));
        }
        entry.headers(&mut fields);
        (fields.start.is_some(), fields.typed)
    });
    let has_body = problem::may_have_body(entry.status().as_u16())
        && part("body", out, |out| {
            out.lend(|out| {
                let body = BodyMember { any, typed, begun: false, out };
                let written = entry.body(&mut serde_json::Serializer::new(body))?;
                Ok::<_, serde_json::Error>(written.is_some())
            })
        });
    match (has_body, failed) {
        (true, _) => {}
        (false, true) => {
            begin_body("\"Content-Type\":\"application/problem+json\"", any, typed, out);
            push(out, "{");
            problem(entry, out);
            push(out, "}");
        }
        (false, false) if any => push(out, "}"),
        (false, false) => {}
    }
}

/// Ends the header fields with the content type, unless the outcome gave one itself, and begins the member `body`.
#[inline]
fn begin_body<S: Sink>(content_type: &str, any: bool, typed: bool, out: &mut S) {
    if !typed {
        push(out, if any { "," } else { HEADERS });
        push(out, content_type);
    }
    push(out, "},\"body\":");
}

/// Takes what serde_json writes, and begins the member in front of it: most items have no body.
struct BodyMember<'a, S> {
    /// Whether there are header fields.
    any: bool,
    /// Whether the outcome gave its own content type.
    typed: bool,
    begun: bool,
    out: &'a mut S,
}

impl<S: Sink> io::Write for BodyMember<'_, S> {
    #[inline]
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        if !self.begun {
            begin_body("\"Content-Type\":\"application/json\"", self.any, self.typed, self.out);
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

/// Writes header fields as members of an object.
struct Fields<'a, S> {
    /// Where the first member stands; `None` before there is one.
    start: Option<usize>,
    /// Whether the outcome gave its own content type.
    typed: bool,
    out: &'a mut S,
}

impl<S: Sink> HeaderVisitor for Fields<'_, S> {
    fn header(&mut self, name: &str, value: &dyn Fn(&mut dyn fmt::Write) -> fmt::Result) {
        let mark = self.out.len();
        push(self.out, if self.start.is_some() { "," } else { HEADERS });
        let member = self.out.len();
        let start = self.start.unwrap_or(member);
        push(self.out, "\"");
        push(self.out, name);
        push(self.out, "\":\"");
        let mut checked = Checked { valid: header::is_name(name), out: Escaped::new(self.out) };
        let written = value(&mut checked).is_ok() && checked.valid;
        push(self.out, "\"");
        // Two members of one name would not be one JSON for everybody, so a field stands once.
        let (earlier, this) = self.out.since(start).split_at_checked(member - start).unwrap_or_default();
        if !written || repeats(earlier, this.get(..name.len() + 3).unwrap_or_default()) {
            self.out.truncate(mark);
            return header::log_dropped(name);
        }
        self.start = Some(start);
        self.typed |= name.eq_ignore_ascii_case("content-type");
    }
}

/// Whether `members` has one that starts like `member`. No value can: in one, quotes are escaped.
fn repeats(members: &[u8], member: &[u8]) -> bool {
    members.windows(member.len().max(1)).any(|window| window.eq_ignore_ascii_case(member))
}

/// Escapes a header value, and notes what may not stand in one.
struct Checked<'a, S> {
    valid: bool,
    out: Escaped<'a, S>,
}

impl<S: Sink> fmt::Write for Checked<'_, S> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.valid &= header::is_value(text.as_bytes());
        self.out.write_str(text)
    }
}

/// Writes the members of the problem.
#[inline]
fn problem<O: Outcome, S: Sink>(entry: &Entry<'_, O>, out: &mut S) {
    head(entry, out);
    description::<JsonString, O, S>(entry, [",\"detail\":\"", "\""], out);
    part("extensions", out, |out| {
        out.lend(|out| entry.extensions(&mut Members(out)))?;
        Ok::<_, serde_json::Error>(true)
    });
    part("conditions", out, |out| {
        push(out, ",\"conditions\":[");
        let any = out.lend(|out| {
            let empty = out.len();
            let mut conditions = Conditions { start: empty, own: entry.key(), out };
            entry.conditions(&mut conditions);
            conditions.out.len() > empty
        });
        push(out, "]");
        Ok::<_, Infallible>(any)
    });
}

/// Writes conditions as elements of an array: `{"name":"{DAV:}...","hrefs":["..."]}`.
struct Conditions<'a, S> {
    /// Where the first element stands.
    start: usize,
    /// The item's own key, for a condition that requires an href and has none.
    own: Option<KeyRef<'a>>,
    out: &'a mut S,
}

impl<S: Sink> ConditionVisitor for Conditions<'_, S> {
    fn condition(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>]) {
        let out = &mut *self.out;
        push(out, if out.len() > self.start { ",{\"name\":\"{" } else { "{\"name\":\"{" });
        escape(condition.namespace(), out);
        push(out, "}");
        push(out, condition.name());
        push(out, "\"");
        let own = condition.own_href(self.own, hrefs);
        for (position, href) in own.iter().chain(hrefs).enumerate() {
            push(out, if position == 0 { ",\"hrefs\":[\"" } else { ",\"" });
            // Writing into a `Vec` cannot fail.
            let _ = href.write_encoded(&mut Escaped::new(out));
            push(out, "\"");
        }
        push(out, if own.is_none() && hrefs.is_empty() { "}" } else { "]}" });
    }

    // Few conditions have content, so this takes its own, slower way.
    #[cold]
    #[inline(never)]
    fn condition_with_content(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>], content: &str) {
        let separate = self.out.len() > self.start;
        part("condition", self.out, |out| {
            push(out, if separate { "," } else { "" });
            let shown = ShownCondition::new(condition, self.own, hrefs, Some(content));
            shown.serialize(&mut serde_json::Serializer::new(Written(out))).map(|()| true)
        });
    }
}

/// Writes type, title and status. Most problems mean what their status means, so only that is inlined.
#[inline]
fn head<O: Outcome, S: Sink>(entry: &Entry<'_, O>, out: &mut S) {
    let known = known_head(entry.status().as_u16());
    match (entry.problem_type(), entry.title().filter(|title| !title.is_empty())) {
        (None, None) if !known.is_empty() => push(out, known),
        (problem_type, title) => out.lend(|out| own_head(problem_type, title, entry.status(), out)),
    }
}

#[cold]
#[inline(never)]
fn own_head<S: Sink>(problem_type: Option<&str>, title: Option<&str>, code: StatusCode, out: &mut S) {
    push(out, "\"type\":\"");
    escape(problem_type.unwrap_or(problem::ABOUT_BLANK), out);
    push(out, "\"");
    // `about:blank` means nothing but the status, so its title is the reason phrase (RFC 9457 section 4.2.1).
    let reason = problem_type.is_none().then(|| reason(code));
    if let Some(title) = title.or(reason).filter(|title| !title.is_empty()) {
        push(out, ",\"title\":\"");
        escape(title, out);
        push(out, "\"");
    }
    status(code, out);
}

/// Writes extension members behind those that are there already.
struct Members<'a, S>(&'a mut S);

impl<S: Sink> SerializeMap for Members<'_, S> {
    type Ok = ();
    type Error = serde_json::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Self::Error> {
        push(self.0, ",");
        let name = self.0.len();
        key.serialize(&mut serde_json::Serializer::new(Written(self.0)))?;
        if self.0.since(name).first().is_some_and(|first| *first != b'"') {
            return Err(Error::custom("the name of an extension member is no string"));
        }
        push(self.0, ":");
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Self::Error> {
        value.serialize(&mut serde_json::Serializer::new(Written(self.0)))
    }

    fn end(self) -> Result<(), Self::Error> {
        Ok(())
    }
}

/// Writes the summary as a member, the description of the whole before it.
pub(crate) fn summary(whole: &Whole<'_>, out: &mut Vec<u8>) {
    if let Some(description) = whole.description {
        push(out, "\"description\":\"");
        escape(description, out);
        push(out, "\",");
    }
    push(out, "\"summary\":");
    let mark = out.len();
    if let Err(error) = whole.summary.serialize(&mut serde_json::Serializer::new(&mut *out)) {
        log_left_out("summary", &error);
        out.truncate(mark);
        push(out, "null");
    }
}
