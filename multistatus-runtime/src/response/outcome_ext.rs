//! `OutcomeExt`: one outcome as a response of its own.

use http::{HeaderMap, Response};

use super::{body::Body, negotiate::Negotiate};
use crate::outcome::Outcome;

/// Turns any [`Outcome`] into a response of its own, for an endpoint that handles one item.
///
/// ```
/// use multistatus::{Outcome, OutcomeExt};
///
/// #[derive(Outcome)]
/// enum Create {
///     #[outcome(201, header("Location", "/orders/{id}"))]
///     Created { id: u32 },
///     #[outcome(429, "slow down")]
///     Throttled { #[outcome(retry_after)] wait: std::time::Duration },
/// }
///
/// let request = http::HeaderMap::new();
/// let response = Create::Created { id: 7 }.respond_to(&request);
/// assert_eq!((response.status().as_u16(), &response.headers()["location"]), (201, &"/orders/7".parse()?));
///
/// let response = Create::Throttled { wait: std::time::Duration::from_secs(5) }.respond_to(&request);
/// assert_eq!((response.status().as_u16(), &response.headers()["retry-after"]), (429, &"5".parse()?));
/// assert_eq!(response.headers()["content-type"], "application/problem+json");
/// # Ok::<(), http::header::InvalidHeaderValue>(())
/// ```
pub trait OutcomeExt: Outcome {
    /// Returns the response: the status, the header fields and `Retry-After`, with the same values as an item of a
    /// multi-status has.
    ///
    /// The body of the outcome is sent as JSON. A failure without a body is sent as a problem (RFC 9457), in the format
    /// that `Accept` prefers: `application/problem+json`, or `application/problem+xml`. To a client that prefers
    /// `application/xml` or `text/xml`, an outcome with conditions is sent as the element `error` of RFC 4918 section 16.
    /// A status of 500 and up is logged, with the [causes](Outcome::causes) of the outcome.
    /// A response with status 204, 205 or 304 has no body and no content type. A server library removes the body of a
    /// response to HEAD.
    fn respond_to(&self, request: &HeaderMap) -> Response<Body> {
        Negotiate::from_headers(request).respond_one(self)
    }
}

impl<O: Outcome + ?Sized> OutcomeExt for O {}
