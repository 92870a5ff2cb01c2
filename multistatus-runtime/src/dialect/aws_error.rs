//! The error of the AWS services that speak JSON: the response to a request that failed as a whole.

use crate::json_shape::JsonShape;

/// Returns the shape of `{"__type":"ValidationException","message":".."}`, with the codes of one service.
pub(super) const fn aws_error(key: &'static str, codes: &'static [(u16, &'static str)]) -> JsonShape {
    JsonShape::alone().error_code("__type").error(&["message", "Message"]).codes(key, codes)
}
