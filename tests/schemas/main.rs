//! OpenAPI and JSON Schema of outcomes: what is written is what the schemas say.

mod bodies;
mod generics;
mod json_schema;
mod lints;
mod openapi;
mod orders;

use serde_json::{Value, json};

/// Returns a validator of the schema at `pointer` of a document.
fn validator(document: &Value, pointer: &str) -> jsonschema::Validator {
    let mut schema = document.clone();
    schema["$ref"] = json!(format!("#{pointer}"));
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    jsonschema::validator_for(&schema).expect("a schema")
}

#[track_caller]
fn assert_valid(document: &Value, pointer: &str, value: &Value) {
    let validator = validator(document, pointer);
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{error} at {}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{value:#}\n{:#}", document.pointer(pointer).expect("a schema"));
}

#[track_caller]
fn assert_invalid(document: &Value, pointer: &str, value: &Value) {
    let is_valid = validator(document, pointer).is_valid(value);
    assert!(!is_valid, "{value:#}\n{:#}", document.pointer(pointer).expect("a schema"));
}

/// Returns the references of a document that lead nowhere.
fn dangling(document: &Value) -> Vec<String> {
    fn walk(value: &Value, root: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                if let Some(reference) = members.get("$ref").and_then(Value::as_str)
                    && reference.strip_prefix('#').is_none_or(|pointer| root.pointer(pointer).is_none())
                {
                    found.push(reference.to_owned());
                }
                members.values().for_each(|member| walk(member, root, found));
            }
            Value::Array(elements) => elements.iter().for_each(|element| walk(element, root, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(document, document, &mut found);
    found
}

/// Returns the pointer of the alternative with this title.
fn alternative(document: &Value, pointer: &str, title: &str) -> String {
    let alternatives = document.pointer(pointer).expect("a schema")["anyOf"].as_array().expect("alternatives");
    let index = alternatives.iter().position(|schema| schema["title"] == title);
    format!("{pointer}/anyOf/{}", index.unwrap_or_else(|| panic!("no alternative {title}")))
}
