//! The schema of an item of the default JSON, and of the body of one outcome alone.

use serde_json::{Map, Value, json};

use super::{
    generator::SchemaOf,
    problem::{self, has_text, problem, status},
    variants::{Undeclared, VariantSchema},
};
use crate::outcome::{
    Retry, StatusClass,
    problem::{PROBLEM_JSON, may_have_body},
};

/// The media type of a body that is not a problem.
pub(crate) const JSON: &str = "application/json";

const CONTENT_TYPE: &str = "Content-Type";

/// The bodies that a variant can have.
#[derive(Default)]
struct BodySchemas {
    /// The schemas, each with its media type.
    alternatives: Vec<(&'static str, Value)>,
    /// True if there is always one.
    required: bool,
}

/// Returns the bodies that a variant can have: its own, or the problem of a failure.
fn bodies<G: SchemaOf<Value>>(variant: &VariantSchema, generator: &mut G) -> BodySchemas {
    let class = variant.info.status.map(StatusClass::of);
    if variant.info.status.is_some_and(|status| !may_have_body(status.as_u16())) {
        return BodySchemas::default();
    }
    let mut alternatives = Vec::new();
    match &variant.body {
        Some(body) => alternatives.push((JSON, body.schema.clone())),
        None if variant.undeclared == Undeclared::Unknown => alternatives.push((JSON, generator.schema_of())),
        None => {}
    }
    let may_fail = class.is_none_or(|class| class == StatusClass::Failure);
    let is_replaced = variant.body.as_ref().is_some_and(|body| body.required);
    if may_fail && !is_replaced {
        alternatives.push((PROBLEM_JSON, problem(variant)));
    }
    // A status that is not fixed may be one without a body.
    let required = class.is_some() && (is_replaced || class == Some(StatusClass::Failure));
    BodySchemas { alternatives, required }
}

/// Returns the bodies that a variant can have as a response of its own: a problem has the description of the variant.
pub(crate) fn single_bodies<G: SchemaOf<Value>>(
    variant: &VariantSchema,
    generator: &mut G,
) -> Vec<(&'static str, Value)> {
    let mut alternatives = bodies(variant, generator).alternatives;
    for (media_type, schema) in &mut alternatives {
        if let Some(text) = description(variant).filter(|_| *media_type == PROBLEM_JSON) {
            schema["description"] = text.into();
        }
    }
    alternatives
}

/// Returns the schema of an item with one of these outcomes.
pub(crate) fn item<G: SchemaOf<Value>>(variants: &[VariantSchema], generator: &mut G) -> Value {
    let mut items: Vec<Value> = variants.iter().map(|variant| item_of(variant, generator)).collect();
    items.push(no_outcome());
    any_of(items)
}

/// Returns the schema of an item with this outcome.
fn item_of<G: SchemaOf<Value>>(variant: &VariantSchema, generator: &mut G) -> Value {
    let info = &variant.info;
    let BodySchemas { alternatives, required: has_body } = bodies(variant, generator);
    let mut properties = names();
    let mut required = vec!["id", "index", "status"];
    properties.insert("status".to_owned(), status(variant, 200));
    if info.status.is_none_or(|status| StatusClass::of(status) != StatusClass::Failure) {
        properties.insert("description".to_owned(), json!({"type": "string"}));
        if info.status.is_some() && has_text(info.description) {
            required.push("description");
        }
    }
    let mut headers = headers(variant);
    if !alternatives.is_empty() {
        let mut media_types: Vec<&str> = alternatives.iter().map(|(media_type, _)| *media_type).collect();
        media_types.dedup();
        let is_own = headers.keys().any(|name| name.eq_ignore_ascii_case(CONTENT_TYPE));
        if !is_own {
            headers.insert(CONTENT_TYPE.to_owned(), json!({"type": "string", "enum": media_types}));
        }
        properties.insert("body".to_owned(), any_of(alternatives.into_iter().map(|(_, schema)| schema).collect()));
    }
    if !headers.is_empty() {
        let mut schema = json!({"type": "object", "properties": headers});
        if has_body && schema["properties"].get(CONTENT_TYPE).is_some() {
            schema["required"] = json!([CONTENT_TYPE]);
        }
        properties.insert("headers".to_owned(), schema);
    }
    if has_body {
        required.extend(["headers", "body"]);
    }
    let mut schema = json!({"type": "object", "title": info.name, "properties": properties, "required": required});
    if let Some(text) = description(variant) {
        schema["description"] = text.into();
    }
    if let Some(example) = example(variant) {
        schema["examples"] = json!([example]);
    }
    schema
}

/// Returns the schema of an item without an outcome.
fn no_outcome() -> Value {
    json!({
        "type": "object",
        "title": "NoOutcome",
        "description": "The service failed to report this item, or the items from this one on.",
        "properties": {
            "id": id(),
            "index": index(),
            "status": {"type": "integer", "enum": [500]},
            "body": problem::any(),
        },
        "required": ["id", "index", "status", "body"],
    })
}

/// Returns an item with this outcome, as its declaration writes it.
pub(crate) fn example(variant: &VariantSchema) -> Option<Value> {
    let code = variant.info.status?;
    let failed = StatusClass::of(code) == StatusClass::Failure;
    let mut item = json!({"id": "0", "index": 0, "status": code.as_u16()});
    if !failed && !variant.info.description.is_empty() {
        item["description"] = variant.info.description.into();
    }
    let (media_type, body) = match &variant.body {
        _ if !may_have_body(code.as_u16()) => return Some(item),
        Some(body) if body.required => (JSON, body.example.clone()?),
        _ if failed => (PROBLEM_JSON, problem::example(variant)?),
        _ => return Some(item),
    };
    item["headers"] = json!({CONTENT_TYPE: media_type});
    item["body"] = body;
    Some(item)
}

/// Returns the header fields that a variant may have.
fn headers(variant: &VariantSchema) -> Map<String, Value> {
    variant.info.headers.iter().map(|name| ((*name).to_owned(), json!({"type": "string"}))).collect()
}

/// Returns the doc comment of a variant, and its retry class if it names one.
pub(crate) fn description(variant: &VariantSchema) -> Option<String> {
    let docs = Some(variant.info.docs).filter(|docs| !docs.is_empty());
    let retry = variant.info.retry.map(|retry| match retry {
        Retry::Never => "Sending it again cannot succeed.",
        Retry::Safe => "It was not applied, and may be sent again.",
        Retry::IfIdempotent => "It may have been applied: send it again only if that is harmless.",
        Retry::WithCause => "Another item failed: send both again.",
    });
    let texts: Vec<&str> = docs.into_iter().chain(retry).collect();
    (!texts.is_empty()).then(|| texts.join("\n\n"))
}

/// Returns the members that name an item.
fn names() -> Map<String, Value> {
    [("id".to_owned(), id()), ("index".to_owned(), index())].into_iter().collect()
}

fn id() -> Value {
    json!({"type": "string", "description": "The key of the item; without one, its index in decimal."})
}

fn index() -> Value {
    json!({"type": "integer", "minimum": 0, "description": "The position of the item in the request, from 0."})
}

/// Returns a schema that accepts what one of these accepts. Two of them may accept the same value, which `oneOf` forbids.
pub(crate) fn any_of(schemas: Vec<Value>) -> Value {
    let mut distinct: Vec<Value> = Vec::new();
    for schema in schemas {
        if !distinct.contains(&schema) {
            distinct.push(schema);
        }
    }
    if distinct.len() == 1 { distinct.remove(0) } else { json!({"anyOf": distinct}) }
}
