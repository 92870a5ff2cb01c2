//! Amazon EventBridge: `PutEvents`.

use super::aws_error::aws_error;
use http::StatusCode;

use crate::{
    json_shape::{JsonShape, RootMember},
    summary::Overall,
};

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
pub const EVENTBRIDGE: JsonShape = JsonShape::list("Entries")
    .implied(200)
    .flat_body()
    .error_code("ErrorCode")
    .error(&["ErrorMessage"])
    .codes("eventbridge", CODES)
    .root_members(&[("FailedEntryCount", RootMember::Failed)])
    .media_types(MEDIA_TYPES)
    .overall(Overall::Always(StatusCode::OK))
    .max_items(10)
    .refusal(&ERROR);

const MEDIA_TYPES: &[&str] = &["application/x-amz-json-1.1", "application/json"];

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

const ERROR: JsonShape = aws_error("eventbridge", CODES).media_types(MEDIA_TYPES);
