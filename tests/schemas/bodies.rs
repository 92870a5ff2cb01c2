//! Bodies of every kind of outcome, as an item, as a line and alone, against the schemas of both generators.

use http_body_util::BodyExt;
use multistatus::{
    Json, JsonLines, MultiStatus, Outcome, OutcomeExt, Response,
    schema::{ItemBody, LineBody, SingleBody},
};
use serde_json::{Value, json};

use crate::{alternative, assert_invalid, assert_valid, openapi, orders::*, validator};

/// Returns a document of each generator, with the pointers of the schemas of a multi-status, an item, a line and a single
/// outcome.
fn documents() -> Vec<(Value, [String; 4])> {
    let mut generator = schemars::SchemaGenerator::default();
    let pointers = [
        generator.subschema_for::<MultiStatus<Create>>(),
        generator.subschema_for::<ItemBody<Create>>(),
        generator.subschema_for::<LineBody<Create>>(),
        generator.subschema_for::<SingleBody<Create>>(),
    ];
    let pointer = |schema: schemars::Schema| schema.get("$ref").unwrap().as_str().unwrap()[1..].to_owned();
    let json_schema = (json!({"$defs": generator.definitions()}), pointers.map(pointer));
    let pointers = ["MultiStatus_Create", "ItemBody_Create", "LineBody_Create", "SingleBody_Create"];
    let openapi = (openapi::document(), pointers.map(|name| format!("/components/schemas/{name}")));
    vec![json_schema, openapi]
}

fn items() -> Vec<(&'static str, Value)> {
    let (titles, outcomes): (Vec<_>, Vec<_>) = every_kind().into_iter().unzip();
    let body = MultiStatus::from_outcomes(outcomes).encode(&Json).unwrap();
    let Value::Array(items) = serde_json::from_slice::<Value>(&body).unwrap()["responses"].take() else { panic!() };
    titles.into_iter().zip(items).collect()
}

#[test]
fn a_multi_status_is_what_its_schema_says() {
    let outcomes = every_kind().into_iter().map(|(_, outcome)| outcome);
    let result = MultiStatus::from_outcomes(outcomes).description("some failed");
    let body = serde_json::from_slice(&result.encode(&Json).unwrap()).unwrap();
    for (document, [multi_status, ..]) in documents() {
        assert_valid(&document, &multi_status, &body);
    }
}

#[test]
fn an_item_is_what_the_schema_of_its_variant_says() {
    for (document, [_, item, ..]) in documents() {
        for (title, value) in items() {
            assert_valid(&document, &item, &value);
            assert_valid(&document, &alternative(&document, &item, title), &value);
        }
    }
}

#[test]
fn an_item_is_not_what_the_schema_of_another_status_says() {
    let statuses: Vec<(&str, u16)> =
        Create::OUTCOMES.iter().filter_map(|info| Some((info.name, info.status?.as_u16()))).collect();
    for (document, [_, item, ..]) in documents() {
        for (other, status) in &statuses {
            let validator = validator(&document, &alternative(&document, &item, other));
            for (title, value) in items().iter().filter(|(_, value)| value["status"] != *status) {
                assert!(!validator.is_valid(value), "{title} is {other}: {value}");
            }
        }
    }
}

#[test]
fn a_changed_item_is_not_what_its_schema_says() {
    let changes: [(&str, &str, Value); 12] = [
        ("Created", "/status", json!(200)),
        ("Created", "/index", json!("0")),
        ("Created", "/id", json!(0)),
        ("Created", "/body/id", json!("7")),
        ("Created", "/body/replaces/lines/0", json!({"price": 1})),
        ("Created", "/headers/Content-Type", json!("application/problem+json")),
        ("NoProduct", "/body/type", json!("about:blank")),
        ("NoProduct", "/body/status", json!(409)),
        ("OutOfStock", "/body/title", json!("Conflict")),
        ("OutOfStock", "/body/left", json!("two")),
        ("OutOfStock", "/body/stores/north", json!("none")),
        ("Locked", "/body/conditions/0/name", json!("{DAV:}no-conflicting-lock")),
    ];
    let missing = [
        ("Created", "", "index"),
        ("Created", "", "body"),
        ("Created", "", "headers"),
        ("Created", "/body", "lines"),
        ("Elsewhere", "", "description"),
        ("NoProduct", "", "body"),
        ("NoProduct", "/body", "detail"),
        ("NoProduct", "/body", "type"),
        ("NoCustomer", "/body", "title"),
        ("OutOfStock", "/body", "left"),
        ("Locked", "/body", "conditions"),
        ("TooLittle", "/body", "balance"),
    ];
    let item = |wanted: &str| items().into_iter().find(|(title, _)| *title == wanted).unwrap().1;
    for (document, [_, pointer, ..]) in documents() {
        for (title, member, value) in &changes {
            let mut item = item(title);
            match item.pointer_mut(member) {
                Some(old) => *old = value.clone(),
                None => item
                    .pointer_mut(member.rsplit_once('/').unwrap().0)
                    .unwrap()
                    .as_array_mut()
                    .unwrap()
                    .push(value.clone()),
            }
            assert_invalid(&document, &alternative(&document, &pointer, title), &item);
        }
        for (title, parent, member) in missing {
            let mut item = item(title);
            item.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(member).expect("a member");
            assert_invalid(&document, &alternative(&document, &pointer, title), &item);
        }
    }
}

