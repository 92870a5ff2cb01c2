//! JSON-RPC 2.0: batches of calls.

use http::StatusCode;
use serde_json::value::RawValue;

use crate::{
    json_shape::{ContextShape, JsonShape, ShapeValue, When},
    outcome::{ContextValue, ItemContext},
    summary::Overall,
};

/// The response of JSON-RPC 2.0 to a batch of calls.
///
/// ```json
/// [{"jsonrpc":"2.0","result":{"id":17},"id":1},
///  {"jsonrpc":"2.0","error":{"code":-32004,"message":"there is no order c",
///   "data":{"type":"about:blank","title":"Not Found","status":404,"detail":"there is no order c"}},"id":2}]
/// ```
///
/// The `data` of an error is the problem (RFC 9457), so that the exact status can be read. The status is always 200. The key of
/// its codes is `json_rpc`: they are integers, as text. -32602 stands for 400 and 422, -32601 for 405 and 501, -32603 for 500,
/// and the range of the implementation for the others. An element that is not a call has -32600 and the id `null`. Without items,
/// because all calls were notifications, the response has no body.
///
/// It has no member for header fields, such as `Retry-After`.
pub const JSON_RPC: ContextShape<JsonRpcCall> = ContextShape::new(call(JsonShape::root()));

/// The response of JSON-RPC 2.0 to one call: an object of [`JSON_RPC`]. A multi-status needs exactly one item for it.
pub const JSON_RPC_SINGLE: ContextShape<JsonRpcCall> = ContextShape::new(call(JsonShape::alone()));

const fn call(shape: JsonShape) -> JsonShape {
    shape
        .values(&[
            ("jsonrpc", When::Always, ShapeValue::Json(VERSION)),
            ("result", When::Success, ShapeValue::Json("null")),
        ])
        .body("result")
        .error_code("error/code")
        .error(&["error/message"])
        .problem("error/data")
        .id("id")
        .context(&[("id", "id")])
        .codes("json_rpc", CODES)
        .number_codes()
        .implied(200)
        .overall(Overall::Always(StatusCode::OK))
        .empty_without_items()
        .refusal(&ERROR)
}

const VERSION: &str = r#""2.0""#;

/// The first code of a status is written; the others are read.
const CODES: &[(u16, &str)] = &[
    (422, "-32602"),
    (400, "-32602"),
    (400, "-32600"),
    (400, "-32700"),
    (501, "-32601"),
    (405, "-32601"),
    (500, "-32603"),
    (401, "-32001"),
    (403, "-32003"),
    (404, "-32004"),
    (409, "-32009"),
    (412, "-32012"),
    (424, "-32024"),
    (429, "-32029"),
    (503, "-32053"),
    (504, "-32054"),
    (4, "-32000"),
    (5, "-32050"),
];

/// The response to a request that is not a batch: -32700 if it is not JSON, else -32600.
const ERROR: JsonShape = JsonShape::alone()
    .values(&[("jsonrpc", When::Always, ShapeValue::Json(VERSION)), ("id", When::Always, ShapeValue::Json("null"))])
    .error_code("error/code")
    .error(&["error/message"])
    .problem("error/data")
    .codes("json_rpc", &[(5, "-32050"), (4, "-32600")])
    .number_codes();

/// The context of an item of [`JSON_RPC`].
#[derive(Clone, Debug)]
pub struct JsonRpcCall {
    /// The id of the call: a string or a number, exactly as the client wrote it. `None` is written as `null`.
    pub id: Option<Box<RawValue>>,
    /// False if the element is not a call, so that its error is -32600.
    pub is_valid: bool,
}

impl ItemContext for JsonRpcCall {
    fn member(&self, name: &str, _: StatusCode) -> Option<ContextValue<'_>> {
        let id = self.id.as_ref().map_or("null", |id| id.get());
        (name == "id").then_some(ContextValue::Json(id))
    }

    fn error_code(&self, dialect: &str) -> Option<&str> {
        (!self.is_valid && dialect == "json_rpc").then_some("-32600")
    }
}
