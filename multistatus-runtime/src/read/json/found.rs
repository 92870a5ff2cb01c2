//! Describes a body that is not a multi-status, and recognizes problems and errors in place of one.
//!
//! A description keeps the text of the problem or of the error, of limited length.

use crate::tokens::json::{JsonText, JsonValue, ValueKind, elements_of, members_of};

/// The maximum number of characters that are kept of a text.
const TEXT: usize = 200;

/// The maximum number of characters that are kept of a name.
const NAME: usize = 40;

/// The maximum number of names in a description.
const NAMES: usize = 5;

/// An object that was read in place of a multi-status, or that may be one.
#[derive(Debug, Default)]
pub(super) struct FoundObject {
    /// The first names, in quotes.
    names: Vec<String>,
    /// The members that decide what the object is.
    known: [Option<ValueKind>; KNOWN.len()],
    title: Option<String>,
    detail: Option<String>,
    /// The text of the error.
    error: Option<String>,
    /// The text of another member that describes what happened.
    message: Option<String>,
    /// True if there is a member for an error that is not empty.
    has_error: bool,
    /// A member that should hold the items, but holds something else.
    container: Option<String>,
}

/// The names of the members that decide what an object is.
const KNOWN: [&str; 9] = ["type", "title", "detail", "status", "id", "index", "body", "headers", "summary"];

impl FoundObject {
    /// Returns what an object is whose members are complete.
    pub(super) fn of(text: &str, object: JsonValue) -> Self {
        let mut found = Self::default();
        members_of(text, object).for_each(|member| found.member(text, member.name, member.value));
        found
    }

    /// Adds a member.
    pub(super) fn member(&mut self, text: &str, name: JsonText, value: JsonValue) {
        let name = name.decoded(text);
        let known = KNOWN.iter().position(|known| *known == name);
        if let Some(kind) = known.and_then(|known| self.known.get_mut(known)) {
            kind.get_or_insert(value.kind);
        }
        let is_title = name == "title" && value.kind != ValueKind::Null;
        if is_title {
            self.names.insert(0, quoted(&name));
        } else if self.names.len() < NAMES {
            self.names.push(quoted(&name));
        }
        self.names.truncate(NAMES);
        let lower = if name.len() <= NAME { name.to_ascii_lowercase() } else { String::new() };
        let kept = match &*lower {
            "title" => &mut self.title,
            "detail" => &mut self.detail,
            "error" | "errors" | "fault" => {
                self.has_error |= is_content(text, value);
                &mut self.error
            }
            "message" | "error_description" | "errormessage" | "errorsummary" | "reason" | "issue" => &mut self.message,
            _ => return,
        };
        if kept.is_none() {
            *kept = text_in(text, value, 3);
        }
    }

    /// Notes that a member that should hold the items holds something else.
    pub(super) fn wrong_container(&mut self, name: &str, kind: ValueKind) {
        self.container.get_or_insert_with(|| format!("an object whose member {} is {}", quoted(name), kind.name()));
    }

    pub(super) fn kind(&self, name: &str) -> Option<ValueKind> {
        let position = KNOWN.iter().position(|known| *known == name)?;
        self.known.get(position).copied().flatten()
    }

    /// True if there is a member with this name that is not null.
    pub(super) fn has(&self, name: &str) -> bool {
        self.kind(name).is_some_and(|kind| kind != ValueKind::Null)
    }

    /// True if the object has the members of a problem (RFC 9457 section 3.1), with values of their types.
    pub(super) fn is_problem(&self) -> bool {
        let is_text = |name| matches!(self.kind(name), Some(ValueKind::Text { .. }));
        let has_status = matches!(self.kind("status"), Some(ValueKind::Number | ValueKind::Text { .. }));
        let [title, detail, problem_type] = ["title", "detail", "type"].map(is_text);
        let members = [title, detail, problem_type, has_status];
        (title || detail) && members.iter().filter(|is_member| **is_member).count() >= 2
    }

