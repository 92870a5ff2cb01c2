//! Puts the head of a response before its body.

use bytes::Bytes;
use http::{
    HeaderName, HeaderValue, Response, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
};
use serde_json::json;

use super::{body::Body, negotiate::Negotiate, prefer::PREFERENCE_APPLIED};
#[cfg(feature = "batch")]
use crate::{
    format::json::view,
    outcome::{header::retry_after_seconds, problem::header_fields, status::final_status},
};
use crate::{
    format::{Format, Offer, encoder::Encoder, source::StoredItems},
    multistatus::MultiStatus,
    outcome::{Outcome, problem::PROBLEM_JSON, reason},
    summary::Summary,
};

/// The response field that repeats the summary, for those who never open the body.
const MULTI_STATUS: HeaderName = HeaderName::from_static("multi-status");

/// What can become a response in a negotiated format: a [`MultiStatus`] or a [`Streamed`](crate::Streamed).
pub trait Respond: Sized {
    /// The outcome of its items.
    type Outcome: Outcome;

    /// The response in one format. `minimal` leaves out what succeeded.
    fn respond(self, offer: Offer<Self::Outcome>, minimal: bool) -> Response<Body>;
}

impl<O: Outcome + Send + 'static> Respond for MultiStatus<O> {
    type Outcome = O;

    fn respond(self, offer: Offer<O>, minimal: bool) -> Response<Body> {
        if let Err(duplicate) = self.check_duplicates(offer.format.duplicates()) {
            tracing::error!(%duplicate, "refused to write a multi-status");
            return refusal(StatusCode::INTERNAL_SERVER_ERROR, &duplicate.to_string());
        }
        let summary = self.summary();
        let status = self.overall.status(&summary);
        let encoder = Encoder::new(offer.format, StoredItems::new(self.items), self.description.map(String::from));
        let mut response = head(status, offer.content_type, Body::encoded(encoder.minimal(minimal)), minimal);
        if self.summary_header {
            response.headers_mut().insert(MULTI_STATUS, dictionary(&summary));
        }
        response
    }
}

/// The bounds stand on the methods, so that a missing `Outcome` is said in its own words where one is called.
impl<O> MultiStatus<O> {
    /// The response that the request's `Accept` and `Prefer` fields ask for, in one of the built-in formats.
    ///
    /// ```
    /// use multistatus::{MultiStatus, StatusCode};
    ///
    /// let mut request = http::HeaderMap::new();
    /// request.insert("accept", "application/xml".parse()?);
    /// let result = MultiStatus::from_outcomes([StatusCode::OK]);
    /// let response = result.respond_to(&request);
    /// assert_eq!(response.status(), 207);
    /// assert_eq!(response.headers()["content-type"], "application/xml; charset=utf-8");
    /// # Ok::<(), http::header::InvalidHeaderValue>(())
    /// ```
    pub fn respond_to(self, request: &http::HeaderMap) -> Response<Body>
    where
        O: Outcome + Send + 'static,
    {
        Negotiate::from_headers(request).respond(self)
    }

    /// The response in one format, whatever the request asks for.
    pub fn respond_with(self, format: impl Format<O> + Send + Sync + 'static) -> Response<Body>
    where
        O: Outcome + Send + 'static,
    {
        self.respond(Offer::of(format), false)
    }
}

/// A response that carries a body of items.
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

/// A failure of the whole: one problem, never a multi-status.
pub(crate) fn refusal(status: StatusCode, detail: &str) -> Response<Body> {
    let problem = json!({"type": "about:blank", "title": reason(status), "status": status.as_u16(), "detail": detail});
    head(status, PROBLEM_JSON, Body::whole(problem.to_string()), false)
}

/// A failure of the whole, with all that an outcome says of it.
#[cfg(feature = "batch")]
pub(crate) fn problem<O: Outcome>(outcome: &O) -> Response<Body> {
    let mut response = head(final_status(outcome.status()), PROBLEM_JSON, Body::whole(view::problem(outcome)), false);
    let wait = outcome.retry_after().map(|wait| HeaderValue::from(retry_after_seconds(wait)));
    response.headers_mut().extend(wait.map(|wait| (http::header::RETRY_AFTER, wait)));
    for (name, value) in header_fields(outcome) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// The counts as a dictionary of RFC 9651: `total=3, succeeded=2, failed=1, retryable=1, complete`.
fn dictionary(summary: &Summary) -> HeaderValue {
    let Summary { total, succeeded, failed, retryable, complete } = summary;
    let complete = if *complete { "complete" } else { "complete=?0" };
    let text = format!("total={total}, succeeded={succeeded}, failed={failed}, retryable={retryable}, {complete}");
    // Digits and names only, so this cannot fail.
    HeaderValue::from_maybe_shared(Bytes::from(text)).unwrap_or(HeaderValue::from_static(""))
}
