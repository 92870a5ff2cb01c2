//! Amazon Kinesis Data Streams: `PutRecords`.

use super::aws_error::aws_error;
use http::StatusCode;

use crate::{
    json_shape::{JsonShape, RootMember},
    summary::Overall,
};

/// The response of Amazon Kinesis Data Streams to `PutRecords`: an item with an `ErrorCode` failed.
///
/// ```json
/// {"FailedRecordCount":1,"Records":[
///   {"SequenceNumber":"49543463076548007577105092703039560359975228518395019266","ShardId":"shardId-000000000000"},
///   {"ErrorCode":"ProvisionedThroughputExceededException","ErrorMessage":"Rate exceeded for shard"}]}
/// ```
///
/// `SequenceNumber` and `ShardId` come from the body of the outcome. Records answer those of the request by their position. The
/// status is always 200, and a request has at most 500 records. The key of its codes is `kinesis`.
///
/// It has no member for the key, for the exact status, for `Retry-After`, and for the body of a failure.
pub const KINESIS: JsonShape = JsonShape::list("Records")
    .implied(200)
    .flat_body()
    .error_code("ErrorCode")
    .error(&["ErrorMessage"])
    .codes("kinesis", CODES)
    .root_members(&[("FailedRecordCount", RootMember::Failed)])
    .media_types(MEDIA_TYPES)
    .overall(Overall::Always(StatusCode::OK))
    .max_items(500)
    .refusal(&ERROR);

const MEDIA_TYPES: &[&str] = &["application/x-amz-json-1.1", "application/json"];

/// The codes of a record. A code that stands for several statuses is read as the first of them.
const CODES: &[(u16, &str)] = &[
    (403, "AccessDeniedException"),
    (404, "ResourceNotFoundException"),
    (409, "ResourceInUseException"),
    (424, "FailedDependency"),
    (429, "ProvisionedThroughputExceededException"),
    (408, "ProvisionedThroughputExceededException"),
    (425, "ProvisionedThroughputExceededException"),
    (503, "ProvisionedThroughputExceededException"),
    (4, "InvalidArgumentException"),
    (5, "InternalFailure"),
];

const ERROR: JsonShape = aws_error("kinesis", CODES).media_types(MEDIA_TYPES);
