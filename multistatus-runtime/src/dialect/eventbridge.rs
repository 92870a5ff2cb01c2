//! Amazon EventBridge: `PutEvents`.

use super::aws_json::{JSON_1_1, aws_entries, aws_error};
use crate::json_shape::{JsonShape, RootMember};

/// The response of Amazon EventBridge to `PutEvents`: an entry with an `ErrorCode` failed.
///
/// ```json
/// {"FailedEntryCount":1,"Entries":[
///   {"EventId":"11710aed-b79e-4468-a20b-bb3c0c3b4860"},
///   {"ErrorCode":"MalformedDetail","ErrorMessage":"Detail is malformed."}]}
/// ```
///
/// `EventId` comes from the body of the outcome. Entries answer those of the request by their position. The status is always
/// 200, and a request has at most 10 entries. The key of its codes is `eventbridge`.
///
/// It has no member for the key, for the exact status, for `Retry-After`, and for the body of a failure.
pub const EVENTBRIDGE: JsonShape = aws_entries("Entries", &[("FailedEntryCount", RootMember::Failed)])
    .codes("eventbridge", CODES)
    .max_items(10)
    .refusal(&ERROR);

/// The codes of an entry. A code that stands for several statuses is read as the first of them.
const CODES: &[(u16, &str)] = &[
    (403, "AccessDeniedException"),
    (404, "ResourceNotFoundException"),
    (409, "ConcurrentModificationException"),
    (422, "MalformedDetail"),
    (424, "FailedDependency"),
    (429, "ThrottlingException"),
    (408, "ThrottlingException"),
    (425, "ThrottlingException"),
    (503, "ThrottlingException"),
    (4, "InvalidArgument"),
    (5, "InternalFailure"),
];

const ERROR: JsonShape = aws_error("eventbridge", CODES).media_types(JSON_1_1);
