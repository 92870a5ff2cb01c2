//! Writes `multipart/mixed`: each item as a part that is an HTTP response.

use std::{fmt, io};

use http::StatusCode;

use super::{
    BodyState, Entries, Format, RefusalForm, Trailer,
    change_set::CHANGE_SET_BOUNDARY,
    each::each,
    json::{headers::retry_after, problem},
    text::{
        block::{WriteItem, append_item},
        optional::keep,
        output::{Output, append},
    },
};
use crate::{
    dialect::multipart::{BOUNDARY, CHANGE_SET, ContentId, MEDIA_TYPES, Multipart},
    entry::{Entry, NoOutcome},
    outcome::{
        ContextValue, HeaderVisitor, Outcome, StatusClass, header,
        problem::{PROBLEM_JSON, may_have_body},
        reason,
    },
    summary::Overall,
};

impl<O: Outcome> Format<O> for Multipart {
    fn media_types(&self) -> &'static [&'static str] {
        MEDIA_TYPES
    }

    fn item(&self, entry: &Entry<'_, O>, out: &mut Vec<u8>) {
        append_item(PartWriter { multipart: self, is_in_change_set: false }, entry, out);
    }

    fn items(&self, entries: &mut dyn Entries<O>, full: usize, state: &mut BodyState, out: &mut Vec<u8>) {
        let mut part = Vec::new();
        each(entries, full, out, |entry, out| {
            let name = match entry.context(CHANGE_SET) {
                Some(ContextValue::Text(name)) => Some(name),
                _ => None,
            };
            let failed = StatusClass::of(entry.status()) == StatusClass::Failure;
            part.clear();
            append_item(PartWriter { multipart: self, is_in_change_set: name.is_some() && !failed }, entry, &mut part);
            let set = &mut state.change_set;
            set.enter(name, out);
            match (name, failed) {
                (None, _) => out.extend_from_slice(&part),
                (Some(_), false) => set.success(&part, out),
                (Some(_), true) => set.failure(&part, entry.status() == StatusCode::FAILED_DEPENDENCY, out),
            }
        });
    }

    fn finish(&self, trailer: &Trailer<'_>, state: &mut BodyState, out: &mut Vec<u8>) {
        state.change_set.end(out);
        Format::<O>::end(self, trailer, out);
    }

    fn end(&self, trailer: &Trailer<'_>, out: &mut Vec<u8>) {
        append(256, out, |out| {
            for piece in ["--", BOUNDARY, "--\r\n"] {
                out.push_str(piece);
            }
            epilogue(trailer, out);
        });
    }

    fn overall(&self) -> Option<Overall> {
        Some(self.overall)
    }

    fn refusal(&self) -> Option<RefusalForm> {
        self.error.map(RefusalForm::Shape)
    }

    /// A client expects a part for each of its requests.
    fn may_be_minimal(&self) -> bool {
        false
    }

    fn header_fields(&self) -> &'static [(&'static str, &'static str)] {
        self.header_fields
    }
}

/// Writes the part of an item.
struct PartWriter<'m> {
    multipart: &'m Multipart,
    is_in_change_set: bool,
}

impl<O: Outcome> WriteItem<O> for PartWriter<'_> {
    fn write(&mut self, entry: &Entry<'_, O>, out: &mut Output<'_>) {
        let boundary = if self.is_in_change_set { CHANGE_SET_BOUNDARY } else { BOUNDARY };
        for piece in ["--", boundary, "\r\n", self.multipart.part] {
            out.push_str(piece);
        }
        content_id(self.multipart.content_id, entry, out);
        out.push_str("\r\nHTTP/1.1 ");
        out.push_str(entry.status().as_str());
        // The space is required without a reason phrase, too (RFC 9112 section 4).
        out.push_str(" ");
        out.push_str(reason(entry.status()));
        out.push_str("\r\n");
        let start = out.position();
        let mut fields = PartFields { start, typed: false, out: out.reborrow() };
        retry_after(entry, &mut fields);
        entry.headers(&mut fields);
        let (typed, end) = (fields.typed, fields.out.position());
        out.resume(end);
        body(entry, typed, out);
        out.push_str("\r\n");
    }
}

