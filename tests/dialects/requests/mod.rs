//! Bulk requests: the operations that they stand for, their modes and limits, and what they are refused for.

mod elastic;
mod entries;
mod fhir;
mod json_api;
mod json_batch;
mod json_rpc;
mod lines;
mod malformed;
mod multipart;
mod refusals;
mod run;
mod scim;

use multistatus::{
    Outcome, Refused,
    batch::requests::{BulkRequest, Operation, RequestFormat},
    http::{HeaderMap, HeaderName, HeaderValue},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Decodes a request without header fields.
fn decode<F: RequestFormat>(format: &F, body: &str) -> Result<BulkRequest<Value, F::Context>, Refused> {
    format.decode(&HeaderMap::new(), body.as_bytes())
}

/// Returns header fields.
fn fields<const N: usize>(fields: [(&'static str, &'static str); N]) -> HeaderMap {
    let field = |(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value));
    fields.into_iter().map(field).collect()
}

/// Describes each operation: its key, its method, its target, its header fields, and its body; or why it cannot run.
fn operations<C>(request: &BulkRequest<Value, C>) -> Vec<String> {
    let describe = |operation: &Operation<Value>| {
        let headers: String =
            operation.headers.iter().map(|(name, value)| format!(" {name}={}", value.to_str().unwrap())).collect();
        let body = operation.body.as_ref().map(|body| format!(" {body}")).unwrap_or_default();
        format!("{} {}{headers}{body}", operation.method, operation.target)
    };
    let described = request.operations().map(|input| {
        let key = input.key().map(|key| format!("{}: ", key.as_str())).unwrap_or_default();
        match input.item() {
            Ok(operation) => format!("{key}{}", describe(operation)),
            Err(reason) => format!("{key}{} {}", reason.status().as_u16(), text(reason)),
        }
    });
    described.collect()
}

/// Returns the description of an outcome.
fn text(outcome: &impl Outcome) -> String {
    let mut text = String::new();
    outcome.description(&mut text).unwrap();
    text
}

/// Returns the status and the message of the refusal of a request.
fn refusal<F: RequestFormat>(format: &F, body: &str) -> String {
    refusal_of::<Value, F>(format, body)
}

fn refusal_of<T: DeserializeOwned, F: RequestFormat>(format: &F, body: &str) -> String {
    match format.decode::<T>(&HeaderMap::new(), body.as_bytes()) {
        Ok(_) => "accepted".to_owned(),
        Err(refused) => format!("{} {refused}", refused.status().as_u16()),
    }
}
