//! Errors of a field that is read back from an item.

use crate::item::{
    Item,
    from_item::{Unrecognized, UnrecognizedReason},
};

/// Why a field has no value.
pub enum FieldReadError {
    /// The item does not have it.
    Absent(&'static str),
    /// The item has another value than the type of the field allows.
    Invalid(String),
}

/// A field without a value, and its name.
pub struct NamedFieldError {
    field: &'static str,
    error: FieldReadError,
}

/// Adds the name of the field to its error.
pub fn field<T>(field: &'static str, read: Result<T, FieldReadError>) -> Result<T, NamedFieldError> {
    read.map_err(|error| NamedFieldError { field, error })
}

/// Reads the fields of a variant. Returns the item in the error if a field has no value.
pub fn read<T>(
    item: Item,
    variant: &'static str,
    fields: fn(&Item) -> Result<T, NamedFieldError>,
) -> Result<T, Unrecognized> {
    fields(&item).map_err(|NamedFieldError { field, error }| {
        let problem = match error {
            FieldReadError::Absent(what) => format!("the item has no {what}"),
            FieldReadError::Invalid(problem) => problem,
        };
        Unrecognized { item: Box::new(item), reason: UnrecognizedReason::Field { variant, field, problem } }
    })
}
