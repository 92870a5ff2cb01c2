//! Azure AI Search: a batch of documents.

use http::StatusCode;

use crate::{json_shape::JsonShape, summary::Overall};

/// The response of Azure AI Search to a batch of documents: a boolean status and a number.
///
/// ```json
/// {"value":[{"key":"1","status":true,"errorMessage":null,"statusCode":201},
///           {"key":"2","status":false,"errorMessage":"busy","statusCode":503}]}
/// ```
///
/// The status is 200 if every document succeeded, and else 207. A request has at most 1000 documents.
///
/// It has no member for an error code, for `Retry-After`, and for bodies.
pub const AZURE_SEARCH: JsonShape = JsonShape::list("value")
    .id("key")
    .status("status")
    .error(&["errorMessage"])
    .code("statusCode")
    .nulls(&["errorMessage"])
    .overall(Overall::SuccessIs(StatusCode::OK))
    .max_items(1000)
    .refusal(&ERROR);

/// `{"error":{"code":"..","message":".."}}`
const ERROR: JsonShape = JsonShape::alone().error_code("error/code").error(&["error/message"]);
