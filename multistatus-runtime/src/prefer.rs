//! The fields `Prefer` and `Preference-Applied`: `return=minimal` (RFC 7240).

use http::{HeaderMap, HeaderName};

pub(crate) const PREFER: HeaderName = HeaderName::from_static("prefer");
pub(crate) const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// True if the request asks to omit the items that succeeded: `return=minimal`, RFC 7240 section 4.2.
pub(crate) fn wants_minimal(headers: &HeaderMap) -> bool {
    has_minimal(headers, PREFER)
}

/// True if the response says that it omits the items that succeeded (RFC 7240 section 3).
#[cfg(all(feature = "reqwest", any(feature = "json", feature = "xml")))]
pub(crate) fn applied_minimal(headers: &HeaderMap) -> bool {
    has_minimal(headers, PREFERENCE_APPLIED)
}

fn has_minimal(headers: &HeaderMap, field: HeaderName) -> bool {
    preference(headers, field, "return") == Some("minimal")
}

/// Returns the value of a preference, which is empty if it has none. If a preference is repeated, the first one counts (RFC
/// 7240 section 2).
pub(crate) fn preference<'h>(headers: &'h HeaderMap, field: HeaderName, name: &str) -> Option<&'h str> {
    headers
        .get_all(field)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|preference| preference.split(';').next())
        .map(|preference| preference.split_once('=').unwrap_or((preference, "")))
        .find(|(found, _)| found.trim().eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn return_minimal_is_found_among_other_preferences() {
        let minimal = |values: &[&'static str]| {
            let values = values.iter().map(|value| (PREFER, http::HeaderValue::from_static(value)));
            wants_minimal(&values.collect())
        };
        assert!(minimal(&["return=minimal"]));
        assert!(minimal(&["respond-async, Return = \"minimal\"; foo=bar, wait=10"]));
        assert!(!minimal(&["return=representation, return=minimal"]));
        assert!(!minimal(&["return=minimalist"]));
        assert!(!minimal(&["foo; return=minimal"]));
        assert!(!minimal(&[]));
    }
}
