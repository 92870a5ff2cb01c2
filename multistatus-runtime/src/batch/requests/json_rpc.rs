//! Requests of JSON-RPC 2.0.

use http::{HeaderMap, Method};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{BulkRequest, Operation, RequestFormat, document, request_members::RequestMembers};
use crate::{batch::refused::Refused, dialect::JsonRpcCall};

/// The requests of JSON-RPC 2.0: `[{"jsonrpc": "2.0", "method", "params", "id"}]`.
///
/// The target of an operation is its `method`, its body its `params`. Its id and its key are its `id`. The method of HTTP is
/// POST. A call without an `id` is a notification: it runs, and has no response. An element that is not a call is an item with
/// the code -32600. An array without elements is refused.
///
/// A request may be one call instead of an array. Then [`is_single`](BulkRequest::is_single) is true, and the response is one
/// object.
///
/// The response is [`dialect::JSON_RPC`](crate::dialect::JSON_RPC), and
/// [`dialect::JSON_RPC_SINGLE`](crate::dialect::JSON_RPC_SINGLE) for one call.
#[derive(Clone, Copy, Debug)]
pub struct JsonRpc;

impl RequestFormat for JsonRpc {
    type Context = JsonRpcCall;

    fn decode<T: DeserializeOwned>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<BulkRequest<T, JsonRpcCall>, Refused> {
        let (calls, is_single) = match document::first_byte(body) {
            Some(b'{') => (vec![document::value(headers, body)?], true),
            _ => (document::array(headers, body, None)?, false),
        };
        if calls.is_empty() {
            return Err(Refused::Empty);
        }
        let mut request = BulkRequest::new();
        for members in calls {
            push(&mut request, members);
        }
        Ok(if is_single { request.of_one() } else { request })
    }
}

/// Adds one call.
fn push<T: DeserializeOwned>(request: &mut BulkRequest<T, JsonRpcCall>, mut members: RequestMembers<'_>) {
    let is_object = !members.has_errors();
    if is_object && members.required_text("jsonrpc") != "2.0" && !members.has_errors() {
        members.error("jsonrpc", "expected `2.0`");
    }
    let method = if is_object { members.required_text("method") } else { "".into() };
    if members.raw("params").is_some_and(|params| !params.starts_with(['[', '{'])) {
        members.error("params", "expected an array or an object");
    }
    let is_notification = is_object && !members.has("id");
    let raw_id = members.raw("id");
    let id = members.id("id");
    let is_valid = !members.has_errors();
    let id_json = id.as_ref().and(raw_id).and_then(|id| RawValue::from_string(id.to_owned()).ok());
    let operation = Operation { id: id.as_deref().map(Into::into), ..Operation::new(Method::POST, &*method) };
    let mut input = members.into_input_of(operation, "params");
    if let Some(id) = &id {
        input = input.keyed(&**id);
    }
    let context = JsonRpcCall { id: id_json, is_valid };
    match is_notification && is_valid {
        true => request.push_unanswered(input, context),
        false => request.push(input, context),
    }
}
