//! The schema of a problem (RFC 9457), and an example of one.

use serde_json::{Map, Value, json};

use super::variants::{Undeclared, VariantSchema};
use crate::outcome::{Condition, StatusClass, problem::ABOUT_BLANK, reason};

/// Returns the schema of any problem.
pub(crate) fn any() -> Value {
    json!({
        "type": "object",
        "title": "Problem",
        "description": "A problem (RFC 9457). It may have further members.",
        "properties": {
            "type": uri_reference(),
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 999},
            "detail": {"type": "string"},
            "instance": uri_reference(),
        },
        "required": ["type", "status"],
    })
}

/// Returns the schema of the problem of a variant.
pub(crate) fn problem(variant: &VariantSchema) -> Value {
    let mut properties = Map::new();
    let mut required = vec!["type", "status"];
    let info = &variant.info;
    let problem_type = match (info.problem_type, variant.undeclared) {
        (None, Undeclared::Unknown | Undeclared::Hidden) => uri_reference(),
        (problem_type, _) => constant(problem_type.unwrap_or(ABOUT_BLANK)),
    };
    properties.insert("type".to_owned(), problem_type);
    let title = title(variant);
    if title.is_some() {
        required.push("title");
    }
    properties.insert("title".to_owned(), title.map_or(json!({"type": "string"}), constant));
    properties.insert("status".to_owned(), status(variant, 400));
    if has_text(info.description) {
        required.push("detail");
    }
    properties.insert("detail".to_owned(), json!({"type": "string"}));
    properties.insert("instance".to_owned(), uri_reference());
    for (name, member) in &variant.extensions {
        properties.insert((*name).to_owned(), member.schema.clone());
        if member.required {
            required.push(name);
        }
    }
    if !info.conditions.is_empty() {
        properties.insert("conditions".to_owned(), conditions(info.conditions));
        required.push("conditions");
    } else if variant.undeclared == Undeclared::Unknown {
        properties.insert("conditions".to_owned(), conditions(&[]));
    }
    let mut schema = json!({"type": "object", "title": info.name, "properties": properties, "required": required});
    if let Some(example) = example(variant) {
        schema["examples"] = json!([example]);
    }
    schema
}

/// Returns the problem of a variant as its declaration writes it: the description has its placeholders. `None` if the value
/// of a member is unknown.
pub(crate) fn example(variant: &VariantSchema) -> Option<Value> {
    let info = &variant.info;
    let status = info.status.filter(|status| StatusClass::of(*status) == StatusClass::Failure)?;
    let mut members = Map::new();
    members.insert("type".to_owned(), info.problem_type.unwrap_or(ABOUT_BLANK).into());
    if let Some(title) = title(variant) {
        members.insert("title".to_owned(), title.into());
    }
    members.insert("status".to_owned(), status.as_u16().into());
    if !info.description.is_empty() {
        members.insert("detail".to_owned(), info.description.into());
    }
    for (name, member) in variant.extensions.iter().filter(|(_, member)| member.required) {
        members.insert((*name).to_owned(), member.example.clone()?);
    }
    if !info.conditions.is_empty() {
        let named = info.conditions.iter().map(|condition| json!({"name": clark_name(condition)}));
        members.insert("conditions".to_owned(), named.collect());
    }
    Some(members.into())
}

/// Returns the schema of the status of a variant. If it is not fixed, it is `least` or more.
pub(crate) fn status(variant: &VariantSchema, least: u16) -> Value {
    match variant.info.status {
        Some(status) => json!({"type": "integer", "enum": [status.as_u16()]}),
        None => json!({"type": "integer", "minimum": least, "maximum": 999}),
    }
}

/// Returns the title that every problem of a variant has.
fn title(variant: &VariantSchema) -> Option<&'static str> {
    let info = &variant.info;
    let declared = info.title.filter(|title| !title.is_empty());
    // Only `about:blank` has the reason phrase as its title.
    let own_type = info.problem_type.is_some() || variant.undeclared != Undeclared::Absent;
    let reason = info.status.filter(|_| !own_type).map(reason);
    declared.or(reason).filter(|title| !title.is_empty())
}

/// Returns the schema of the conditions that every problem of a variant has; of any conditions if none are named.
fn conditions(named: &[Condition<'_>]) -> Value {
    let mut name = json!({"type": "string", "description": "The element of the condition, as `{namespace}name`."});
    if !named.is_empty() {
        name["enum"] = named.iter().map(clark_name).collect();
    }
    json!({
        "type": "array",
        "description": "The preconditions and postconditions that failed (RFC 4918 section 16).",
        "items": {
            "type": "object",
            "properties": {
                "name": name,
                "hrefs": {"type": "array", "items": uri_reference()},
                "content": {"type": "string", "description": "The content of the element, as XML."},
            },
            "required": ["name"],
        },
    })
}

fn clark_name(condition: &Condition<'_>) -> String {
    format!("{{{}}}{}", condition.namespace(), condition.name())
}

fn constant(text: &str) -> Value {
    json!({"type": "string", "enum": [text]})
}

fn uri_reference() -> Value {
    json!({"type": "string", "format": "uri-reference"})
}

/// True if a template has text beside its placeholders, so that what is written is never empty.
pub(crate) fn has_text(template: &str) -> bool {
    let mut rest = template;
    while let Some(first) = rest.chars().next() {
        if first != '{' || rest.starts_with("{{") {
            return true;
        }
        rest = rest.split_once('}').map_or("", |(_, rest)| rest);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_has_text_beside_its_placeholders() {
        for always in ["gone", "no {path}", "{path} gone", "{a} {b}", "{{}}", "{a:?}{{"] {
            assert!(has_text(always), "{always}");
        }
        for maybe in ["", "{path}", "{a}{b:?}", "{0:>5}"] {
            assert!(!has_text(maybe), "{maybe}");
        }
    }
}
