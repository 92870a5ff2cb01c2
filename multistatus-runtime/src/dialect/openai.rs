//! The OpenAI Batch API.

use crate::json_shape::JsonShape;

/// The output file of the OpenAI Batch API: one line per request.
pub const OPENAI_BATCH: JsonShape = JsonShape::lines()
    .id("custom_id")
    .status("response/status_code")
    .body("response/body")
    .error(&["response/body/error/message", "error/message"])
    .error_code("response/body/error/code")
    .nulls(&["error"]);
