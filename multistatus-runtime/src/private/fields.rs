//! Reading fields back from an item, for generated code. The messages are what a user reads if a field has a type that cannot
//! be read.

use std::{any::type_name, borrow::Cow, str::FromStr, sync::Arc, time::Duration};

use http::StatusCode;
use serde::de::DeserializeOwned;

use super::{
    field_read_error::FieldReadError,
    roles::{CodeValue, Optional, RetryAfterValue},
};
use crate::{
    item::{Item, extension_member::ExtensionMember},
    outcome::{FailedCondition, Outcome, StatusClass},
};

/// True if an item belongs to a variant with this status, type and conditions. A type and conditions explain a failure (RFC
/// 9457 section 1, RFC 4918 section 16), so they are compared for failures only.
pub fn fits(item: &Item, status: StatusCode, problem_type: &str, conditions: &[(&str, &str)]) -> bool {
    item.status() == status
        && (StatusClass::of(status) != StatusClass::Failure || describes(item, problem_type, conditions))
}

/// True if a failed item has this type and these conditions. An empty type matches any type.
pub fn describes(item: &Item, problem_type: &str, conditions: &[(&str, &str)]) -> bool {
    let typed = problem_type.is_empty() || item.problem_type() == Some(problem_type);
    typed && conditions.iter().all(|(namespace, name)| find_condition(item, namespace, name).is_some())
}

/// True if an item has no other error codes in these dialects. If `needed`, it has one of these.
pub fn has_codes(item: &Item, codes: &[(&str, &str)], needed: bool) -> bool {
    let mut has_one = false;
    let fits = codes.iter().all(|(dialect, code)| {
        let sent = Outcome::error_code(item, dialect);
        has_one |= sent.is_some();
        sent.is_none_or(|sent| sent == *code)
    });
    fits && (has_one || !needed)
}

/// True if an item has one of these error codes, and no status: the code stands for no status, so the sender declares it.
pub fn is_named(item: &Item, codes: &[(&str, &str)]) -> bool {
    item.unlisted_code && codes.iter().any(|(dialect, code)| Outcome::error_code(item, dialect) == Some(*code))
}

pub(super) fn find_condition<'i>(item: &'i Item, namespace: &str, name: &str) -> Option<&'i FailedCondition> {
    item.conditions().iter().find(|failed| {
        let condition = failed.condition();
        condition.namespace() == namespace && condition.name() == name
    })
}

/// Panics during constant evaluation if two constants are equal. The message says why they must differ.
#[track_caller]
pub const fn apart(first: StatusCode, second: StatusCode, message: &'static str) {
    assert!(first.as_u16() != second.as_u16(), "{}", message);
}

/// Returns the value of a field that is not read.
pub fn default_of<T: Default>() -> T {
    T::default()
}

/// Replaces an absent value by the default.
pub fn or_default<T: Default>(read: Result<T, FieldReadError>) -> Result<T, FieldReadError> {
    match read {
        Err(FieldReadError::Absent(_)) => Ok(T::default()),
        read => read,
    }
}

/// Reads the status of the item.
pub fn code_of<T: CodeValue>(item: &Item) -> Result<T, FieldReadError> {
    Ok(T::from_code(item.status()))
}

/// Reads the time to wait. An item that was not read from a document may have its seconds as a header field.
pub fn retry_after_of<T: RetryAfterValue>(item: &Item) -> Result<T, FieldReadError> {
    let in_header = || item.header("retry-after")?.parse().ok().map(Duration::from_secs);
    T::from_wait(item.retry_after().or_else(in_header))
}

