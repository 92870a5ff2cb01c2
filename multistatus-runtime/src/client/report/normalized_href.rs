//! `NormalizedHref`: the form in which hrefs of a response are compared with those of the request (RFC 3986 section 6.2).

use crate::key::normal_form::{is_scheme, normalized};

/// The normal form of a URI reference.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NormalizedHref {
    /// Scheme and host; `None` if the reference is a path.
    pub(crate) authority: Option<String>,
    /// Path, query and fragment, without the slash at the end of the path.
    pub(crate) path: String,
    /// True if the path ends in a slash. Servers add one to collections, and clients omit it (RFC 4918 section 5.2).
    pub(crate) slash: bool,
}

impl NormalizedHref {
    pub(crate) fn of(reference: &str) -> Self {
        let reference = normalized(reference);
        let (authority, rest) = split(&reference);
        let (path, query) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
        let (path, slash) = match path.strip_suffix('/') {
            Some("") => ("/", false),
            Some(path) => (path, true),
            None if path.is_empty() && authority.is_some() => ("/", false),
            None => (path, false),
        };
        Self { authority, path: [path, query].concat(), slash }
    }

    /// True if both can name the same resource: a path matches any host, and a trailing slash is ignored.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        self.path == other.path
            && (self.authority.is_none() || other.authority.is_none() || self.authority == other.authority)
    }
}

/// Returns scheme and host, in lower case and without a default port, and the rest.
fn split(reference: &str) -> (Option<String>, &str) {
    let Some((scheme, rest)) = reference.split_once("://") else { return (None, reference) };
    if !is_scheme(scheme) {
        return (None, reference);
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, rest) = rest.split_at(end);
    let (scheme, host) = (scheme.to_ascii_lowercase(), host.to_ascii_lowercase());
    let port = match &*scheme {
        "http" => ":80",
        "https" => ":443",
        _ => ":",
    };
    let host = host.strip_suffix(port).unwrap_or(&host);
    (Some(format!("{scheme}://{host}")), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_resource_are_equal() {
        for (one, other) in [
            ("/a%2fb", "/a%2Fb"),
            ("/%61%7E", "/a~"),
            ("/d/u%40e.org/1.ics", "/d/u@e.org/1.ics"),
            ("/%3a%21%24%26%27%28%29%2A%2b%2c%3B%3D", "/:!$&'()*+,;="),
            ("https://example.com/u%40e/", "/u@e"),
            ("/dir/", "/dir"),
            ("/dir/?x=1", "/dir?x=1"),
            ("HTTP://Example.com:80/a", "http://example.com/a"),
            ("https://example.com:443/a", "https://example.com/a"),
            ("https://example.com/a", "/a"),
            ("https://example.com", "/"),
        ] {
            assert!(NormalizedHref::of(one).agrees(&NormalizedHref::of(other)), "{one} {other}");
        }
    }

    #[test]
    fn other_resources_do_not() {
        for (one, other) in [
            ("/a%2Fb", "/a/b"),
            ("/a%25b", "/a%b"),
            ("/a%3Fb", "/a?b"),
            ("/a%23b", "/a#b"),
            ("/%C3%A9", "/e%CC%81"),
            ("/?a%26b", "/?a&b"),
            ("/?a%3Db", "/?a=b"),
            ("/?a%2Bb", "/?a+b"),
            ("/A", "/a"),
            ("http://one/a", "http://two/a"),
            ("http://one:8080/a", "http://one/a"),
            ("http%3A//one/a", "/a"),
            ("/a?x=1", "/a"),
            ("/%zz", "/zz"),
            ("/%é", "/é"),
        ] {
            assert!(!NormalizedHref::of(one).agrees(&NormalizedHref::of(other)), "{one} {other}");
        }
    }
}
