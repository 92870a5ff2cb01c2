//! Writes the XML conventions of AWS from their description.

use std::borrow::Cow;

use serde_json::Value;

use super::{
    BodyState, Entries, Format, RefusalForm, Trailer,
    each::each,
    text::{
        block::{WriteItem, append_item, fill},
        escape::escape,
        optional::description,
        output::{Output, append},
    },
};
use crate::{
    dialect::{s3::QUIET, xml_shape::XmlShape},
    entry::Entry,
    json_shape::members::meaning,
    outcome::{ContextValue, Outcome, StatusClass, logging::log_left_out},
    summary::Overall,
    text::xml::XmlText,
    tokens::xml::{chars, names},
};

impl<O: Outcome> Format<O> for XmlShape {
    fn media_types(&self) -> &'static [&'static str] {
        self.media_types
    }

    fn start(&self, out: &mut Vec<u8>) {
        append(256, out, |out| {
            open(self.path, self.namespace, out);
            if let Some([successes, _]) = self.lists {
                tag(["<", successes, ">"], out);
            }
        });
    }

    /// A failure with a list of its own is left out: only a whole body has that list.
    fn item(&self, entry: &Entry<'_, O>, out: &mut Vec<u8>) {
        if self.lists.is_some() && fails(self, entry) {
            return;
        }
        append_item(*self, entry, out);
    }

    fn items(&self, entries: &mut dyn Entries<O>, full: usize, state: &mut BodyState, out: &mut Vec<u8>) {
        let Some([_, failed]) = self.lists else { return fill(*self, entries, full, out) };
        let mut buffer = Vec::new();
        each(entries, full, out, |entry, out| {
            buffer.clear();
            append_item(*self, entry, &mut buffer);
            let list = if fails(self, entry) { state.list(failed) } else { out };
            list.extend_from_slice(&buffer);
        });
    }

    fn end(&self, _: &Trailer<'_>, out: &mut Vec<u8>) {
        append(256, out, |out| end(self, &[], out));
    }

    fn finish(&self, _: &Trailer<'_>, state: &mut BodyState, out: &mut Vec<u8>) {
        let failures = state.lists().next().map(|(_, list)| list).unwrap_or_default();
        append(256 + failures.len(), out, |out| end(self, failures, out));
    }

    fn overall(&self) -> Option<Overall> {
        Some(self.overall)
    }

    fn refusal(&self) -> Option<RefusalForm> {
        Some(RefusalForm::Xml(*self))
    }
}

impl<O: Outcome> WriteItem<O> for XmlShape {
    fn write(&mut self, entry: &Entry<'_, O>, out: &mut Output<'_>) {
        item(self, entry, out);
    }
}

/// Writes the end of a body: the failures, if they have a list of their own, and the end of each element.
fn end(shape: &XmlShape, failures: &[u8], out: &mut Output<'_>) {
    if let Some([successful, failed]) = shape.lists {
        tag(["</", successful, ">"], out);
        tag(["<", failed, ">"], out);
        out.push(failures);
        tag(["</", failed, ">"], out);
    }
    close(shape.path, out);
}

/// Writes the error document of a request that failed as a whole.
pub(super) fn error<O: Outcome>(shape: &XmlShape, entry: &Entry<'_, O>, out: &mut Vec<u8>) {
    let (path, namespace) = shape.error;
    append(512, out, |out| {
        open(path, namespace, out);
        if !shape.fault.is_empty() {
            element(shape.fault, if entry.status().is_client_error() { "Sender" } else { "Receiver" }, out);
        }
        code_and_message(shape, entry, out);
        close(path, out);
    });
}

/// Writes the XML declaration and the start tags from the root down.
fn open(path: &[&str], namespace: &str, out: &mut Output<'_>) {
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    for (level, name) in path.iter().enumerate() {
        tag(["<", name, ""], out);
        if level == 0 && !namespace.is_empty() {
            tag([" xmlns=\"", namespace, "\""], out);
        }
        out.push_str(">");
    }
}

