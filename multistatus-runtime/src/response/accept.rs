//! The `Accept` field of a request, read as far as it can be (RFC 9110 section 12.5.1).

use headers_accept::Accept;
use http::{HeaderMap, header::ACCEPT};
use mediatype::{MediaTypeList, ReadParams, names::Q};

/// The media ranges of all `Accept` fields; `None` where there are none that can be read.
///
/// Parameters other than `q` are dropped, since no format here has variants that they could tell apart: what asks for
/// `application/xml;charset=UTF-8` can read what is sent. A range that is none is skipped; the others still count.
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
