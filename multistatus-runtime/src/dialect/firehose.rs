//! Amazon Data Firehose: `PutRecordBatch`.

use super::aws_json::{JSON_1_1, aws_entries, aws_error};
use crate::json_shape::{JsonShape, RootMember};

/// The response of Amazon Data Firehose to `PutRecordBatch`: an item with an `ErrorCode` failed.
///
/// ```json
/// {"FailedPutCount":1,"RequestResponses":[
///   {"RecordId":"r1"},
///   {"ErrorCode":"ServiceUnavailableException","ErrorMessage":"Slow down."}]}
/// ```
///
/// `RecordId` comes from the body of the outcome. Items answer the records of the request by their position. The status is
/// always 200, and a request has at most 500 records. The key of its codes is `firehose`.
///
/// It has no member for the key, for the exact status, for `Retry-After`, and for the body of a failure.
pub const FIREHOSE: JsonShape = aws_entries("RequestResponses", &[("FailedPutCount", RootMember::Failed)])
    .codes("firehose", CODES)
    .max_items(500)
    .refusal(&ERROR);

/// The codes of a record. A code that stands for several statuses is read as the first of them.
const CODES: &[(u16, &str)] = &[
    (403, "AccessDeniedException"),
    (404, "ResourceNotFoundException"),
    (409, "ConcurrentModificationException"),
    (424, "FailedDependency"),
    (503, "ServiceUnavailableException"),
    (408, "ServiceUnavailableException"),
    (425, "ServiceUnavailableException"),
    (429, "ServiceUnavailableException"),
    (4, "InvalidArgumentException"),
    (5, "InternalFailure"),
];

const ERROR: JsonShape = aws_error("firehose", CODES).media_types(JSON_1_1);
