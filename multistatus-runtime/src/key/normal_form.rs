//! The normal form in which URI references are compared (RFC 3986 section 6.2.2).

use std::{borrow::Cow, ops::Range};

/// Returns the reference without percent-encodings that have no meaning.
///
/// In the path, the characters of a segment (`pchar`) are decoded: servers differ in which of them they encode. In the query
/// and the fragment, `&`, `=`, `+`, `;` and `,` stay encoded, because they separate or encode parts there. Everything else
/// stays encoded, with hex digits in upper case: `%2F` and `%25` are never equal to `/` and `%`. Nothing is decoded in the
/// authority.
pub(crate) fn normalized(reference: &str) -> Cow<'_, str> {
    let mut path = None;
    let mut normal = String::new();
    // The text before `copied` is in `normal`.
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = reference[at..].bytes().position(|byte| byte == b'%') {
        let percent = at + found;
        let Some(byte) = encoded_byte(reference, percent) else {
            at = percent + 1;
            continue;
        };
        at = percent + 3;
        let decode = is_segment_character(byte) && {
            let path = path.get_or_insert_with(|| path_of(reference));
            path.start <= percent
                && (is_query_character(byte) || percent < path.end)
                && !ends_scheme(reference, percent)
        };
        let hex = &reference[percent..at];
        if decode || hex.bytes().any(|digit| digit.is_ascii_lowercase()) {
            normal.push_str(&reference[copied..percent]);
            match decode {
                true => normal.push(char::from(byte)),
                false => normal.push_str(&hex.to_ascii_uppercase()),
            }
            copied = at;
        }
    }
    if copied == 0 {
        return reference.into();
    }
    normal.push_str(&reference[copied..]);
    normal.into()
}

/// Returns the position of the path: behind the scheme and the authority, and before the query and the fragment.
pub(crate) fn path_of(reference: &str) -> Range<usize> {
    let start = path_start(reference);
    start..reference[start..].find(['?', '#']).map_or(reference.len(), |at| start + at)
}

/// Returns the position at which the path starts: behind the scheme and the authority, if there are any.
fn path_start(reference: &str) -> usize {
    let authority = match reference.find("//") {
        Some(0) => 2,
        Some(at) if reference[..at].strip_suffix(':').is_some_and(is_scheme) => at + 2,
        _ => return 0,
    };
    reference[authority..].find(['/', '?', '#']).map_or(reference.len(), |at| authority + at)
}

/// True if the text is a scheme (RFC 3986 section 3.1).
pub(crate) fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// Returns the byte that is encoded at a percent sign, if two hex digits follow.
fn encoded_byte(text: &str, percent: usize) -> Option<u8> {
    let digit = |at: usize| char::from(*text.as_bytes().get(at)?).to_digit(16);
    u8::try_from(digit(percent + 1)? * 16 + digit(percent + 2)?).ok()
}

/// True for each `pchar` of RFC 3986 section 3.3 that is one character.
fn is_segment_character(byte: u8) -> bool {
    is_query_character(byte) || b"&+,;=".contains(&byte)
}

/// True for each character that has the same meaning in a query whether it is encoded or not.
fn is_query_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:@!$'()*".contains(&byte)
}

/// True for a colon that would turn a path into a URI with a scheme and an authority if it were decoded.
fn ends_scheme(reference: &str, percent: usize) -> bool {
    let rest = &reference[percent..];
    (rest.starts_with("%3A//") || rest.starts_with("%3a//")) && !reference[..percent].contains('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_without_meaning_are_decoded() {
        for (reference, normal) in [
            ("/d/u%40e.org/1.ics", "/d/u@e.org/1.ics"),
            ("/%3A%40%21%24%26%27%28%29%2a%2B%2C%3B%3D", "/:@!$&'()*+,;="),
            ("/%61%7E%2D%2e%5F", "/a~-._"),
            ("/a%2fb%c3%bc", "/a%2Fb%C3%BC"),
            ("/?a%40b%3a%21=%26%3D%2b%3B%2c#%40%26", "/?a@b:!=%26%3D%2B%3B%2C#@%26"),
            ("http://u%40x:1/%40", "http://u%40x:1/@"),
            ("//u%40x/%40", "//u%40x/@"),
            ("http%3A//a/%40", "http%3A//a/@"),
            ("order%3A17", "order:17"),
            ("/a%3A//b", "/a://b"),
        ] {
            assert_eq!(normalized(reference), normal);
        }
    }

    #[test]
    fn a_reference_in_normal_form_is_not_copied() {
        for reference in ["", "/", "/a@b:c", "/%25%2F%3F%23%20%C3%BC", "/100%", "/%zz", "/%é", "/%", "?%26", "http://h"]
        {
            assert!(matches!(normalized(reference), Cow::Borrowed(text) if text == reference), "{reference}");
        }
    }
}