/// The type of a field that is read back from a header or a description.
#[diagnostic::on_unimplemented(
    message = "a field is read back from text with `FromStr`, which `{Self}` lacks",
    label = "not read from a header or a description",
    note = "use a type that implements `FromStr`, or an `Option` of one; or give the field another role, such as `#[outcome(extension = \"...\")]`"
)]
pub trait FromText<How>: Sized {
    /// Returns the value. `what` names the text in an error.
    fn from_text(text: Option<&str>, what: &'static str) -> Result<Self, FieldReadError>;
}

/// Marks an implementation by `FromStr`.
pub enum Parsed {}

impl<T: FromStr> FromText<Parsed> for T {
    fn from_text(text: Option<&str>, what: &'static str) -> Result<Self, FieldReadError> {
        let text = text.ok_or(FieldReadError::Absent(what))?;
        text.parse().map_err(|_| FieldReadError::Invalid(format!("`{text}` is not a `{}`", type_name::<T>())))
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromStr> FromText<Optional> for Option<T> {
    fn from_text(text: Option<&str>, what: &'static str) -> Result<Self, FieldReadError> {
        text.map(|text| T::from_text(Some(text), what)).transpose()
    }
}

/// Marks an implementation for a string type without `FromStr`.
pub enum Copied {}

macro_rules! strings {
    ($($string:ty)+) => {
        $(impl FromText<Copied> for $string {
            fn from_text(text: Option<&str>, what: &'static str) -> Result<Self, FieldReadError> {
                text.map(|text| text.to_owned().into()).ok_or(FieldReadError::Absent(what))
            }
        }

        impl FromText<Copied> for Option<$string> {
            fn from_text(text: Option<&str>, _: &'static str) -> Result<Self, FieldReadError> {
                Ok(text.map(|text| text.to_owned().into()))
            }
        })+
    };
}
strings!(Cow<'static, str> Box<str> Arc<str>);

/// Reads the value of a header field, without the text around it.
pub fn header_of<How, T: FromText<How>>(
    item: &Item,
    name: &str,
    before: &str,
    after: &str,
) -> Result<T, FieldReadError> {
    let Some(value) = item.header(name) else { return T::from_text(None, "such header field") };
    between(value, before, after).and_then(|text| T::from_text(Some(text), "such header field"))
}

/// Reads the description, without the text around the field.
pub fn described<How, T: FromText<How>>(item: &Item, before: &str, after: &str) -> Result<T, FieldReadError> {
    let text = item.description();
    if text.is_empty() && !(before.is_empty() && after.is_empty()) {
        return T::from_text(None, "description");
    }
    between(text, before, after).and_then(|text| T::from_text(Some(text), "description"))
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Result<&'t str, FieldReadError> {
    let inner = text.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    inner.ok_or_else(|| FieldReadError::Invalid(format!("`{text}` is not `{before}...{after}`")))
}

/// Reads an extension member of the problem.
pub fn member_of<T: DeserializeOwned>(item: &Item, name: &str) -> Result<T, FieldReadError> {
    deserialize(item.extensions().get(name), item.is_untyped(), "such member")
}

/// Reads the body.
pub fn body_of<T: DeserializeOwned>(item: &Item) -> Result<T, FieldReadError> {
    deserialize(item.body(), false, "body")
}

fn deserialize<T: DeserializeOwned>(
    value: Option<&serde_json::Value>,
    untyped: bool,
    what: &'static str,
) -> Result<T, FieldReadError> {
    match value {
        // As in serde, only an `Option` accepts an absent value.
        None => T::deserialize(ExtensionMember::Absent).map_err(|_| FieldReadError::Absent(what)),
        Some(value) if untyped => {
            T::deserialize(ExtensionMember::Text(value)).map_err(|error| FieldReadError::Invalid(error.to_string()))
        }
        Some(value) => T::deserialize(value).map_err(|error| FieldReadError::Invalid(error.to_string())),
    }
}

/// The type of the field of an `other` variant.
#[diagnostic::on_unimplemented(
    message = "the field of an `#[outcome(other)]` variant keeps the item, but `{Self}` cannot",
    label = "expected `multistatus::Item` or `Box<multistatus::Item>`"
)]
pub trait KeepsItem {
    /// Returns the field that holds the item.
    fn keep(item: Item) -> Self;
}

#[diagnostic::do_not_recommend]
impl KeepsItem for Item {
    fn keep(item: Item) -> Self {
        item
    }
}

#[diagnostic::do_not_recommend]
impl KeepsItem for Box<Item> {
    fn keep(item: Item) -> Self {
        Self::new(item)
    }
}

/// Keeps an item that no variant matches.
pub fn keep<T: KeepsItem>(item: Item) -> T {
    T::keep(item)
}
