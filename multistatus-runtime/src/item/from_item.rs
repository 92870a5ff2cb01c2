//! From an item to the enum that names what it says: the inverse of `Outcome`.

use http::StatusCode;
use thiserror::Error;

use super::Item;

/// A type that an [`Item`] can be read into.
///
/// Derive it beside [`Outcome`](crate::Outcome) with [`derive(FromItem)`](derive@crate::FromItem), from the same attributes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from an item of a multi-status",
    label = "does not say which items it names",
    note = "if `{Self}` is yours, add `#[derive(FromItem)]` to it; to read items as they are, use `multistatus::Item`"
)]
pub trait FromItem: Sized {
    /// Reads an item.
    ///
    /// # Errors
    ///
    /// Where the item is none of what this type names, or lacks something that it needs. The item comes back, so that
    /// somebody else can try it.
    fn from_item(item: Item) -> Result<Self, Unrecognized>;
}

/// An item that is none of what a type names.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{reason}")]
#[non_exhaustive]
pub struct Unrecognized {
    /// The item, whole.
    pub item: Box<Item>,
    /// Why it was not read.
    pub reason: UnrecognizedReason,
}

/// Why an item was not read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UnrecognizedReason {
    /// No variant has this status, condition and problem type.
    #[error("no variant is for an item with status {status}")]
    NoVariant {
        /// The status of the item.
        status: StatusCode,
    },
    /// A variant is for such an item, and a field of it cannot be filled.
    #[error("`{variant}` needs `{field}`: {problem}")]
    Field {
        /// The variant.
        variant: &'static str,
        /// The field.
        field: &'static str,
        /// What is missing or wrong.
        problem: String,
    },
}

impl Unrecognized {
    /// An item that no variant is for.
    pub fn no_variant(item: Item) -> Self {
        let status = item.status();
        Self { item: Box::new(item), reason: UnrecognizedReason::NoVariant { status } }
    }
}

/// An item is read as it is.
impl FromItem for Item {
    fn from_item(item: Item) -> Result<Self, Unrecognized> {
        Ok(item)
    }
}

/// Of an item the status alone.
impl FromItem for StatusCode {
    fn from_item(item: Item) -> Result<Self, Unrecognized> {
        Ok(item.status())
    }
}

impl<T: FromItem> FromItem for Box<T> {
    fn from_item(item: Item) -> Result<Self, Unrecognized> {
        T::from_item(item).map(Self::new)
    }
}

/// What succeeded is asked first, then what went wrong: the inverse of the `Outcome` of a `Result`.
impl<T: FromItem, E: FromItem> FromItem for Result<T, E> {
    fn from_item(item: Item) -> Result<Self, Unrecognized> {
        T::from_item(item).map(Ok).or_else(|refused| E::from_item(*refused.item).map(Err))
    }
}
