//! One order as a client sends it, and what is wrong with it by itself.

use multistatus::batch::FieldError;
use serde::{Deserialize, Serialize};

/// The most pieces in one order.
const MOST_PIECES: u32 = 100;

/// The most characters in a name.
const LONGEST: usize = 100;

/// An order that is to be created.
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
    /// What is wrong with each of its members.
    pub(crate) fn check(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for (pointer, name) in [("/id", &self.id), ("/sku", &self.sku)] {
            if name.is_empty() || name.chars().count() > LONGEST {
                errors.push(FieldError::new(pointer, format!("expected a name of 1 to {LONGEST} characters")));
            }
        }
        if !(1..=MOST_PIECES).contains(&self.quantity) {
            let detail = format!("expected 1 to {MOST_PIECES} pieces, got {}", self.quantity);
            errors.push(FieldError::new("/quantity", detail));
        }
        errors
    }
}
