//! Zalando: rule 152 of its API guidelines, and the event broker Nakadi.

use http::StatusCode;

use crate::{
    json_shape::{JsonShape, ShapeValue, When},
    summary::Overall,
};

/// The response to a batch by rule 152 of Zalando's API guidelines.
///
/// ```json
/// {"items":[{"id":"a","status":"201"},{"id":"b","status":"409","description":"order b already exists"}]}
/// ```
///
/// The status is always 207. A request that fails as a whole has a problem (rule 176).
///
/// It has no member for an error code, for header fields such as `Retry-After`, and for bodies.
pub const ZALANDO: JsonShape =
    JsonShape::list("items").id("id").status_text("status").description("description").overall(Overall::Always207);

/// The response of Nakadi to a batch of events.
///
/// ```json
/// [{"eid":"00000000-0000-0000-0000-000000000001","publishing_status":"submitted","step":"publishing"},
///  {"eid":"00000000-0000-0000-0000-000000000002","publishing_status":"failed","detail":"timeout"},
///  {"eid":"00000000-0000-0000-0000-000000000003","publishing_status":"aborted"}]
/// ```
///
/// The key of an item is the `eid` of its event, a UUID. A client takes the items by their position. If every event was
/// submitted, the status is 200 and there is no body; else it is 207. A client retries an event that is `aborted` (a 424) or
/// `failed` (any other failure). A request that fails as a whole has a problem; if an event is not valid, nothing is submitted and
/// its status is 422.
///
/// It has no member for the exact status, for an error code, for header fields such as `Retry-After`, and for bodies.
pub const NAKADI: JsonShape = JsonShape::root()
    .id("eid")
    .status_words("publishing_status", &[("submitted", 200), ("failed", 500), ("aborted", 424)])
    .values(&[("step", When::Success, ShapeValue::Json(r#""publishing""#))])
    .description("detail")
    .overall(Overall::SuccessIs(StatusCode::OK))
    .empty_if_all_succeeded();
