//! How a field is read back from an item, for generated code. The messages are what a user reads when it holds a type that
//! cannot be.

use std::{borrow::Cow, str::FromStr, sync::Arc, time::Duration};

use http::StatusCode;
use serde::de::DeserializeOwned;

use super::roles::{CodeField, Direct, Optional, RetryAfterField};
use crate::{
    item::{
        Item,
        from_item::{Unrecognized, UnrecognizedReason},
        member::Member,
    },
    key::{Key, KeyRef},
    outcome::{FailedCondition, StatusClass, header::retry_after_seconds},
};

/// Why a field has no value.
pub enum Trouble {
    /// The item does not say it.
    Absent(&'static str),
    /// The item says something else.
    Wrong(String),
}

/// A field that could not be filled.
pub struct Unfilled {
    field: &'static str,
    trouble: Trouble,
}

/// Whether an item is for a variant with this status, type and conditions. A type and conditions explain a failure (RFC 9457
/// section 1, RFC 4918 section 16), so nothing else carries them.
pub fn fits(item: &Item, status: StatusCode, problem_type: &str, conditions: &[(&str, &str)]) -> bool {
    item.status() == status
        && (StatusClass::of(status) != StatusClass::Failure || describes(item, problem_type, conditions))
}

/// Whether an item says this of a failure; an empty type is any.
pub fn describes(item: &Item, problem_type: &str, conditions: &[(&str, &str)]) -> bool {
    let typed = problem_type.is_empty() || item.problem_type() == Some(problem_type);
    typed && conditions.iter().all(|(namespace, name)| find_condition(item, namespace, name).is_some())
}

fn find_condition<'i>(item: &'i Item, namespace: &str, name: &str) -> Option<&'i FailedCondition> {
    item.conditions().iter().find(|failed| {
        let condition = failed.condition();
        condition.namespace() == namespace && condition.name() == name
    })
}

/// Whether two constants differ; else a panic of the constant evaluation, which says why they must.
pub const fn apart(first: StatusCode, second: StatusCode, message: &'static str) {
    assert!(first.as_u16() != second.as_u16(), "{}", message);
}

/// Reads a variant, and gives the item back where a field cannot be filled.
pub fn read<T>(item: Item, variant: &'static str, fields: fn(&Item) -> Result<T, Unfilled>) -> Result<T, Unrecognized> {
    fields(&item).map_err(|Unfilled { field, trouble }| {
        let problem = match trouble {
            Trouble::Absent(what) => format!("the item has no {what}"),
            Trouble::Wrong(problem) => problem,
        };
        Unrecognized { item: Box::new(item), reason: UnrecognizedReason::Field { variant, field, problem } }
    })
}

/// Says which field is in trouble.
pub fn field<T>(field: &'static str, read: Result<T, Trouble>) -> Result<T, Unfilled> {
    read.map_err(|trouble| Unfilled { field, trouble })
}

/// A field that is read from nothing.
pub fn default_of<T: Default>() -> T {
    T::default()
}

/// A field that may be missing.
pub fn or_default<T: Default>(read: Result<T, Trouble>) -> Result<T, Trouble> {
    match read {
        Err(Trouble::Absent(_)) => Ok(T::default()),
        read => read,
    }
}

/// A field with the role `href` or `condition_href`, as it is read back.
#[diagnostic::on_unimplemented(
    message = "a field with an href is read back from a key, which `{Self}` cannot be",
    label = "not made of a key",
    note = "use `String`, `multistatus::Key` or an `Option` of one, or write `impl From<multistatus::outcome::KeyRef<'_>> for {Self}`"
)]
pub trait FromHref<How>: Sized {
    /// The value.
    fn from_href(href: Option<&Key>) -> Option<Self>;
}

impl<T: for<'a> From<KeyRef<'a>>> FromHref<Direct> for T {
    fn from_href(href: Option<&Key>) -> Option<Self> {
        href.map(|href| KeyRef::from(href).into())
    }
}

impl<T: for<'a> From<KeyRef<'a>>> FromHref<Optional> for Option<T> {
    fn from_href(href: Option<&Key>) -> Option<Self> {
        Some(T::from_href(href))
    }
}

/// The key of the item.
pub fn href_of<How, T: FromHref<How>>(item: &Item) -> Result<T, Trouble> {
    T::from_href(item.key()).ok_or(Trouble::Absent("key"))
}

/// The href of one of its conditions.
pub fn condition_href_of<How, T: FromHref<How>>(item: &Item, namespace: &str, name: &str) -> Result<T, Trouble> {
    let condition = find_condition(item, namespace, name);
    T::from_href(condition.and_then(|condition| condition.hrefs().first()))
        .ok_or(Trouble::Absent("href of the condition"))
}

/// The status of the item.
pub fn code_of<How, T: CodeField<How>>(item: &Item) -> Result<T, Trouble> {
    Ok(T::from_code(item.status()))
}

/// The time to wait.
pub fn retry_after_of<How, T: RetryAfterField<How>>(item: &Item) -> Result<T, Trouble> {
    T::from_wait(item.retry_after())
}

