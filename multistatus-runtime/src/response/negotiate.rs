//! What a request asks of the response: a format, and whether successes may be left out.

use headers_accept::Accept;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header::VARY};

use super::{
    accept,
    body::Body,
    prefer::{PREFER, wants_minimal},
    respond::{Respond, refusal},
};
use crate::format::Formats;

/// The wishes of a request, taken from its head before the work starts.
///
/// A request without `Accept`, with one that cannot be read, or with one that no format satisfies gets the default
/// format: a batch that was carried out must be answered (RFC 9110 section 12.4.1 allows it).
///
/// With the feature `axum` it is an extractor.
///
/// ```
/// use http::{HeaderMap, header::ACCEPT};
/// use multistatus::{MultiStatus, Negotiate, StatusCode};
///
/// let mut request = HeaderMap::new();
/// request.insert(ACCEPT, "application/jsonl;q=0.5, text/xml".parse()?);
/// let response = Negotiate::from_headers(&request).respond(MultiStatus::from_outcomes([StatusCode::OK]));
/// assert_eq!(response.headers()["content-type"], "text/xml; charset=utf-8");
/// assert_eq!(response.headers()["vary"], "accept");
/// # Ok::<(), http::header::InvalidHeaderValue>(())
/// ```
#[derive(Debug, Default)]
pub struct Negotiate {
    accept: Option<Accept>,
    minimal: bool,
}

impl Negotiate {
    /// Reads `Accept` (RFC 9110 section 12.5.1) and `Prefer: return=minimal` (RFC 7240 section 4.2).
    pub fn from_headers(request: &HeaderMap) -> Self {
        Self { accept: accept::read(request), minimal: wants_minimal(request) }
    }

    /// Answers in one of the built-in formats.
    pub fn respond<R>(&self, answer: R) -> Response<Body>
    where
        R: Respond,
        R::Outcome: 'static,
    {
        self.respond_from(&Formats::new(), answer)
    }

    /// Answers in one of `formats`.
    pub fn respond_from<R: Respond>(&self, formats: &Formats<R::Outcome>, answer: R) -> Response<Body> {
        let Some(offer) = formats.negotiate(self.accept.as_ref()) else {
            tracing::error!("there is no format to answer in: enable the feature `json` or `xml`, or offer your own");
            return refusal(StatusCode::INTERNAL_SERVER_ERROR, "the service has no format to answer in");
        };
        let mut response = answer.respond(offer, self.minimal);
        response.headers_mut().append(VARY, HeaderValue::from_static("accept"));
        if self.minimal {
            response.headers_mut().append(VARY, PREFER.into());
        }
        response
    }
}
