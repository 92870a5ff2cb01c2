//! What the AWS services that speak JSON have in common: the list of entries, and the error of a request that failed as a whole.

use http::StatusCode;

use crate::{
    json_shape::{JsonShape, RootMember},
    summary::Overall,
};

/// The media types of version 1.1 of the JSON protocol.
pub(super) const JSON_1_1: &[&str] = &["application/x-amz-json-1.1", "application/json"];

/// Returns the shape of a list in which an entry with an `ErrorCode` failed. The members of the root count the
/// failures.
pub(super) const fn aws_entries(list: &'static str, counts: &'static [(&'static str, RootMember)]) -> JsonShape {
    JsonShape::list(list)
        .implied(200)
        .flat_body()
        .error_code("ErrorCode")
        .error(&["ErrorMessage"])
        .root_members(counts)
        .media_types(JSON_1_1)
        .overall(Overall::Always(StatusCode::OK))
}

/// Returns the shape of `{"__type":"ValidationException","message":".."}`, with the codes of one service.
pub(super) const fn aws_error(key: &'static str, codes: &'static [(u16, &'static str)]) -> JsonShape {
    JsonShape::alone().error_code("__type").error(&["message", "Message"]).codes(key, codes)
}
