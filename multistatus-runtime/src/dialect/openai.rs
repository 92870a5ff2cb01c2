//! The OpenAI Batch API.

use http::StatusCode;

use crate::{json_shape::JsonShape, summary::Overall};

/// The output file of the OpenAI Batch API: one line per request.
///
/// ```json
/// {"custom_id":"a","response":{"status_code":200,"body":{"object":"chat.completion"}},"error":null}
/// {"custom_id":"b","response":{"status_code":429,"body":{"error":{"message":"slow down","code":"rate_limit_exceeded"}}},"error":null}
/// ```
///
/// The status is always 200. A file has at most 50 000 requests. The key of its codes is `openai`.
///
/// It has no member for header fields such as `Retry-After`. The members `id` and `request_id`, which only the provider knows, are
/// not written.
pub const OPENAI_BATCH: JsonShape = JsonShape::lines()
    .id("custom_id")
    .status("response/status_code")
    .body("response/body")
    .error(&["response/body/error/message", "error/message"])
    .error_code("response/body/error/code")
    .codes("openai", CODES)
    .nulls(&["error"])
    .overall(Overall::Always(StatusCode::OK))
    .max_items(50_000)
    .refusal(&ERROR);

const CODES: &[(u16, &str)] = &[
    (401, "invalid_api_key"),
    (403, "permission_denied"),
    (404, "not_found"),
    (429, "rate_limit_exceeded"),
    (503, "service_unavailable"),
    (4, "invalid_request_error"),
    (5, "server_error"),
];

/// `{"error":{"message":"..","code":".."}}`
const ERROR: JsonShape = JsonShape::alone()
    .error(&["error/message"])
    .error_code("error/code")
    .codes("openai", CODES)
    .media_types(&["application/json"]);
