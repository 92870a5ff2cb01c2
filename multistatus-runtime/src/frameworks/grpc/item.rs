//! Items from statuses, for clients.

use http::StatusCode;
use serde_json::{Map, Value, json};
use tonic::{Code, metadata::KeyAndValueRef};
use tonic_types::{ErrorDetails, ErrorInfo, FieldViolation, PreconditionViolation, RpcStatusExt, StatusExt};

use super::{
    code::{self, http_status, retry_class},
    details::{self, DETAIL, ERRORS, HTTP_STATUS, INSTANCE, POINTER, RETRY_CLASS, TITLE, TYPE},
    field_path,
};
use crate::{
    item::Item,
    key::Key,
    outcome::{Condition, FailedCondition, header, reason},
};

/// Returns the outcome that a status describes, so that a client decides on the next action, or reads it as a type with
/// `FromItem`.
///
/// A status of this crate has the same status, retry class, problem and conditions as the outcome that it was made from.
/// Numbers and booleans among its extension members are text.
///
/// For another status, the HTTP status is [`http_status`] of the code, and `reason` and `domain` of its `ErrorInfo` are
/// extension members. `Unavailable` is then [`Retry::IfIdempotent`](crate::Retry::IfIdempotent): the code does not tell if
/// the server applied the item.
///
/// ```
/// use multistatus::{Item, client::NextAction};
///
/// let item = Item::from(&tonic::Status::not_found("no such order"));
/// assert_eq!((item.status().as_u16(), item.description()), (404, "no such order"));
/// assert_eq!(NextAction::of(&item), NextAction::GiveUp);
/// ```
impl From<&tonic::Status> for Item {
    fn from(status: &tonic::Status) -> Self {
        let mut item = item(status.code(), status.message(), &status.get_error_details());
        for field in status.metadata().iter() {
            let KeyAndValueRef::Ascii(name, value) = field else { continue };
            if let Ok(value) = value.to_str()
                && header::is_item_field(name.as_str())
                && name.as_str() != "content-type"
            {
                item.headers.push((name.as_str().to_owned(), value.to_owned()));
            }
        }
        item
    }
}

/// Does the same for a status in a message.
impl From<&tonic_types::Status> for Item {
    fn from(status: &tonic_types::Status) -> Self {
        item(Code::from_i32(status.code), &status.message, &status.get_error_details())
    }
}

fn item(code: Code, message: &str, sent: &ErrorDetails) -> Item {
    let mut item = Item::new(http_status(code));
    if code != Code::Ok {
        item.retry = retry_class(code);
        item.error_codes.extend(code::name(code).map(|name| (code::DIALECT.to_owned(), name.to_owned())));
        if let Some(info) = sent.error_info() {
            read_error_info(&mut item, info);
        }
    }
    item.retry_after = sent.retry_info().and_then(|info| info.retry_delay);
    if message != item.title().unwrap_or_else(|| reason(item.status())) {
        item.description = message.to_owned();
    }
    if let Some(request) = sent.bad_request() {
        let errors = request.field_violations.iter().map(field_error).collect();
        item.extensions.insert(ERRORS.to_owned(), Value::Array(errors));
    }
    if let Some(failure) = sent.precondition_failure() {
        item.conditions = conditions(&failure.violations);
    }
    // Metadata has text in place of numbers, as XML does.
    item.untyped = !item.extensions.is_empty();
    item
}

fn field_error(violation: &FieldViolation) -> Value {
    json!({POINTER: field_path::to_pointer(&violation.field), DETAIL: violation.description})
}

fn read_error_info(item: &mut Item, info: &ErrorInfo) {
    let mut metadata = info.metadata.clone();
    match metadata.remove(HTTP_STATUS).and_then(|status| sent_status(&status)) {
        Some(status) => {
            item.status = Some(status);
            let class = metadata.remove(RETRY_CLASS).map(Value::String);
            item.retry = class.and_then(|class| serde_json::from_value(class).ok());
            item.problem_type = metadata.remove(TYPE);
            item.title = metadata.remove(TITLE);
            item.instance = metadata.remove(INSTANCE);
        }
        None => {
            metadata.insert("reason".to_owned(), info.reason.clone());
            metadata.insert("domain".to_owned(), info.domain.clone());
        }
    }
    let mut members: Vec<_> = metadata.into_iter().map(|(name, value)| (name, details::value(&value))).collect();
    members.sort_by(|(a, _), (b, _)| a.cmp(b));
    item.extensions = Map::from_iter(members);
}

/// Returns the status in the metadata, if it is not that of a success, which the code would contradict.
fn sent_status(text: &str) -> Option<StatusCode> {
    text.parse().ok().filter(|status: &StatusCode| status.as_u16() >= 300 && *status != StatusCode::NOT_MODIFIED)
}

/// Returns the conditions among the violations. Those of one condition with several hrefs follow each other.
fn conditions(violations: &[PreconditionViolation]) -> Vec<FailedCondition> {
    let same_type = |a: &PreconditionViolation, b: &PreconditionViolation| a.r#type == b.r#type;
    let condition = |violations: &[PreconditionViolation]| {
        let (namespace, name) = violations.first()?.r#type.strip_prefix('{')?.rsplit_once('}')?;
        let subjects = violations.iter().map(|violation| &*violation.subject).filter(|subject| !subject.is_empty());
        Some(FailedCondition::new(Condition::new(namespace, name).ok()?, subjects.map(Key::from).collect()))
    };
    violations.chunk_by(same_type).filter_map(condition).collect()
}
