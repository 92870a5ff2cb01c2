//! Content negotiation: the format that a request asks for, and whether successes may be omitted.

use headers_accept::Accept;
use http::{
    HeaderMap, Response, StatusCode,
    header::{ACCEPT, VARY},
};
use mediatype::{MediaTypeList, ReadParams, names::Q};

use super::{
    body::Body,
    prefer::{PREFER, wants_minimal},
    respond::Respond,
    single::{self, failure},
};
use crate::{
    format::{Format, Formats, Offer},
    multistatus::MultiStatus,
    outcome::{Outcome, logging::log_failed_request},
};

/// The preferences of a request, taken from its header fields before the work starts.
///
/// The default format answers a request without `Accept`, with an unreadable `Accept`, or with one that no format satisfies: a
/// batch that was carried out must be reported (RFC 9110 section 12.4.1 allows it).
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
        Self { accept: read_accept(request), minimal: wants_minimal(request) }
    }

    /// Returns the response in one of the built-in formats.
    ///
    /// The answer is a [`MultiStatus`], a [`Streamed`](crate::Streamed), a spawned batch, or a `Result` of one of these and an outcome. The
    /// outcome of an `Err` is responded as by [`respond_one`](Self::respond_one): `accept.respond(batch.run().await)` also
    /// responds to a batch that is refused.
    pub fn respond<R>(&self, answer: R) -> Response<Body>
    where
        R: Respond,
        R::Outcome: 'static,
    {
        self.respond_from(&Formats::new(), answer)
    }

    /// Returns the response in one of `formats`.
    pub fn respond_from<R: Respond>(&self, formats: &Formats<R::Outcome>, answer: R) -> Response<Body> {
        let Some(offer) = formats.negotiate(self.accept.as_ref()) else {
            tracing::error!("there is no format for the response: enable the feature `json` or `xml`, or add a format");
            return failure(StatusCode::INTERNAL_SERVER_ERROR, "the service has no format for the response");
        };
        let mut response = answer.respond(offer, self);
        varies_by_accept(&mut response);
        if self.minimal {
            response.headers_mut().append(VARY, PREFER.into());
        }
        response
    }

    /// Returns the response of one outcome on its own. A status of 500 and up is logged. See [`OutcomeExt::respond_to`](crate::OutcomeExt::respond_to).
    pub fn respond_one<O: Outcome>(&self, outcome: O) -> Response<Body> {
        let mut response = single::respond(&outcome, self.accept.as_ref());
        if response.status().as_u16() >= 500 {
            log_failed_request(response.status(), &outcome);
        }
        varies_by_accept(&mut response);
        response
    }

    /// True if the items that succeeded are omitted.
    pub(super) fn is_minimal(&self) -> bool {
        self.minimal
    }
}

/// Adds `Vary: accept`, once.
fn varies_by_accept(response: &mut Response<Body>) {
    let fields = response.headers_mut();
    if !fields.get_all(VARY).iter().any(|field| field == ACCEPT.as_str()) {
        fields.append(VARY, ACCEPT.into());
    }
}

/// Returns the media ranges of all `Accept` fields (RFC 9110 section 12.5.1). `None` if there is no readable one.
///
/// Parameters other than `q` are ignored, because no format has variants: a client that accepts
/// `application/xml;charset=UTF-8` can read the response. A range that is not valid is skipped.
fn read_accept(request: &HeaderMap) -> Option<Accept> {
    let mut ranges = Vec::new();
    for list in request.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()) {
        for range in MediaTypeList::new(list).filter_map(Result::ok) {
            let quality = range.get_param(Q).map(|quality| format!(";q={quality}"));
            ranges.push(format!("{}{}", range.essence(), quality.unwrap_or_default()));
        }
    }
    if ranges.is_empty() { None } else { ranges.join(",").parse().ok() }
}

/// The bounds are on the methods, so that a call without `Outcome` gives the message of that trait.
impl<O> MultiStatus<O> {
    /// Returns the response in the built-in format that the fields `Accept` and `Prefer` of the request ask for.
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
    pub fn respond_to(self, request: &HeaderMap) -> Response<Body>
    where
        O: Outcome + Send + 'static,
    {
        Negotiate::from_headers(request).respond(self)
    }

    /// Returns the response in this format.
    pub fn respond_with(self, format: impl Format<O> + Send + Sync + 'static) -> Response<Body>
    where
        O: Outcome + Send + 'static,
    {
        self.respond(Offer::of(format), &Negotiate::default())
    }
}
