//! `DavPreferences`: what a client leaves out of a response (RFC 8144).

use http::{HeaderMap, HeaderName, HeaderValue};

use super::depth::has_noroot;
use super::field::set;
use crate::prefer::{PREFER, preference};

/// The parts of a response of WebDAV that a client wants to be left out (RFC 8144), from `Prefer`, `Brief` and `Depth`.
///
/// ```
/// use multistatus::{http::HeaderMap, webdav::header::DavPreferences};
///
/// let mut headers = HeaderMap::new();
/// headers.insert("Prefer", "return=minimal, depth-noroot".parse().unwrap());
/// let preferences = DavPreferences::parse(&headers);
/// assert!(preferences.minimal && preferences.noroot);
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct DavPreferences {
    /// Absent properties, and the body of a response without failures, are left out: `return=minimal`, or `Brief: t`.
    pub minimal: bool,
    /// The resource of the request itself is left out: `depth-noroot`, or `Depth: 1,noroot`.
    pub noroot: bool,
    /// True if `minimal` is from the field `Prefer`.
    minimal_by_prefer: bool,
    /// True if `noroot` is from the field `Prefer`.
    noroot_by_prefer: bool,
}

/// The field that the preferences were read from does not count.
impl PartialEq for DavPreferences {
    fn eq(&self, other: &Self) -> bool {
        (self.minimal, self.noroot) == (other.minimal, other.noroot)
    }
}

impl Eq for DavPreferences {}

const BRIEF: HeaderName = HeaderName::from_static("brief");

impl DavPreferences {
    /// Reads the preferences of a request. `Brief` is ignored if there is a field `Prefer` (RFC 8144 appendix A).
    pub fn parse(headers: &HeaderMap) -> Self {
        let by_prefer = headers.contains_key(PREFER);
        let brief = || headers.get(BRIEF).is_some_and(|value| value.as_bytes().trim_ascii().eq_ignore_ascii_case(b"t"));
        let minimal = if by_prefer { preference(headers, PREFER, "return") == Some("minimal") } else { brief() };
        let noroot_by_prefer = preference(headers, PREFER, "depth-noroot").is_some();
        let noroot = noroot_by_prefer || has_noroot(headers);
        Self { minimal, noroot, minimal_by_prefer: by_prefer, noroot_by_prefer }
    }

    /// Adds the field `Prefer` to a request.
    pub fn insert(self, headers: &mut HeaderMap) {
        match (self.minimal, self.noroot) {
            (true, true) => set(headers, PREFER, "return=minimal, depth-noroot"),
            (true, false) => set(headers, PREFER, "return=minimal"),
            (false, true) => set(headers, PREFER, "depth-noroot"),
            (false, false) => {}
        }
    }

    /// Adds the fields of a response: `Preference-Applied`, if a field `Prefer` was followed, and `Vary`.
    pub fn insert_applied(self, headers: &mut HeaderMap) {
        for (name, value) in self.response_fields() {
            // The request may have had other fields that the response varies by.
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
    }

    /// Returns the fields of a response, as pairs of name and value.
    pub(crate) fn response_fields(self) -> &'static [(&'static str, &'static str)] {
        const VARY: (&str, &str) = ("vary", "Prefer, Brief");
        const APPLIED: &str = "preference-applied";
        match (self.minimal && self.minimal_by_prefer, self.noroot && self.noroot_by_prefer) {
            (false, false) => &[VARY],
            (true, false) => &[VARY, (APPLIED, "return=minimal")],
            (false, true) => &[VARY, (APPLIED, "depth-noroot")],
            (true, true) => &[VARY, (APPLIED, "return=minimal, depth-noroot")],
        }
    }
}
