//! Microsoft Graph and OData 4.01: the JSON batch.

use http::StatusCode;

use super::json_batch::AtomicityGroup;
use crate::{
    json_shape::{ContextShape, JsonShape},
    summary::Overall,
};

/// The response of Microsoft Graph to a JSON batch.
///
/// ```json
/// {"responses":[
///   {"id":"1","status":201,"headers":{"Location":"/users/1","Content-Type":"application/json"},"body":{"id":"1"}},
///   {"id":"2","status":429,"headers":{"Retry-After":"7","Content-Type":"application/json"},
///    "body":{"error":{"code":"TooManyRequests","message":"slow down"}}}]}
/// ```
///
/// The status is always 200, and a request has at most 20 requests. The key of its codes is `graph`; a failure without a code
/// has the reason phrase of its status without spaces.
pub const GRAPH: JsonShape = batch().codes("graph", &[]).max_items(20).refusal(&GRAPH_ERROR);

/// The response of OData 4.01 to a JSON batch (OData JSON Format 4.01, section 19): that of [`GRAPH`] with the names of header
/// fields in lower case, and with the [`AtomicityGroup`] of each request.
///
/// ```json
/// {"responses":[
///   {"id":"1","atomicityGroup":"g1","status":201,"headers":{"location":"/users/1","content-type":"application/json"},
///    "body":{"id":"1"}}]}
/// ```
///
/// The status is always 200. The key of its codes is `odata`; a failure without a code has the reason phrase of its status without
/// spaces.
pub const ODATA: ContextShape<AtomicityGroup> = ContextShape::new(
    JsonShape::list("responses")
        .id("id")
        .context(&[("atomicity_group", "atomicityGroup")])
        .status("status")
        .headers("headers")
        .lower_case_headers()
        .body("body")
        .error_code("body/error/code")
        .error(&["body/error/message"])
        .codes("odata", &[])
        .overall(Overall::Always(StatusCode::OK))
        .header_fields(&[("OData-Version", "4.01")])
        .refusal(&ODATA_ERROR),
);

const fn batch() -> JsonShape {
    JsonShape::list("responses")
        .id("id")
        .status("status")
        .headers("headers")
        .body("body")
        .error_code("body/error/code")
        .error(&["body/error/message"])
        .overall(Overall::Always(StatusCode::OK))
}

/// `{"error":{"code":"..","message":".."}}`
const fn error(key: &'static str) -> JsonShape {
    JsonShape::alone().error_code("error/code").error(&["error/message"]).codes(key, &[])
}

const GRAPH_ERROR: JsonShape = error("graph");
pub(super) const ODATA_ERROR: JsonShape = error("odata");
