//! Amazon Kinesis Data Streams: `PutRecords`.

use super::aws_json::{JSON_1_1, aws_entries, aws_error};
use crate::json_shape::{JsonShape, RootMember};

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
pub const KINESIS: JsonShape = aws_entries("Records", &[("FailedRecordCount", RootMember::Failed)])
    .codes("kinesis", CODES)
    .max_items(500)
    .refusal(&ERROR);

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

const ERROR: JsonShape = aws_error("kinesis", CODES).media_types(JSON_1_1);
