//! The example `openapi`: what its service sends is what its document says. `.ci/openapi` tests it with other programs.

#[path = "../examples/openapi/outcome.rs"]
mod outcome;
#[path = "../examples/openapi/server.rs"]
mod server;
#[path = "../examples/openapi/store.rs"]
mod store;

use axum::{
    Router,
    body::Body,
    http::{Request, header::CONTENT_TYPE},
};
use http_body_util::BodyExt;
use jsonschema::{Draft, Registry, Validator};
use serde_json::{Value, json};
use tower::ServiceExt;

/// A response, and the description of it in the document.
struct Described {
    status: u16,
    /// The values of the body: one, or one for each line.
    values: Vec<Value>,
    schema: Validator,
}

impl Described {
    #[track_caller]
    fn assert_valid(&self) {
        for value in &self.values {
            let errors: Vec<_> = self.schema.iter_errors(value).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{value:#}\n{errors:#?}");
        }
    }
}

/// Sends a request, and finds the description of the response by its status and its content type.
async fn send(router: &Router, method: &str, path: &str, fields: &[(&str, &str)], body: impl Into<Body>) -> Described {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in fields {
        request = request.header(*name, *value);
    }
    let response = router.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let content_type = response.headers()[CONTENT_TYPE].to_str().unwrap().to_owned();
    let document = serde_json::to_value(server::document()).unwrap();
    let content = format!(
        "/paths/{}/{}/responses/{status}/content/{}",
        path.replace('/', "~1"),
        method.to_lowercase(),
        content_type.replace('/', "~1")
    );
    let member = if content_type == "application/jsonl" { "itemSchema" } else { "schema" };
    let pointer = format!("{content}/{member}");
    assert!(document.pointer(&pointer).is_some(), "the document does not describe {status} as {content_type}");
    let registry = Registry::new().draft(Draft::Draft202012).add("urn:document", document);
    let registry = registry.and_then(|registry| registry.prepare()).expect("no $ref is dangling");
    let schema = json!({"$ref": format!("urn:document#{pointer}")});
    let schema = jsonschema::options().with_registry(&registry).build(&schema).expect("a schema");
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let values = serde_json::Deserializer::from_slice(&body).into_iter().collect::<Result<_, _>>().unwrap();
    Described { status, values, schema }
}

const JSON: (&str, &str) = ("content-type", "application/json");

fn order(id: &str, sku: &str, quantity: Value) -> Value {
    json!({"id": id, "sku": sku, "quantity": quantity})
}

#[tokio::test]
async fn every_response_to_one_order_is_described() {
    let router = server::router();
    for (status, body) in [
        (201, order("o-1", "pen", json!(2))),
        (201, order("o-2", "pen", json!(2.0))),
        (409, order("o-1", "pen", json!(2))),
        (409, order("o-3", "none", json!(1))),
        (429, order("o-4", "busy", json!(1))),
        (201, order("o-4", "busy", json!(1))),
        (422, order("O 5", "pen", json!(0))),
        (422, order("o-6", "pen", json!("two"))),
    ] {
        let response = send(&router, "POST", "/orders", &[JSON], body.to_string()).await;
        assert_eq!(response.status, status, "{body}");
        response.assert_valid();
    }
    for (status, fields, body) in
        [(400, &[JSON][..], "{".to_owned()), (415, &[], "{}".to_owned()), (413, &[JSON], " ".repeat(3 * 1024 * 1024))]
    {
        let response = send(&router, "POST", "/orders", fields, body).await;
        assert_eq!(response.status, status);
        response.assert_valid();
    }
}

fn orders() -> String {
    let orders = [
        order("o-1", "pen", json!(2)),
        order("o-2", "none", json!(1)),
        order("o-3", "busy", json!(1)),
        order("o-4", "pen", json!(0)),
        json!("no order"),
    ];
    Value::from(&orders[..]).to_string()
}

#[tokio::test]
async fn every_response_to_many_orders_is_described() {
    for accept in ["application/json", "application/jsonl"] {
        for prefer in ["return=representation", "return=minimal"] {
            let fields = [JSON, ("accept", accept), ("prefer", prefer)];
            let response = send(&server::router(), "POST", "/orders/batch", &fields, orders()).await;
            assert_eq!(response.status, 207);
            response.assert_valid();
        }
    }
    for fields in [&[][..], &[JSON, ("content-encoding", "br")]] {
        let response = send(&server::router(), "POST", "/orders/batch", fields, "[]").await;
        assert_eq!(response.status, 415);
        response.assert_valid();
    }
}

#[tokio::test]
async fn every_response_to_deleted_orders_is_described() {
    let router = server::router();
    send(&router, "POST", "/orders", &[JSON], order("o-1", "pen", json!(2)).to_string()).await;
    let too_many = Value::from(vec!["o-1"; 1_001]).to_string();
    for (status, body) in [(207, r#"["o-1", "o-2", 3]"#), (413, &too_many), (400, "{}"), (400, "[")] {
        let response = send(&router, "DELETE", "/orders", &[JSON], body.to_owned()).await;
        assert_eq!(response.status, status);
        response.assert_valid();
    }
}

#[tokio::test]
async fn an_altered_body_is_not_what_the_document_says() {
    let response = send(&server::router(), "POST", "/orders/batch", &[JSON], orders()).await;
    response.assert_valid();
    for (pointer, value) in [
        ("/responses/0/status", json!(200)),
        ("/responses/0/index", json!("0")),
        ("/responses/0/body/quantity", json!("2")),
        ("/responses/1/status", json!(404)),
        ("/responses/1/body/type", json!("urn:example:other")),
        ("/responses/1/body/title", json!("Other")),
        ("/responses/1/body/available", json!(-1)),
        ("/responses/2/body/status", json!(409)),
        ("/responses/3/body/status", json!(400)),
        ("/summary/complete", json!(1)),
    ] {
        let mut altered = response.values[0].clone();
        *altered.pointer_mut(pointer).expect(pointer) = value;
        assert!(!response.schema.is_valid(&altered), "{pointer}: {altered}");
    }
}
