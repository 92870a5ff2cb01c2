//! The parts of an item as standard details of a status.

use std::collections::HashMap;

use http::Uri;
use serde_json::Value;
use tonic::metadata::{Ascii, MetadataKey, MetadataMap, MetadataValue};
use tonic_types::{ErrorDetails, FieldViolation, PreconditionViolation};

use super::field_path;
use crate::{
    item::Item,
    outcome::{FailedCondition, Retry, header, problem::ABOUT_BLANK, reason},
};

/// The members of the metadata of `ErrorInfo` that are not extension members.
pub(super) const HTTP_STATUS: &str = "httpStatus";
pub(super) const RETRY_CLASS: &str = "retryClass";
pub(super) const TYPE: &str = "type";
pub(super) const TITLE: &str = "title";
pub(super) const INSTANCE: &str = "instance";

/// The extension member that lists the errors of an invalid input, and its own members.
pub(super) const ERRORS: &str = "errors";
pub(super) const POINTER: &str = "pointer";
pub(super) const DETAIL: &str = "detail";

/// The maximum length of `reason` in `ErrorInfo`.
const MAX_REASON: usize = 63;

/// Returns the description, or else the title or the reason phrase.
pub(super) fn message(item: &Item) -> &str {
    match item.description() {
        "" => item.title().unwrap_or_else(|| reason(item.status())),
        description => description,
    }
}

/// Returns the details of an item that failed.
pub(super) fn details(item: &Item) -> ErrorDetails {
    let mut details = ErrorDetails::new();
    let fields = field_violations(item);
    details.set_error_info(error_reason(item), domain(item), error_metadata(item, fields.is_some()));
    if let Some(fields) = fields {
        details.set_bad_request(fields);
    }
    if let Some(wait) = item.retry_after() {
        details.set_retry_info(Some(wait));
    }
    if !item.conditions().is_empty() {
        let violations: Vec<_> = item.conditions().iter().flat_map(violations).collect();
        details.set_precondition_failure(violations);
    }
    details
}

/// Returns the header fields as metadata. gRPC has fields of its own for the content type and for what `grpc-` begins.
pub(super) fn metadata(item: &Item) -> MetadataMap {
    let mut metadata = MetadataMap::new();
    for (name, value) in item.headers() {
        let name = name.to_ascii_lowercase();
        if name == "content-type" {
            continue;
        }
        let key = MetadataKey::<Ascii>::from_bytes(name.as_bytes()).ok().filter(|_| !name.starts_with("grpc-"));
        match (key, MetadataValue::<Ascii>::try_from(value)) {
            (Some(key), Ok(value)) => {
                metadata.append(key, value);
            }
            _ => header::log_dropped(&name),
        }
    }
    metadata
}

fn error_metadata(item: &Item, without_errors: bool) -> HashMap<String, String> {
    let extensions = item.extensions().iter().filter(|(name, _)| !without_errors || *name != ERRORS);
    let mut metadata: HashMap<_, _> = extensions.map(|(name, value)| (name.clone(), text(value))).collect();
    let mut insert = |name: &str, value: &str| metadata.insert(name.to_owned(), value.to_owned());
    insert(HTTP_STATUS, item.status().as_str());
    if let Some(uri) = item.problem_type() {
        insert(TYPE, uri);
    }
    if let Some(title) = item.title() {
        insert(TITLE, title);
    }
    if let Some(uri) = item.instance() {
        insert(INSTANCE, uri);
    }
    let by_status = Retry::of(item.status(), item.retry_after());
    if let Some(class) = item.retry().filter(|class| *class != by_status)
        && let Ok(Value::String(name)) = serde_json::to_value(class)
    {
        insert(RETRY_CLASS, &name);
    }
    metadata
}

/// Returns a value as text: a string as it is, anything else as JSON. A string that [`value`] would read as JSON is JSON, too.
fn text(json: &Value) -> String {
    match json.as_str() {
        Some(text) if value(text) == *json => text.to_owned(),
        _ => json.to_string(),
    }
}

