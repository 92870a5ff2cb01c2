//! Microsoft Graph and OData 4.01: the JSON batch.

use crate::json_shape::JsonShape;

/// The JSON batch of OData 4.01 (section 19) and of Microsoft Graph: errors are `{"error":{"code","message"}}`.
pub const GRAPH: JsonShape = JsonShape::list("responses")
    .id("id")
    .status("status")
    .headers("headers")
    .body("body")
    .error_code("body/error/code")
    .error(&["body/error/message"]);
