//! Documents of schemars.

use multistatus::{Item, MultiStatus, Refused, Settled, Streamed, schema::ProblemBody};
use serde_json::{Value, json};

use crate::{assert_invalid, assert_valid, dangling, orders::*};

#[test]
fn no_reference_dangles() {
    for schema in [
        schemars::schema_for!(Create),
        schemars::schema_for!(MultiStatus<Create>),
        schemars::schema_for!(Streamed<Settled<Create>>),
        schemars::schema_for!(Refused),
    ] {
        assert_eq!(dangling(schema.as_value()), [""; 0]);
        jsonschema::meta::validate(schema.as_value()).expect("a valid schema");
    }
}

#[test]
fn the_schema_of_a_multi_status_is_golden() {
    insta::assert_json_snapshot!(schemars::schema_for!(MultiStatus<Pay>));
}

#[test]
fn a_schema_has_the_name_of_its_type() {
    let schema = schemars::schema_for!(MultiStatus<Create>);
    assert_eq!(schema.get("title"), Some(&json!("MultiStatus_Create")));
    let definitions: Vec<&String> = schema.get("$defs").unwrap().as_object().unwrap().keys().collect();
    assert_eq!(definitions, ["ItemBody_Create", "Line", "Order"]);
}

#[test]
fn an_item_that_was_read_may_be_anything() {
    let schema = schemars::schema_for!(MultiStatus<Item>).to_value();
    let summary = json!({"total": 1, "succeeded": 0, "failed": 1, "retryable": 0, "complete": true});
    let body = |item: Value| json!({"responses": [item], "summary": summary});
    assert_valid(&schema, "", &body(json!({"id": "a", "index": 0, "status": 418, "body": [1, 2]})));
    assert_invalid(&schema, "", &body(json!({"id": "a", "index": 0, "status": 100})));
    assert_invalid(&schema, "", &body(json!({"id": "a", "status": 418})));
    assert_invalid(&schema, "", &json!({"responses": []}));
}

#[test]
fn any_problem_is_what_its_schema_says() {
    let schema = schemars::schema_for!(ProblemBody).to_value();
    assert_valid(&schema, "", &json!({"type": "about:blank", "title": "Not Found", "status": 404, "limit": 3}));
    assert_invalid(&schema, "", &json!({"type": "about:blank", "status": 204}));
    assert_invalid(&schema, "", &json!({"title": "Not Found"}));
}