/// Returns the value that a text stands for. A number and a boolean stay text: a string may look the same.
pub(super) fn value(text: &str) -> Value {
    let is_json = text.starts_with(['{', '[', '"']);
    let json = is_json.then(|| serde_json::from_str(text).ok()).flatten();
    json.unwrap_or_else(|| Value::String(text.to_owned()))
}

/// Returns the errors of an invalid input. `None` if there is no list of them.
fn field_violations(item: &Item) -> Option<Vec<FieldViolation>> {
    let errors = item.extensions().get(ERRORS)?.as_array()?;
    let violation = |error: &Value| {
        let member = |name| error.get(name).and_then(Value::as_str);
        Some(FieldViolation::new(field_path::of_pointer(member(POINTER)?)?, member(DETAIL)?))
    };
    errors.iter().map(violation).collect::<Option<Vec<_>>>().filter(|violations| !violations.is_empty())
}

/// Returns one violation for each href of a condition, or one without a subject.
fn violations(failed: &FailedCondition) -> impl Iterator<Item = PreconditionViolation> {
    let name = failed.condition().to_string();
    let subjects = failed.hrefs().iter().map(|href| href.as_str());
    let none = failed.hrefs().is_empty().then_some("");
    subjects.chain(none).map(move |subject| PreconditionViolation::new(name.clone(), subject, ""))
}

/// Returns the `reason` of `ErrorInfo`, in upper snake case: the last segment of the problem type, or else the reason
/// phrase.
fn error_reason(item: &Item) -> String {
    let segment = problem_type(item).and_then(|uri| uri.trim_end_matches('/').rsplit(['/', '#', ':']).next());
    let of_type = segment.and_then(upper_snake);
    let of_status = || upper_snake(reason(item.status()));
    of_type.or_else(of_status).unwrap_or_else(|| format!("HTTP_{}", item.status().as_str()))
}

/// Returns the `domain` of `ErrorInfo`: the host of the problem type, empty if it has none. A status is registered by IANA.
fn domain(item: &Item) -> String {
    let Some(uri) = problem_type(item) else { return "iana.org".to_owned() };
    let absolute = uri.parse::<Uri>().ok().filter(|uri| uri.scheme().is_some());
    absolute.as_ref().and_then(Uri::host).unwrap_or_default().to_owned()
}

fn problem_type(item: &Item) -> Option<&str> {
    item.problem_type().filter(|uri| *uri != ABOUT_BLANK)
}

/// Returns a name in the form that `ErrorInfo` requires, `[A-Z][A-Z0-9_]+[A-Z0-9]`, if it can have that form.
fn upper_snake(name: &str) -> Option<String> {
    let mut reason = String::new();
    let mut after_lower_case = false;
    for character in name.trim_start_matches(|first: char| !first.is_ascii_alphabetic()).chars() {
        if !character.is_ascii_alphanumeric() {
            if !reason.ends_with('_') {
                reason.push('_');
            }
        } else {
            if after_lower_case && character.is_ascii_uppercase() {
                reason.push('_');
            }
            reason.push(character.to_ascii_uppercase());
        }
        after_lower_case = character.is_ascii_lowercase();
    }
    reason.truncate(MAX_REASON);
    reason.truncate(reason.trim_end_matches('_').len());
    (reason.len() >= 3).then_some(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_the_form_that_error_info_requires() {
        for (name, expected) in [
            ("out-of-credit", Some("OUT_OF_CREDIT")),
            ("outOfCredit", Some("OUT_OF_CREDIT")),
            ("Not Found", Some("NOT_FOUND")),
            ("URI Too Long", Some("URI_TOO_LONG")),
            ("--quota__2.0--", Some("QUOTA_2_0")),
            ("1", None),
            ("ok", None),
            ("", None),
        ] {
            assert_eq!(upper_snake(name).as_deref(), expected, "{name}");
        }
        assert_eq!(upper_snake(&"ab-".repeat(40)).map(|reason| reason.len()), Some(62), "no underscore at the end");
    }
}