/// Writes the field that names the item.
fn content_id<O: Outcome>(form: ContentId, entry: &Entry<'_, O>, out: &mut Output<'_>) {
    let key = entry.key();
    if key.is_none() && form == ContentId::Optional {
        return;
    }
    let [before, after] = match form {
        ContentId::Response => ["Content-ID: <response-", ">\r\n"],
        ContentId::Plain | ContentId::Optional => ["Content-ID: ", "\r\n"],
    };
    out.push_str(before);
    match key {
        Some(key) => key_text(key.text_in(&mut None), form == ContentId::Response, out),
        None => out.push_str(itoa::Buffer::new().format(entry.index())),
    }
    out.push_str(after);
}

/// Writes a key. What a field value cannot hold is percent-encoded: keys are equal if they are after percent-encoding.
fn key_text(key: &str, enclosed: bool, out: &mut Output<'_>) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in key.as_bytes() {
        if byte.is_ascii_control() || matches!(byte, b'<' | b'>') || byte == b' ' && !enclosed {
            out.push(&[b'%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
        } else {
            out.push(&[byte]);
        }
    }
}

/// Writes the end of the header fields, and the body or the problem.
fn body<O: Outcome>(entry: &Entry<'_, O>, typed: bool, out: &mut Output<'_>) {
    let may_have_body = may_have_body(entry.status().as_u16());
    let mark = out.position();
    let has_body = may_have_body && {
        let mut body = JsonContent { typed, begun: false, out: out.reborrow() };
        let result = entry.body(&mut serde_json::Serializer::new(&mut body));
        let end = body.out.position();
        out.resume(end);
        keep("body", result.map(|written| written.is_some()), mark, out)
    };
    if has_body {
        return;
    }
    if may_have_body && StatusClass::of(entry.status()) == StatusClass::Failure {
        begin_body(PROBLEM_JSON, typed, out);
        out.push_str("{");
        problem::members(entry, out);
        out.push_str("}");
    } else {
        out.push_str("\r\n");
    }
}

/// Ends the header fields with the content type, unless the outcome has its own.
fn begin_body(content_type: &str, typed: bool, out: &mut Output<'_>) {
    if !typed {
        for piece in ["Content-Type: ", content_type, "\r\n"] {
            out.push_str(piece);
        }
    }
    out.push_str("\r\n");
}

/// Takes the JSON of a body, and ends the header fields before its first piece.
struct JsonContent<'b> {
    /// True if the outcome has its own content type.
    typed: bool,
    begun: bool,
    out: Output<'b>,
}

impl io::Write for JsonContent<'_> {
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        if !self.begun {
            begin_body("application/json", self.typed, &mut self.out);
            self.begun = true;
        }
        self.out.push(json);
        Ok(json.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes each header field as a line.
struct PartFields<'b> {
    /// The position of the first line.
    start: usize,
    /// True if there is a content type.
    typed: bool,
    out: Output<'b>,
}

impl HeaderVisitor for PartFields<'_> {
    fn header(&mut self, name: &str, value: &dyn Fn(&mut dyn fmt::Write) -> fmt::Result) {
        let out = &mut self.out;
        let mark = out.position();
        let repeated = out.since(self.start).split(|byte| *byte == b'\n').any(|line| is_field(line, name));
        out.push_str(name);
        out.push_str(": ");
        let mut text = FieldText { valid: true, out };
        let written = value(&mut text).is_ok() && text.valid;
        if !written || repeated || !header::is_item_field(name) {
            out.truncate(mark);
            return header::log_dropped(name);
        }
        out.push_str("\r\n");
        self.typed |= name.eq_ignore_ascii_case("content-type");
    }
}

/// True if a line is a field of this name.
fn is_field(line: &[u8], name: &str) -> bool {
    line.split_at_checked(name.len())
        .is_some_and(|(start, rest)| start.eq_ignore_ascii_case(name.as_bytes()) && rest.first() == Some(&b':'))
}

/// Writes a field value, and checks its characters.
struct FieldText<'a, 'b> {
    valid: bool,
    out: &'a mut Output<'b>,
}

impl fmt::Write for FieldText<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.valid &= header::is_value(text.as_bytes());
        self.out.push_str(text);
        Ok(())
    }
}

/// Writes the text behind the last boundary: about the batch as a whole.
fn epilogue(trailer: &Trailer<'_>, out: &mut Output<'_>) {
    let failed = (!trailer.summary.complete).then_some(NoOutcome::SourceFailed.text());
    let both = trailer.description.is_some() && failed.is_some();
    out.push_str(trailer.description.unwrap_or_default());
    out.push_str(if both { "; " } else { "" });
    out.push_str(failed.unwrap_or_default());
    if trailer.description.is_some() || failed.is_some() {
        out.push_str("\r\n");
    }
}
