//! Typesense: the import of documents.

use http::StatusCode;

use crate::{json_shape::JsonShape, summary::Overall};

/// The response of Typesense to an import: one line per document, without a line feed behind the last.
///
/// ```json
/// {"success":true}
/// {"success":false,"code":409,"error":"A document with id b already exists."}
/// ```
///
/// Lines answer the documents by their position. The status is always 200.
///
/// It has no member for the key, for the exact status of a success, for an error code, for header fields such as `Retry-After`, and
/// for bodies. The member `document`, which repeats a document that failed, is not written.
pub const TYPESENSE: JsonShape = JsonShape::lines()
    .separated_lines()
    .status_boolean("success")
    .failure_code("code")
    .error(&["error"])
    .media_types(&["text/plain; charset=utf-8"])
    .overall(Overall::Always(StatusCode::OK))
    .refusal(&ERROR);

/// `{"message":".."}`
const ERROR: JsonShape = JsonShape::alone().error(&["message"]).media_types(&["application/json"]);