/// A field that is read back from a header or a description.
#[diagnostic::on_unimplemented(
    message = "a field is read back from text with `FromStr`, which `{Self}` lacks",
    label = "not read from a header or a description",
    note = "use a type that implements `FromStr`, or an `Option` of one; or give the field another role, such as `#[outcome(extension = \"...\")]`"
)]
pub trait FromText<How>: Sized {
    /// The value.
    fn from_text(text: Option<&str>, what: &'static str) -> Result<Self, Trouble>;
}

/// `FromStr`, which the standard library implements for one kind of string only.
pub enum Parsed {}

impl<T: FromStr> FromText<Parsed> for T {
    fn from_text(text: Option<&str>, what: &'static str) -> Result<Self, Trouble> {
        let text = text.ok_or(Trouble::Absent(what))?;
        text.parse().map_err(|_| Trouble::Wrong(format!("`{text}` is no `{}`", std::any::type_name::<T>())))
    }
}

impl<T: FromStr> FromText<Optional> for Option<T> {
    fn from_text(text: Option<&str>, what: &'static str) -> Result<Self, Trouble> {
        text.map(|text| T::from_text(Some(text), what)).transpose()
    }
}

/// See [`Parsed`].
pub enum Copied {}

macro_rules! strings {
    ($($string:ty)+) => {
        $(impl FromText<Copied> for $string {
            fn from_text(text: Option<&str>, what: &'static str) -> Result<Self, Trouble> {
                text.map(|text| text.to_owned().into()).ok_or(Trouble::Absent(what))
            }
        }

        impl FromText<Copied> for Option<$string> {
            fn from_text(text: Option<&str>, _: &'static str) -> Result<Self, Trouble> {
                Ok(text.map(|text| text.to_owned().into()))
            }
        })+
    };
}
strings!(Cow<'static, str> Box<str> Arc<str>);

/// The value of a header field, without the text around it.
pub fn header_of<How, T: FromText<How>>(item: &Item, name: &str, before: &str, after: &str) -> Result<T, Trouble> {
    let value = match (item.header(name), item.retry_after()) {
        (Some(value), _) => Some(Cow::from(value)),
        // A reader takes this field apart.
        (None, Some(wait)) if name.eq_ignore_ascii_case("retry-after") => {
            Some(retry_after_seconds(wait).to_string().into())
        }
        (None, _) => None,
    };
    let Some(value) = value else { return T::from_text(None, "such header field") };
    between(&value, before, after).and_then(|text| T::from_text(Some(text), "such header field"))
}

/// The description, without the text around the field.
pub fn described<How, T: FromText<How>>(item: &Item, before: &str, after: &str) -> Result<T, Trouble> {
    let text = item.description();
    if text.is_empty() && !(before.is_empty() && after.is_empty()) {
        return T::from_text(None, "description");
    }
    between(text, before, after).and_then(|text| T::from_text(Some(text), "description"))
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Result<&'t str, Trouble> {
    let inner = text.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    inner.ok_or_else(|| Trouble::Wrong(format!("`{text}` is not `{before}...{after}`")))
}

/// A member of the problem.
pub fn member_of<T: DeserializeOwned>(item: &Item, name: &str) -> Result<T, Trouble> {
    deserialize(item.extensions().get(name), item.is_untyped(), "such member")
}

/// The body.
pub fn body_of<T: DeserializeOwned>(item: &Item) -> Result<T, Trouble> {
    deserialize(item.body(), false, "body")
}

fn deserialize<T: DeserializeOwned>(
    value: Option<&serde_json::Value>,
    untyped: bool,
    what: &'static str,
) -> Result<T, Trouble> {
    match value {
        // serde's way: an `Option` takes it, and nothing else does.
        None => T::deserialize(Member::Absent).map_err(|_| Trouble::Absent(what)),
        Some(value) if untyped => {
            T::deserialize(Member::Text(value)).map_err(|error| Trouble::Wrong(error.to_string()))
        }
        Some(value) => T::deserialize(value).map_err(|error| Trouble::Wrong(error.to_string())),
    }
}

/// The field of an `other` variant.
#[diagnostic::on_unimplemented(
    message = "the field of an `#[outcome(other)]` variant keeps the item, but `{Self}` cannot",
    label = "expected `multistatus::Item` or `Box<multistatus::Item>`"
)]
pub trait KeepsItem {
    /// The item, kept.
    fn keep(item: Item) -> Self;
}

impl KeepsItem for Item {
    fn keep(item: Item) -> Self {
        item
    }
}

impl KeepsItem for Box<Item> {
    fn keep(item: Item) -> Self {
        Self::new(item)
    }
}

/// Keeps what no variant is for.
pub fn keep<T: KeepsItem>(item: Item) -> T {
    T::keep(item)
}

/// A time to wait as an integer of seconds: what was sent, rounded up (RFC 9110 section 10.2.3).
pub(crate) fn seconds<T: TryFrom<u64>>(wait: Duration) -> Option<T> {
    retry_after_seconds(wait).try_into().ok()
}
