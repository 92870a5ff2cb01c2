//! One order as a client sends it, and the check of its fields.

use multistatus::batch::FieldError;
use serde::{Deserialize, Serialize};

/// Maximum number of units in one order.
const MAX_QUANTITY: u32 = 100;

/// Maximum length of an id or a sku, in characters.
const MAX_CHARS: usize = 100;

/// An order to create.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) sku: String,
    pub(crate) quantity: u32,
    /// The orders of the same batch that must be created before this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) depends_on: Vec<String>,
}

impl Order {
    /// Returns an error for each invalid field.
    pub(crate) fn check(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for (pointer, value) in [("/id", &self.id), ("/sku", &self.sku)] {
            if value.is_empty() || value.chars().count() > MAX_CHARS {
                errors.push(FieldError::new(pointer, format!("expected 1 to {MAX_CHARS} characters")));
            }
        }
        if !(1..=MAX_QUANTITY).contains(&self.quantity) {
            let detail = format!("expected a quantity from 1 to {MAX_QUANTITY}, got {}", self.quantity);
            errors.push(FieldError::new("/quantity", detail));
        }
        errors
    }
}