#[test]
fn every_line_is_what_its_schema_says() {
    let outcomes = every_kind().into_iter().map(|(_, outcome)| outcome);
    let body = MultiStatus::from_outcomes(outcomes).description("some failed").encode(&JsonLines).unwrap();
    let lines: Vec<Value> =
        body.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    assert_eq!(lines.len(), every_kind().len() + 1);
    for (document, [_, _, pointer, _]) in documents() {
        lines.iter().for_each(|line| assert_valid(&document, &pointer, line));
        assert_invalid(&document, &pointer, &json!({"total": 1}));
    }
}

#[test]
fn items_without_an_outcome_are_what_the_schema_says() {
    let result = MultiStatus::<Create>::for_keys(["/a", "/b"]);
    let body = serde_json::from_slice(&result.encode(&Json).unwrap()).unwrap();
    for (document, [multi_status, ..]) in documents() {
        assert_valid(&document, &multi_status, &body);
    }
}

#[test]
fn the_examples_are_what_the_schemas_say() {
    for (document, [multi_status, item, ..]) in documents() {
        let whole = &document.pointer(&multi_status).unwrap()["examples"][0];
        assert_valid(&document, &multi_status, whole);
        let mut with_example = Vec::new();
        for (index, schema) in document.pointer(&item).unwrap()["anyOf"].as_array().unwrap().iter().enumerate() {
            for example in schema["examples"].as_array().into_iter().flatten() {
                assert_valid(&document, &format!("{item}/anyOf/{index}"), example);
                with_example.push(schema["title"].as_str().unwrap());
            }
        }
        let fixed = ["Created", "Unchanged", "Text", "Deleted", "Elsewhere", "NoProduct", "NoCustomer", "OutOfStock"];
        let failures = ["Locked", "Invalid", "Unreadable", "Throttled", "Closed", "Disk", "TooLittle", "NoBank"];
        assert_eq!(with_example, [fixed, failures].concat());
        let example = document.pointer(&format!("{}/examples/0", alternative(&document, &item, "NoProduct"))).unwrap();
        assert_eq!(
            example["body"],
            json!({
                "type": "https://example.com/problems/product",
                "status": 404,
                "detail": "no product {product}",
            })
        );
    }
}

async fn text(response: Response) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

#[tokio::test]
async fn a_single_outcome_is_what_its_response_says() {
    let responses = serde_json::to_value(<Create as utoipa::IntoResponses>::responses()).unwrap();
    let documents = documents();
    for (_, outcome) in every_kind() {
        let response = outcome.respond_to(&http::HeaderMap::new());
        let status = response.status().as_str().to_owned();
        let declared = responses.get(&status).or(responses.get("default")).expect("a response");
        for (name, _) in response.headers() {
            let name = name.as_str();
            let known = declared["headers"]
                .as_object()
                .is_some_and(|headers| headers.keys().any(|declared| declared.eq_ignore_ascii_case(name)));
            assert!(known || ["content-type", "content-length", "vary", "foreign"].contains(&name), "{status} {name}");
        }
        let content_type = response.headers().get("content-type").map(|value| value.to_str().unwrap().to_owned());
        let body = text(response).await;
        let Some(content_type) = content_type else {
            assert_eq!(body, "");
            continue;
        };
        let body: Value = serde_json::from_str(&body).unwrap();
        let media_type = if content_type == "text/plain" { "application/json" } else { &content_type };
        let schemas: Vec<&Value> = [Some(declared), responses.get("default")]
            .into_iter()
            .flatten()
            .filter_map(|declared| declared["content"][media_type].get("schema"))
            .collect();
        let alternatives = json!({"anyOf": schemas});
        assert_valid(&alternatives, "", &body);
        for (document, [.., single]) in &documents {
            assert_valid(document, single, &body);
        }
    }
}
