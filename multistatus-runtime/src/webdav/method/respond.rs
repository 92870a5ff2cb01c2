//! The response of one outcome to a client of WebDAV.

use http::Response;

use crate::{
    entry::Entry,
    outcome::Outcome,
    response::{Body, single::respond_dav},
};

/// Returns the response of one outcome to a client of WebDAV: the answer to a request that concerns one resource, or that
/// failed as a whole.
///
/// A failure has the element `error` of `DAV:` as its body (RFC 4918 section 16), with the conditions that failed and, as
/// `problem` of RFC 9457 appendix B, the description. A success has the body of its outcome, which most do not have. A status
/// of 500 and up is logged.
///
/// ```
/// use multistatus::{Outcome, webdav::respond_one};
///
/// #[derive(Outcome)]
/// #[outcome(LOCKED, "locked by {owner}", condition = "lock-token-submitted")]
/// struct Locked { #[outcome(condition_href)] root: String, owner: String }
///
/// let response = respond_one(&Locked { root: "/plans/".into(), owner: "Ada".into() });
/// assert_eq!(response.status(), 423);
/// assert_eq!(response.headers()["content-type"], "application/xml; charset=utf-8");
/// // <D:error xmlns:D="DAV:"><D:lock-token-submitted><D:href>/plans/</D:href></D:lock-token-submitted>...</D:error>
/// ```
pub fn respond_one<O: Outcome + ?Sized>(outcome: &O) -> Response<Body> {
    respond_dav(&Entry::alone(outcome))
}
