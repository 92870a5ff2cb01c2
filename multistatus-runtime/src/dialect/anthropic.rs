//! The Message Batches API of Anthropic.

use http::StatusCode;

use crate::{
    json_shape::{JsonShape, ShapeValue, When},
    summary::Overall,
};

/// The results of the Message Batches API of Anthropic: one line per request.
///
/// ```json
/// {"custom_id":"a","result":{"type":"succeeded","message":{"type":"message"}}}
/// {"custom_id":"b","result":{"type":"errored","error":{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}}}
/// ```
///
/// A request that failed is `errored`; with the status 504 it is `expired`, and with the status 499 `canceled`. The
/// status is always 200. A batch has at most 100 000 requests. The key of its codes is `anthropic`.
///
/// It has no member for the exact status, for header fields such as `Retry-After`, and for the body of a failure.
pub const ANTHROPIC_BATCH: JsonShape = JsonShape::lines()
    .id("custom_id")
    .status_words("result/type", &[("succeeded", 200), ("errored", 500), ("expired", 504), ("canceled", 499)])
    .body("result/message")
    .values(&[("result/error/type", When::Failure, ShapeValue::Json(r#""error""#))])
    .error_code("result/error/error/type")
    .error(&["result/error/error/message"])
    .codes("anthropic", CODES)
    .media_types(&["application/x-jsonl", "application/jsonl"])
    .overall(Overall::Always(StatusCode::OK))
    .max_items(100_000)
    .refusal(&ERROR);

/// The error types. A type that stands for several statuses is read as the first of them.
const CODES: &[(u16, &str)] = &[
    (401, "authentication_error"),
    (402, "billing_error"),
    (403, "permission_error"),
    (404, "not_found_error"),
    (413, "request_too_large"),
    (429, "rate_limit_error"),
    (503, "overloaded_error"),
    (504, "timeout_error"),
    (4, "invalid_request_error"),
    (5, "api_error"),
];

/// `{"type":"error","error":{"type":"..","message":".."}}`
const ERROR: JsonShape = JsonShape::alone()
    .values(&[("type", When::Always, ShapeValue::Json(r#""error""#))])
    .error_code("error/type")
    .error(&["error/message"])
    .codes("anthropic", CODES)
    .media_types(&["application/json"]);
