//! An example of a value, made from its schema.

use serde_json::{Map, Value, json};

/// The number of references that lead from one schema to another: a type may contain itself.
const DEPTH: usize = 4;

/// Returns a value that a schema accepts. `None` if the schema does not say enough. `definition` returns the schema that a
/// reference refers to.
pub(crate) fn example_of(schema: &Value, definition: &dyn Fn(&str) -> Option<Value>) -> Option<Value> {
    Examples { definition, depth: 0 }.of(schema)
}

struct Examples<'d> {
    definition: &'d dyn Fn(&str) -> Option<Value>,
    depth: usize,
}

impl Examples<'_> {
    fn of(&self, schema: &Value) -> Option<Value> {
        let given = ["/examples/0", "/example", "/default", "/enum/0", "/const"];
        if let Some(value) = given.iter().find_map(|pointer| schema.pointer(pointer)) {
            return Some(value.clone());
        }
        if let Some(reference) = schema.get("$ref") {
            if self.depth >= DEPTH {
                return None;
            }
            let referred = (self.definition)(reference.as_str()?)?;
            return Examples { definition: self.definition, depth: self.depth + 1 }.of(&referred);
        }
        if let Some(alternatives) = schema.get("oneOf").or_else(|| schema.get("anyOf")) {
            return alternatives.as_array()?.iter().find_map(|alternative| self.of(alternative));
        }
        let type_name = match schema.get("type")? {
            Value::Array(names) => names.first()?,
            name => name,
        };
        let is_free = |keys: &[&str]| keys.iter().all(|key| schema.get(key).is_none());
        match type_name.as_str()? {
            "string" if is_free(&["minLength", "maxLength", "pattern"]) => string(schema.get("format")),
            "integer" | "number" if is_free(&["maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]) => {
                Some(schema.get("minimum").cloned().unwrap_or_else(|| json!(0)))
            }
            "boolean" => Some(json!(true)),
            "null" => Some(Value::Null),
            "array" if is_free(&["minItems", "prefixItems", "contains"]) => Some(json!([])),
            "object" if is_free(&["minProperties", "allOf"]) => self.object(schema),
            _ => None,
        }
    }

    /// Returns an object with the members that the schema requires.
    fn object(&self, schema: &Value) -> Option<Value> {
        let required = schema.get("required").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let member = |name: &Value| {
            let name = name.as_str()?;
            Some((name.to_owned(), self.of(schema.get("properties")?.get(name)?)?))
        };
        required.iter().map(member).collect::<Option<Map<_, _>>>().map(Value::Object)
    }
}

/// Returns a string of a format.
fn string(format: Option<&Value>) -> Option<Value> {
    let Some(format) = format else { return Some(json!("text")) };
    match format.as_str()? {
        "uuid" => Some(json!("00000000-0000-0000-0000-000000000000")),
        "date" => Some(json!("2030-01-31")),
        "date-time" => Some(json!("2030-01-31T12:00:00Z")),
        "uri-reference" | "uri" => Some(json!("https://example.com/")),
        _ => None,
    }
}
