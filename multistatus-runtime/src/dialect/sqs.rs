//! Amazon SQS: `SendMessageBatch`, `DeleteMessageBatch` and `ChangeMessageVisibilityBatch`.

use super::aws_json::aws_error;
use http::StatusCode;

use crate::{
    json_shape::{JsonShape, ShapeValue, When},
    summary::Overall,
};

/// The response of Amazon SQS to a batch of entries, in its JSON protocol.
///
/// ```json
/// {"Successful":[{"Id":"a","MessageId":"m1","MD5OfMessageBody":"7fc56270e7a70fa81a5935b72eacbe29"}],
///  "Failed":[{"Id":"b","SenderFault":false,"Code":"InternalError","Message":"try again"}]}
/// ```
///
/// `MessageId` and `MD5OfMessageBody` come from the body of the outcome. The status is always 200, and a request has at most
/// 10 entries. The key of its codes is `sqs`.
///
/// It has no member for the exact status, for `Retry-After`, and for the body of a failure.
pub const SQS: JsonShape = JsonShape::lists(&[("Successful", Some(200)), ("Failed", Some(500))])
    .id("Id")
    .flat_body()
    .values(&[("SenderFault", When::Failure, ShapeValue::SenderFault)])
    .error_code("Code")
    .error(&["Message"])
    .codes("sqs", CODES)
    .media_types(MEDIA_TYPES)
    .overall(Overall::Always(StatusCode::OK))
    .max_items(10)
    .refusal(&ERROR);

const MEDIA_TYPES: &[&str] = &["application/x-amz-json-1.0", "application/json"];

/// The codes of an entry. A code that stands for several statuses is read as the first of them.
const CODES: &[(u16, &str)] = &[
    (403, "AccessDenied"),
    (404, "ReceiptHandleIsInvalid"),
    (422, "InvalidMessageContents"),
    (424, "FailedDependency"),
    (429, "RequestThrottled"),
    (408, "RequestThrottled"),
    (425, "RequestThrottled"),
    (501, "UnsupportedOperation"),
    (503, "ServiceUnavailable"),
    (4, "InvalidParameterValue"),
    (5, "InternalError"),
];

const ERROR: JsonShape = aws_error(
    "sqs",
    &[
        (401, "InvalidSecurity"),
        (403, "AccessDenied"),
        (404, "QueueDoesNotExist"),
        (413, "TooManyEntriesInBatchRequest"),
        (429, "RequestThrottled"),
        (503, "ServiceUnavailable"),
        (4, "InvalidParameterValue"),
        (5, "InternalError"),
    ],
)
.media_types(MEDIA_TYPES);
