//! A failure of the whole request as a response: one problem (RFC 9457), never a multi-status.

#[cfg(feature = "batch")]
use http::{HeaderName, HeaderValue};
use http::{Response, StatusCode};
use serde_json::json;

use super::{body::Body, head::head};
use crate::outcome::{problem::PROBLEM_JSON, reason};
#[cfg(feature = "batch")]
use crate::{
    format::json::view,
    outcome::{
        Outcome,
        header::{log_dropped, retry_after_seconds},
        problem::header_fields,
        status::final_status,
    },
};

/// Returns the response to a request that failed as a whole.
pub(crate) fn failure(status: StatusCode, detail: &str) -> Response<Body> {
    let problem = json!({"type": "about:blank", "title": reason(status), "status": status.as_u16(), "detail": detail});
    head(status, PROBLEM_JSON, Body::whole(problem.to_string()), false)
}

/// Returns the response to a request that failed as a whole with this outcome.
#[cfg(feature = "batch")]
pub(crate) fn problem<O: Outcome>(outcome: &O) -> Response<Body> {
    let mut response = head(final_status(outcome.status()), PROBLEM_JSON, Body::whole(view::problem(outcome)), false);
    let wait = outcome.retry_after().map(|wait| HeaderValue::from(retry_after_seconds(wait)));
    response.headers_mut().extend(wait.map(|wait| (http::header::RETRY_AFTER, wait)));
    for (name, value) in header_fields(outcome) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(&*name), HeaderValue::try_from(value))
            && !response.headers().contains_key(&name)
        {
            response.headers_mut().insert(name, value);
        } else {
            // The response has a content type, a length and perhaps a `Retry-After` of its own.
            log_dropped(&name);
        }
    }
    response
}
