//! The head of a response: status, content type and length.

use http::{
    HeaderName, HeaderValue, Response, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
};

use super::body::Body;
use crate::prefer::PREFERENCE_APPLIED;

/// Returns a response with this body.
pub(crate) fn head(status: StatusCode, content_type: &'static str, body: Body, minimal: bool) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let length = http_body::Body::size_hint(response.body()).exact();
    let headers = response.headers_mut();
    let binary = HeaderValue::from_static("application/octet-stream");
    headers.insert(CONTENT_TYPE, HeaderValue::from_str(content_type).unwrap_or(binary));
    if let Some(length) = length {
        headers.insert(CONTENT_LENGTH, length.into());
    }
    if minimal {
        headers.insert(PREFERENCE_APPLIED, HeaderValue::from_static("return=minimal"));
    }
    response
}

/// Adds the header fields of a format. One that is not valid is left out, and an error is logged.
pub(crate) fn add_fields(response: &mut Response<Body>, fields: &'static [(&'static str, &'static str)]) {
    for (name, value) in fields {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(value)) => {
                response.headers_mut().insert(name, value);
            }
            _ => tracing::error!(name, "a header field of the format is not valid; it is not sent"),
        }
    }
}
