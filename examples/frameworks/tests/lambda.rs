//! The examples `lambda` and `lambda_http`, called through the Runtime API of AWS Lambda on a loopback address.

use std::{
    process::{Child, Command},
    sync::Arc,
    time::{Duration, SystemTime},
};

use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, post},
};
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    sync::{
        Mutex,
        mpsc::{Receiver, Sender, channel},
    },
};

/// A function, and the side of the Runtime API that Lambda serves. The function is stopped at the end.
struct Function {
    process: Child,
    events: Sender<String>,
    responses: Receiver<(String, Value)>,
}

/// What the two sides of the Runtime API exchange.
struct RuntimeApi {
    events: Mutex<Receiver<String>>,
    responses: Sender<(String, Value)>,
}

impl Function {
    async fn start(program: &str) -> Self {
        let (events, receiver) = channel(1);
        let (sender, responses) = channel(1);
        let api = Arc::new(RuntimeApi { events: Mutex::new(receiver), responses: sender });
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/{ending}", post(ending))
            .with_state(api);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async { axum::serve(listener, router).await });
        let mut command = Command::new(program);
        command.env("AWS_LAMBDA_RUNTIME_API", address.to_string());
        for (name, value) in [("NAME", "orders"), ("MEMORY_SIZE", "128"), ("VERSION", "$LATEST")] {
            command.env(format!("AWS_LAMBDA_FUNCTION_{name}"), value);
        }
        Self { process: command.spawn().expect("the program"), events, responses }
    }

    /// Invokes the function, and returns its response.
    async fn invoke(&mut self, event: Value) -> Value {
        self.events.send(event.to_string()).await.expect("the Runtime API");
        let response = tokio::time::timeout(Duration::from_secs(60), self.responses.recv()).await;
        let (ending, response) = response.expect("a response within a minute").expect("the Runtime API");
        assert_eq!(ending, "response", "{response}");
        response
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Waits for an event. The function has five seconds for it.
async fn next(State(api): State<Arc<RuntimeApi>>) -> ([(&'static str, String); 3], String) {
    let event = api.events.lock().await.recv().await.unwrap_or_default();
    let deadline = SystemTime::now() + Duration::from_secs(5);
    let deadline = deadline.duration_since(SystemTime::UNIX_EPOCH).expect("a time after 1970").as_millis();
    let fields = [
        ("lambda-runtime-aws-request-id", "request-1".to_owned()),
        ("lambda-runtime-deadline-ms", deadline.to_string()),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:eu-west-1:1:function:orders".to_owned()),
    ];
    (fields, event)
}

/// Receives a response or an error.
async fn ending(
    State(api): State<Arc<RuntimeApi>>,
    Path((_, ending)): Path<(String, String)>,
    body: String,
) -> StatusCode {
    let body = serde_json::from_str(&body).unwrap_or(Value::String(body));
    drop(api.responses.send((ending, body)).await);
    StatusCode::ACCEPTED
}

#[tokio::test]
async fn a_queue_delivers_only_failed_messages_again() {
    let mut function = Function::start(env!("CARGO_BIN_EXE_lambda")).await;
    let message =
        |id: &str, body: &str| json!({"messageId": id, "body": body, "eventSourceARN": "arn:aws:sqs:1:orders"});
    let event = json!({"Records": [
        message("m-1", r#"{"number": 17, "quantity": 2}"#),
        message("m-2", r#"{"number": 18}"#),
        message("m-3", r#"{"number": 19, "quantity": 0}"#),
        message("m-4", r#"{"number": 17, "quantity": 2}"#),
        message("m-5", "not JSON"),
        message("m-6", r#"{"number": 9, "quantity": 2}"#),
    ]});
    let failures = json!(["m-2", "m-3", "m-5", "m-6"].map(|id| json!({"itemIdentifier": id})));
    assert_eq!(function.invoke(event).await, json!({"batchItemFailures": failures}));

    let event = json!({"Records": [message("m-7", r#"{"number": 20, "quantity": 2}"#)]});
    assert_eq!(function.invoke(event).await, json!({"batchItemFailures": []}));
}

/// An event of an HTTP API of API Gateway, format 2.0.
fn request(method: &str, path: &str, fields: Value, body: &str) -> Value {
    let http =
        json!({"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "test"});
    let context = json!({"accountId": "1", "apiId": "api", "domainName": "api.example", "domainPrefix": "api",
        "http": http, "requestId": "id", "routeKey": "$default", "stage": "$default",
        "time": "12/Mar/2026:19:03:58 +0000", "timeEpoch": 1773342238000_i64});
    json!({"version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "", "headers": fields,
        "requestContext": context, "body": body, "isBase64Encoded": false})
}

#[tokio::test]
async fn an_api_answers_with_outcomes_and_multi_statuses() {
    let mut function = Function::start(env!("CARGO_BIN_EXE_lambda_http")).await;
    let json_fields = || json!({"content-type": "application/json"});
    let order = r#"{"number":17,"quantity":2}"#;

    let response = function.invoke(request("POST", "/orders", json_fields(), order)).await;
    assert_eq!((&response["statusCode"], &response["body"]), (&json!(201), &json!(order)));
    assert_eq!(response["headers"]["location"], "/orders/17");

    let response = function.invoke(request("POST", "/orders", json_fields(), order)).await;
    assert_eq!(response["statusCode"], 409);
    assert_eq!(response["headers"]["content-type"], "application/problem+json");
    let problem = json!({"type": "about:blank", "title": "Conflict", "status": 409, "detail": "there is an order 17"});
    assert_eq!(parsed(&response), problem);
    assert_eq!(response["isBase64Encoded"], false);

    let response = function.invoke(request("GET", "/orders/17", json!({}), "")).await;
    assert_eq!((&response["statusCode"], &response["body"]), (&json!(200), &json!(order)));

    let orders = r#"[{"number":18,"quantity":2},{"number":19,"quantity":0},{"number":"x"}]"#;
    let response = function.invoke(request("POST", "/orders/batch", json_fields(), orders)).await;
    assert_eq!(response["statusCode"], 207);
    assert_eq!(response["headers"]["content-type"], "application/json");
    let body = parsed(&response);
    let statuses: Vec<_> = body["responses"].as_array().expect("items").iter().map(|item| &item["status"]).collect();
    assert_eq!(statuses, [201, 422, 422]);
    assert_eq!(body["summary"], json!({"total": 3, "succeeded": 1, "failed": 2, "retryable": 0, "complete": true}));

    let fields = json!({"content-type": "application/json", "accept": "application/xml"});
    let response = function.invoke(request("DELETE", "/orders", fields, "[17, 99]")).await;
    assert_eq!(response["statusCode"], 207);
    assert_eq!(response["headers"]["content-type"], "application/xml; charset=utf-8");
    let body = response["body"].as_str().expect("text");
    assert!(body.contains("HTTP/1.1 404 Not Found") && body.contains("HTTP/1.1 204 No Content"), "{body}");

    let fields = json!({"content-type": "application/jsonl", "accept": "application/jsonl"});
    let response = function.invoke(request("DELETE", "/orders", fields, "18\n98\n")).await;
    assert_eq!(response["headers"]["content-type"], "application/jsonl");
    assert_eq!(response["body"].as_str().expect("text").lines().count(), 3);

    let response = function.invoke(request("DELETE", "/orders", json!({"content-type": "text/csv"}), "17")).await;
    assert_eq!(response["statusCode"], 415);
}

/// Returns the body of a response as JSON.
fn parsed(response: &Value) -> Value {
    serde_json::from_str(response["body"].as_str().expect("text")).expect("JSON")
}
