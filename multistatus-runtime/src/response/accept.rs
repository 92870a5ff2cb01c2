//! The field `Accept` of a request (RFC 9110 section 12.5.1), read leniently.

use headers_accept::Accept;
use http::{HeaderMap, header::ACCEPT};
use mediatype::{MediaTypeList, ReadParams, names::Q};

/// Returns the media ranges of all `Accept` fields. `None` if there is no readable one.
///
/// Parameters other than `q` are ignored, because no format has variants: a client that accepts
/// `application/xml;charset=UTF-8` can read the response. A range that is not valid is skipped.
pub(crate) fn read(request: &HeaderMap) -> Option<Accept> {
    let mut ranges = Vec::new();
    for list in request.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()) {
        for range in MediaTypeList::new(list).filter_map(Result::ok) {
            let quality = range.get_param(Q).map(|quality| format!(";q={quality}"));
            ranges.push(format!("{}{}", range.essence(), quality.unwrap_or_default()));
        }
    }
    if ranges.is_empty() { None } else { ranges.join(",").parse().ok() }
}
