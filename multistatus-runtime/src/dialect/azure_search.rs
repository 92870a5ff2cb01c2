//! Azure AI Search: a batch of documents.

use crate::json_shape::JsonShape;

/// The response of Azure AI Search to a batch of documents: a boolean status and a number.
pub const AZURE_SEARCH: JsonShape = JsonShape::list("value")
    .id("key")
    .status("status")
    .error(&["errorMessage"])
    .code("statusCode")
    .nulls(&["errorMessage"]);
