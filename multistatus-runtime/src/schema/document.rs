//! The schemas of whole bodies: a multi-status, a line of JSON Lines, and one outcome alone.

use serde_json::{Value, json};

use super::{
    generator::SchemaOf,
    item::{self, any_of, single_bodies},
    variants::{OutcomeSchema, Variants},
};
use crate::outcome::StatusClass;

/// A generator that also collects definitions of items, so that a multi-status and a line refer to the same one.
pub trait Generator: SchemaOf<Value> + Sized {
    /// Returns the schema of an item with the outcome `O`, or a reference to it.
    fn item<O: OutcomeSchema<Self>>(&mut self) -> Value;
}

/// Returns the schema of an item with the outcome `O`.
pub(crate) fn item<O: OutcomeSchema<G>, G: Generator>(generator: &mut G) -> Value {
    let variants = Variants::of::<O>(generator);
    let mut schema = item::item(&variants, generator);
    schema["description"] = "An item of a multi-status: what happened to one operation.".into();
    schema
}

/// Returns the schema of a multi-status in the default JSON.
pub(crate) fn multi_status<O: OutcomeSchema<G>, G: Generator>(generator: &mut G) -> Value {
    let variants = Variants::of::<O>(generator);
    let items = generator.item::<O>();
    let mut schema = json!({
        "type": "object",
        "description": "The outcomes of a batch, in request order.",
        "properties": {
            "responses": {"type": "array", "items": items},
            "description": {"type": "string", "description": "A text about the batch as a whole."},
            "summary": summary(),
        },
        "required": ["responses", "summary"],
    });
    let mut counts = [0; 3];
    let mut examples = Vec::new();
    for variant in &variants {
        let (Some(status), Some(mut example)) = (variant.info.status, item::example(variant)) else { continue };
        example["id"] = examples.len().to_string().into();
        example["index"] = examples.len().into();
        examples.push(example);
        match StatusClass::of(status) {
            StatusClass::Success => counts[0] += 1,
            StatusClass::Failure => {
                counts[1] += 1;
                counts[2] += usize::from(variant.is_retryable(status));
            }
            StatusClass::Redirection => {}
        }
    }
    let [succeeded, failed, retryable] = counts;
    let total = examples.len();
    let summary = json!({
        "total": total, "succeeded": succeeded, "failed": failed, "retryable": retryable, "complete": true,
    });
    if total > 0 {
        schema["examples"] = json!([{"responses": examples, "summary": summary}]);
    }
    schema
}

/// Returns the schema of a line of JSON Lines: an item, or the summary.
pub(crate) fn line<O: OutcomeSchema<G>, G: Generator>(generator: &mut G) -> Value {
    let end = json!({
        "type": "object",
        "title": "SummaryLine",
        "description": "The last line.",
        "properties": {
            "description": {"type": "string", "description": "A text about the batch as a whole."},
            "summary": summary(),
        },
        "required": ["summary"],
    });
    any_of(vec![generator.item::<O>(), end])
}

/// Returns the schema of the body of one outcome alone.
pub(crate) fn single<O: OutcomeSchema<G>, G: Generator>(generator: &mut G) -> Value {
    let variants = Variants::of::<O>(generator);
    let bodies = variants.iter().flat_map(|variant| single_bodies(variant, generator));
    let bodies: Vec<Value> = bodies.map(|(_, schema)| schema).collect();
    if bodies.is_empty() { json!({"type": "null", "description": "There is no body."}) } else { any_of(bodies) }
}

/// Returns the schema of the counts: see [`Summary`](crate::Summary).
fn summary() -> Value {
    let count = |description: &str| json!({"type": "integer", "minimum": 0, "description": description});
    json!({
        "type": "object",
        "description": "The counts of the items. A redirection (3xx) is neither a success nor a failure.",
        "properties": {
            "total": count("The number of items, also those that the body does not list."),
            "succeeded": count("The number of items with a 2xx status."),
            "failed": count("The number of items with a status from 400 up."),
            "retryable": count("The number of failed items that may be sent again."),
            "complete": {
                "type": "boolean",
                "description": "False if there are items behind the last one whose outcomes are unknown.",
            },
        },
        "required": ["total", "succeeded", "failed", "retryable", "complete"],
    })
}
