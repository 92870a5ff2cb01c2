//! What the handler does not know: where an operation of a convention has the key of its record, and how the convention
//! represents a record.

use base64::{Engine, prelude::BASE64_STANDARD};
use multistatus::batch::requests::Operation;
use serde_json::{Value, json};

/// What differs between conventions for the handler.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Convention {
    /// Returns the key of the record that an operation writes.
    pub(crate) key: fn(&Operation<Value>) -> Option<String>,
    /// Returns the representation of a record, as the response to a success has it.
    pub(crate) record: fn(&str) -> Option<Value>,
}
