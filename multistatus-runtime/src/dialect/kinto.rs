//! Kinto: the batch endpoint.

use http::StatusCode;

use super::json_batch::KintoRequest;
use crate::{
    json_shape::{ContextShape, JsonShape, ShapeValue, When},
    summary::Overall,
};

/// The response of Kinto to a batch.
///
/// ```json
/// {"responses":[
///   {"status":201,"path":"/v1/orders/1","headers":{"Content-Type":"application/json"},"body":{"data":{"id":"1"}}},
///   {"status":409,"path":"/v1/orders/2","headers":{"Content-Type":"application/json"},
///    "body":{"code":409,"errno":122,"error":"Conflict","message":"order 2 already exists"}}]}
/// ```
///
/// The path comes from the [`KintoRequest`] of an item. Responses answer the requests by their position. The status is always 200, and
/// a request has at most 25 requests. The key of its codes is `kinto`; a code is a number, the `errno`.
///
/// It has no member for the key.
pub const KINTO: ContextShape<KintoRequest> = ContextShape::new(
    JsonShape::list("responses")
        .status("status")
        .context(&[("path", "path")])
        .headers("headers")
        .body("body")
        .values(&[
            ("body/code", When::Failure, ShapeValue::StatusNumber),
            ("body/error", When::Failure, ShapeValue::Reason),
        ])
        .error_code("body/errno")
        .error(&["body/message"])
        .codes("kinto", CODES)
        .number_codes()
        .overall(Overall::Always(StatusCode::OK))
        .max_items(25)
        .refusal(&ERROR),
);

/// The error numbers of Kinto. A number that stands for several statuses is read as the first of them.
const CODES: &[(u16, &str)] = &[
    (401, "104"),
    (403, "121"),
    (404, "110"),
    (405, "115"),
    (409, "122"),
    (410, "202"),
    (411, "112"),
    (412, "114"),
    (413, "113"),
    (422, "109"),
    (429, "117"),
    (503, "201"),
    (4, "107"),
    (5, "999"),
];

/// `{"code":400,"errno":107,"error":"Bad Request","message":".."}`
const ERROR: JsonShape = JsonShape::alone()
    .status("code")
    .error_code("errno")
    .values(&[("error", When::Failure, ShapeValue::Reason)])
    .error(&["message"])
    .codes("kinto", CODES)
    .number_codes();
