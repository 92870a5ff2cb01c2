//! Azure Cosmos DB: transactional batches and bulk operations.

use http::StatusCode;

use crate::{
    json_shape::{JsonShape, ShapeValue, When},
    summary::Overall,
};

/// The response of Azure Cosmos DB to a transactional batch: an array.
///
/// ```json
/// [{"statusCode":424,"requestCharge":0},{"statusCode":409,"requestCharge":0},{"statusCode":424,"requestCharge":0}]
/// ```
///
/// A success has its document in `resourceBody` and its `eTag`; a failure that may be sent again has `retryAfterMilliseconds`.
/// Results answer the operations by their position. The status is 200 if every operation succeeded, and else 207. A request has
/// at most 100 operations.
///
/// It has no member for the key, for the description, and for an error code.
pub const COSMOS: JsonShape = JsonShape::root()
    .status("statusCode")
    .values(&[("requestCharge", When::Always, ShapeValue::Json("0"))])
    .fields(&[("ETag", "eTag")])
    .retry_after_millis("retryAfterMilliseconds")
    .body("resourceBody")
    .overall(Overall::SuccessIs(StatusCode::OK))
    .max_items(100)
    .refusal(&ERROR);

/// `{"code":"BadRequest","message":".."}`
const ERROR: JsonShape = JsonShape::alone().error_code("code").error(&["message"]);
