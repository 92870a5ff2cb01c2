//! Content negotiation: the format that a request asks for, and whether successes may be omitted.

use headers_accept::Accept;
use http::{
    HeaderMap, Response,
    header::{ACCEPT, VARY},
};
use mediatype::{MediaTypeList, ReadParams, names::Q};

use super::{
    body::Body,
    head::add_fields,
    single::{self, WithInstance},
};
use crate::{
    format::Offer,
    key::Key,
    outcome::{Outcome, StatusClass, logging::log_failed_request, status::final_status},
    prefer::wants_minimal,
};

/// The preferences of a request, taken from its header fields before the work starts.
///
/// The default format answers a request without `Accept`, with an unreadable `Accept`, or with one that no format satisfies: a
/// batch that was carried out must be reported (RFC 9110 section 12.4.1 allows it).
///
/// With the feature of a web framework it is an extractor.
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
    instance: Option<Key>,
}

impl Negotiate {
    /// Reads `Accept` (RFC 9110 section 12.5.1) and `Prefer: return=minimal` (RFC 7240 section 4.2).
    pub fn from_headers(request: &HeaderMap) -> Self {
        Self { accept: read_accept(request), minimal: wants_minimal(request), instance: None }
    }

    /// Sets the URI reference that names the request, such as its id: the `instance` of the problem (RFC 9457 section 3.1.5)
    /// if the request fails as a whole, and of the log message about it.
    ///
    /// It applies to [`respond_one`](Self::respond_one), and to the `Err` of [`respond`](Self::respond), unless the
    /// outcome has an instance of its own. It does not apply to the items of a multi-status: each of them is an occurrence of
    /// its own, which `#[outcome(instance)]` names.
    ///
    /// ```
    /// use multistatus::{Negotiate, Refused, http::HeaderMap};
    ///
    /// let mut request = HeaderMap::new();
    /// request.insert("x-request-id", "7f3a".parse()?);
    /// let mut negotiate = Negotiate::from_headers(&request);
    /// if let Some(id) = request.get("x-request-id").and_then(|id| id.to_str().ok()) {
    ///     negotiate = negotiate.instance(format!("urn:request:{id}"));
    /// }
    /// let response = negotiate.respond_one(Refused::Empty);
    /// # assert_eq!(response.status(), 400);
    /// # Ok::<(), multistatus::http::header::InvalidHeaderValue>(())
    /// ```
    pub fn instance(mut self, uri: impl Into<Key>) -> Self {
        self.instance = Some(uri.into());
        self
    }

    /// Returns the response of one outcome on its own. A status of 500 and up is logged. See [`OutcomeExt::respond_to`](crate::OutcomeExt::respond_to).
    pub fn respond_one<O: Outcome>(&self, outcome: O) -> Response<Body> {
        let outcome = WithInstance { outcome: &outcome, instance: self.instance.as_ref() };
        let mut response = single::respond(&outcome, self.accept.as_ref());
        if response.status().as_u16() >= 500 {
            log_failed_request(response.status(), &outcome);
        }
        varies_by_accept(&mut response);
        response
    }

    /// Returns the response to a request that failed as a whole, in the form that the format has for it.
    pub(super) fn respond_failed<O: Outcome, E: Outcome>(&self, offer: &Offer<O>, outcome: E) -> Response<Body> {
        let failed = StatusClass::of(final_status(outcome.status())) == StatusClass::Failure;
        let Some(form) = offer.format.refusal().filter(|_| failed) else { return self.respond_one(outcome) };
        let outcome = WithInstance { outcome: &outcome, instance: self.instance.as_ref() };
        let mut response = single::refused(&outcome, form, offer.content_type);
        add_fields(&mut response, offer.format.header_fields());
        if response.status().as_u16() >= 500 {
            log_failed_request(response.status(), &outcome);
        }
        response
    }

    /// Returns the media ranges that the request accepts.
    pub(super) fn accept(&self) -> Option<&Accept> {
        self.accept.as_ref()
    }

    /// True if the items that succeeded are omitted.
    pub(super) fn is_minimal(&self) -> bool {
        self.minimal
    }
}

/// Adds `Vary: accept`, once.
pub(super) fn varies_by_accept(response: &mut Response<Body>) {
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
