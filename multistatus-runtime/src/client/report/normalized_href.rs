//! `NormalizedHref`: the form in which hrefs are compared (RFC 3986 section 6.2).

/// The normal form of a URI reference. A trailing slash is ignored, because servers add one to collections and clients omit it
/// (RFC 4918 section 5.2).
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NormalizedHref {
    /// Scheme and host; `None` if the reference is a path.
    authority: Option<String>,
    pub(crate) path: String,
}

impl NormalizedHref {
    pub(crate) fn of(reference: &str) -> Self {
        let (authority, rest) = split(reference);
        let (path, query) = match rest.find(['?', '#']) {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        let mut normal = decoded(path);
        if normal.len() > 1 && normal.ends_with('/') {
            normal.pop();
        }
        if normal.is_empty() && authority.is_some() {
            normal.push('/');
        }
        normal.push_str(&decoded(query));
        Self { authority, path: normal }
    }

    /// True if both can name the same resource. A path matches any host.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        self.path == other.path
            && (self.authority.is_none() || other.authority.is_none() || self.authority == other.authority)
    }
}

/// Returns scheme and host, in lower case and without a default port, and the rest.
fn split(reference: &str) -> (Option<String>, &str) {
    let Some((scheme, rest)) = reference.split_once("://") else { return (None, reference) };
    if scheme.is_empty() || !scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)) {
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

/// Decodes unreserved characters, and writes the hex digits of all others in upper case.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, encoded) = rest.split_at(at);
        out.push_str(before);
        let byte = encoded.get(1..3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let length = match byte {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                out.push(char::from(byte));
                3
            }
            Some(_) => {
                out.push_str(&encoded[..3].to_ascii_uppercase());
                3
            }
            None => {
                out.push('%');
                1
            }
        };
        rest = &encoded[length..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_resource_are_equal() {
        for (one, other) in [
            ("/a%2fb", "/a%2Fb"),
            ("/%61%7E", "/a~"),
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
            ("/A", "/a"),
            ("http://one/a", "http://two/a"),
            ("http://one:8080/a", "http://one/a"),
            ("/a?x=1", "/a"),
            ("/%zz", "/zz"),
            ("/%é", "/é"),
        ] {
            assert!(!NormalizedHref::of(one).agrees(&NormalizedHref::of(other)), "{one} {other}");
        }
    }
}
