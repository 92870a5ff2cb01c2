//! What the handler does not know: where an operation of a convention has the key of its record, and how the convention
//! represents a record.

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

/// The key is the member `name` of the body, or else the last segment of the target.
pub(crate) const NAME: Convention =
    Convention { key: |operation| body(operation, "/name"), record: |key| Some(json!({"name": key})) };

/// Returns the text at a JSON pointer in the body of an operation; without one, the last segment of the target.
fn body(operation: &Operation<Value>, pointer: &str) -> Option<String> {
    let text = operation.body.as_ref().and_then(|body| body.pointer(pointer)?.as_str());
    text.map(str::to_owned).or_else(|| segment(operation))
}

/// Returns the last segment of the target.
fn segment(operation: &Operation<Value>) -> Option<String> {
    let path = operation.target.split('?').next()?;
    path.rsplit('/').next().filter(|segment| !segment.is_empty()).map(str::to_owned)
}
