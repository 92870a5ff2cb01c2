//! HubSpot: the batch endpoints of CRM objects.

use http::StatusCode;

use crate::{
    json_shape::{JsonShape, RootMember, ShapeValue, When},
    summary::Overall,
};

/// The response of HubSpot to a batch of CRM objects: successes in one list, failures in another.
///
/// ```json
/// {"status":"COMPLETE","results":[{"objectWriteTraceId":"row-1","id":"512","properties":{"email":"a@x"}}],
///  "numErrors":1,"errors":[{"status":"error","category":"VALIDATION_ERROR","message":"bad email",
///    "context":{"objectWriteTraceId":["row-2"]}}]}
/// ```
///
/// The key of an item is the `objectWriteTraceId` of its input. `id`, `properties` and the other members of an object come from
/// the body of the outcome. The status is 201 if every item succeeded, as for created objects, and else 207; for updates, use
/// `HUBSPOT.overall(Overall::SuccessIs(StatusCode::OK))`. A request has at most 100 inputs. The key of its codes is `hubspot`.
///
/// It has no member for the exact status, for `Retry-After`, and for the body of a failure. `startedAt` and `completedAt` are not
/// written.
pub const HUBSPOT: JsonShape = JsonShape::lists(&[("results", Some(200)), ("errors", Some(500))])
    .id("objectWriteTraceId")
    .failure_id("context/objectWriteTraceId/0")
    .flat_body()
    .values(&[("status", When::Failure, ShapeValue::Json(r#""error""#))])
    .error_code("category")
    .error(&["message"])
    .codes("hubspot", CODES)
    .root_members(&[("status", RootMember::Json(r#""COMPLETE""#)), ("numErrors", RootMember::Failed)])
    .overall(Overall::SuccessIs(StatusCode::CREATED))
    .max_items(100)
    .refusal(&ERROR);

/// The categories of HubSpot. A category that stands for several statuses is read as the first of them.
const CODES: &[(u16, &str)] = &[
    (401, "INVALID_AUTHENTICATION"),
    (403, "MISSING_SCOPES"),
    (404, "OBJECT_NOT_FOUND"),
    (409, "CONFLICT"),
    (424, "FAILED_DEPENDENCY"),
    (429, "RATE_LIMITS"),
    (408, "RATE_LIMITS"),
    (425, "RATE_LIMITS"),
    (503, "SERVICE_UNAVAILABLE"),
    (4, "VALIDATION_ERROR"),
    (5, "INTERNAL_ERROR"),
];

/// `{"status":"error","message":"..","category":".."}`
const ERROR: JsonShape = JsonShape::alone()
    .values(&[("status", When::Failure, ShapeValue::Json(r#""error""#))])
    .error(&["message"])
    .error_code("category")
    .codes("hubspot", CODES);
