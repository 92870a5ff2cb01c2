//! What differs between conventions for the handler: where an operation has the key of its record, and what the response to a
//! success says of the record.

use base64::{Engine, prelude::BASE64_STANDARD};
use multistatus::batch::requests::Operation;
use serde_json::{Value, json};

/// The part of an operation that is the key of its record.
#[derive(Clone, Copy, Debug)]
enum Key {
    /// The text at this JSON pointer in the body; without one, the last segment of the target.
    Body(&'static str),
    /// The text at this JSON pointer in the body, in Base64.
    Base64(&'static str),
    /// The id of the operation.
    Id,
    /// The last segment of the target.
    Target,
}

/// What the handler knows of a convention.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Convention {
    key: Key,
    record: fn(&str) -> Value,
}

impl Convention {
    /// Returns the key of the record that an operation writes.
    pub(crate) fn key(&self, operation: &Operation<Value>) -> Option<String> {
        let text = |pointer| operation.body.as_ref().and_then(|body| body.pointer(pointer)?.as_str());
        match self.key {
            Key::Body(pointer) => text(pointer).or_else(|| segment(&operation.target)).map(str::to_owned),
            Key::Base64(pointer) => String::from_utf8(BASE64_STANDARD.decode(text(pointer)?).ok()?).ok(),
            Key::Id => operation.id.as_deref().map(str::to_owned),
            Key::Target => segment(&operation.target).map(str::to_owned),
        }
    }

    /// Returns the representation of a record, if the response to a success has one.
    pub(crate) fn record(&self, key: &str) -> Option<Value> {
        Some((self.record)(key)).filter(|record| !record.is_null())
    }
}

/// Returns the last segment of a path.
fn segment(target: &str) -> Option<&str> {
    let path = target.split('?').next()?;
    path.rsplit('/').next().filter(|segment| !segment.is_empty())
}

const fn convention(key: Key, record: fn(&str) -> Value) -> Convention {
    Convention { key, record }
}

fn nothing(_: &str) -> Value {
    Value::Null
}

fn name(key: &str) -> Value {
    json!({"name": key})
}

/// The time of each change, which a real service would know.
const TIME: &str = "2026-01-01T00:00:00.000Z";

pub(crate) const GRAPH: Convention = convention(Key::Body("/name"), name);
pub(crate) const KINTO: Convention = convention(Key::Body("/data/name"), |key| json!({"data": {"name": key}}));
pub(crate) const SCIM: Convention = convention(Key::Body("/userName"), nothing);
pub(crate) const ELASTIC: Convention = convention(Key::Id, nothing);
pub(crate) const FHIR: Convention = convention(Key::Body("/id"), nothing);
pub(crate) const COSMOS: Convention = convention(Key::Body("/id"), |key| json!({"id": key}));
pub(crate) const SEARCH: Convention = convention(Key::Id, nothing);
pub(crate) const BIGQUERY: Convention = convention(Key::Body("/name"), nothing);
pub(crate) const NAKADI: Convention = convention(Key::Body("/name"), nothing);
pub(crate) const FILES: Convention = convention(Key::Target, nothing);
pub(crate) const DYNAMODB: Convention = convention(Key::Body("/id/S"), nothing);
pub(crate) const KINESIS: Convention =
    convention(Key::Body("/PartitionKey"), |_| json!({"SequenceNumber": "1", "ShardId": "shardId-000000000000"}));
pub(crate) const FIREHOSE: Convention = convention(Key::Base64("/Data"), |key| json!({"RecordId": key}));
pub(crate) const EVENTBRIDGE: Convention = convention(Key::Body("/DetailType"), |key| json!({"EventId": key}));
pub(crate) const SNS: Convention = convention(Key::Body("/Message"), |key| json!({"MessageId": key}));
pub(crate) const SQS: Convention = convention(
    Key::Body("/MessageBody"),
    |key| json!({"MessageId": key, "MD5OfMessageBody": format!("{:x}", md5::compute(key))}),
);
pub(crate) const HUBSPOT: Convention = convention(
    Key::Body("/properties/name"),
    |key| json!({"id": key, "properties": {"name": key}, "createdAt": TIME, "updatedAt": TIME, "archived": false}),
);
pub(crate) const SALESFORCE: Convention = convention(Key::Body("/Name"), |key| json!({"id": key}));
pub(crate) const JSON_API: Convention =
    convention(Key::Body("/attributes/name"), |key| json!({"type": "records", "id": key, "attributes": {"name": key}}));
pub(crate) const OPENAI: Convention = convention(Key::Id, |key| {
    let message = json!({"role": "assistant", "content": key, "refusal": null});
    let choice = json!({"index": 0, "finish_reason": "stop", "logprobs": null, "message": message});
    json!({"id": key, "object": "chat.completion", "created": 0, "model": "a model", "choices": [choice]})
});
pub(crate) const ANTHROPIC: Convention = convention(Key::Id, |key| {
    let usage = json!({"input_tokens": 1, "output_tokens": 1});
    json!({"id": key, "type": "message", "role": "assistant", "model": "a model", "content": [{"type": "text", "text": key}],
        "stop_reason": "end_turn", "stop_sequence": null, "usage": usage})
});