    /// True if the object says that something failed: a member `error` or `errors` that is not empty.
    pub(super) fn has_error(&self) -> bool {
        self.has_error
    }

    /// Returns a description for [`Verdict::NotMultiStatus`](crate::read::Verdict::NotMultiStatus).
    pub(super) fn describe(&self) -> String {
        if self.is_problem() {
            let parts: Vec<_> = [&self.title, &self.detail].into_iter().flatten().map(String::as_str).collect();
            return with_text("a problem (RFC 9457)".into(), Some(parts.join(": ")));
        }
        match (&self.error, &self.container) {
            (Some(error), _) => with_text("an object with an error".into(), Some(error.clone())),
            (None, Some(container)) => with_text(container.clone(), self.message.clone()),
            (None, None) => {
                let texts = [&self.message, &self.detail, &self.title];
                with_text(self.names(), texts.into_iter().flatten().next().cloned())
            }
        }
    }

    fn names(&self) -> String {
        match self.names.as_slice() {
            [] => "an empty object".into(),
            [name] => format!("an object with the member {name}"),
            names => format!("an object with the members {}", names.join(", ")),
        }
    }
}

/// True if a value under the path of an error says that there is one. An empty value does not, nor do `false` and `0`.
pub(super) fn is_content(text: &str, value: JsonValue) -> bool {
    match value.kind {
        ValueKind::Null | ValueKind::Boolean(false) => false,
        ValueKind::Boolean(true) => true,
        ValueKind::Number => text.get(value.start..value.end) != Some("0"),
        ValueKind::Text { .. } => value.end - value.start > "\"\"".len(),
        ValueKind::Array => elements_of(text, value).next().is_some(),
        ValueKind::Object => members_of(text, value).next().is_some(),
    }
}

/// Describes an array in place of a multi-status by its first element.
pub(super) fn describe_array(text: &str, first: Option<JsonValue>) -> String {
    let Some(first) = first else { return "an empty array".into() };
    let found = match first.kind {
        ValueKind::Text { .. } => "an array of strings",
        ValueKind::Number => "an array of numbers",
        ValueKind::Boolean(_) => "an array of booleans",
        ValueKind::Null => "an array that begins with null",
        ValueKind::Object => "an array of objects",
        ValueKind::Array => "an array of arrays",
    };
    let found_text = if first.kind == ValueKind::Object { text_in(text, first, 3) } else { None };
    with_text(found.into(), found_text)
}

fn with_text(found: String, text: Option<String>) -> String {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => format!("{found}: {text:?}"),
        None => found,
    }
}

/// Returns the text that a value holds for a person, at most `levels` deep.
fn text_in(text: &str, value: JsonValue, levels: usize) -> Option<String> {
    const NAMES: [&str; 9] =
        ["message", "detail", "title", "errormessage", "description", "reason", "diagnostics", "error", "details"];
    match value.kind {
        ValueKind::Text { .. } => {
            let inside = value.string()?.decoded(text);
            (!inside.is_empty()).then(|| shortened(&inside, TEXT))
        }
        ValueKind::Array if levels > 0 => text_in(text, elements_of(text, value).next()?, levels - 1),
        ValueKind::Object if levels > 0 => NAMES.iter().find_map(|wanted| {
            let mut members = members_of(text, value);
            let member = members.find(|member| member.name.decoded(text).eq_ignore_ascii_case(wanted))?;
            text_in(text, member.value, levels - 1)
        }),
        _ => None,
    }
}

/// Returns a name in quotes, of limited length: the sender may have chosen a long one.
fn quoted(name: &str) -> String {
    format!("`{}`", shortened(name, NAME))
}

fn shortened(text: &str, limit: usize) -> String {
    let mut characters = text.chars();
    let start: String = characters.by_ref().take(limit).collect();
    if characters.next().is_some() { format!("{start}...") } else { start }
}
