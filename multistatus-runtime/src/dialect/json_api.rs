//! JSON:API: the extension of atomic operations.

use http::StatusCode;

use crate::{
    json_shape::{ContextShape, JsonShape, ShapeValue, When},
    outcome::{ContextValue, ItemContext},
    summary::{Overall, Summary},
};

/// The response of JSON:API to atomic operations: the results if all of them succeeded, else the errors.
///
/// ```json
/// {"atomic:results":[{"data":{"type":"orders","id":"17"}},{}]}
/// ```
///
/// ```json
/// {"errors":[
///  {"status":"424","title":"Failed Dependency","code":"FailedDependency",
///   "detail":"rolled back because item 1 failed","source":{"pointer":"/atomic:operations/0"}},
///  {"status":"409","title":"Conflict","code":"Conflict","detail":"order d already exists",
///   "source":{"pointer":"/atomic:operations/1"}}]}
/// ```
///
/// The body of a success is the `data` of its result. The status is 200 if all operations succeeded, else 400. The key of its
/// codes is `json_api`; the default is the reason phrase without its spaces.
///
/// It has no member for the key, the status of a success, and header fields. A document cannot have both results and errors, so it
/// is for batches that are atomic.
pub const JSON_API: ContextShape<JsonApiOperation> = ContextShape::new(
    JsonShape::lists(&[("atomic:results", Some(200)), ("errors", Some(400))])
        .body("data")
        .omit_empty_lists()
        .failure_status_text("status")
        .values(&[("title", When::Failure, ShapeValue::Reason)])
        .error_code("code")
        .error(&["detail"])
        .context(&[("pointer", "source/pointer")])
        .codes("json_api", &[])
        .media_types(MEDIA_TYPES)
        .overall(Overall::By(overall))
        .refusal(&ERROR),
);

const MEDIA_TYPES: &[&str] = &[
    r#"application/vnd.api+json;ext="https://jsonapi.org/ext/atomic""#,
    "application/vnd.api+json",
    "application/json",
];

fn overall(summary: &Summary) -> StatusCode {
    match summary.failed {
        0 => StatusCode::OK,
        _ => StatusCode::BAD_REQUEST,
    }
}

const ERROR: JsonShape = JsonShape::alone()
    .values(&[
        ("errors/0/status", When::Always, ShapeValue::StatusText),
        ("errors/0/title", When::Always, ShapeValue::Reason),
    ])
    .error_code("errors/0/code")
    .error(&["errors/0/detail"])
    .codes("json_api", &[])
    .media_types(MEDIA_TYPES);

/// The context of an item of [`JSON_API`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonApiOperation {
    /// The JSON pointer (RFC 6901) of the operation in the request: `/atomic:operations/1`.
    pub pointer: Box<str>,
}

impl ItemContext for JsonApiOperation {
    fn member(&self, name: &str, status: StatusCode) -> Option<ContextValue<'_>> {
        let is_failure = !status.is_success() && !status.is_redirection();
        (name == "pointer" && is_failure).then_some(ContextValue::Text(&self.pointer))
    }
}
