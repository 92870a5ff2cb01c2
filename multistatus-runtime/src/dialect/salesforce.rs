//! Salesforce Composite.

use crate::json_shape::JsonShape;

/// The response of a Salesforce Composite request: errors are `[{"message","errorCode"}]`.
pub const SALESFORCE: JsonShape = JsonShape::list("compositeResponse")
    .body("body")
    .error(&["body/0/message"])
    .error_code("body/0/errorCode")
    .headers("httpHeaders")
    .status("httpStatusCode")
    .id("referenceId")
    .nulls(&["body"]);
