//! Google BigQuery: `tabledata.insertAll`.

use http::StatusCode;

use crate::{
    json_shape::{JsonShape, RootMember, ShapeValue, When},
    summary::Overall,
};

/// The response of BigQuery to `tabledata.insertAll`: only the rows that failed are listed, by their index.
///
/// ```json
/// {"kind":"bigquery#tableDataInsertAllResponse",
///  "insertErrors":[{"index":1,"errors":[{"reason":"invalid","location":"","message":"no such field: total"}]}]}
/// ```
///
/// The status is always 200, and a request has at most 50 000 rows. A row that was not tried because of another one (a 424) has
/// the reason `stopped`. The key of its codes is `bigquery`.
///
/// It has no member for the key, for the exact status, for header fields such as `Retry-After`, and for bodies.
pub const BIGQUERY: JsonShape = JsonShape::list("insertErrors")
    .unlisted(200)
    .index("index")
    .error_code("errors/0/reason")
    .values(&[("errors/0/location", When::Failure, ShapeValue::Json(r#""""#))])
    .error(&["errors/0/message"])
    .codes("bigquery", CODES)
    .root_members(&[("kind", RootMember::Json(r#""bigquery#tableDataInsertAllResponse""#))])
    .overall(Overall::Always(StatusCode::OK))
    .max_items(50_000)
    .refusal(&ERROR);

/// The reasons of BigQuery. A reason that stands for several statuses is read as the first of them.
const CODES: &[(u16, &str)] = &[
    (403, "accessDenied"),
    (404, "notFound"),
    (409, "duplicate"),
    (413, "responseTooLarge"),
    (424, "stopped"),
    (429, "rateLimitExceeded"),
    (501, "notImplemented"),
    (503, "backendError"),
    (4, "invalid"),
    (5, "internalError"),
];

/// `{"error":{"code":400,"message":"..","errors":[{"reason":"invalid","domain":"global"}]}}`
const ERROR: JsonShape = JsonShape::alone()
    .status("error/code")
    .error(&["error/message"])
    .error_code("error/errors/0/reason")
    .values(&[("error/errors/0/domain", When::Always, ShapeValue::Json(r#""global""#))])
    .codes("bigquery", CODES);
