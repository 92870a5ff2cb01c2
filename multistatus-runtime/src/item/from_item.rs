//! `FromItem`: from an item to a named type, the inverse of `Outcome`.

use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;

use super::Item;
use crate::key::Key;
use crate::outcome::{Accepted, Created, Representation};

/// A type that an [`Item`] can be read into.
///
/// Derive it beside [`Outcome`](crate::Outcome) with [`derive(FromItem)`](derive@crate::FromItem), from the same attributes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from an item of a multi-status",
    label = "does not implement `FromItem`",
    note = "if `{Self}` is yours, add `#[derive(FromItem)]` to it; to read items as they are, use `multistatus::Item`"
)]
pub trait FromItem: Sized {
    /// Reads an item.
    ///
    /// # Errors
    ///
    /// Returns an error if no variant matches the item, or if a field cannot be read. The error has the item, so that another
    /// type can be tried.
    fn from_item(item: Item) -> Result<Self, Unrecognized>;
}

/// The error of an item that a type cannot be read from.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{reason}")]
#[non_exhaustive]
pub struct Unrecognized {
    /// The item.
    pub item: Box<Item>,
    /// The reason.
    pub reason: UnrecognizedReason,
}

/// The reason of [`Unrecognized`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UnrecognizedReason {
    /// No variant has this status, condition and problem type.
    #[error("no variant matches an item with status {status}")]
    NoVariant {
        /// The status of the item.
        status: StatusCode,
    },
    /// A variant matches the item, but one of its fields cannot be read.
    #[error("`{variant}` needs `{field}`: {problem}")]
    Field {
        /// The variant.
        variant: &'static str,
        /// The field.
        field: &'static str,
        /// The missing part or the invalid value.
        problem: String,
    },
}

impl Unrecognized {
    /// Creates the error of an item that no variant matches.
    pub fn no_variant(item: Item) -> Self {
        let status = item.status();
        Self { item: Box::new(item), reason: UnrecognizedReason::NoVariant { status } }
    }
}

/// Returns the item itself.
impl FromItem for Item {
    fn from_item(item: Item) -> Result<Self, Unrecognized> {
        Ok(item)
    }
}

/// Reads only the status of an item.
impl FromItem for StatusCode {
    fn from_item(item: Item) -> Result<Self, Unrecognized> {
        Ok(item.status())
    }
}

/// Reads an item of status 204.
impl FromItem for () {
    fn from_item(item: Item) -> Result<Self, Unrecognized> {
        with_status(item, StatusCode::NO_CONTENT).map(|_| ())
    }
}

/// Reads the body of an item of status 200.
impl<T: DeserializeOwned> FromItem for Representation<T> {
    fn from_item(item: Item) -> Result<Self, Unrecognized> {
        body(with_status(item, StatusCode::OK)?, "Representation").map(Self)
    }
}

/// Reads the body and the field `Location` of an item of status 201.
impl<T: DeserializeOwned> FromItem for Created<T> {
    fn from_item(item: Item) -> Result<Self, Unrecognized> {
        let item = with_status(item, StatusCode::CREATED)?;
        let Some(location) = item.location().map(Key::from) else {
            return Err(unreadable(item, "Created", "location", "the item has no header field `Location`".into()));
        };
        body(item, "Created").map(|body| Self { location, body })
    }
}

/// Reads the body of an item of status 202.
impl<T: DeserializeOwned> FromItem for Accepted<T> {
    fn from_item(item: Item) -> Result<Self, Unrecognized> {
        body(with_status(item, StatusCode::ACCEPTED)?, "Accepted").map(Self)
    }
}

fn with_status(item: Item, status: StatusCode) -> Result<Item, Unrecognized> {
    if item.status() == status { Ok(item) } else { Err(Unrecognized::no_variant(item)) }
}

/// Reads a body; an item without one is read like JSON's null.
fn body<T: DeserializeOwned>(item: Item, variant: &'static str) -> Result<T, Unrecognized> {
    T::deserialize(item.body().unwrap_or(&Value::Null))
        .map_err(|error| unreadable(item, variant, "body", error.to_string()))
}

fn unreadable(item: Item, variant: &'static str, field: &'static str, problem: String) -> Unrecognized {
    Unrecognized { item: Box::new(item), reason: UnrecognizedReason::Field { variant, field, problem } }
}

impl<T: FromItem> FromItem for Box<T> {
    fn from_item(item: Item) -> Result<Self, Unrecognized> {
        T::from_item(item).map(Self::new)
    }
}

/// Reads `T`, or else `E`: the inverse of the `Outcome` of a `Result`.
impl<T: FromItem, E: FromItem> FromItem for Result<T, E> {
    fn from_item(item: Item) -> Result<Self, Unrecognized> {
        T::from_item(item).map(Ok).or_else(|unrecognized| E::from_item(*unrecognized.item).map(Err))
    }
}