/// Writes the end tags up to the root.
fn close(path: &[&str], out: &mut Output<'_>) {
    path.iter().rev().for_each(|name| tag(["</", name, ">"], out));
}

/// Writes an item.
fn item<O: Outcome>(shape: &XmlShape, entry: &Entry<'_, O>, out: &mut Output<'_>) {
    let failed = fails(shape, entry);
    if !failed && entry.context(QUIET).is_some() {
        return;
    }
    let [success, failure] = shape.items;
    let name = if failed { failure } else { success };
    tag(["<", name, ">"], out);
    key(shape, entry, out);
    for name in shape.context {
        if let Some(ContextValue::Text(value) | ContextValue::Json(value)) = entry.context(name) {
            element(name, value, out);
        }
    }
    if failed {
        failure_elements(shape, entry, out);
    } else {
        body_elements(shape, entry, out);
    }
    tag(["</", name, ">"], out);
}

/// True if an item is written as a failure.
fn fails<O: Outcome>(shape: &XmlShape, entry: &Entry<'_, O>) -> bool {
    let is_absent = || shape.absent_succeeds && matches!(entry.status().as_u16(), 404 | 410);
    match StatusClass::of(entry.status()) {
        StatusClass::Success => false,
        _ => !is_absent() || entry.error_code(shape.codes.dialect).is_some(),
    }
}

/// Writes the key. One with a character that XML cannot hold is percent-encoded: keys are equal if they are after that.
fn key<O: Outcome>(shape: &XmlShape, entry: &Entry<'_, O>, out: &mut Output<'_>) {
    match entry.key() {
        Some(key) => {
            let mut buffer = None;
            let text = key.text_in(&mut buffer);
            let text = if chars::illegal(text).is_some() { key.encoded() } else { Cow::Borrowed(text) };
            element(shape.key, &text, out);
        }
        None => element(shape.key, itoa::Buffer::new().format(entry.index()), out),
    }
}

fn failure_elements<O: Outcome>(shape: &XmlShape, entry: &Entry<'_, O>, out: &mut Output<'_>) {
    code_and_message(shape, entry, out);
    if !shape.sender_fault.is_empty() {
        element(shape.sender_fault, if entry.status().is_client_error() { "true" } else { "false" }, out);
    }
}

fn code_and_message<O: Outcome>(shape: &XmlShape, entry: &Entry<'_, O>, out: &mut Output<'_>) {
    let status = entry.status();
    let code = entry.error_code(shape.codes.dialect).or_else(|| shape.codes.of(status)).unwrap_or("InternalError");
    element("Code", code, out);
    if !description::<XmlText, O>(entry, ["<Message>", "</Message>"], out) {
        element("Message", meaning(&status), out);
    }
}

/// Writes the members of the body that are text, numbers or booleans.
fn body_elements<O: Outcome>(shape: &XmlShape, entry: &Entry<'_, O>, out: &mut Output<'_>) {
    let members = match entry.body(serde_json::value::Serializer) {
        Ok(Some(Value::Object(members))) => members,
        Ok(_) => return,
        Err(error) => return log_left_out("body", &error),
    };
    for (name, value) in &members {
        let is_name = names::local(name) == Some(0) && name != shape.key && !shape.context.contains(&name.as_str());
        match value {
            _ if !is_name => {}
            Value::String(text) => element(name, text, out),
            Value::Bool(_) | Value::Number(_) => element(name, &value.to_string(), out),
            Value::Null | Value::Array(_) | Value::Object(_) => {}
        }
    }
}

fn element(name: &str, text: &str, out: &mut Output<'_>) {
    tag(["<", name, ">"], out);
    escape::<XmlText>(text, out);
    tag(["</", name, ">"], out);
}

fn tag(pieces: [&str; 3], out: &mut Output<'_>) {
    pieces.into_iter().for_each(|piece| out.push_str(piece));
}
