//! The preconditions of RFC 9110 section 13: `If-Match`, `If-None-Match`, `If-Modified-Since`, `If-Unmodified-Since`.

use headers::{ETag, HeaderMapExt, IfMatch, IfModifiedSince, IfNoneMatch, IfUnmodifiedSince};
use http::HeaderMap;

use super::{failure::Failure, resource::Resource};

/// Checks the preconditions of a GET. Returns false if the client has the file already: the response is then a 304.
pub(crate) fn check_read(headers: &HeaderMap, resource: &Resource) -> Result<bool, Failure> {
    check_match(headers, Some(resource))?;
    Ok(match headers.typed_get::<IfNoneMatch>() {
        Some(none) => passes_none(&none, Some(resource)),
        None => headers.typed_get::<IfModifiedSince>().is_none_or(|since| since.is_modified(resource.modified.0)),
    })
}

/// Checks the preconditions of a request that changes a resource, or creates one.
pub(crate) fn check_write(headers: &HeaderMap, resource: Option<&Resource>) -> Result<(), Failure> {
    check_match(headers, resource)?;
    match headers.typed_get::<IfNoneMatch>() {
        Some(none) if !passes_none(&none, resource) => Err(Failure::PreconditionFailed),
        _ => Ok(()),
    }
}

/// Checks `If-Match`, or else `If-Unmodified-Since`.
fn check_match(headers: &HeaderMap, resource: Option<&Resource>) -> Result<(), Failure> {
    let passes = match headers.typed_get::<IfMatch>() {
        Some(any) if any.is_any() => resource.is_some(),
        Some(one) => tag(resource).is_some_and(|tag| one.precondition_passes(&tag)),
        None => match (headers.typed_get::<IfUnmodifiedSince>(), resource) {
            (Some(since), Some(resource)) => since.precondition_passes(resource.modified.0),
            _ => true,
        },
    };
    if passes { Ok(()) } else { Err(Failure::PreconditionFailed) }
}

fn passes_none(none: &IfNoneMatch, resource: Option<&Resource>) -> bool {
    match (resource, tag(resource)) {
        (None, _) => true,
        (Some(_), Some(tag)) => none.precondition_passes(&tag),
        // A collection has no entity tag; only `*` matches it.
        (Some(_), None) => *none != IfNoneMatch::any(),
    }
}

fn tag(resource: Option<&Resource>) -> Option<ETag> {
    resource?.version?.to_string().parse().ok()
}
